// A rep gives a customer back to care: what came of it, to whom, and a note.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { people } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { localText, morning, timeOf } from '../due.ts';
import type { Returning } from '../selling.ts';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import {
  DueField,
  dueProblemText,
  MoneyField,
  moneyOf,
  Text,
  textProblem,
  typedOf,
  useCurrency,
  useForm,
} from './asked.tsx';
import { useDesk } from './context.ts';
import { Cancel, Sheet } from './sheet.tsx';
import { Targets } from './targets.tsx';
import { Told } from './told.tsx';

const say = words.back;
const most = 4000;
const outcomes = ['won', 'lost', 'later', 'none'] as const;
type Outcome = (typeof outcomes)[number];

export function BackDialog({ view, onClose }: { view: ConversationView<'staff'>; onClose(): void }) {
  const desk = useDesk();
  const { selling, staffing } = desk;
  const { opportunity } = view.copy;
  const usual = useCurrency();
  const now = desk.clock.now.peek();
  const [outcome, setOutcome] = useState<Outcome>('won');
  const [typed, setTyped] = useState(typedOf(opportunity?.value, usual));
  const [reason, setReason] = useState('');
  const [due, setDue] = useState(localText(morning(now, 7)));
  const [note, setNote] = useState('');
  const [to, setTo] = useState<To | null>(null);

  const value = outcome === 'won' ? moneyOf(typed, true) : { money: null };
  const problems = {
    amount: 'amount' in value ? value.amount : null,
    currency: 'currency' in value ? value.currency : null,
    reason: outcome === 'lost' ? textProblem(reason, most, true) : null,
    due: outcome === 'later' ? dueProblemText(due, now) : null,
    note: textProblem(note, most, false),
  };
  const { form, tried, submit, told } = useForm(Object.values(problems));
  const shown = (field: keyof typeof problems) => (tried && problems[field]) || told(field);
  const send = async (target: To | null) => {
    const at = timeOf(due);
    const what: Returning = {
      conversation: view.id,
      ...(outcome !== 'none' && { outcome }),
      ...('money' in value && value.money),
      ...(outcome === 'lost' && { reason: reason.trim() }),
      ...(outcome === 'later' && at !== null && { due: at }),
      ...(note.trim() && { note: note.trim() }),
      ...(target && { to: target.staff !== undefined ? { staff: target.staff } : { department: target.department } }),
    };
    if (await selling.back(what)) staffing.closed(view.id);
  };
  return (
    <Sheet heading={say.heading(desk.nameOf(view.copy.visitor))} onClose={onClose}>
      <form ref={form} class="ask" noValidate onSubmit={submit(() => void send(to))}>
        <p class="ask-lead">{say.lead}</p>
        <fieldset class="segments">
          <legend>{say.outcome}</legend>
          <div>
            {outcomes.map((one) => (
              <label key={one}>
                <input type="radio" name="outcome" checked={outcome === one} onChange={() => setOutcome(one)} />
                {say.outcomes[one]}
              </label>
            ))}
          </div>
        </fieldset>
        {outcome === 'won' && (
          <MoneyField
            label={say.amount}
            value={typed}
            onValue={setTyped}
            problems={{ amount: shown('amount'), currency: shown('currency') }}
          />
        )}
        {outcome === 'lost' && (
          <Text label={say.reason} value={reason} onValue={setReason} most={most} problem={shown('reason')} />
        )}
        {outcome === 'later' && <DueField value={due} onValue={setDue} problem={shown('due')} />}
        <Text
          label={say.note}
          value={note}
          onValue={setNote}
          most={most}
          lines={2}
          placeholder={say.noteHint}
          problem={shown('note')}
        />
        <fieldset class="choices">
          <legend>{say.to}</legend>
          <label class="choice">
            <input type="radio" name="to" checked={to === null} onChange={() => setTo(null)} />
            <span class="choice-face">
              <Icon path={people} size={16} />
            </span>
            <span class="choice-name">{opportunity?.giver ? say.giver(opportunity.giver.name) : say.giverBare}</span>
            {opportunity?.giver && <span class="hint">{say.giverHint}</span>}
          </label>
          {to === null && <p class="hint choice-why">{say.giverLead}</p>}
        </fieldset>
        <Targets view={view} chosen={to} onChoose={setTo} />
        <Told fields={['amount', 'currency', 'reason', 'due', 'note']} onChoice={(target) => void send(target)} />
        <div class="ask-ways stays">
          <Cancel />
          <button type="submit" class="button primary" disabled={selling.busy.value}>
            {say.doIt}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
