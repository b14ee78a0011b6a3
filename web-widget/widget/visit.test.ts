// @vitest-environment happy-dom
// What a visit keeps, tells and counts.
import { expect, test, vi } from 'vitest';
import { ana, conversation, me, said, visiting, written } from './fake.ts';

test('nothing is connected or kept before it begins', () => {
  const { client, local, events, visit } = visiting({ link: 'idle', you: undefined });
  expect(client.asked).toEqual([]);
  expect(local.get('token')).toBeUndefined();
  expect(events).toEqual([['unread', 0]]);
  visit.stop();
});

test('the token of every welcome is kept', () => {
  const { client, local, visit } = visiting();
  client.welcome('t1');
  client.welcome('t2');
  expect(local.get('token')).toBe('t2');
  visit.stop();
});

test('a live chat is marked for the loader, and unmarked when it ends', () => {
  const { client, local, visit } = visiting();
  expect(local.get('live')).toBeUndefined();
  client.become({ outbox: [written('hello')] });
  expect(local.get('live')).toBe('1');
  client.become({ outbox: [], conversations: conversation({}) });
  expect(local.get('live')).toBe('1');
  client.become({ conversations: conversation({ state: 'closed' }) });
  expect(local.get('live')).toBeUndefined();
  visit.stop();
});

test('unread counts what others wrote since it was looked at', () => {
  const { client, visit, events } = visiting();
  const log = [said(1, 'hi', me), said(2, 'Hello!'), said(3, 'How can I help?')];
  client.become({ conversations: conversation({ state: 'active', owner: ana }, log) });
  expect(visit.unread.value).toBe(2);
  visit.read(3);
  expect(visit.unread.value).toBe(0);
  expect(client.asked).toEqual([['read', 'c1', 3]]);
  client.become({ conversations: conversation({ state: 'active' }, [...log, said(4, 'Still there?')]) });
  expect(events.filter(([name]) => name === 'unread').map(([, count]) => count)).toEqual([0, 2, 0, 1]);
  visit.stop();
});

test('the page hears of messages, beginnings and ends', () => {
  const { client, visit, events } = visiting();
  client.notify('conversation', { conversation: { id: 'c1', state: 'queued' }, because: 'started' });
  client.notify('event', said(1, 'mine', me));
  client.notify('event', said(2, 'Hello!'));
  client.notify('conversation', { conversation: { id: 'c1', state: 'closed' }, because: 'left' });
  expect(events.map(([name]) => name)).toEqual(['unread', 'started', 'message', 'ended']);
  visit.stop();
});

test('where the visitor is now is told after a move, once', () => {
  vi.useFakeTimers();
  const { client, visit } = visiting();
  client.welcome('t');
  history.pushState(null, '', '#two');
  history.pushState(null, '', '#three');
  vi.advanceTimersByTime(400);
  expect(client.asked.map(([name, method]) => [name, method])).toEqual([['call', 'visitor.update']]);
  visit.stop();
  history.pushState(null, '', '#four');
  vi.advanceTimersByTime(400);
  expect(client.asked.filter(([name]) => name === 'call')).toHaveLength(1);
  vi.useRealTimers();
});

test('what the page said of the visitor before there was a line is told when there is one', () => {
  const { client, visit } = visiting({ link: 'connecting' });
  visit.telling.update({ name: 'Vera' });
  visit.telling.update({ email: 'vera@example.com' });
  expect(client.asked).toEqual([]);
  client.become({ link: 'ready' });
  client.welcome('t');
  expect(client.asked).toEqual([['call', 'visitor.update', { name: 'Vera', email: 'vera@example.com' }]]);
  visit.stop();
});

test('a refused token or identity is dropped once, and never asked about again', () => {
  const { visit } = visiting();
  const { papers } = visit.parts;
  papers.token = 'old';
  visit.telling.identify('jwt');
  expect(papers.hello()).toMatchObject({ site: 'default', token: 'old', identity: 'jwt' });
  expect([papers.refused('token'), papers.refused('token')]).toEqual([true, false]);
  expect([papers.refused('identity'), papers.refused('identity')]).toEqual([true, false]);
  expect(papers.refused('site')).toBe(false);
  expect(papers.hello()).not.toHaveProperty('token');
  visit.stop();
});
