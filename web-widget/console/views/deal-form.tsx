// What is asked when an opportunity comes to something: how much and in which currency, why, or when. What is wrong is
// said at its field; what the server refuses, below.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Opportunity } from '../../client/wire.ts';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { moneyText } from '../../look/money.ts';
import { when } from '../ages.ts';
import { leftOf } from '../deals.ts';
import { localText, morning, timeOf } from '../due.ts';
import type { Asking } from '../sales.ts';
import { words } from '../words.ts';
import {
  DueField,
  dueProblemText,
  MoneyField,
  moneyOf,
  Text,
  textProblem,
  type Typed,
  typedOf,
  useCurrency,
} from './asked.tsx';
import { useDesk } from './context.ts';
import { customerOf } from './deal.tsx';

const say = words.sales.forms;
const most = 4000; // characters of a reason
type Usual = keyof typeof say.usual;

export function DealForm({ deal, what }: { deal: Opportunity; what: Asking }) {
  const desk = useDesk();
  const { sales } = desk;
  const form = useRef<HTMLFormElement>(null);
  const sold = { amount: leftOf(deal), currency: deal.currency ?? '' };
  const usual = useCurrency();
  const now = desk.clock.now.peek();
  const [typed, setTyped] = useState(typedOf(what === 'refund' ? sold : deal.value, usual));
  const [reason, setReason] = useState('');
  const [due, setDue] = useState(localText(morning(now, 1)));
  const [tries, setTries] = useState(0);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>(tries > 0 ? '[aria-invalid="true"]' : 'input, textarea')?.focus();
  }, [tries]);
  const problem = sales.problem.value;
  const money = what === 'won' || what === 'refund';
  const value = money ? valueOr(what, typed, sold) : { money: null };
  const problems = {
    amount: 'amount' in value ? value.amount : null,
    currency: 'currency' in value ? value.currency : null,
    reason: what === 'later' ? null : textProblem(reason, most, what === 'lost'),
    due: what === 'later' ? dueProblemText(due, now) : null,
  };
  const shown = (field: keyof typeof problems) => (tries > 0 ? problems[field] : null);

  const send = async () => {
    const sum = ('money' in value && value.money) || { amount: 0, currency: usual };
    const at = timeOf(due);
    const because = reason.trim() ? { reason: reason.trim() } : {};
    const opportunity = deal.id;
    const acts = {
      won: () => sales.close({ opportunity, outcome: 'won', ...sum, ...because }),
      lost: () => sales.close({ opportunity, outcome: 'lost', ...because }),
      dismissed: () => sales.close({ opportunity, outcome: 'dismissed', ...because }),
      refund: () => sales.refund({ opportunity, ...sum, ...because }),
      later: () => sales.followUp(opportunity, at),
    };
    if (!(await acts[what]())) return;
    const said = {
      won: say.said.won(moneyText(sum)),
      lost: say.said.lost,
      dismissed: say.said.dismissed,
      refund: say.said.refund(moneyText(sum)),
      later: words.sales.isMoved(customerOf(desk, deal), when(at ?? now, now)),
    };
    sales.tell(said[what]);
  };

  return (
    <form
      ref={form}
      class="ask deal-form"
      noValidate
      aria-label={say.headings[what]}
      onSubmit={(event) => {
        event.preventDefault();
        setTries(tries + 1);
        if (!Object.values(problems).some(Boolean)) void send();
      }}
    >
      <h3>{say.headings[what]}</h3>
      <p class="ask-lead">{what === 'refund' ? say.leads.refund(moneyText(sold)) : say.leads[what]}</p>
      {money && (
        <MoneyField
          label={say.amount}
          value={typed}
          onValue={setTyped}
          problems={{ amount: shown('amount'), currency: shown('currency') }}
        />
      )}
      {what === 'later' ? (
        <DueField value={due} onValue={setDue} problem={shown('due')} />
      ) : (
        <Text
          label={what === 'lost' ? say.reason : say.reasonOptional}
          value={reason}
          onValue={setReason}
          most={most}
          lines={2}
          problem={shown('reason')}
        />
      )}
      {what in say.usual && (
        <ul class="ask-usual" aria-label={words.force.usual}>
          {say.usual[what as Usual].map((one) => (
            <li key={one}>
              <button type="button" class="chip-add" aria-pressed={reason === one} onClick={() => setReason(one)}>
                {one}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="refusals" role="alert">
        {problem?.opportunity === deal.id && (
          <div class="notice" data-tone="danger">
            <Icon path={alert} size={16} /> <span>{problem.text}</span>
          </div>
        )}
      </div>
      <div class="ask-ways">
        <button type="button" class="button" onClick={() => sales.ask(null)}>
          {words.conversation.cancel}
        </button>
        <button
          type="submit"
          class={`button ${what === 'dismissed' ? 'danger' : 'primary'}`}
          disabled={sales.busy.value.has(deal.id)}
        >
          {say.doIt[what]}
        </button>
      </div>
    </form>
  );
}

// Of a refund also: something, in the currency of the sale, and no more than is left of it.
function valueOr(what: Asking, typed: Typed, sold: { amount: number; currency: string }): ReturnType<typeof moneyOf> {
  const value = moneyOf(typed, true);
  if (what !== 'refund' || !('money' in value) || !value.money) return value;
  if (value.money.currency !== sold.currency) return { currency: say.currency(sold.currency) };
  if (value.money.amount === 0) return { amount: say.none };
  return value.money.amount > sold.amount ? { amount: say.tooMuch(moneyText(sold)) } : value;
}
