// @vitest-environment happy-dom
// What the desk does with offers, transfers, observing and force: what it asks of the client, and where it leads.
import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Desk } from './desk.ts';
import { ana, copyOf, FakeClient, FakeLists, opportunityOf, refusalOf, said, summaryOf, viewOf } from './fakes.ts';
import { Preferences } from './kept.ts';
import { attend } from './notify.ts';
import type { Place } from './route.ts';

let client: FakeClient;
let lists: FakeLists;
let desk: Desk;
let end: () => void;
const settle = () => new Promise((done) => setTimeout(done));
const calls = (method: string) => client.done.filter(([name]) => name === method);
const offered = () => client.tell('offer', { conversation: 'c', kind: 'chat', deadline: Date.now() + 20_000 });
const ben = { id: 'ben', name: 'Ben', departments: ['care'], presence: 'online', online: true, load: 1, capacity: 4 };

beforeEach(() => {
  client = new FakeClient();
  lists = new FakeLists();
  desk = new Desk(client, lists, ana, signal<Place>({ view: 'inbox', conversation: null }), new Preferences());
  end = desk.start();
});
afterEach(() => {
  end();
  sessionStorage.clear();
  localStorage.clear();
});

test('an accepted offer opens its conversation among one’s own, a declined one does not', async () => {
  client.show(viewOf('c', [said('hello')], { state: 'offered', owner: null }));
  offered();
  expect(desk.announcement.value).toContain('Nina is offered to you');
  await desk.staffing.answer('c', false);
  expect(desk.chosen.value).toBe(null);
  offered();
  desk.staffing.answerFirst(true);
  await settle();
  expect([desk.chosen.value, desk.tab.value]).toEqual(['c', 'mine']);
});

test('an offer rings until it is answered, and counts in the title', async () => {
  vi.useFakeTimers();
  const outside = { ring: vi.fn(), show: vi.fn(), away: vi.fn(() => true), title: vi.fn() };
  desk.prefs.set({ sound: true, desktop: true });
  const stop = attend(desk, outside);
  client.show(viewOf('c', [], { state: 'offered', owner: null }));
  offered();
  expect(outside.title).toHaveBeenLastCalledWith('(1) Offer for you · Baton');
  expect(outside.show.mock.calls[0]!.slice(0, 3)).toEqual(['New conversation', 'Nina', 'c']);
  vi.advanceTimersByTime(9_000);
  expect(outside.ring).toHaveBeenCalledTimes(3);
  await desk.staffing.answer('c', false);
  vi.advanceTimersByTime(20_000);
  expect(outside.ring).toHaveBeenCalledTimes(3);
  desk.prefs.set({ sound: false });
  offered();
  vi.advanceTimersByTime(9_000);
  expect(outside.ring).toHaveBeenCalledTimes(3);
  stop();
  vi.useRealTimers();
});

test('whether the misses set one away is looked up, or asked for where nobody tells', async () => {
  const expire = async () => {
    offered();
    client.tell('offer.withdrawn', { conversation: 'c', reason: 'expired' });
    await settle();
  };
  client.answers.set('staff.list', { staff: [] });
  await expire();
  await expire();
  expect(desk.staffing.offers.setAway.value).toBe(false);
  client.answers.set('staff.list', refusalOf(-32601));
  await expire();
  expect([desk.staffing.offers.setAway.value, calls('presence.set')]).toEqual([
    true,
    [['presence.set', { presence: 'away' }]],
  ]);
});

test('a refused transfer says what would do now, and that can be asked for at once', async () => {
  client.show(viewOf('c'));
  desk.choose('c', null);
  desk.transferChosen();
  expect(desk.staffing.dialog.value).toEqual({ kind: 'transfer', conversation: 'c', forced: false });
  const choices = [{ staff: 'sue' }, { department: 'care' }];
  client.answers.set('conversation.transfer', refusalOf(4209, { why: 'capacity', choices }));
  await desk.staffing.transfer('c', { staff: 'ben' }, 'please', false);
  expect(desk.staffing.oversight.refused.value).toEqual({
    text: 'They have as many conversations as they can take.',
    choices,
  });
  client.answers.delete('conversation.transfer');
  await desk.staffing.transfer('c', { staff: 'sue' }, ' ', false);
  expect(calls('conversation.transfer').map(([, params]) => params)).toEqual([
    { conversation: 'c', to: { staff: 'ben' }, note: 'please' },
    { conversation: 'c', to: { staff: 'sue' } },
  ]);
  expect([desk.staffing.dialog.value, desk.focus.value]).toEqual([null, 'heading']);
});

test('the giver is told what became of it, unless they took it back themselves', async () => {
  const pending = { kind: 'transfer', to: 'sue', until: 0 } as const;
  const tell = (more: object) => client.tell('conversation', { conversation: copyOf('c', more), because: 'changed' });
  const said = () => desk.staffing.offers.ended.value.map(({ text }) => text);
  tell({ pending });
  tell({});
  expect(said()).toEqual(['sue did not take it. It stays with you.']);
  tell({ pending });
  tell({ owner: { id: 'sue', name: 'Sue' } });
  expect(said()).toEqual(['Sue has it now.']);
  tell({ pending });
  await desk.staffing.takeBack('c');
  tell({});
  tell({});
  expect(said()).toEqual(['Sue has it now.']);
  expect(calls('conversation.take')).toHaveLength(1);
});

test('the conversation of an offer from before the page was loaded is asked for', async () => {
  vi.useFakeTimers();
  desk.staffing.offers.begin([{ conversation: 'old', kind: 'chat', deadline: Date.now() + 9_000 }]);
  offered();
  client.show(viewOf('c', [], { state: 'offered', owner: null }));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls('open')).toEqual([['open', 'old']]);
  vi.useRealTimers();
});

test('a supervisor’s move is forced, with its reason', async () => {
  await desk.staffing.transfer('c', { department: 'sales' }, 'it belongs there', true);
  expect(client.done.at(-1)).toEqual([
    'conversation.force',
    { conversation: 'c', action: 'transfer', reason: 'it belongs there', to: { department: 'sales' } },
  ]);
});

test('taking over leads to writing', async () => {
  client.show(viewOf('c', [], { owner: { id: 'ben', name: 'Ben' } }));
  desk.choose('c', null);
  desk.staffing.ask({ kind: 'force', conversation: 'c', what: 'takeover' });
  await desk.staffing.force('c', 'takeover', 'urgent');
  expect([desk.staffing.dialog.value, desk.tab.value, desk.focus.value]).toEqual([null, 'mine', 'reply']);
});

test('a colleague is named by the list of staff, else by where they were met', async () => {
  expect(desk.staffing.targetName('ben')).toBe('ben');
  lists.show(summaryOf('c', { state: 'active', owner: { id: 'ben', name: 'Benedict' } }));
  expect(desk.staffing.targetName('ben')).toBe('Benedict');
  client.answers.set('staff.list', { staff: [ben] });
  await desk.staffing.colleagues.load();
  expect([desk.staffing.targetName('ben'), desk.staffing.targetName('ana')]).toEqual(['Ben', 'Ana']);
});

test('the board is told while it is looked at, and looks at the people when the numbers move', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  desk.clock.set(1_000_000);
  const told = { department: 'care', waiting: 2, longest_wait_ms: 60_000, online: 1, free_slots: 0 };
  client.answers.set('queue.watch', { queues: [told] });
  client.answers.set('staff.list', { staff: [ben] });
  const leave = desk.staffing.board.watch(['care']);
  await vi.advanceTimersByTimeAsync(0);
  expect(desk.staffing.board.queues.value.get('care')).toMatchObject({ waiting: 2, since: 940_000 });
  client.tell('queue', { ...told, waiting: 0, longest_wait_ms: null });
  client.tell('queue', { ...told, department: 'other' });
  client.tell('queue', { conversation: 'c', position: 1, wait_ms: null });
  expect([...desk.staffing.board.queues.value.values()]).toMatchObject([{ waiting: 0, since: null }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls('staff.list')).toHaveLength(2);
  leave();
  expect(client.done.at(-1)).toEqual(['queue.watch', { departments: [] }]);
  vi.useRealTimers();
});

test('a copy that is only looked at is not observed; one that is told of, without a part in it, is', () => {
  const others = { owner: { id: 'ben', name: 'Ben' } };
  expect(desk.observes(viewOf('c', [], others, true))).toBe(false);
  expect(desk.observes(viewOf('c', [], others))).toBe(true);
  expect(desk.observes(viewOf('c'))).toBe(false);
  expect(desk.observes({ ...viewOf('c', [], others), copy: copyOf('c', { state: 'closed', ...others }) })).toBe(false);
  offered();
  expect(desk.observes(viewOf('c', [], { state: 'offered', owner: null }))).toBe(false);
});

test('a hand-off is announced as what it is, to the rep and to the giver', async () => {
  const outside = { ring: vi.fn(), show: vi.fn(), away: vi.fn(() => true), title: vi.fn() };
  desk.prefs.set({ desktop: true });
  const stop = attend(desk, outside);
  const brief = { summary: 'x', product: 'Team plan' };
  client.tell('offer', { conversation: 'c', kind: 'handoff', brief, deadline: Date.now() + 45_000 });
  expect(desk.announcement.value).toContain('wants to talk to sales about Team plan');
  expect(outside.show.mock.calls.at(-1)![0]).toBe('A customer wants to talk to sales');
  client.tell('conversation', { conversation: copyOf('d'), because: 'handed_off' });
  expect(desk.announcement.value).toBe('Nina was handed to you, with their consent.');
  client.tell('conversation', { conversation: copyOf('d'), because: 'handed_back' });
  expect(desk.announcement.value).toBe('Nina is back with you.');
  stop();
});

test('the giver’s field is gone with the hand-off: the focus goes to the heading, and who has it is said', () => {
  client.show(viewOf('c', [said('hello')]));
  desk.choose('c', 'reply');
  const owner = { id: 'rita', name: 'Rita' };
  client.tell('conversation', { conversation: copyOf('c', { owner }), because: 'handed_off' });
  expect(desk.announcement.value).toBe('Rita has taken over Nina. You read along.');
  expect(desk.focus.value).toBe('heading');
});

test('what became of the question is said where one looks elsewhere, of one’s own only', () => {
  client.show(viewOf('c'), viewOf('d', [], { owner: { id: 'ben', name: 'Ben' } }));
  const by = { id: 'v-nina', name: 'Nina', role: 'visitor' } as const;
  const place = { epoch: 'e', log: 'log', seq: 1, at: 1, handoff: 'c.1.1', by } as const;
  const texts = () => desk.staffing.offers.ended.value.map(({ text }) => text);
  client.tell('event', { ...place, conversation: 'd', kind: 'handoff_declined' });
  expect(texts()).toEqual([]);
  client.tell('event', { ...place, conversation: 'c', kind: 'handoff_declined', later: true });
  expect(texts()).toEqual(['They would rather talk to sales later.']);
  const system = { id: 'system', name: 'Baton', role: 'system' } as const;
  client.tell('event', { ...place, by: system, conversation: 'c', kind: 'handoff_failed', reason: 'nobody' });
  expect(texts()).toEqual(['Sales has not taken it. It stays with you.']);
  desk.choose('c', null);
  client.tell('event', { ...place, conversation: 'c', kind: 'handoff_consented' });
  expect(texts()).toEqual(['Sales has not taken it. It stays with you.']); // a strip says so
});

test('keys lead to sales and back, as far as one may', () => {
  const leadsTo = () => {
    desk.staffing.dialog.value = null;
    desk.sellChosen();
    return desk.staffing.dialog.peek()?.kind;
  };
  client.show(viewOf('c', [said('hello')]));
  desk.choose('c', null);
  expect(leadsTo()).toBe('flag'); // there is nothing to ask about yet
  client.show(viewOf('c', [said('hello')], { opportunity: opportunityOf({ state: 'deferred' }) }));
  expect(leadsTo()).toBe('propose');
  client.show(viewOf('c', [said('hello')], { opportunity: opportunityOf({ state: 'proposed' }) }));
  expect(leadsTo()).toBeUndefined();
  const me = { id: 'ana', name: 'Ana' };
  client.show(viewOf('c', [said('hello')], { opportunity: opportunityOf({ state: 'accepted', owner: me }) }));
  expect(leadsTo()).toBe('back');
});
