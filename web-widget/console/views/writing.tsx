// Where one writes: a reply or a note, two drafts, and why only a note where that is so.
import { useEffect, useRef } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { Composer } from '../../look/composer.tsx';
import type { Mode } from '../kept.ts';
import type { May } from '../may.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

type View = ConversationView<'staff'>;

export function Writing({ view, may }: { view: View; may: May }) {
  const desk = useDesk();
  const { id, copy } = view;
  const mode: Mode = may.write ? desk.mode.value : 'note';
  const field = useRef<HTMLTextAreaElement>(null!);
  const wanted = desk.focus.value;
  useEffect(() => {
    if (wanted !== 'reply' && wanted !== 'note') return;
    desk.focus.value = mode === wanted ? null : 'heading';
    if (mode === wanted) field.current?.focus();
  }, [wanted, mode, desk]);
  const name = desk.nameOf(copy.visitor);
  const note = mode === 'note';
  return (
    <div class="writing">
      {!may.write && <p class="writing-why">{readOnly(view)}</p>}
      {may.joins && !note && <p class="writing-why">{words.composer.joins}</p>}
      <Composer
        key={mode}
        field={field}
        value={desk.drafts.of(id, mode)}
        onValue={(text) => desk.drafts.set(id, mode, text)}
        onSend={(text) => desk.send(id, mode, text)}
        limit={desk.snapshot.value.limits?.message_chars ?? 4000}
        label={note ? words.composer.noteLabel : words.composer.replyTo(name)}
        placeholder={note ? words.composer.noteHint : words.composer.replyTo(name)}
        sendLabel={note ? words.composer.addNote : words.composer.send}
        note={note}
        onTyping={note || may.joins ? undefined : (on) => desk.client.typing(id, on)}
        tools={
          may.write && (
            <fieldset class="segments modes">
              <legend class="sr">{words.composer.kind}</legend>
              <div>
                {(['reply', 'note'] as const).map((one) => (
                  <label key={one}>
                    <input type="radio" name="mode" checked={mode === one} onChange={() => desk.writeAs(one)} />
                    {words.composer[one]}
                  </label>
                ))}
              </div>
            </fieldset>
          )
        }
      />
    </div>
  );
}

function readOnly({ copy, left: notTold }: View): string {
  const { readOnly: why } = words.composer;
  if (copy.state === 'queued') return why.waiting;
  if (copy.state === 'offered') return why.offered;
  if (copy.state === 'closed') return why.closed;
  if (copy.state === 'missed') return why.missed;
  if (copy.owner) return why.owner(copy.owner.name);
  return notTold ? why.left : why.waiting;
}
