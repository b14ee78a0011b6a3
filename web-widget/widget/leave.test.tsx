// @vitest-environment happy-dom
// Where nobody can take a chat: the words written are in the form, go out once, and what comes then is told.
import { act } from 'preact/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { OutMessage } from '../client/api.ts';
import type { LogEvent } from '../client/wire.ts';
import { conversation, me, ready, said, written } from './fake.ts';
import { button, close, fill, press, root, show, status, text } from './fake-panel.tsx';

afterEach(close);
const nobody = ready.desk!.departments.map((department) => ({ ...department, online: false }));
const closed = { desk: { open: false, departments: nobody } };
const refusal = (data: object, code = 4209) =>
  ({ code, message: '', data: { reason: 'conflict', ...data } }) as OutMessage['error'];
const refused = (words: string, more: Partial<OutMessage> = {}) =>
  written(words, { state: 'failed', error: refusal({ state: 'offline' }), ...more });
const words = () => root.querySelector('textarea')!.value;
const field = (type: string) => root.querySelector<HTMLInputElement>(`.field ${type}`)!;
const faults = () => [...root.querySelectorAll('.field span')].map((span) => span.textContent);
const contact = { email: 'vera@mail.example', name: 'Vera' };
const missed = (reason: 'missed' | 'visitor_left', events: LogEvent[]) =>
  conversation({ state: 'missed', close_reason: reason }, events);
const queued = { ...said(2, ''), kind: 'queued', department: 'care' } as LogEvent;

test('a closed desk asks for a message at once', () => {
  const { client } = show(closed);
  expect([status(), text('h3')]).toEqual(['Nobody is online right now', 'We are not here right now']);
  expect(root.querySelector('[role=log]')).toBeNull();
  fill('Your message', 'hello');
  fill('E-mail', ' vera@mail.example ');
  fill('Name (optional)', 'Vera');
  press('Leave message');
  expect(client.asked).toEqual([['send', '', 'hello', { contact }]]);
});

test('a desk that is full says so: there is somebody, but nobody free', () => {
  show({ desk: { ...ready.desk!, open: false } });
  expect([status(), text('h3')]).toEqual(['Not taking chats right now', 'Nobody can take a chat right now']);
});

test('what was refused stands in the form, with what was written since', () => {
  const { client, session } = show({ outbox: [refused('hello'), refused('anybody?')] }, { draft: 'please' });
  expect([status(), text('h3')]).toEqual(['Not taking chats right now', 'Nobody can take a chat right now']);
  expect(words()).toBe('hello\n\nanybody?\n\nplease');
  fill('Your message', 'hello, please answer');
  expect(session.get('letter')).toBe('hello, please answer');
  fill('E-mail', 'vera@mail.example');
  press('Leave message');
  const instead = ['cid hello', 'cid anybody?'];
  expect(client.asked).toEqual([['send', '', 'hello, please answer', { contact: { email: contact.email } }, instead]]);
  expect([session.get('letter'), session.get('draft')]).toEqual([undefined, undefined]);
});

test('a reload finds the words as they were changed', () => {
  show({ outbox: [refused('hello')] }, { letter: 'hello again' });
  expect(words()).toBe('hello again');
});

test('words whose refused message is gone are a draft', () => {
  show({}, { letter: 'hello again' });
  expect(words()).toBe('hello again');
  expect(root.querySelector('.composer')).not.toBeNull();
});

test('nothing goes out without words and an address; the first fault has the focus', () => {
  const { client } = show(closed);
  expect(faults()).toEqual([]);
  press('Leave message');
  expect(faults()).toEqual(['Please write a message.', 'Please enter an address like name@example.com.']);
  expect(document.activeElement).toBe(field('textarea'));
  fill('Your message', 'x'.repeat(4001));
  fill('E-mail', 'not an address');
  expect(faults()).toEqual(['1 too many', 'Please enter an address like name@example.com.']);
  fill('Your message', 'hello');
  press('Leave message');
  expect(document.activeElement).toBe(field('input'));
  expect(field('input').getAttribute('aria-describedby')).toBe(root.querySelector('.field span')!.id);
  expect(client.asked).toEqual([]);
});

test('the address is remembered, and known where the page told it', () => {
  const { local, visit } = show({});
  visit.update({ email: 'page@mail.example' });
  visit.leave('hello', 'vera@mail.example', '');
  visit.update({ email: 'page@mail.example', name: 'Vera' });
  expect([local.get('email'), local.get('name')]).toEqual(['vera@mail.example', undefined]);
  const { email, name } = visit.shown.value.writing;
  expect([email, name]).toEqual(['vera@mail.example', 'Vera']);
});

test('on its way: said so', () => {
  show({ ...closed, outbox: [written('hello', { contact, state: 'flying' })] });
  expect(text('.card')).toBe('Leaving your message…');
  expect(text('.bubble')).toBe('You: hello');
});

test('an address that the server refuses comes back, with the words', () => {
  const error = refusal({ reason: 'invalid_params', field: 'email' }, -32602);
  show({ ...closed, outbox: [written('hello', { contact, state: 'failed', error })] });
  expect(words()).toBe('hello');
  expect(faults()).toEqual(['Please enter an address like name@example.com.']);
});

test('a chat can be tried instead, with the words as they stand', () => {
  const { client } = show({ outbox: [refused('hello')] });
  fill('Your message', 'hello?');
  press('Try to chat now');
  expect(client.asked).toEqual([['send', '', 'hello?', {}, ['cid hello']]]);
});

test('received: what comes next, to which address', () => {
  const { visit } = show({ conversations: missed('missed', [said(1, 'hello', me)]) });
  act(() => visit.letter.reachedBy({ email: contact.email }));
  expect([status(), text('.card h3')]).toEqual(['We owe you an answer', 'We have your message']);
  expect(text('.card p')).toBe(
    'It is on our team’s list. They write to vera@mail.example or answer here if you come back.',
  );
  expect(text('.bubble')).toBe('You: hello');
});

test('missed: who left, or that we are late; writing goes on, a new one can be begun', () => {
  const { client, visit } = show({ conversations: missed('visitor_left', [said(1, 'hello', me), queued]) });
  expect(text('.card h3')).toBe('You left before we could answer');
  act(() => client.become({ conversations: missed('missed', [said(1, 'hello', me), queued]) }));
  expect(text('.card h3')).toBe('We could not answer in time');
  expect(root.querySelector('textarea')!.placeholder).toBe('Write to go on…');
  visit.send('me again');
  expect(client.asked).toEqual([['send', 'c1', 'me again']]);
  press('Start a new chat');
  expect(root.querySelector('.greeting')).not.toBeNull();
});

test('the next page’s loader brings the widget while an answer is owed', () => {
  const { client, local } = show({ conversations: missed('missed', []) });
  expect(local.get('live')).toBe('1');
  act(() => client.become({ conversations: conversation({ state: 'closed' }) }));
  expect(local.get('live')).toBeUndefined();
});

test('going on where nobody is there: the form again, and a way back that loses nothing', () => {
  const conversations = missed('missed', [said(1, 'hello', me)]);
  const { client, session } = show({ ...closed, conversations });
  expect(root.querySelector('[role=log]')).not.toBeNull();
  act(() => client.become({ outbox: [refused('and this', { conversation: 'c1' })] }));
  expect(words()).toBe('and this');
  press('Try to chat now');
  expect(client.asked.pop()).toEqual(['send', 'c1', 'and this', {}, ['cid and this']]);
  press('Back to the chat');
  expect([client.asked, session.get('draft')]).toEqual([[['discard', 'cid and this']], 'and this']);
});

test('an open chat comes before what was refused elsewhere', () => {
  show({ conversations: conversation({}), outbox: [refused('hello')] });
  expect(button('Leave message')).toBeUndefined();
  expect(button('Try again')).toBeTruthy();
});

test('closed: a visitor who had left did not end it', () => {
  const system = { id: 'baton', name: 'Baton', role: 'system' };
  const end = { ...said(1, ''), kind: 'closed', reason: 'visitor_left', by: system } as LogEvent;
  show({ conversations: conversation({ state: 'closed', close_reason: 'visitor_left' }, [end]) });
  expect(text('.card p')).toContain('You had left.');
});
