// Times as people say them, in the reader's zone. Formatters are made once a locale: making one is slow.
import type { LookWords } from './words.ts';

const made = new Map<string, Intl.DateTimeFormat>();
function format(locale: string | undefined, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${kind}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, known);
  return known;
}

export function clockTime(at: number, locale?: string): string {
  return format(locale, 'time', { hour: 'numeric', minute: '2-digit' }).format(at);
}

export function dayName(at: number, words: LookWords, now = Date.now()): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(words.locale, sameYear ? 'day' : 'year', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
