// Every kind that the contract knows has a sentence, and one that it will know has a neutral one.
import { expect, test } from 'vitest';
import type { Item } from '../client/timeline.ts';
import type { LogEvent, NotesEvent } from '../client/wire.ts';
import { isQuiet, lineOf, settled } from './lines.ts';

const baton = { id: 'baton', name: 'Baton', role: 'system' } as const;
const ben = { id: 'ben', name: 'Ben', role: 'agent' } as const;
const me = { id: 'ana', name: 'Ana', role: 'agent' } as const;
const readers = {
  me: 'ana',
  revenue: false,
  department: (id: string) => `[${id}]`,
  name: (p: { name?: string }) => p.name ?? '?',
};
const event = (more: object) => ({ seq: 1, log_seq: 1, log: 'log', at: 0, by: baton, ...more }) as unknown as LogEvent;
const line = (more: object) => lineOf(event(more), readers);

test('who did what, seen from this side', () => {
  expect(line({ kind: 'assigned', to: me })).toBe('Assigned to you');
  expect(line({ kind: 'assigned', to: ben, by: ben })).toBe('Ben took the conversation');
  expect(line({ kind: 'assigned', to: me, by: me })).toBe('You took the conversation');
  expect(line({ kind: 'left', who: me })).toBe('Your connection was lost');
  expect(line({ kind: 'left', who: ben, by: ben })).toBe('Ben left');
  expect(line({ kind: 'queued', department: 'care', because: 'agent_left' })).toBe('Waiting in [care] again');
});

test('why it was closed', () => {
  expect(line({ kind: 'closed', reason: 'resolved', by: ben })).toBe('Ben closed the conversation as resolved');
  expect(line({ kind: 'closed', reason: 'spam', by: me })).toBe('You closed the conversation as spam');
  expect(line({ kind: 'closed', reason: 'idle' })).toBe('Closed because nobody wrote any more');
  expect(line({ kind: 'closed', reason: 'visitor_left' })).toBe('The visitor ended the conversation');
});

test('what Baton does not know yet is said neutrally', () => {
  expect(line({ kind: 'danced' })).toBe('Something happened that this console cannot show yet');
});

test('the usual way goes without saying', () => {
  const quiet = (more: object) => isQuiet(event(more) as unknown as NotesEvent);
  expect(quiet({ kind: 'decision', what: 'matched', why: 'lowest load' })).toBe(true);
  expect(quiet({ kind: 'decision', what: 'taken', why: 'taken in turn' })).toBe(true);
  expect(quiet({ kind: 'decision', what: 'taken', why: 'taken out of order' })).toBe(false);
  expect(quiet({ kind: 'assigned', to: me })).toBe(false);
});

test('of several changes of the tags in a row the last stands', () => {
  const item = (key: string, more: object): Item => ({ type: 'line', key, at: 0, event: event(more) });
  const items = [
    item('1', { kind: 'tagged', tags: ['a'], by: me }),
    item('2', { kind: 'tagged', tags: ['a', 'b'], by: me }),
    item('3', { kind: 'tagged', tags: [], by: ben }),
    item('4', { kind: 'assigned', to: me }),
  ];
  expect(settled(items).map(({ key }) => key)).toEqual(['2', '3', '4']);
});
