// What is asked when an opportunity comes to something: how much and in which currency, why, or when. What is wrong is
// said at its field; what the server refuses, below.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Opportunity } from '../../client/wire.ts';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { amountOf, amountText, moneyText } from '../../look/money.ts';
import { when } from '../ages.ts';
import { leftOf, localText, localTime, otherTimes } from '../deals.ts';
import type { Asking } from '../sales.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { customerOf } from './deal.tsx';

const say = words.sales.forms;
type Wrong = Partial<Record<'amount' | 'currency' | 'reason' | 'at', string>>;

export function DealForm({ deal, what }: { deal: Opportunity; what: Asking }) {
  const desk = useDesk();
  const { sales } = desk;
  const form = useRef<HTMLFormElement>(null);
  const sold = { amount: leftOf(deal), currency: deal.currency ?? '' };
  const expected = what === 'refund' ? sold : deal.value;
  const [amount, setAmount] = useState(expected ? amountText(expected) : '');
  const [currency, setCurrency] = useState(expected?.currency ?? usualCurrency(desk));
  const [reason, setReason] = useState('');
  const [at, setAt] = useState(() => localText(otherTimes(desk.clock.now.peek())[0]!.at));
  const [wrong, setWrong] = useState<Wrong>({});
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  const problem = sales.problem.value;
  const busy = sales.busy.value.has(deal.id);
  const money = what === 'won' || what === 'refund';

  const submit = async () => {
    const code = currency.trim().toUpperCase();
    const read = amountOf(amount, code);
    const due = localTime(at);
    const why = reason.trim();
    const found: Wrong = {};
    if (money && !/^[A-Z]{3}$/.test(code)) found.currency = say.wrong.currency;
    if (money && 'problem' in read) found.amount = say.wrong[read.problem];
    if (what === 'refund' && 'amount' in read) {
      if (read.amount === 0) found.amount = say.wrong.none;
      if (read.amount > sold.amount) found.amount = say.wrong.tooMuch(moneyText(sold));
    }
    if (what === 'lost' && !why) found.reason = say.missing;
    if (what === 'later' && (due === null || due <= desk.clock.now.peek())) found.at = say.wrong.past;
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    const sum = { amount: 'amount' in read ? read.amount : 0, currency: code };
    const because = why ? { reason: why } : {};
    const said = {
      won: () => sales.close({ opportunity: deal.id, outcome: 'won', ...sum, ...because }),
      lost: () => sales.close({ opportunity: deal.id, outcome: 'lost', ...because }),
      dismissed: () => sales.close({ opportunity: deal.id, outcome: 'dismissed', ...because }),
      refund: () => sales.refund({ opportunity: deal.id, ...sum, ...because }),
      later: () => sales.followUp(deal.id, due),
    };
    if (!(await said[what]())) return;
    const told = when(due ?? 0, desk.clock.now.peek());
    const texts = {
      won: say.said.won(moneyText(sum)),
      lost: say.said.lost,
      dismissed: say.said.dismissed,
      refund: say.said.refund(moneyText(sum)),
      later: words.sales.isMoved(customerOf(desk, deal), told),
    };
    sales.tell(texts[what]);
  };

  return (
    <form
      ref={form}
      class="ask deal-form"
      noValidate
      aria-label={say.headings[what]}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h3>{say.headings[what]}</h3>
      <p class="ask-lead">{what === 'refund' ? say.leads.refund(moneyText(sold)) : say.leads[what]}</p>
      {money && (
        <div class="deal-money">
          <Asked label={say.amount} wrong={wrong.amount}>
            {(about) => (
              <input
                {...about}
                class="field"
                inputMode="decimal"
                autocomplete="off"
                value={amount}
                onInput={(event) => setAmount(event.currentTarget.value)}
              />
            )}
          </Asked>
          <Asked label={say.currency} wrong={wrong.currency}>
            {(about) => (
              <input
                {...about}
                class="field"
                autocomplete="off"
                autocapitalize="characters"
                maxLength={3}
                readOnly={what === 'refund'}
                value={currency}
                onInput={(event) => setCurrency(event.currentTarget.value)}
              />
            )}
          </Asked>
        </div>
      )}
      {what === 'later' && (
        <>
          <ul class="ask-usual">
            {otherTimes(desk.clock.minute.value * 60_000).map((quick) => (
              <li key={quick.name}>
                <button
                  type="button"
                  class="chip-add"
                  aria-pressed={at === localText(quick.at)}
                  onClick={() => setAt(localText(quick.at))}
                >
                  {say.quick[quick.name]}
                </button>
              </li>
            ))}
          </ul>
          <Asked label={say.at} wrong={wrong.at}>
            {(about) => (
              <input
                {...about}
                class="field"
                type="datetime-local"
                value={at}
                onInput={(event) => setAt(event.currentTarget.value)}
              />
            )}
          </Asked>
        </>
      )}
      {what !== 'later' && (
        <Asked label={say.reason} wrong={wrong.reason}>
          {(about) => (
            <>
              <textarea
                {...about}
                rows={2}
                maxLength={desk.snapshot.value.limits?.message_chars ?? 4000}
                value={reason}
                onInput={(event) => setReason(event.currentTarget.value)}
              />
              {(what === 'lost' || what === 'dismissed') && (
                <ul class="ask-usual" aria-label={words.force.usual}>
                  {say.usual[what].map((usual) => (
                    <li key={usual}>
                      <button
                        type="button"
                        class="chip-add"
                        aria-pressed={reason === usual}
                        onClick={() => setReason(usual)}
                      >
                        {usual}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </Asked>
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
        <button type="submit" class={`button ${what === 'dismissed' ? 'danger' : 'primary'}`} disabled={busy}>
          {say.doIt[what]}
        </button>
      </div>
    </form>
  );
}

interface About {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

function Asked(props: { label: string; wrong: string | undefined; children(about: About): ComponentChildren }) {
  const { label, wrong, children } = props;
  const id = useId();
  return (
    <div class="ask-field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': Boolean(wrong), 'aria-describedby': wrong ? `${id}-why` : undefined })}
      {wrong && (
        <span class="ask-wrong" id={`${id}-why`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

// That of what is sold here.
function usualCurrency(desk: ReturnType<typeof useDesk>): string {
  const catalogue = desk.snapshot.value.desk?.catalogue ?? [];
  const priced = catalogue.find(({ price }) => price)?.price?.currency;
  return priced ?? [...desk.sales.known.value.values()].find(({ value }) => value)?.value?.currency ?? '';
}
