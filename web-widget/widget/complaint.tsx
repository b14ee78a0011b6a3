// A complaint: said in the visitor's own words, read by staff only, and it keeps sales away until it is settled,
// or a supervisor says otherwise on record.
import { useEffect, useRef, useState } from 'preact/hooks';
import { scalars, sendable } from '../look/scalars.ts';
import type { Answering } from './answering.ts';
import { useBusy } from './asking.tsx';
import { Labelled } from './labelled.tsx';
import { words } from './words.ts';

interface ComplainProps {
  answering: Answering;
  limit: number; // characters
  onDone(): void;
  onClose(): void;
}

export function Complain({ answering, limit, onDone, onClose }: ComplainProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const { busy, run } = useBusy();
  useEffect(() => field.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const said = sendable(text);
    const over = scalars(said) - limit;
    if (busy) return;
    if (said === '' || over > 0) {
      setFault(said === '' ? words.complaint.empty : words.look.over(over));
      field.current?.focus();
      return;
    }
    run(async () => {
      if (await answering.complain(said)) onDone();
      else setFault(words.complaint.refused);
    });
  };
  return (
    <div
      class="confirm"
      role="dialog"
      aria-labelledby="baton-complaint"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <h3 id="baton-complaint">{words.complaint.title}</h3>
      <form onSubmit={submit} noValidate>
        <p>{words.complaint.text}</p>
        <Labelled label={words.complaint.field} fault={fault}>
          {(about) => (
            <textarea
              {...about}
              ref={field}
              rows={4}
              dir="auto"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Labelled>
        <div class="ways">
          <button type="submit" class="button primary" aria-disabled={busy}>
            {words.complaint.send}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {words.complaint.cancel}
          </button>
        </div>
      </form>
    </div>
  );
}
