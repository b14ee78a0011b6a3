// Times to come back to something, as people choose them: a few usual ones, or any, in this machine's time zone.
const day = 86_400_000;

const two = (n: number) => String(n).padStart(2, '0');

// As a field of date and time holds it.
export function localText(at: number): string {
  const d = new Date(at);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

export function timeOf(text: string): number | null {
  const at = /^\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

// So many days from now, in the morning: by the calendar, because a day can have 23 hours.
export function morning(now: number, days: number, hour = 9): number {
  const d = new Date(now);
  return new Date(d.getFullYear(), d.getMonth(), d.getDate() + days, hour).getTime();
}

export type DueProblem = 'empty' | 'past' | 'far';
const farthest = 2 * 366 * day; // nobody means more

export function dueProblem(at: number | null, now: number): DueProblem | null {
  if (at === null) return 'empty';
  if (at <= now) return 'past';
  return at > now + farthest ? 'far' : null;
}
