// Small sheets about a customer: another time for a hand-off, a complaint, and a colleague asked in.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { localText, morning, timeOf } from '../due.ts';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import { DueField, dueProblemText, Text, textProblem, useForm } from './asked.tsx';
import { useDesk } from './context.ts';
import { Cancel, Sheet } from './sheet.tsx';
import { People } from './targets.tsx';
import { Told } from './told.tsx';

interface AskProps {
  view: ConversationView<'staff'>;
  onClose(): void;
}

function Ways({ doIt }: { doIt: string }) {
  const busy = useDesk().selling.busy.value;
  return (
    <div class="ask-ways">
      <Cancel />
      <button type="submit" class="button primary" disabled={busy}>
        {doIt}
      </button>
    </div>
  );
}

export function DeferDialog({ view, onClose }: AskProps) {
  const desk = useDesk();
  const { selling, staffing } = desk;
  const now = desk.clock.now.peek();
  const [due, setDue] = useState(localText(morning(now, 1)));
  const problem = dueProblemText(due, now);
  const { form, tried, submit, told } = useForm([problem]);
  const opportunity = view.copy.opportunity;
  const send = async () => {
    const at = timeOf(due);
    if (at !== null && opportunity && (await selling.defer(view.id, opportunity.id, at))) staffing.closed(view.id);
  };
  return (
    <Sheet heading={words.handoff.deferHeading} onClose={onClose}>
      <form ref={form} class="ask" noValidate onSubmit={submit(() => void send())}>
        <p class="ask-lead">{words.handoff.deferLead}</p>
        <DueField value={due} onValue={setDue} problem={(tried && problem) || told('due')} />
        <Told fields={['due']} />
        <Ways doIt={words.handoff.deferDo} />
      </form>
    </Sheet>
  );
}

const most = 4000; // characters

export function ComplaintDialog({ view, onClose }: AskProps) {
  const desk = useDesk();
  const { selling, staffing } = desk;
  const [text, setText] = useState('');
  const problem = textProblem(text, most, true);
  const { form, tried, submit, told } = useForm([problem]);
  const say = words.care;
  const send = async () => {
    if (await selling.openComplaint(view.id, text)) staffing.closed(view.id);
  };
  return (
    <Sheet heading={say.complaintHeading(desk.nameOf(view.copy.visitor))} onClose={onClose}>
      <form ref={form} class="ask" noValidate onSubmit={submit(() => void send())}>
        <p class="ask-lead">{say.complaintLead}</p>
        <Text
          label={say.complaintText}
          value={text}
          onValue={setText}
          most={most}
          lines={3}
          problem={(tried && problem) || told('text')}
        />
        <Told fields={['text']} />
        <Ways doIt={say.complaintDo} />
      </form>
    </Sheet>
  );
}

export function InviteDialog({ view, onClose }: AskProps) {
  const { selling, staffing } = useDesk();
  const [to, setTo] = useState<To | null>(null);
  const [missing, setMissing] = useState(false);
  const say = words.invite;
  const send = async () => {
    setMissing(to === null);
    if (to?.staff !== undefined && (await selling.invite(view.id, to.staff))) staffing.closed(view.id);
  };
  return (
    <Sheet heading={say.heading} onClose={onClose}>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="ask-lead">{say.lead}</p>
        <People owner={view.copy.owner?.id} chosen={to} onChoose={setTo} />
        <Told fields={[]} missing={missing && to === null ? say.choose : null} />
        <Ways doIt={say.doIt} />
      </form>
    </Sheet>
  );
}
