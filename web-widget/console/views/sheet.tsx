// A modal sheet: the browser's own dialog, with its heading and the way out. Gives the focus back where it came from;
// where that is gone, to where one works on.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { close as closeIcon } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';

const first = '.ask :is(input, select):not(:disabled)';

export interface SheetProps {
  heading: string;
  onClose(): void;
  children: ComponentChildren;
}

export function Sheet({ heading, onClose, children }: SheetProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = sheet.current;
    element?.showModal();
    // What is asked comes before the way out; a phone's keyboard waits until it is wanted.
    const roomy = matchMedia('(min-width: 760px)').matches;
    element?.querySelector<HTMLElement>(roomy ? `${first}, .ask textarea` : first)?.focus();
  }, []);
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby={id} closedby="any" onClose={onClose}>
      <div class="sheet-body">
        <header>
          <h2 id={id}>{heading}</h2>
          <button type="button" class="icon-button" aria-label={words.keys.done} onClick={() => sheet.current?.close()}>
            <Icon path={closeIcon} size={18} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

// Closes the sheet it stands in. The browser's own closing, because that gives the focus back.
export function Cancel() {
  return (
    <button type="button" class="button" onClick={(event) => event.currentTarget.closest('dialog')?.close()}>
      {words.conversation.cancel}
    </button>
  );
}
