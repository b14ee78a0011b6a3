// The fields of what a sheet asks: label above, how much is left and what is wrong below, tied together for ears as
// well. Nothing is cut off: what is too long says by how much, and is not sent.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Money } from '../../client/wire.ts';
import { amountOf, amountText, knownCurrency } from '../../look/money.ts';
import { scalars } from '../../look/scalars.ts';
import { dueProblem, localText, morning, timeOf } from '../due.ts';
import { isAt } from '../refusals.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.field;

// What is wrong with a text: it is missing, or too long.
export function textProblem(text: string, most: number, needed: boolean): string | null {
  if (text.trim() === '') return needed ? say.missing : null;
  const over = scalars(text.trim()) - most;
  return over > 0 ? say.over(over) : null;
}

interface About {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}
export interface FieldProps {
  label: string;
  hint?: string;
  problem?: string | null;
}

export function Field({ label, hint, problem, children }: FieldProps & { children(about: About): ComponentChildren }) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-why`].filter(Boolean).join(' ');
  return (
    <div class="ask-field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': Boolean(problem), 'aria-describedby': described || undefined })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span class="ask-why" id={`${id}-why`}>
          {problem}
        </span>
      )}
    </div>
  );
}

export interface TextProps extends FieldProps {
  value: string;
  onValue(text: string): void;
  most: number; // characters
  lines?: number; // without: one, and Enter sends
  placeholder?: string;
  list?: string;
}

const nearly = 100; // characters left that are worth saying

export function Text({ value, onValue, most, lines, placeholder, list, hint, ...of }: TextProps) {
  const left = most - scalars(value.trim());
  const told = left >= 0 && left <= nearly && value ? say.left(left) : hint;
  const common = {
    dir: 'auto' as const,
    value,
    placeholder,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
  return (
    <Field {...of} hint={told} problem={of.problem ?? (left < 0 ? say.over(-left) : null)}>
      {(about) =>
        lines ? (
          <textarea {...about} {...common} rows={lines} />
        ) : (
          <input {...about} {...common} class="field" type="text" list={list} autocomplete="off" />
        )
      }
    </Field>
  );
}

// --- money: typed in major units, kept as typed until it is sent

export interface Typed {
  readonly amount: string;
  readonly currency: string;
}
export const typedOf = (money: Money | undefined, currency: string): Typed =>
  money ? { amount: amountText(money), currency: money.currency } : { amount: '', currency };

// What is typed as money, or what is wrong with which part of it. Nothing typed: null, unless it is needed.
export function moneyOf(
  { amount, currency }: Typed,
  needed: boolean,
): { money: Money | null } | { amount: string } | { currency: string } {
  if (amount.trim() === '' && !needed) return { money: null };
  const code = currency.trim().toUpperCase();
  if (!knownCurrency(code)) return { currency: say.currency };
  const read = amountOf(amount, code);
  return 'problem' in read ? { amount: say.amount[read.problem] } : { money: { amount: read.amount, currency: code } };
}

export interface MoneyProps {
  label: string;
  value: Typed;
  onValue(value: Typed): void;
  problems: { amount?: string | null; currency?: string | null };
}

export function MoneyField({ label, value, onValue, problems }: MoneyProps) {
  const list = useId();
  const currencies = useCurrencies();
  return (
    <div class="ask-money">
      <Field label={label} problem={problems.amount}>
        {(about) => (
          <input
            {...about}
            class="field"
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={value.amount}
            onInput={(event) => onValue({ ...value, amount: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={words.flag.currency} problem={problems.currency}>
        {(about) => (
          <input
            {...about}
            class="field"
            type="text"
            list={list}
            maxLength={3}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            value={value.currency}
            onInput={(event) => onValue({ ...value, currency: event.currentTarget.value.toUpperCase() })}
          />
        )}
      </Field>
      <datalist id={list}>
        {currencies.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
    </div>
  );
}

const usual = ['EUR', 'USD', 'GBP', 'CHF'];
// Those of the catalogue first.
function useCurrencies(): string[] {
  return [...new Set([...catalogueCurrencies(useDesk().snapshot.value.desk?.catalogue), ...usual])];
}
const catalogueCurrencies = (catalogue: readonly { price?: Money }[] = []) =>
  catalogue.flatMap(({ price }) => (price ? [price.currency] : []));
export function useCurrency(): string {
  return useCurrencies()[0]!;
}

// --- when

export interface DueProps {
  value: string; // as the field holds it
  onValue(text: string): void;
  problem?: string | null;
}
export const dueProblemText = (text: string, now: number): string | null => {
  const problem = dueProblem(timeOf(text), now);
  return problem && say.due[problem];
};

export function DueField({ value, onValue, problem }: DueProps) {
  const now = useDesk().clock.now.peek();
  const choices = [
    [words.due.tomorrow, morning(now, 1)],
    [words.due.week, morning(now, 7)],
    [words.due.month, morning(now, 30)],
  ] as const;
  return (
    <div class="ask-due">
      <Field label={words.due.label} problem={problem}>
        {(about) => (
          <input
            {...about}
            class="field"
            type="datetime-local"
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="ask-usual">
        {choices.map(([name, at]) => (
          <button
            key={name}
            type="button"
            class="chip-add"
            aria-pressed={value === localText(at)}
            onClick={() => onValue(localText(at))}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

// --- sending

// Whether what is asked may go, and where it must be changed first: problems show from the first try on, and the first
// of them gets the focus.
export function useForm(problems: readonly (string | null | undefined)[]) {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const { refused } = useDesk().selling;
  const told = refused.value;
  useEffect(() => {
    if (tries === 0 && !told) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries, told]);
  const wrong = problems.some(Boolean);
  return {
    form,
    tried: tries > 0,
    submit: (send: () => void) => (event: Event) => {
      event.preventDefault();
      setTries(tries + 1);
      if (!wrong) send();
    },
    // What the server said of this field, or of a part of it.
    told: (field: string) => (isAt(told?.field, field) ? told!.text : null),
  };
}
