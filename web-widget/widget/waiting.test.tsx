// @vitest-environment happy-dom
// Waiting honestly: place and wait as the server said them, in words that promise nothing, and not read out without end.
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogEvent } from '../client/wire.ts';
import { ana, conversation, me, ready, said } from './fake.ts';
import { close, root, show, text } from './fake-panel.tsx';
import type { Seen } from './stage.ts';
import { words } from './words.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

const spoken = () => text('.body > .sr');
const later = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
const place = (position: number, wait_ms: number | null = null) => ({
  conversations: conversation({ queue: { position, wait_ms } }),
});
const lines = () => [...root.querySelectorAll('.line')].map((line) => line.textContent);

function event(seq: number, what: object): LogEvent {
  return { ...said(seq, ''), by: { id: 'baton', name: 'Baton', role: 'system' }, ...what } as LogEvent;
}

test('the place is told, and a wait only if the server said one', () => {
  const { client } = show(place(3));
  expect(text('.who p')).toBe('Waiting for someone to answer');
  expect(text('.card')).toContain('You are 3rd in line');
  expect(text('.card')).not.toMatch(/minute|takes/);
  act(() => client.become(place(1, 150_000)));
  expect(text('.card')).toContain('You are next');
  expect(text('.card')).toContain('It takes about 2–3 minutes just now.');
});

test('a wait is a range, coarser the longer it is', () => {
  const said = [0, 59_000, 61_000, 4 * 60_000, 25 * 60_000, 3 * 3_600_000].map(words.queueWait);
  expect(said.map((s) => s.replace(/It takes (.*) just now\./, '$1'))).toEqual([
    'less than a minute',
    'less than a minute',
    'about 1–2 minutes',
    'about 3–5 minutes',
    'about 20–30 minutes',
    'more than an hour',
  ]);
});

test('it does not count by itself', () => {
  show(place(2, 150_000));
  const before = text('.card');
  later(10 * 60_000);
  expect(text('.card')).toBe(before);
});

test('a place is read out at once, and its changes at most every half minute', () => {
  const { client } = show(place(9));
  later(1);
  expect(spoken()).toBe('Your place in line: 9');
  for (const position of [8, 7, 6]) {
    act(() => client.become(place(position)));
    later(1_000);
  }
  expect(spoken()).toBe('Your place in line: 9');
  later(30_000);
  expect(spoken()).toBe('Your place in line: 6');
  act(() => client.become({ conversations: conversation({ state: 'active', owner: ana }) }));
  later(1);
  expect(spoken()).toBe('');
  expect(root.querySelector('.card')).toBeNull();
});

test('the greeting says how long it takes where somebody is', () => {
  const departments = [
    { id: 'care', name: 'Customer care', online: true, wait_ms: 240_000 },
    { id: 'night', name: 'Night desk', online: false, wait_ms: null },
  ];
  show({ desk: { open: true, departments } });
  expect(text('.departments')).toBe('Customer careOnline · 3–5 minutesNight deskAway');
  expect(root.querySelectorAll('input[type=radio]')).toHaveLength(0);
});

test('a choice of department is offered among those of care, and goes with the first message', () => {
  const kinds = [
    ['billing', 'care', false],
    ['orders', 'care', true],
    ['sales', 'sales', true],
  ] as const;
  const departments = kinds.map(([id, kind, online]) => ({ id, name: id, kind, online, wait_ms: null }));
  const { client, visit } = show({ desk: { open: true, departments } });
  expect(text('fieldset')).toBe('billingAwayordersOnline');
  expect(root.querySelector<HTMLInputElement>('label:last-child input')!.checked).toBe(true);
  visit.send('first');
  act(() => root.querySelector<HTMLInputElement>('label:first-child input')!.click());
  visit.send('second');
  expect(client.asked).toEqual([
    ['send', '', 'first', { department: 'orders' }],
    ['send', '', 'second', { department: 'billing' }],
  ]);
});

test('sales is where one begins only if there is nothing else, and never by a guess', () => {
  const sales = ['a', 'b'].map((id) => ({ id, name: id, kind: 'sales', online: true, wait_ms: null }));
  const { client, visit } = show({ desk: { open: true, departments: sales } });
  visit.send('one');
  const untold = sales.map(({ kind, ...department }) => department);
  act(() => client.become({ desk: { ...ready.desk!, departments: untold } }));
  visit.send('two');
  expect(client.asked).toEqual([
    ['send', '', 'one', { department: 'a' }],
    ['send', '', 'two'],
  ]);
});

test('why one waits again, in one line', () => {
  const first = [
    said(1, 'hi', me),
    event(2, { kind: 'queued', department: 'care' }),
    event(3, { kind: 'assigned', to: ana }),
  ];
  const lost = (because: string, department = 'care', who: object[] = [{ kind: 'left', who: ana }]) => {
    const more = [...who, { kind: 'queued', department, because }];
    return conversation({ queue: { position: 1, wait_ms: null } }, [
      ...first,
      ...more.map((what, i) => event(4 + i, what)),
    ]);
  };
  const { client } = show({ conversations: lost('agent_left') });
  const after = (conversations: Seen['conversations']) => {
    act(() => client.become({ conversations }));
    return lines().slice(1);
  };
  const back = 'You are in line again and keep your place.';
  expect(lines()).toEqual(['Ana joined the chat', `Ana had to go. ${back}`]);
  expect(after(lost('no_reply'))).toEqual([`Ana could not answer in time. ${back}`]);
  expect(after(lost('requeued'))).toEqual([back]);
  expect(after(lost('agent_left', 'elsewhere'))).toEqual(['Ana had to go. You are in line for another team now.']);
  expect(after(lost('overflow', 'elsewhere', []))).toEqual([
    'Nobody was free there. You are in line for another team now.',
  ]);
  expect(after(lost('reopened', 'care', [{ kind: 'reopened' }]))).toEqual(['Chat continued']);
  expect(after(lost('something new'))).toEqual([back]);
});

test('a transfer: who it is now, and that they are', () => {
  const ben = { id: 's2', name: 'Ben' };
  const events = [said(1, 'hi', me), event(2, { kind: 'transferred', to: ben })];
  const participants = [{ ...ben, role: 'agent' as const, online: true }];
  show({ conversations: conversation({ state: 'active', owner: ben, participants }, events) });
  expect([text('h2'), text('.who p')]).toEqual(['Ben', 'Customer care']);
  expect(lines()).toEqual(['Ben is looking after you now']);
});

test('the warning before an idle end is a notice, not somebody’s words', () => {
  const system = { id: 'baton', name: 'Baton', role: 'system' } as const;
  const warning = said(2, 'Still there? This chat closes in 5 minutes.', system);
  show({ conversations: conversation({ state: 'active', owner: ana }, [said(1, 'Hello!'), warning]) });
  expect(root.querySelectorAll('.bubble')).toHaveLength(1);
  expect(text('.line.said')).toBe('Still there? This chat closes in 5 minutes.');
});
