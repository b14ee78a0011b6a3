// The lists against a desk in this process: every change once and in order, gaps filled, too far back read anew.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Client, Snapshot } from './api.ts';
import { Refusal } from './api.ts';
import { createLists } from './lists.ts';
import type { Listed, Summary } from './wire.ts';

const summary = (id: string, department: string, state: Summary['state'] = 'queued') =>
  ({ id, department, state, tags: [], visitor: { id: 'v', verified: false } }) as unknown as Summary;

// What a node does for one console's lists.
class Desk {
  link: Snapshot['link'] = 'ready';
  feeds: Record<string, Listed[]> = { care: [], sales: [] };
  now = new Map<string, Summary>();
  calls: string[] = [];
  trimmed = 0; // entries up to this one are gone
  refusal: Refusal | null = null;
  private readonly listeners: Record<string, (x: never) => void> = {};

  client = {
    snapshot: this as unknown,
    subscribe: (f: () => void) => this.on('changed', f),
    hear: (name: string, f: (x: never) => void) => this.on(name, f),
    welcomed: (f: (x: never) => void) => this.on('welcomed', f),
    call: (method: string, params: { department: string; after: number }) => this.answer(method, params),
  } as unknown as Client<'staff'>;

  private on(name: string, f: (x: never) => void) {
    this.listeners[name] = f;
    return () => delete this.listeners[name];
  }
  tell(name: string, what: unknown = {}): void {
    this.listeners[name]?.(what as never);
  }
  private async answer(method: string, { department, after }: { department: string; after: number }): Promise<unknown> {
    this.calls.push(method);
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    if (method === 'list.sync') {
      if (after < this.trimmed) return { reload: true };
      return { listed: this.feeds[department]!.slice(after, after + 2), last: this.feeds[department]!.length };
    }
    const feed = Object.fromEntries(Object.entries(this.feeds).map(([d, of]) => [d, of.length]));
    return { conversations: [...this.now.values()], feed };
  }
  // A change of a department's list; `heard` or lost on the way.
  change(department: string, conversation: Listed['conversation'], heard = true): void {
    if ('gone' in conversation) this.now.delete(conversation.id);
    else this.now.set(conversation.id, conversation);
    const listed = { department, seq: this.feeds[department]!.length + 1, conversation };
    this.feeds[department]!.push(listed);
    if (heard) this.tell('listed', listed);
  }
}

let desk: Desk;
let lists: ReturnType<typeof createLists>;
const settle = () => vi.advanceTimersByTimeAsync(0);
const shown = () => [...lists.snapshot.summaries.values()].map((s) => `${s.id} ${s.department} ${s.state}`);
const truth = () => [...desk.now.values()].map((s) => `${s.id} ${s.department} ${s.state}`);

beforeEach(async () => {
  vi.useFakeTimers();
  desk = new Desk();
  lists = createLists(desk.client);
  desk.now.set('old', summary('old', 'care'));
  lists.watch(['care', 'sales']);
  await settle();
});
afterEach(() => {
  lists.stop();
  vi.useRealTimers();
});

it('shows what is there, and what changes', async () => {
  desk.change('care', summary('c1', 'care'));
  desk.change('care', summary('c1', 'care', 'active'));
  desk.change('care', { id: 'old', gone: true });
  expect(shown()).toEqual(['c1 care active']);
});

it('fills a gap, page by page', async () => {
  for (let i = 0; i < 7; i++) desk.change('care', summary(`c${i}`, 'care'), false);
  desk.change('care', summary('c7', 'care'));
  await settle();
  expect(shown().sort()).toEqual(truth().sort());
  expect(desk.calls.filter((c) => c === 'list.sync').length).toBeGreaterThan(2);
});

it('reads anew what is too far back', async () => {
  for (let i = 0; i < 3; i++) desk.change('care', summary(`c${i}`, 'care'), false);
  desk.trimmed = 2;
  desk.change('care', summary('c3', 'care'));
  await settle();
  expect(shown().sort()).toEqual(truth().sort());
  expect(desk.calls.filter((c) => c === 'list.watch')).toHaveLength(2);
});

it('keeps a conversation that moved to another department, in either order', async () => {
  desk.change('sales', summary('old', 'sales'));
  desk.tell('listed', { department: 'care', seq: 1, conversation: { id: 'old', gone: true } });
  expect(shown()).toEqual(['old sales queued']);
});

it('keeps what is handed over in both departments, and drops it from the one that it left', async () => {
  const gone = { id: 'old', gone: true } as const;
  desk.change('sales', summary('old', 'care', 'active')); // on its way there
  desk.tell('listed', { department: 'sales', seq: 2, conversation: gone });
  expect(shown(), 'the feed of its own department has not let it go').toEqual(['old care active']);
  desk.feeds = { sales: [] };
  desk.now.clear();
  lists.watch(['sales']);
  await settle();
  desk.change('sales', summary('old', 'care', 'active'));
  expect(shown()).toEqual(['old care active']);
  desk.change('sales', gone);
  expect(shown(), 'its own department is not watched').toEqual([]);
});

it('asks again after every hello and every reset, and is not ready in between', async () => {
  desk.link = 'waiting';
  desk.tell('changed');
  expect(lists.snapshot.ready).toBe(false);
  desk.now.clear();
  desk.now.set('new', summary('new', 'care'));
  desk.link = 'ready';
  desk.tell('welcomed');
  await settle();
  expect([shown(), lists.snapshot.ready]).toEqual([['new care queued'], true]);
  desk.now.clear();
  desk.tell('reset');
  await settle();
  expect(shown()).toEqual([]);
});

it('says why it cannot tell, and tries again where that helps', async () => {
  const refusal = (code: number) => new Refusal({ code, message: '', data: { reason: 'forbidden' } } as never);
  desk.refusal = refusal(4104);
  lists.watch(['care']);
  await settle();
  expect(lists.snapshot.problem?.code).toBe(4104);
  desk.refusal = refusal(4503);
  lists.watch(['care']);
  await settle();
  desk.refusal = null;
  await vi.advanceTimersByTimeAsync(1_100);
  expect([lists.snapshot.problem, lists.snapshot.ready]).toEqual([undefined, true]);
});
