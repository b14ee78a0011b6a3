// What stands in which list, in which order, and what counts as unread.
import { expect, test } from 'vitest';
import { ana, answered, said, summaryOf, viewOf } from './fakes.ts';
import { isMine, nameOf, rowsOf, stepped, unreadOf, waitsSince } from './rows.ts';

const unnamed = (end: string) => `Visitor ${end}`;
const of = (views: ReturnType<typeof viewOf>[]) => new Map(views.map((view) => [view.id, view]));
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

test('somebody without a name has the end of their id', () => {
  expect(nameOf({ id: 'vX-9_4F2a', name: ' ' }, unnamed)).toBe('Visitor 4f2a');
  expect(nameOf({ id: 'v', name: 'Nina' }, unnamed)).toBe('Nina');
});

test('the oldest arrival waits on top, and what is due soonest is recovered first', () => {
  const rows = rowsOf(
    [
      summaryOf('b', { started_at: 20 }),
      summaryOf('a', { started_at: 10, state: 'offered' }),
      summaryOf('late', { state: 'missed', due: 90 }),
      summaryOf('soon', { state: 'missed', due: 50 }),
      summaryOf('ben', { state: 'active', owner: { id: 'ben', name: 'Ben' } }),
    ],
    of([viewOf('mine')]),
    new Map(),
    ana,
    unnamed,
  );
  expect(ids(rows.waiting)).toEqual(['a', 'b']);
  expect(ids(rows.missed)).toEqual(['soon', 'late']);
  expect(ids(rows.mine)).toEqual(['mine']);
  expect(ids(rows.held)).toEqual(['ben', 'mine']); // mine, though the lists have not told of it
});

test('a new message moves no row', () => {
  const views = [viewOf('a', [said('1')], { assigned_at: 5 }), viewOf('b', [said('1')], { assigned_at: 6 })];
  const later = [viewOf('a', [said('1')], { assigned_at: 5 }), viewOf('b', [said('1'), said('2')], { assigned_at: 6 })];
  for (const known of [views, later])
    expect(ids(rowsOf([], of(known), new Map(), ana, unnamed).mine)).toEqual(['a', 'b']);
});

test('mine are those that I own or help with, while they are open and told to me', () => {
  const joined = { kind: 'joined', who: { id: 'ana', name: 'Ana', role: 'agent' } } as const;
  const leftAgain = { ...joined, kind: 'left' } as const;
  const bens = { owner: { id: 'ben', name: 'Ben' } };
  expect(isMine(viewOf('c'), 'ana')).toBe(true);
  expect(isMine(viewOf('c', [], bens), 'ana')).toBe(false);
  expect(isMine(viewOf('c', [joined], bens), 'ana')).toBe(true);
  expect(isMine(viewOf('c', [joined, leftAgain], bens), 'ana')).toBe(false);
  expect(isMine(viewOf('c', [], {}, true), 'ana')).toBe(false);
  expect(isMine(viewOf('c', [], { state: 'closed' }), 'ana')).toBe(false);
});

test('unread is what the visitor said after what was seen or answered', () => {
  const view = viewOf('c', [said('1'), answered('2'), said('3'), said('4')]);
  expect(unreadOf(view, 0, 'ana')).toBe(2);
  expect(unreadOf(view, 3, 'ana')).toBe(1);
  expect(unreadOf(view, 4, 'ana')).toBe(0);
});

test('somebody waits since the first message after the last answer', () => {
  expect(waitsSince(viewOf('c', [said('1'), answered('2'), said('3'), said('4')]))).toBe(3000);
  expect(waitsSince(viewOf('c', [said('1'), answered('2')]))).toBe(undefined);
});

test('keys step through a list and stay within it', () => {
  expect(stepped(['a', 'b'], null, 1)).toBe('a');
  expect(stepped(['a', 'b'], null, -1)).toBe('b');
  expect(stepped(['a', 'b'], 'a', 1)).toBe('b');
  expect(stepped(['a', 'b'], 'b', 1)).toBe('b');
  expect(stepped([], 'b', 1)).toBe(undefined);
});
