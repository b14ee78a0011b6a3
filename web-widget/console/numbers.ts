// The scoreboards that are looked at: of which days and which department, day by day and in groups. Asked for when the
// choice changes and when somebody wants them anew; answers that were overtaken are dropped.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { CareStats, SalesStats, StaffYou, StatsGroup } from '../client/wire.ts';
import type { Clock } from './clock.ts';
import { halves } from './may.ts';
import { problemText } from './refusals.ts';

export type Span = 'today' | 'week' | 'month' | 'own';
export type Grouping = 'department' | 'rep' | 'rule';
export interface Period {
  readonly from: number;
  readonly to: number; // not in it any more
}
export interface Half {
  readonly care?: CareStats;
  readonly sales?: SalesStats;
}
export interface Day extends Half {
  readonly key: string; // YYYY-MM-DD, by the site's clock
}
export interface Shown {
  readonly period: Period;
  readonly at: number; // when it was counted
  readonly all: Half;
  readonly days: readonly Day[];
  readonly groups: Readonly<Record<Grouping, readonly StatsGroup[]>>;
}
export const mostDays = 400; // the server counts no longer period
const lengths = { today: 1, week: 7, month: 30 } as const;

export function dayKey(at: number): string {
  const d = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(d.getFullYear()).padStart(4, '0')}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}
function midnight(key: string, later = 0): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(key)) return Number.NaN;
  const day = new Date(`${key}T00:00`);
  day.setDate(day.getDate() + later);
  return day.getTime();
}

// Whole days by the reader's clock, the last one included. Null: no such period.
export function periodOf(span: Span, own: { from: string; to: string }, now: number): Period | null {
  const today = dayKey(now);
  const [first, last] = span === 'own' ? [own.from, own.to] : [dayKey(midnight(today, 1 - lengths[span])), today];
  const [from, to] = [midnight(first), midnight(last, 1)];
  if (!(from < to) || midnight(first, mostDays) < to) return null;
  return { from, to };
}

export function daysOf({ from, to }: Period): string[] {
  const keys = [];
  const first = dayKey(from);
  for (let i = 0, at = from; at < to; i++, at = midnight(first, i)) keys.push(dayKey(at));
  return keys;
}

// Every day of the period, those without any entry too, and those that the site's clock adds at its ends.
export function byDay(period: Period, groups: readonly StatsGroup[]): Day[] {
  const told = new Map(groups.map((group) => [group.key, group]));
  const keys = [...new Set([...daysOf(period), ...told.keys()])].sort();
  return keys.map((key) => ({ key, care: told.get(key)?.care, sales: told.get(key)?.sales }));
}

export class Numbers {
  readonly span = signal<Span>('week');
  readonly own = signal({ from: '', to: '' });
  readonly department = signal<string | null>(null);
  readonly shown = signal<Shown | null>(null);
  readonly state = signal<'loading' | 'there' | 'failed'>('loading');
  readonly why = signal('');
  private asked = 0;

  constructor(
    private readonly client: Pick<Client<'staff'>, 'call' | 'snapshot'>,
    private readonly me: StaffYou,
    private readonly clock: Clock,
  ) {}

  get period(): Period | null {
    return periodOf(this.span.value, this.own.value, this.clock.now.peek());
  }

  choose(span: Span): void {
    if (span === 'own' && !this.own.peek().from) {
      const { from, to } = this.period ?? { from: 0, to: 1 };
      this.own.value = { from: dayKey(from), to: dayKey(to - 1) };
    }
    this.span.value = span;
    void this.load();
  }

  setOwn(change: { from?: string; to?: string }): void {
    this.own.value = { ...this.own.peek(), ...change };
    void this.load();
  }

  setDepartment(id: string | null): void {
    this.department.value = id;
    void this.load();
  }

  async load(): Promise<void> {
    const asked = ++this.asked;
    const { period } = this;
    if (!period) this.state.value = 'there'; // what was counted before stands; the choice says what it lacks
    if (!period || this.client.snapshot.link !== 'ready') return;
    const department = this.department.peek();
    const params = { ...period, ...(department !== null && { department }) };
    const see = halves(this.client.snapshot.you ?? this.me);
    this.state.value = 'loading';
    const by = (by: 'day' | Grouping) => this.client.call('stats.get', { ...params, by });
    try {
      const days = await by('day');
      const departments = await by('department');
      const reps = see.sales ? await by('rep') : { groups: [] };
      const rules = see.sales ? await by('rule') : { groups: [] };
      if (asked !== this.asked) return;
      // What the server would tell all the same is not shown to whom it is not meant for.
      const half = <H extends Half>({ care, sales, ...rest }: H) => ({
        ...rest,
        ...(see.care && care && { care }),
        ...(see.sales && sales && { sales }),
      });
      this.shown.value = {
        period,
        at: this.clock.now.peek(),
        all: half({ care: days.care, sales: days.sales }),
        days: byDay(period, (days.groups ?? []).map(half)),
        groups: {
          department: (departments.groups ?? []).map(half),
          rep: (reps.groups ?? []).map(half),
          rule: (rules.groups ?? []).map(half),
        },
      };
      this.state.value = 'there';
    } catch (error) {
      if (asked !== this.asked || this.client.snapshot.link !== 'ready') return;
      this.why.value = problemText(error);
      this.state.value = 'failed';
    }
  }
}
