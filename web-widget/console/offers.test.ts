// @vitest-environment happy-dom
// An offer stands until it is answered or withdrawn; what became of it is said for a while.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LineLost } from '../client/api.ts';
import { Clock } from './clock.ts';
import { FakeClient, refusalOf } from './fakes.ts';
import { Offers } from './offers.ts';

let client: FakeClient;
let clock: Clock;
let offers: Offers;
let end: () => void;
const missed = vi.fn(async (_inARow: number) => false);
const offer = (conversation: string, deadline = 120_000) => ({ conversation, kind: 'chat', deadline }) as const;
const open = () => offers.open.value.map((held) => held.offer.conversation);

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 });
  client = new FakeClient();
  clock = new Clock();
  clock.set(100_000);
  offers = new Offers({ client, clock, name: (id) => `[${id}]`, missed });
  end = offers.start();
});
afterEach(() => {
  end();
  missed.mockReset().mockResolvedValue(false);
  vi.useRealTimers();
});

test('several stack, the one that ends first on top; the countdown begins when it was heard of', () => {
  client.tell('offer', offer('late', 130_000));
  client.tell('offer', offer('soon', 110_000));
  expect(open()).toEqual(['soon', 'late']);
  expect(offers.open.value[0]!.since).toBe(100_000);
});

test('an answer closes it and tells the server once', async () => {
  client.tell('offer', offer('c'));
  const first = offers.answer('c', true);
  expect(await offers.answer('c', false)).toBe(false);
  expect(await first).toBe(true);
  expect(client.done).toEqual([['offer.answer', { conversation: 'c', accept: true }]]);
  expect([open(), offers.ended.value]).toEqual([[], []]);
});

test('its own answer that overtakes the result is no news', () => {
  client.tell('offer', offer('c'));
  void offers.answer('c', true);
  client.tell('offer.withdrawn', { conversation: 'c', reason: 'answered' });
  expect([open(), offers.ended.value]).toEqual([[], []]);
});

test('what ended says why for some seconds', () => {
  client.tell('offer', offer('c'));
  client.tell('offer.withdrawn', { conversation: 'c', reason: 'taken' });
  expect(open()).toEqual([]);
  expect(offers.ended.value).toMatchObject([{ conversation: 'c', name: '[c]', text: 'A colleague has taken it.' }]);
  vi.advanceTimersByTime(10_000);
  expect(offers.ended.value).toEqual([]);
  client.tell('offer.withdrawn', { conversation: 'never', reason: 'taken' });
  expect(offers.ended.value).toEqual([]);
});

test('a late answer is told so, a full load can answer again, a lost line too', async () => {
  client.tell('offer', offer('late'));
  client.answers.set('offer.answer', refusalOf(4209, { state: 'queued' }));
  await offers.answer('late', true);
  expect(offers.ended.value[0]!.text).toBe('The offer was over already.');
  for (const error of [refusalOf(4209, { why: 'capacity' }), new LineLost()]) {
    client.tell('offer', offer('c'));
    client.answers.set('offer.answer', error);
    await offers.answer('c', true);
    expect(offers.open.value[0]!.answering).toBe(undefined);
    expect(offers.open.value[0]!.problem).toMatch(/\.$/);
  }
});

test('hello says which there are', () => {
  client.tell('offer', offer('gone'));
  client.tell('offer', offer('stays'));
  vi.setSystemTime(105_000);
  clock.tick();
  offers.begin([offer('stays'), offer('new')]);
  expect(open()).toEqual(['stays', 'new']);
  expect(offers.open.value.map(({ since }) => since)).toEqual([100_000, 105_000]);
});

test('an answer of before is none to an offer whose time is over', () => {
  client.tell('offer', offer('c', 105_000));
  vi.setSystemTime(105_100);
  client.tell('offer.withdrawn', { conversation: 'c', reason: 'answered' });
  expect(offers.ended.value[0]!.text).toContain('The time to answer is over.');
});

test('long after the deadline nobody will say more', () => {
  client.tell('offer', offer('c', 101_000));
  vi.setSystemTime(107_000);
  clock.tick();
  expect(open()).toEqual([]);
  expect(offers.ended.value).toHaveLength(1);
});

test('misses are counted in a row, and being set away is said until it is dismissed', async () => {
  missed.mockImplementation(async (inARow) => inARow >= 2);
  const miss = async (id: string) => {
    client.tell('offer', offer(id));
    client.tell('offer.withdrawn', { conversation: id, reason: 'expired' });
    await vi.advanceTimersByTimeAsync(0);
  };
  await miss('a');
  client.tell('offer', offer('answered'));
  await offers.answer('answered', false);
  await miss('b');
  expect(offers.setAway.value).toBe(false);
  await miss('c');
  expect([missed.mock.calls, offers.setAway.value]).toEqual([[[1], [1], [2]], true]);
  offers.dismissAway();
  expect(offers.setAway.value).toBe(false);
});
