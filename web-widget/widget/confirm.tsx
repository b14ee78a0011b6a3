// The one question before a chat is ended. Staying is the first choice and has the focus.
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from './words.ts';

export function Confirm({ minutes, onYes, onNo }: { minutes: number; onYes(): Promise<void>; onNo(): void }) {
  const no = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => no.current?.focus(), []);
  return (
    <div
      class="confirm"
      role="alertdialog"
      aria-labelledby="baton-end-title"
      aria-describedby="baton-end-text"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onNo();
      }}
    >
      <h3 id="baton-end-title">{words.endTitle}</h3>
      <p id="baton-end-text">{words.endText(minutes)}</p>
      <div class="ways">
        <button ref={no} type="button" class="button" onClick={onNo}>
          {words.keep}
        </button>
        <button
          type="button"
          class="button danger"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            onYes().finally(onNo);
          }}
        >
          {words.end}
        </button>
      </div>
    </div>
  );
}
