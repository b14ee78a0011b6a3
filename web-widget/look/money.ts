// Money as the contract has it (whole minor units of an ISO 4217 currency) and as people read and type it (major units).
// Digits are moved as text: nothing here is ever a floating-point number. How many a currency has, and how its reader's
// language writes them, is Intl's to know.
import type { Money } from '../client/wire.ts';

export const mostMinor = 1_000_000_000_000; // the contract's bound of an amount
export type AmountProblem = 'empty' | 'number' | 'digits' | 'large';

// Digits behind the point: 2 of EUR, 0 of JPY, 3 of KWD. Of what is no code: 2.
export function exponentOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

let known: ReadonlySet<string> | undefined;
// One that this browser knows; the server has the last word.
export function knownCurrency(code: string): boolean {
  known ??= new Set(Intl.supportedValuesOf('currency'));
  return known.has(code);
}

// "1234.5" of 123450 in EUR needs all its digits: "1234.50".
function decimal(amount: number, exponent: number): `${number}` {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const text = exponent ? `${whole}.${digits.slice(-exponent)}` : whole;
  return `${amount < 0 ? '-' : ''}${text}` as `${number}`;
}

// For reading: €1,234.50. A code that Intl does not take is shown as it is.
export function moneyText({ amount, currency }: Money, locale?: string): string {
  const text = decimal(amount, exponentOf(currency));
  try {
    // Takes text as it is, digit by digit, where the browser is new enough; else a number, exact within the bound.
    return (new Intl.NumberFormat(locale, { style: 'currency', currency }) as { format(value: string): string }).format(
      text,
    );
  } catch {
    return `${text} ${currency}`;
  }
}

function separators(locale: string | undefined): { point: string; group: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true, numberingSystem: 'latn' }).formatToParts(-1234567.5);
  const of = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return { point: of('decimal', '.'), group: of('group', ',') };
}

// For a field: 1234.50, or 1234,50 where the reader writes it so; without digits that are all 0.
export function amountText({ amount, currency }: Money, locale?: string): string {
  const [whole = '', rest = ''] = decimal(amount, exponentOf(currency)).split('.');
  return /[1-9]/.test(rest) ? `${whole}${separators(locale).point}${rest}` : whole;
}

const plain = /^\d+$/;
const grouped = (groups: readonly string[]) =>
  groups.length === 1 ||
  (/^\d{1,3}$/.test(groups[0]!) &&
    groups.slice(1).every((g, i, all) => (i < all.length - 1 ? /^\d{2,3}$/ : /^\d{3}$/).test(g)));

// What was typed in major units, in minor ones. A comma or a point that can only be one thing is taken as that; where
// it could be both, the reader's language decides.
export function amountOf(
  typed: string,
  currency: string,
  locale?: string,
): { amount: number } | { problem: AmountProblem } {
  const text = typed.trim().replace(/[\s'’]/g, '');
  if (text === '') return { problem: 'empty' };
  const split = wholeAndRest(text, separators(locale).point);
  if (!split) return { problem: 'number' };
  const exponent = exponentOf(currency);
  const rest = split.rest.replace(/0+$/, '');
  if (rest.length > exponent) return { problem: 'digits' };
  const digits = (split.whole + rest.padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
  if (digits.length > 13 || Number(digits) > mostMinor) return { problem: 'large' };
  return { amount: Number(digits) };
}

function wholeAndRest(text: string, point: string): { whole: string; rest: string } | null {
  const marks = [...text].filter((one) => one === ',' || one === '.');
  const last = marks.at(-1);
  if (last === undefined) return plain.test(text) ? { whole: text, rest: '' } : null;
  const at = text.lastIndexOf(last);
  const before = text.slice(0, at);
  const after = text.slice(at + 1);
  const once = marks.filter((one) => one === last).length === 1;
  const mixed = marks.some((one) => one !== last);
  const isPoint =
    once && (mixed || last === point || after.length !== 3 || !/^\d{1,3}$/.test(before) || before === '0');
  const groups = (isPoint ? before : text).split(isPoint ? (last === ',' ? '.' : ',') : last);
  const rest = isPoint ? after : '';
  if (rest !== '' && !plain.test(rest)) return null;
  if (!groups.every((one) => plain.test(one)) || !grouped(groups)) return null;
  return { whole: groups.join(''), rest };
}
