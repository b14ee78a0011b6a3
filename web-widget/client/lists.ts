// What the console's lists show, kept up to date by `list.watch`: asked for again after every hello, gaps filled by
// `list.sync`. Nothing polls. Invariant: every change of a department's feed is applied once and in order.
import type { Client } from './api.ts';
import { Refusal } from './api.ts';
import type { Timers } from './timers.ts';
import { pageTimers } from './timers.ts';
import type { Listed, Methods, Summary } from './wire.ts';

type Watch = Methods['list.watch']['params'];
type Watched = Methods['list.watch']['result'];

export interface ListsSnapshot {
  readonly ready: boolean; // false until the first answer, and while the line is down
  readonly summaries: ReadonlyMap<string, Summary>; // by conversation
  readonly more: boolean; // there are more than the server tells at once
  readonly problem?: Refusal; // why nothing can be told
}

export interface Lists {
  readonly snapshot: ListsSnapshot;
  subscribe(listener: () => void): () => void;
  // From now on of these departments and states (absent: open and missed); replaces what was watched before.
  watch(departments: readonly string[], states?: Watch['states']): void;
  stop(): void;
}

const retryAfter = 1_000; // where the server names no time

export function createLists(client: Client<'staff'>, timers: Timers = pageTimers): Lists {
  return new Watching(client, timers);
}

class Watching implements Lists {
  snapshot: ListsSnapshot = { ready: false, summaries: new Map(), more: false };
  private wanted: Watch | null = null;
  private feed = new Map<string, number>(); // department → last sequence applied
  private readonly filling = new Set<string>(); // departments whose gap is being filled
  private round = 0; // answers of an earlier watch count no more
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly client: Client<'staff'>,
    private readonly timers: Timers,
  ) {
    this.stops = [
      client.welcomed(() => void this.ask()),
      client.hear('listed', (listed) => this.heard(listed)),
      // A log that lost its end says that the feeds may have lost theirs.
      client.hear('reset', () => void this.ask()),
      client.subscribe(() => {
        if (client.snapshot.link !== 'ready' && this.snapshot.ready) this.show({ ready: false });
      }),
    ];
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  watch(departments: readonly string[], states?: Watch['states']): void {
    this.wanted = { departments: [...departments], ...(states && { states }) };
    void this.ask();
  }

  stop(): void {
    this.round++;
    for (const stop of this.stops) stop();
  }

  private show(change: Partial<ListsSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of [...this.listeners]) listener();
  }

  private async ask(): Promise<void> {
    const round = ++this.round;
    if (!this.wanted || this.client.snapshot.link !== 'ready') return;
    try {
      const watched = await this.client.call('list.watch', this.wanted);
      if (round === this.round) this.begin(watched);
    } catch (error) {
      if (!(error instanceof Refusal) || round !== this.round) return; // the next hello asks again
      if (error.code === 4503 || error.code === 4229) this.later(error, () => round === this.round && void this.ask());
      else this.show({ problem: error });
    }
  }

  private begin({ conversations, feed, more }: Watched): void {
    this.feed = new Map(Object.entries(feed));
    this.filling.clear();
    const summaries = new Map(conversations.map((summary) => [summary.id, summary]));
    this.show({ ready: true, summaries, more: more ?? false, problem: undefined });
  }

  private heard(listed: Listed): void {
    const last = this.feed.get(listed.department);
    if (last === undefined || listed.seq <= last) return;
    if (listed.seq === last + 1) this.apply([listed]);
    else void this.fill(listed.department);
  }

  private apply(all: readonly Listed[]): void {
    const summaries = new Map(this.snapshot.summaries);
    for (const { department, seq, conversation } of all) {
      if (seq !== (this.feed.get(department) ?? 0) + 1) continue;
      this.feed.set(department, seq);
      if (!('gone' in conversation)) summaries.set(conversation.id, conversation);
      else if (!this.staysElsewhere(summaries.get(conversation.id), department)) summaries.delete(conversation.id);
    }
    this.show({ summaries });
  }

  // Gone from this department; the feed of its own one says when it is gone from there. (What is handed over is shown
  // in two of them for a while.)
  private staysElsewhere(shown: Summary | undefined, department: string): boolean {
    return shown !== undefined && shown.department !== department && this.feed.has(shown.department);
  }

  private async fill(department: string): Promise<void> {
    if (this.filling.has(department)) return;
    this.filling.add(department);
    const { round } = this;
    const states = this.wanted?.states;
    try {
      const after = this.feed.get(department) ?? 0;
      const filled = await this.client.call('list.sync', { department, after, ...(states && { states }) });
      if (round !== this.round) return;
      this.filling.delete(department);
      if ('reload' in filled || filled.last === after) return void this.ask();
      this.apply(filled.listed);
      if ((this.feed.get(department) ?? 0) < filled.last) void this.fill(department);
    } catch (error) {
      if (!(error instanceof Refusal) || round !== this.round) return;
      this.later(error, () => this.filling.delete(department) && void this.fill(department));
    }
  }

  private later(error: Refusal, run: () => void): void {
    this.timers.set(run, error.data.retry_after_ms ?? retryAfter);
  }
}
