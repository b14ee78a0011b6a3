// To whom to hand a conversation: a department or a colleague, with a note for them. A refusal says what would do
// instead, one press each. A supervisor's move is the same with a reason in place of the note.
import { useId, useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { words } from '../words.ts';
import type { To } from '../targets.ts';
import { useDesk } from './context.ts';
import { Refusals, Reason } from './reason.tsx';
import { Cancel, Sheet } from './sheet.tsx';
import { Targets } from './targets.tsx';

const say = words.transfer;

export interface TransferDialogProps {
  view: ConversationView<'staff'>;
  forced: boolean;
  onClose(): void;
}

export function TransferDialog({ view, forced, onClose }: TransferDialogProps) {
  const desk = useDesk();
  const { staffing } = desk;
  const [to, setTo] = useState<To | null>(null);
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const noteId = useId();
  const name = desk.nameOf(view.copy.visitor);
  const give = (target: To | null) => {
    const lacks = target === null || (forced && !text.trim());
    setMissing(lacks);
    if (!lacks) void staffing.transfer(view.id, target, text, forced);
  };
  return (
    <Sheet heading={forced ? say.moveHeading(name) : say.heading(name)} onClose={onClose}>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          give(to);
        }}
      >
        <p class="ask-lead">{forced ? say.moveLead : say.lead}</p>
        <Targets view={view} chosen={to} onChoose={setTo} />
        {forced ? (
          <Reason what="transfer" value={text} onValue={setText} />
        ) : (
          <div class="ask-field">
            <label for={noteId}>{say.note}</label>
            <textarea
              id={noteId}
              rows={2}
              maxLength={desk.snapshot.value.limits?.message_chars ?? 4000}
              placeholder={say.noteHint}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        )}
        <Refusals missing={missing ? say.choose : null} onChoice={give} />
        <div class="ask-ways">
          <Cancel />
          <button type="submit" class="button primary" disabled={staffing.oversight.busy.value}>
            {forced ? words.force.doIt.transfer : say.act}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
