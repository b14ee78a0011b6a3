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

// 45 s, 3 min, 1 h 05, 2 d 3 h: of what took so long.
export function lasted(ms: number): string {
  const [seconds, minutes, hours] = [ms / second, ms / minute, ms / hour].map(Math.floor) as [number, number, number];
  if (minutes < 1) return `${seconds} s`;
  if (minutes < 10 && seconds % 60 > 0) return `${minutes} min ${seconds % 60} s`;
  if (hours < 1) return `${minutes} min`;
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
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
