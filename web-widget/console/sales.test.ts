// A rep's opportunities: what is asked for, when it is asked for anew, and what comes of what is done.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Opportunity } from '../client/wire.ts';
import { copyOf, FakeClient, opportunityOf, refusalOf, sam, summaryOf } from './fakes.ts';
import { dealProblem, Sales } from './sales.ts';

let client: FakeClient;
let sales: Sales;
let end: () => void;
let stored: Opportunity[];
const own = { owner: { id: 'sam', name: 'Sam' } };
const settle = () => vi.advanceTimersByTimeAsync(0);
const soon = () => vi.advanceTimersByTimeAsync(300);
const lists = () => client.done.filter(([method]) => method === 'opportunity.list').map(([, params]) => params);
const ids = (stage: Parameters<Sales['stage']>[0]) => sales.stage(stage).deals.map(({ id }) => id);

// As the server answers: by state and owner, the newest first, a page at a time.
function list({ state, owner, cursor, limit }: { state: string; owner?: string; cursor?: string; limit: number }) {
  const fits = stored.filter((one) => one.state === state && (owner === undefined || one.owner?.id === owner));
  const all = fits.sort((a, b) => b.flagged_at - a.flagged_at);
  const from = cursor ? Number(cursor) : 0;
  const more = from + limit < all.length;
  return { opportunities: all.slice(from, from + limit), cursor: more ? String(from + limit) : null };
}

beforeEach(async () => {
  vi.useFakeTimers();
  client = new FakeClient();
  client.snapshot = { ...client.snapshot, you: sam };
  client.answers.set('opportunity.list', list);
  stored = [
    opportunityOf({ id: 'a', state: 'consented', flagged_at: 1 }),
    opportunityOf({ id: 'b', conversation: 'd', state: 'offered', flagged_at: 2 }),
    opportunityOf({ id: 'mine', conversation: 'm', state: 'accepted', ...own }),
    opportunityOf({ id: 'ritas', conversation: 'r', state: 'accepted', owner: { id: 'rita', name: 'Rita' } }),
    opportunityOf({ id: 'later', conversation: 'l', state: 'deferred' }),
  ];
  sales = new Sales(client, sam);
  end = sales.watch();
  await settle();
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test('stages hold one’s own and what is nobody’s yet, the newest first', () => {
  expect(sales.state.value).toBe('there');
  expect([ids('agreed'), ids('accepted'), ids('later'), ids('won')]).toEqual([['b', 'a'], ['mine'], ['later'], []]);
  expect(lists()).toContainEqual({ state: 'accepted', owner: 'sam', limit: 50 });
  expect(lists()).toContainEqual({ state: 'deferred', limit: 50 });
});

test('everybody’s are asked for without an owner', async () => {
  sales.setEverybody(true);
  await settle();
  expect(ids('accepted').sort()).toEqual(['mine', 'ritas']);
});

test('a choice that is taken back while it is read shows what was chosen last', async () => {
  sales.setEverybody(true);
  sales.setEverybody(false);
  await settle();
  expect(ids('accepted')).toEqual(['mine']);
});

test('a long stage is shown piece by piece, and read page by page', async () => {
  stored = Array.from({ length: 70 }, (_, i) => opportunityOf({ id: `l${i}`, state: 'lost', flagged_at: i, ...own }));
  await sales.read();
  expect(sales.stage('lost')).toMatchObject({ count: 50, more: true });
  expect(ids('lost')).toHaveLength(20);
  await sales.more('lost');
  await sales.more('lost');
  expect([ids('lost').length, sales.stage('lost').count]).toEqual([60, 70]);
  await sales.more('lost');
  expect([ids('lost').length, sales.stage('lost').more]).toEqual([70, false]);
  await sales.read(); // as much as was there
  expect(sales.stage('lost').count).toBe(70);
});

test('what is due is looked for on all pages', async () => {
  stored = Array.from({ length: 130 }, (_, i) => opportunityOf({ id: `w${i}`, state: 'won', flagged_at: i, ...own }));
  await sales.read();
  expect([sales.of(['won']).length, sales.hasMore(['won'])]).toEqual([130, false]);
});

test('nothing is asked for while nothing changes, and once for several changes', async () => {
  client.done.length = 0;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(client.done).toEqual([]);
  const mine = stored.find(({ id }) => id === 'mine')!;
  client.tell('conversation', { conversation: copyOf('m', { opportunity: mine }), because: 'changed' });
  await soon();
  expect(client.done).toEqual([]);
  stored = [{ ...mine, state: 'lost' }];
  client.tell('conversation', { conversation: copyOf('m', { opportunity: stored[0] }), because: 'changed' });
  expect([ids('accepted'), ids('lost')]).toEqual([[], ['mine']]); // at once
  client.tell('offer', { conversation: 'd', kind: 'handoff', deadline: 0 });
  await soon();
  expect(lists()).toHaveLength(6); // each state once
  expect([ids('agreed'), ids('lost')]).toEqual([[], ['mine']]);
});

test('a hand-off that goes round among the reps is noticed by the lists', async () => {
  client.done.length = 0;
  client.tell('listed', { department: 'care', seq: 1, conversation: summaryOf('x') });
  client.tell('offer', { conversation: 'x', kind: 'chat', deadline: 0 });
  client.tell('offer.withdrawn', { conversation: 'x', reason: 'taken' });
  await soon();
  expect(lists()).toHaveLength(0);
  client.tell('listed', { department: 'sales', seq: 1, conversation: { id: 'd', gone: true } });
  await soon();
  expect(lists()).toHaveLength(6);
});

test('a change while it is read is not lost', async () => {
  client.done.length = 0;
  const first = sales.read();
  const second = sales.read();
  await Promise.all([first, second]);
  expect(lists()).toHaveLength(12);
});

test('after a reconnect it is read anew; nobody looks: it is not', async () => {
  client.done.length = 0;
  client.welcome();
  await settle();
  expect(lists()).toHaveLength(6);
  end();
  client.welcome();
  client.tell('offer', { conversation: 'd', kind: 'handoff', deadline: 0 });
  await soon();
  expect(lists()).toHaveLength(6);
});

test('what fails leaves what was known, and says so', async () => {
  client.answers.set('opportunity.list', refusalOf(4503));
  await sales.read();
  expect([sales.state.value, ids('accepted')]).toEqual(['failed', ['mine']]);
  expect(sales.why.value).toContain('cannot store');
  client.answers.set('opportunity.list', list);
  await sales.read();
  expect(sales.state.value).toBe('there');
});

test('a lost line is no failure: the welcome reads anew', async () => {
  client.answers.set('opportunity.list', () => {
    client.snapshot = { ...client.snapshot, link: 'waiting' };
    return new Error('lost');
  });
  await sales.read();
  expect(sales.state.value).toBe('there');
});

test('an outcome moves it at once, keeps the customer’s name, and is read anew', async () => {
  const visitor = { id: 'v', name: 'Vera' };
  stored[2] = { ...stored[2]!, visitor };
  await sales.read();
  sales.choose(sales.known.value.get('mine')!);
  const { visitor: _, ...bare } = stored[2]!;
  client.answers.set('opportunity.close', { opportunity: { ...bare, state: 'won', amount: 2900, currency: 'EUR' } });
  expect(await sales.close({ opportunity: 'mine', outcome: 'won', amount: 2900, currency: 'EUR' })).toBe(true);
  expect([ids('accepted'), ids('won')]).toEqual([[], ['mine']]);
  expect(sales.open.value).toMatchObject({ state: 'won', visitor });
  client.done.length = 0;
  await soon();
  expect(lists()).toHaveLength(6);
});

test('a refusal changes nothing and stands beside it', async () => {
  client.answers.set('opportunity.close', refusalOf(4104));
  expect(await sales.close({ opportunity: 'mine', outcome: 'lost', reason: 'x' })).toBe(false);
  expect(ids('accepted')).toEqual(['mine']);
  expect(sales.problem.value).toEqual({ opportunity: 'mine', text: 'This is somebody else’s opportunity.' });
  expect(sales.busy.value.size).toBe(0);
});

test('one act at a time for each', async () => {
  client.answers.set('opportunity.follow_up', { opportunity: stored[4] });
  const [first, second] = await Promise.all([sales.followUp('later', null), sales.followUp('later', null)]);
  expect([first, second]).toEqual([true, false]);
  expect(client.done.filter(([method]) => method === 'opportunity.follow_up')).toEqual([
    ['opportunity.follow_up', { opportunity: 'later', due: null }],
  ]);
});

test('refusals speak of the opportunity', () => {
  expect(dealProblem(refusalOf(4209, { why: 'window' }))).toContain('given back');
  expect(dealProblem(refusalOf(4209, { state: 'closed' }))).toContain('changed meanwhile');
  expect(dealProblem(refusalOf(4204))).toContain('opportunity');
  expect(dealProblem(refusalOf(-32602, { field: 'currency' }))).toContain('currency');
});
