// The sheet of keys, and the switch for those that are a letter alone.
import { useEffect, useRef } from 'preact/hooks';
import { close as closeIcon } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.keys;
const apple = /Mac|iPhone|iPad/.test(navigator.platform);
const alt = apple ? '⌥' : 'Alt';
const rows: readonly (readonly [string, readonly string[]])[] = [
  [say.next, [alt, 'J']],
  [say.previous, [alt, 'K']],
  [say.reply, [alt, 'L']],
  [say.note, [alt, 'P']],
  [say.take, [alt, 'T']],
  [say.close, [alt, 'E']],
  [say.send, ['Enter']],
  [say.newLine, ['Shift', 'Enter']],
  [say.help, ['?']],
];

export function KeysSheet({ onClose }: { onClose(): void }) {
  const { prefs } = useDesk();
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    sheet.current?.showModal();
  }, []);
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby="keys-heading" closedby="any" onClose={onClose}>
      <div class="sheet-body">
        <header>
          <h2 id="keys-heading">{say.heading}</h2>
          <button type="button" class="icon-button" aria-label={say.done} onClick={() => sheet.current?.close()}>
            <Icon path={closeIcon} size={18} />
          </button>
        </header>
        <dl>
          {rows.map(([what, keys]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={prefs.value.value.singles}
            aria-checked={prefs.value.value.singles}
            onChange={(event) => prefs.set({ singles: event.currentTarget.checked })}
          />
          <span>{say.singles}</span>
        </label>
      </div>
    </dialog>
  );
}
