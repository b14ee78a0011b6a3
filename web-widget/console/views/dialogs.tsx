// The dialog that is open about a conversation: handing it to somebody, or what a supervisor does over others' heads.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import type { Dialog } from '../staffing.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Reason, Refusals } from './reason.tsx';
import { Cancel, Sheet } from './sheet.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

const say = words.force;

export function Dialogs() {
  const desk = useDesk();
  const dialog = desk.staffing.dialog.value;
  const view = dialog && desk.snapshot.value.conversations.get(dialog.conversation);
  if (!dialog || !view) return null;
  const onClose = () => {
    desk.staffing.dialog.value = null;
  };
  if (dialog.kind === 'transfer')
    return <TransferDialog key={view.id} view={view} forced={dialog.forced} onClose={onClose} />;
  return <ForceDialog key={view.id} view={view} what={dialog.what} onClose={onClose} />;
}

interface ForceDialogProps {
  view: ConversationView<'staff'>;
  what: Extract<Dialog, { kind: 'force' }>['what'];
  onClose(): void;
}

function ForceDialog({ view, what, onClose }: ForceDialogProps) {
  const desk = useDesk();
  const { staffing } = desk;
  const [reason, setReason] = useState('');
  const ends = what === 'close' || what === 'dismiss';
  return (
    <Sheet heading={say.headings[what](desk.nameOf(view.copy.visitor))} onClose={onClose}>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          // The server knows the word itself.
          const plain = reason.trim().toLowerCase() === 'spam' ? 'spam' : reason.trim();
          if (plain) void staffing.force(view.id, what === 'dismiss' ? 'close' : what, plain);
        }}
      >
        <p class="ask-lead">{say.leads[what]}</p>
        <Reason what={what} value={reason} onValue={setReason} />
        <Refusals missing={null} onChoice={() => {}} />
        <div class="ask-ways">
          <Cancel />
          <button
            type="submit"
            class={`button ${ends ? 'danger' : 'primary'}`}
            disabled={staffing.oversight.busy.value}
          >
            {say.doIt[what]}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
