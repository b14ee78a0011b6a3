// @vitest-environment happy-dom
// The conversation as people see it, hostile writing included.
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Item } from '../client/timeline.ts';
import { Messages, type MessagesProps } from './messages.tsx';

const ana = { id: 's1', name: 'Ana', role: 'agent' } as const;
const me = { id: 'v1', name: 'Vera', role: 'visitor' } as const;
type Written = Extract<Item, { type: 'message' | 'note' }>;

function message(text: string, more: Partial<Written> = {}): Written {
  const base = { type: 'message', key: text, at: Date.now(), by: ana, mine: false, text } as const;
  return { ...base, state: 'sent', seen: false, first: true, last: true, ...more };
}

const root = document.createElement('div');
function show(items: Item[], more: Partial<MessagesProps> = {}): HTMLElement {
  document.body.append(root);
  const props: MessagesProps = {
    items,
    label: 'Messages',
    line: () => 'something happened',
    failure: () => 'the desk is closed',
    onAgain: () => {},
    onRemove: () => {},
    ...more,
  };
  act(() => render(<Messages {...props} />, root));
  return root;
}
afterEach(() => act(() => render(null, root)));

test('markup stays text', () => {
  const text = '<img src=x onerror=alert(1)><script>alert(2)</script> &amp; <b>bold</b>';
  const shown = show([message(text)]);
  expect(shown.querySelector('.text')!.textContent).toBe(text);
  expect(shown.querySelectorAll('img, script, b')).toHaveLength(0);
});

test('addresses become links that tell nothing and lead nowhere else', () => {
  const shown = show([message('see https://juniper.example/a?b=1. Not javascript:alert(1) or data:text/html,x')]);
  const links = [...shown.querySelectorAll('a')];
  expect(links.map((a) => a.getAttribute('href'))).toEqual(['https://juniper.example/a?b=1']);
  expect(links[0]!.getAttribute('rel')).toBe('noopener noreferrer nofollow ugc');
  expect(links[0]!.getAttribute('target')).toBe('_blank');
});

test('writing that turns round keeps to itself', () => {
  const shown = show([message('\u202Etxet live', { by: { ...ana, name: '\u202Eresu' } })]);
  expect(shown.querySelector('.text')!.getAttribute('dir')).toBe('auto');
  expect(shown.querySelector('.author bdi')!.textContent).toBe('\u202Eresu');
});

test('each message is said with its sender', () => {
  const shown = show([message('hi'), message('hello', { by: me, mine: true })]);
  const spoken = [...shown.querySelectorAll('.bubble')].map((bubble) => bubble.textContent);
  expect(spoken).toEqual(['Ana: hi', 'You: hello']);
  expect(shown.querySelector('[role=log]')!.getAttribute('aria-label')).toBe('Messages');
});

test('two words of receipt at most: on the last sent and the last seen', () => {
  const own = (text: string, seen: boolean) => message(text, { by: me, mine: true, seen });
  const shown = show([own('a', true), own('b', true), own('c', false), own('d', false)]);
  const feet = [...shown.querySelectorAll('.foot')].map((foot) => /Sent|Seen/.exec(foot.textContent!)?.[0] ?? '');
  expect(feet).toEqual(['', 'Seen', '', 'Sent']);
});

test('a failed message says why and has two ways out', () => {
  const onAgain = vi.fn();
  const onRemove = vi.fn();
  const failed = message('hello', { by: me, mine: true, state: 'failed', cid: 'c1' });
  const shown = show([failed], { onAgain, onRemove });
  expect(shown.querySelector('.why')!.textContent).toContain('the desk is closed');
  const [again, remove] = shown.querySelectorAll<HTMLElement>('.ways button');
  again!.click();
  remove!.click();
  expect([onAgain.mock.calls, onRemove.mock.calls]).toEqual([[['c1']], [['c1']]]);
});

test('events are in the caller’s words, or left out', () => {
  const event = { type: 'line', key: 'e', at: 1, event: { kind: 'reopened' } } as unknown as Item;
  expect(show([event]).querySelector('.line')!.textContent).toBe('something happened');
  expect(show([event], { line: () => null }).querySelector('.line')).toBeNull();
});

test('notes are marked, for eyes and for ears', () => {
  const shown = show([message('careful', { type: 'note' })]);
  expect(shown.querySelector('.message')!.getAttribute('data-note')).toBe('true');
  expect(shown.querySelector('.bubble')!.textContent).toBe('Note, Ana: careful');
});

test('what others wrote is told as read while its end is in sight', () => {
  const onRead = vi.fn();
  show([message('hi', { seq: 4 }), message('mine', { by: me, mine: true, seq: 5 })], { onRead });
  expect(onRead).toHaveBeenLastCalledWith(4);
});
