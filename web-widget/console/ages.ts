// Times in words: how long, how long ago, when. The reader's language decides how a clock looks.
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

// 0:07, 12:40, 1 h 05: of somebody who waits, so every second shows.
export function waited(ms: number): string {
  const all = Math.max(0, Math.floor(ms / second));
  const two = (n: number) => String(n).padStart(2, '0');
  if (all < 3600) return `${Math.floor(all / 60)}:${two(all % 60)}`;
  if (all < 86_400) return `${Math.floor(all / 3600)} h ${two(Math.floor((all % 3600) / 60))}`;
  return `${Math.floor(all / 86_400)} d`;
}

// now, 4 min, 2 h, 3 d: of what only happened.
export function ago(ms: number, now = 'now'): string {
  if (ms < minute) return now;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
}

// 14:05 today, else with the day.
export function when(at: number, now: number, locale?: string): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(locale, today ? time : { day: 'numeric', month: 'short', ...time }).format(at);
}
