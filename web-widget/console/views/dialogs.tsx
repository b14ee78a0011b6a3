// The dialog that is open about a conversation: handing it to somebody, what a supervisor does over others' heads, and
// the hand-off to sales.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import type { Dialog } from '../staffing.ts';
import { words } from '../words.ts';
import { BackDialog } from './back-dialog.tsx';
import { useDesk } from './context.ts';
import { FlagDialog } from './flag-dialog.tsx';
import { ProposeDialog } from './propose-dialog.tsx';
import { Reason, Refusals } from './reason.tsx';
import { Cancel, Sheet } from './sheet.tsx';
import { ComplaintDialog, DeferDialog, InviteDialog } from './small-asks.tsx';
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
  const all = { key: view.id, view, onClose };
  switch (dialog.kind) {
    case 'transfer':
      return <TransferDialog {...all} forced={dialog.forced} />;
    case 'force':
      return <ForceDialog {...all} what={dialog.what} />;
    case 'flag':
      return <FlagDialog {...all} dialog={dialog} />;
    case 'propose': {
      const { opportunity } = view.copy;
      if (!opportunity) return null;
      return <ProposeDialog {...all} opportunity={opportunity} asked={dialog.asked ?? false} />;
    }
    case 'back':
      return <BackDialog {...all} />;
    case 'defer':
      return <DeferDialog {...all} />;
    case 'complaint':
      return <ComplaintDialog {...all} />;
    case 'invite':
      return <InviteDialog {...all} />;
  }
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
