// @vitest-environment happy-dom
// What a visitor is asked, in plain words, and what a press tells the server: the hand-off, whether it is solved, the
// rating and the complaint.
import { act } from 'preact/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { LogEvent } from '../client/wire.ts';
import { ana, conversation, me, ready, said } from './fake.ts';
import { button, close, fill, press, root, show, text } from './fake-panel.tsx';
import type { Seen } from './stage.ts';

afterEach(close);

const lines = () => [...root.querySelectorAll('.line')].map((line) => line.textContent);
const cards = () => [...root.querySelectorAll('.card h3')].map((title) => title.textContent);
const event = (seq: number, what: object, by: LogEvent['by'] = ana) => ({ ...said(seq, ''), by, ...what }) as LogEvent;
const handoff = (state: 'proposed' | 'consented' | 'offered') => ({
  id: 'c1.1.1',
  state,
  to_team: 'Sales',
  pitch: 'The team plan saves you 20 %.',
  expires_at: Date.now() + 86_400_000,
});
const chat = (copy: object, events: LogEvent[] = []): Partial<Seen> => ({
  conversations: conversation({ state: 'active', owner: ana, ...copy }, events),
});
const proposed = event(1, {
  kind: 'handoff_proposed',
  handoff: 'c1.1.1',
  to_team: 'Sales',
  pitch: 'The team plan saves you 20 %.',
  expires_at: 0,
});
const asked = (client: { asked: unknown[][] }) =>
  client.asked.filter(([what]) => what === 'act').map((call) => call.slice(1));
// Every answer that is there has been taken in and drawn.
const settled = () => act(() => new Promise<void>((done) => setTimeout(done)));

test('the question says that it is about selling, who asks, and has three answers of equal weight', () => {
  show(chat({ handoff: handoff('proposed') }, [proposed]));
  expect(cards()).toEqual(['May Sales talk to you?']);
  expect(text('.card')).toContain('The team plan saves you 20 %.');
  expect(text('.card')).toContain('sales conversation with Sales');
  expect(text('.card')).toContain('Ana only hands the chat over if you agree');
  const ways = ['Yes, please', 'Later', 'No, thanks'].map((name) => button(name)!.className);
  expect(new Set(ways).size).toBe(1);
  expect(lines()).toEqual(['Ana asked whether Sales may talk to you: “The team plan saves you 20 %.”']);
});

test.each([
  ['Yes, please', { answer: 'yes' }],
  ['No, thanks', { answer: 'no' }],
])('%s is told under the question that was read', async (name, answer) => {
  const { client } = show(chat({ handoff: handoff('proposed') }));
  press(name);
  await settled();
  expect(asked(client)).toEqual([['handoff.answer', { conversation: 'c1', handoff: 'c1.1.1', ...answer }]]);
});

test('later asks when, and can be taken back', async () => {
  const { client } = show(chat({ handoff: handoff('proposed') }));
  press('Later');
  press('Back');
  expect(button('Yes, please')).toBeDefined();
  press('Later');
  press('Tomorrow');
  await settled();
  const [[method, params]] = asked(client) as [[string, { answer: string; due: number }]];
  expect([method, params.answer]).toEqual(['handoff.answer', 'later']);
  expect(params.due - Date.now()).toBeGreaterThan(23 * 3_600_000);
  expect(params.due - Date.now()).toBeLessThan(25 * 3_600_000);
});

test('a second press while the first is under way tells nothing twice', async () => {
  const { client } = show(chat({ handoff: handoff('proposed') }));
  press('Yes, please');
  press('No, thanks');
  await settled();
  expect(asked(client)).toHaveLength(1);
});

test('a question that is open no more says so', async () => {
  const { client } = show(chat({ handoff: handoff('proposed') }));
  client.act = () => Promise.reject(new Error('4209'));
  press('Yes, please');
  await settled();
  expect(text('.card')).toContain('This question is not open any more.');
  act(() => client.become(chat({})));
  expect(cards()).toEqual([]);
});

test('after a yes somebody is looked for, and who is here stays', () => {
  const { client } = show(
    chat({ handoff: handoff('consented') }, [proposed, event(2, { kind: 'handoff_consented', handoff: 'c1.1.1' }, me)]),
  );
  expect(text('.card')).toContain('Asking Sales to join');
  expect(text('.card')).toContain('Ana stays with you');
  const failed = event(3, { kind: 'handoff_failed', handoff: 'c1.1.1', reason: 'nobody' });
  act(() =>
    client.become(
      chat({ handoff: handoff('consented') }, [
        proposed,
        event(2, { kind: 'handoff_consented', handoff: 'c1.1.1' }, me),
        failed,
      ]),
    ),
  );
  expect(text('.card')).toContain('Nobody of Sales is free right now');
  expect(lines().at(-1)).toBe('Nobody of Sales is free right now. Ana stays with you.');
});

test('every step there and back reads true', () => {
  const sam = { id: 's2', name: 'Sam' };
  show(
    chat({ owner: sam }, [
      proposed,
      event(2, { kind: 'handoff_declined', handoff: 'c1.1.1', later: true }, me),
      event(3, { kind: 'handoff_consented', handoff: 'c1.1.2' }),
      event(4, { kind: 'handoff_failed', handoff: 'c1.1.1', reason: 'timeout' }),
      event(5, { kind: 'handed_off', handoff: 'c1.1.1', to: sam }),
      event(6, { kind: 'handed_back', to: ana }),
      event(7, { kind: 'handed_back', to: { id: 'care', name: 'Customer care' } }),
      event(8, { kind: 'handoff_withdrawn', handoff: 'c1.1.1' }),
    ]),
  );
  expect(lines().slice(1)).toEqual([
    'You would rather talk to Sales another time',
    'You asked for our sales team',
    'Sales could not take over yet. Sam stays with you.',
    'Sam (Sales) has taken over, as you agreed',
    'Ana is looking after you again',
    'You are back with Customer care',
    'The question about Sales was taken back',
  ]);
});

test('solved or not yet is the visitor’s to say', async () => {
  const { client } = show(chat({ solved: 'proposed' }));
  expect(cards()).toEqual(['Is it solved?']);
  press('Not yet');
  await settled();
  expect(asked(client)).toEqual([['conversation.solve', { conversation: 'c1', solved: false }]]);
  act(() => client.become(chat({ solved: 'confirmed' })));
  expect(cards()).toEqual([]);
});

test('a chat that is over is rated once, and the rating can be changed', async () => {
  const over = { state: 'closed', close_reason: 'resolved', closed_at: Date.now() } as const;
  const { client } = show({ ...ready, ...chat(over) });
  expect(button('Send rating')).toBeUndefined();
  act(() => root.querySelectorAll<HTMLInputElement>('.rate input')[3]!.click());
  press('Send rating');
  await settled();
  expect(asked(client)).toEqual([['conversation.rate', { conversation: 'c1', score: 4 }]]);
  act(() => client.become(chat({ ...over, rating: { score: 4 } })));
  expect(text('.card')).toContain('you rated this chat 4 of 5');
  press('Change');
  expect(button('Send rating')).toBeDefined();
});

test('a complaint needs words, is sent once, and its arrival is said', async () => {
  const { client } = show(chat({}));
  press('Chat menu');
  press('Make a complaint');
  press('Send complaint');
  expect(text('.confirm')).toContain('Please say what went wrong.');
  fill('Your complaint', 'It broke again.');
  press('Send complaint');
  await settled();
  expect(asked(client)).toEqual([
    ['conversation.complaint', { conversation: 'c1', open: true, text: 'It broke again.' }],
  ]);
  expect(text('.foot-bar')).toContain('We have your complaint.');
  expect(root.querySelector('.confirm')).toBeNull();
});
