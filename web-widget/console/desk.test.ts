// @vitest-environment happy-dom
// What the desk does with what the client tells it, and what it asks of the client.
import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Desk } from './desk.ts';
import { ana, FakeClient, FakeLists, refusalOf, said, summaryOf, viewOf } from './fakes.ts';
import { Preferences } from './kept.ts';
import { attend } from './notify.ts';
import type { Place } from './route.ts';

let client: FakeClient;
let lists: FakeLists;
let desk: Desk;
let end: () => void;
const settle = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  client = new FakeClient();
  lists = new FakeLists();
  const place = signal<Place>({ view: 'inbox', conversation: null });
  desk = new Desk(client, lists, ana, place, new Preferences());
  end = desk.start();
});
afterEach(() => {
  end();
  vi.restoreAllMocks();
  sessionStorage.clear();
});

test('the lists of the own departments are watched, of a supervisor all', () => {
  expect(lists.done).toEqual([['watch', ['care'], ['queued', 'offered', 'active', 'missed']]]);
});

test('what is not told of is opened when it is chosen, and again when its summary changes', () => {
  lists.show(summaryOf('c'));
  desk.choose('c');
  expect(client.done).toEqual([['open', 'c']]);
  lists.show(summaryOf('c', { state: 'active' }));
  expect(client.done).toEqual([
    ['open', 'c'],
    ['open', 'c'],
  ]);
  client.done.length = 0;
  client.show(viewOf('mine'));
  desk.choose('mine');
  expect(client.done).toEqual([]);
});

test('why it could not be opened is kept beside it', async () => {
  client.answers.set('open', refusalOf(4204));
  desk.choose('gone');
  await settle();
  expect(desk.opened.value.get('gone')).toContain('not there any more');
});

test('taking leads to mine and to writing', async () => {
  desk.choose('c', null);
  desk.tab.value = 'waiting';
  await desk.take('c');
  expect(client.done).toContainEqual(['conversation.take', { conversation: 'c' }]);
  expect([desk.tab.value, desk.mode.value, desk.focus.value]).toEqual(['mine', 'reply', 'reply']);
});

test('above the limit it asks first', async () => {
  client.answers.set('conversation.take', refusalOf(4209, { why: 'capacity' }));
  desk.choose('c', null);
  await desk.take('c');
  expect([desk.acts.overAsked.value, desk.acts.problem.value]).toEqual(['c', null]);
  client.answers.delete('conversation.take');
  await desk.take('c', true);
  expect(client.done.at(-1)).toEqual(['conversation.take', { conversation: 'c', over: true }]);
  expect(desk.acts.overAsked.value).toBe(null);
});

test('a refusal stands beside its conversation until another is chosen', async () => {
  client.answers.set('conversation.close', refusalOf(4209, { state: 'closed' }));
  desk.choose('c', null);
  await desk.close('c', 'resolved');
  expect(desk.acts.problem.value).toMatchObject({ conversation: 'c' });
  desk.choose('d', null);
  expect(desk.acts.problem.value).toBe(null);
});

test('keys do only what a button would', () => {
  client.show(viewOf('mine'), viewOf('bens', [], { owner: { id: 'ben', name: 'Ben' } }, true));
  desk.choose('bens', null);
  desk.closeChosen();
  desk.takeChosen();
  expect(client.done.filter(([method]) => method !== 'open')).toEqual([]);
  desk.choose('mine', null);
  desk.closeChosen();
  expect(client.done.at(-1)).toEqual(['conversation.close', { conversation: 'mine', reason: 'resolved' }]);
});

test('the end in sight counts as read with the focus only', () => {
  client.show(viewOf('c', [said('hello')]));
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  desk.looked('c', 1);
  expect([desk.unread.value, client.done]).toEqual([1, []]);
  focus.mockReturnValue(true);
  window.dispatchEvent(new Event('focus'));
  expect([desk.unread.value, client.done]).toEqual([0, [['read', 'c', 1]]]);
});

test('nobody is told that a colleague’s was read', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  client.show(viewOf('c', [said('hello')], { owner: { id: 'ben', name: 'Ben' } }, true));
  desk.looked('c', 1);
  expect(client.done).toEqual([]);
});

test('a message empties its own draft only', () => {
  desk.drafts.set('c', 'reply', 'hello');
  desk.drafts.set('c', 'note', 'later');
  desk.send('c', 'reply', 'hello');
  expect(client.done).toEqual([['send', 'c', 'hello', 'log']]);
  expect([desk.drafts.of('c', 'reply'), desk.drafts.of('c', 'note')]).toEqual(['', 'later']);
});

test('every conversation begins with a reply, never with the note of the one before', () => {
  desk.choose('a', null);
  desk.writeAs('note');
  desk.choose('b', null);
  expect(desk.mode.value).toBe('reply');
});

test('keys walk the list that is shown', () => {
  client.show(viewOf('a', [], { assigned_at: 1 }), viewOf('b', [], { assigned_at: 2 }));
  desk.step(1);
  expect(desk.chosen.value).toBe('a');
  desk.step(1);
  desk.step(1);
  expect(desk.chosen.value).toBe('b');
  desk.step(-1);
  expect(desk.chosen.value).toBe('a');
});

test('steps of the capacity are told once', async () => {
  vi.useFakeTimers();
  desk.status.setCapacity(5);
  desk.status.setCapacity(6);
  desk.status.setCapacity(99);
  expect(desk.status.wanted.value).toBe(50);
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  expect(client.done).toEqual([['presence.set', { presence: 'online', capacity: 50 }]]);
});

test('attention: the title counts, sound and notice only where nobody looks and somebody wanted them', () => {
  const outside = { ring: vi.fn(), show: vi.fn(), away: vi.fn(() => true), title: vi.fn() };
  const stop = attend(desk, outside);
  client.show(viewOf('c', [said('hello')]));
  expect(outside.title).toHaveBeenLastCalledWith('(1) Baton');
  const event = client.snapshot.conversations.get('c')!.log.events[0]!;
  client.tell('event', event);
  expect(outside.ring).not.toHaveBeenCalled();
  desk.prefs.set({ sound: true, desktop: true });
  client.tell('event', event);
  expect(outside.ring).toHaveBeenCalledOnce();
  expect(outside.show.mock.calls[0]?.slice(0, 3)).toEqual(['New message from Nina', 'hello', 'c']);
  outside.away.mockReturnValue(false);
  client.tell('conversation', { conversation: client.snapshot.conversations.get('c')!.copy, because: 'assigned' });
  expect(outside.ring).toHaveBeenCalledOnce();
  expect(desk.announcement.value).toBe('Nina is now with you.');
  stop();
  expect(outside.title).toHaveBeenLastCalledWith('Baton');
});
