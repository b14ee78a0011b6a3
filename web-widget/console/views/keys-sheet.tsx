// The sheet of keys, and the switch for those that are a letter alone.
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Sheet } from './sheet.tsx';

const say = words.keys;
const apple = /Mac|iPhone|iPad/.test(navigator.platform);
const alt = apple ? '⌥' : 'Alt';
const rows: readonly (readonly [string, readonly string[]])[] = [
  [say.next, [alt, 'J']],
  [say.previous, [alt, 'K']],
  [say.accept, [alt, 'A']],
  [say.decline, [alt, 'D']],
  [say.reply, [alt, 'L']],
  [say.note, [alt, 'P']],
  [say.take, [alt, 'T']],
  [say.transfer, [alt, 'R']],
  [say.close, [alt, 'E']],
  [say.solved, [alt, 'M']],
  [say.flag, [alt, 'O']],
  [say.sell, [alt, 'H']],
  [say.suggestYes, [alt, 'S']],
  [say.suggestNo, [alt, 'X']],
  [say.send, ['Enter']],
  [say.newLine, ['Shift', 'Enter']],
  [say.help, ['?']],
];

export function KeysSheet({ onClose }: { onClose(): void }) {
  const { prefs } = useDesk();
  return (
    <Sheet heading={say.heading} onClose={onClose}>
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
    </Sheet>
  );
}
