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

const rep = { id: 'rita', name: 'Rita', role: 'sales' } as const;
const nina = { id: 'v', name: 'Nina', role: 'visitor' } as const;

test('the way to sales and back, step by step', () => {
  expect(line({ kind: 'handoff_proposed', to_team: 'Sales', pitch: 'Seats for all?', by: me })).toBe(
    'You asked about Sales: “Seats for all?”',
  );
  expect(line({ kind: 'handoff_consented', by: nina })).toBe('Nina agreed to talk to sales');
  expect(line({ kind: 'handoff_consented', by: ben })).toBe('Ben called sales, as the customer asked');
  expect(line({ kind: 'handoff_declined', by: nina })).toBe('Nina said no to sales');
  expect(line({ kind: 'handoff_declined', later: true, by: nina })).toContain('later');
  expect(line({ kind: 'handoff_withdrawn', by: me })).toBe('You withdrew the hand-off to sales');
  for (const reason of ['nobody', 'declined', 'timeout', 'disconnected'])
    expect(line({ kind: 'handoff_failed', reason })).toMatch(/waits$/);
  expect(line({ kind: 'handed_off', to: rep })).toContain('Handed to Rita of sales');
  expect(line({ kind: 'handed_back', to: me, by: rep })).toBe('Handed back to you');
  expect(line({ kind: 'queued', department: 'care', because: 'handed_back' })).toBe(
    'Handed back to [care], where it waits',
  );
});

test('notes of the hand-off; a withheld one is told as such', () => {
  expect(line({ kind: 'flagged', state: 'flagged', by: me })).toBe('You flagged an opportunity');
  const baton = { id: 'system', name: 'Baton', role: 'system' } as const;
  expect(line({ kind: 'flagged', state: 'flagged', by: baton })).toBe('The opportunity is open again');
  expect(line({ kind: 'suggested', rule: 'pricing page', product: 'Team plan' })).toContain('rule “pricing page”');
  expect(line({ kind: 'suggestion_dismissed', suggestion: 'seats', by: ben })).toBe(
    'Ben dismissed the suggestion “seats”',
  );
  expect(line({ kind: 'handoff_brief', summary: 'Wants seats' })).toBe('Brief for sales: Wants seats');
  expect(line({ kind: 'note', withheld: true, by: ben })).toBe('A note of care, not shared: by Ben');
  expect(line({ kind: 'shared', note: 3, author: ben, text: 'Kind', by: me })).toBe(
    'You shared a note of Ben with sales: “Kind”',
  );
  expect(line({ kind: 'complaint', open: true, text: 'Late', by: nina })).toBe('Nina complained: “Late”');
  expect(line({ kind: 'complaint', open: false, by: me })).toBe('You marked the complaint as settled');
  expect(line({ kind: 'alert', on: true, reason: 'unhappy', by: me })).toBe('You marked the visitor as unhappy');
  expect(line({ kind: 'alert', on: false, reason: 'unhappy', by: ben })).toContain('fine');
});

test('what a sale brought is read by who may', () => {
  const won = { kind: 'opportunity', state: 'won', amount: 29_000, currency: 'EUR', by: rep };
  expect(line(won)).toBe('Rita won the opportunity');
  expect(lineOf(event(won), { ...readers, revenue: true })).toMatch(/^Rita won the opportunity: .*290/);
  expect(isQuiet(event({ ...won, state: 'offered' }))).toBe(true);
  expect(isQuiet(event(won))).toBe(false);
});
