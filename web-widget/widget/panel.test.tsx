// @vitest-environment happy-dom
// Every state of the chat has its view, and every control does its one thing.
import { act } from 'preact/test-utils';
import { afterEach, expect, test } from 'vitest';
import { ana, conversation, me, said, written } from './fake.ts';
import { button, close, press, root, show, status } from './fake-panel.tsx';

afterEach(close);
const card = () => root.querySelector('.card')?.textContent;

test('before anything is known: connecting, and one can write already', () => {
  show({ link: 'connecting', you: undefined, desk: undefined, limits: undefined });
  expect(status()).toBe('Connecting…');
  expect(root.querySelector('.greeting h3')!.textContent).toBe('How can we help?');
  expect(root.querySelector('textarea')!.disabled).toBe(false);
});

test('the greeting tells who is here', () => {
  show({});
  expect(status()).toBe('We are online');
  expect(root.querySelector('.departments')!.textContent).toBe('Customer careOnline');
});

test('a closed desk says so', () => {
  show({ desk: { open: false, departments: [] } });
  expect(status()).toBe('Nobody is online right now');
});

test('the first message, before there is a conversation', () => {
  show({ outbox: [written('hello', { state: 'flying' })] });
  expect(card()).toBe('Starting your chat…');
  expect(root.querySelector('.bubble')!.textContent).toBe('You: hello');
});

test('a server that takes neither chat nor message: the text is kept, with two ways out', () => {
  const data = { reason: 'unknown_method' } as const;
  const { client } = show({
    outbox: [written('hello', { state: 'failed', error: { code: -32601, message: '', data } })],
  });
  expect(root.querySelector('.why')!.textContent).toContain('Nobody can take a chat right now.');
  press('Try again');
  press('Remove');
  expect(client.asked).toEqual([
    ['again', 'cid hello'],
    ['discard', 'cid hello'],
  ]);
});

test('assigned: who it is, and that they type', () => {
  const events = [said(1, 'hi', me), { ...said(2, ''), kind: 'assigned', to: ana } as never, said(3, 'Hello!')];
  const conversations = conversation({ state: 'active', owner: ana }, events);
  const view = [...conversations.values()][0]!;
  conversations.values();
  show({ conversations: new Map([['c1', { ...view, typing: [{ by: ana, until: Date.now() + 5000 }] }]]) });
  expect(root.querySelector('h2')!.textContent).toBe('Ana');
  expect(status()).toBe('Customer care');
  expect(root.querySelector('.line')!.textContent).toBe('Ana joined the chat');
  expect(root.querySelector('.typing')!.textContent).toBe('Ana is typing');
});

test('the line is down: it says so, and what is written waits', () => {
  const { client } = show({ link: 'waiting', conversations: conversation({ state: 'active', owner: ana }) });
  expect(root.querySelector('.banner')!.textContent).toContain('The connection is lost.');
  const field = root.querySelector('textarea')!;
  act(() => {
    field.value = 'later';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  act(() => button('Send message')!.click());
  expect(client.asked.at(-1)).toEqual(['send', 'c1', 'later']);
});

test('asked to wait by the server', () => {
  show({ conversations: conversation({}), outbox: [written('quick', { conversation: 'c1' })] });
  expect(root.querySelector('.notice')!.textContent).toContain('goes out in a moment.');
});

test('closed: why, and what one can do', () => {
  const closed = { state: 'closed', closed_at: Date.now(), close_reason: 'idle' } as const;
  const { visit, client } = show({ conversations: conversation(closed) });
  expect(card()).toContain('It was closed because it was quiet for a while.');
  expect(root.querySelector('textarea')!.placeholder).toBe('Write to continue this chat…');
  expect(button('Download transcript')).toBeTruthy();
  visit.send('still me');
  expect(client.asked.at(-1)).toEqual(['send', 'c1', 'still me']);
  press('Start a new chat');
  expect(root.querySelector('.greeting')).not.toBeNull();
  visit.send('something else');
  expect(client.asked.at(-1)).toEqual(['send', '', 'something else']);
});

test('closed too long ago: writing begins a new one', () => {
  const closed = { state: 'closed', closed_at: Date.now() - 1_900_000, close_reason: 'resolved' } as const;
  const { visit, client } = show({ conversations: conversation(closed) });
  expect(root.querySelector('textarea')!.placeholder).toBe('Write to start a new chat…');
  visit.send('hello again');
  expect(client.asked.at(-1)).toEqual(['send', '', 'hello again']);
});

test('ended by the server: no field that leads nowhere', () => {
  const { client } = show({ link: 'ended', ended: 'signed_out' });
  expect(root.querySelector('textarea')).toBeNull();
  press('Start again');
  expect(client.asked).toEqual([['start']]);
  act(() => client.become({ ended: 'forbidden' }));
  expect(card()).toContain('Chat is not available here');
  expect(button('Start again')).toBeUndefined();
});

test('ending asks once', async () => {
  const { client } = show({ conversations: conversation({ state: 'active', owner: ana }) });
  press('Chat menu');
  press('End chat');
  expect(client.asked).toEqual([]);
  press('Keep chatting');
  press('Chat menu');
  press('End chat');
  await act(async () => button('End chat')!.click());
  expect(client.asked).toEqual([['act', 'conversation.close', { conversation: 'c1', reason: 'visitor_left' }]]);
});

test('keys pressed in the panel stay in it', () => {
  show({});
  let heard = 0;
  const count = () => heard++;
  document.addEventListener('keydown', count);
  root.querySelector('textarea')!.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
  document.removeEventListener('keydown', count);
  expect(heard).toBe(0);
});
