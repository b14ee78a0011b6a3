// @vitest-environment happy-dom
// The composer's keys and limits.
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { Composer, type ComposerProps } from './composer.tsx';
import { scalars, sendable } from './scalars.ts';

const root = document.createElement('div');
function show(more: Partial<ComposerProps>): HTMLTextAreaElement {
  document.body.append(root);
  const none = () => {};
  const props: ComposerProps = { value: '', onValue: none, onSend: none, limit: 4000, label: 'Message', ...more };
  act(() => render(<Composer {...props} />, root));
  return root.querySelector('textarea')!;
}
afterEach(() => act(() => render(null, root)));

function press(field: HTMLElement, init: KeyboardEventInit & { keyCode?: number }): boolean {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  if (init.keyCode) Object.defineProperty(event, 'keyCode', { value: init.keyCode });
  act(() => void field.dispatchEvent(event));
  return event.defaultPrevented;
}

test('Enter sends, Shift+Enter does not', () => {
  const onSend = vi.fn();
  const field = show({ value: 'hello', onSend });
  expect(press(field, { key: 'Enter', shiftKey: true })).toBe(false);
  expect(onSend).not.toHaveBeenCalled();
  expect(press(field, { key: 'Enter' })).toBe(true);
  expect(onSend).toHaveBeenCalledExactlyOnceWith('hello');
});

test('an input method’s Enter only ends the composing', () => {
  const onSend = vi.fn();
  const field = show({ value: 'こんにちは', onSend });
  press(field, { key: 'Enter', isComposing: true });
  press(field, { key: 'Enter', keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
});

test('white space is nothing', () => {
  const onSend = vi.fn();
  const field = show({ value: ' \n\t ', onSend });
  press(field, { key: 'Enter' });
  expect(onSend).not.toHaveBeenCalled();
  expect(root.querySelector<HTMLButtonElement>('.send')!.disabled).toBe(true);
});

test('length is counted in Unicode scalar values', () => {
  const onSend = vi.fn();
  const field = show({ value: '👋'.repeat(10), limit: 10, onSend });
  expect(root.querySelector('.counter')!.textContent).toBe('0 left');
  press(field, { key: 'Enter' });
  expect(onSend).toHaveBeenCalledOnce();
});

test('beyond the limit nothing is sent, and it says so', () => {
  const onSend = vi.fn();
  const field = show({ value: 'x'.repeat(12), limit: 10, onSend });
  press(field, { key: 'Enter' });
  expect(onSend).not.toHaveBeenCalled();
  expect(root.querySelector('.counter')!.textContent).toBe('2 too many');
  expect(field.getAttribute('aria-invalid')).toBe('true');
});

test('far from the limit there is no counter', () => {
  show({ value: 'x', limit: 4000 });
  expect(root.querySelector('.counter')!.textContent).toBe('');
});

test('disabled says why and sends nothing', () => {
  const onSend = vi.fn();
  const field = show({ value: 'hello', disabled: 'The chat is over.', onSend });
  expect(field.disabled).toBe(true);
  expect(field.placeholder).toBe('The chat is over.');
  press(field, { key: 'Enter' });
  expect(onSend).not.toHaveBeenCalled();
});

test('every change tells whether something stands there', () => {
  const onTyping = vi.fn();
  const field = show({ value: '', onTyping });
  for (const text of ['h', 'he', ' ']) {
    field.value = text;
    act(() => void field.dispatchEvent(new Event('input', { bubbles: true })));
  }
  expect(onTyping.mock.calls.flat()).toEqual([true, true, false]);
});

test('what is sent has no half characters and no empty edges', () => {
  expect(sendable('\n \n  indented\n\n')).toBe('  indented');
  expect(sendable('a\ud800b')).toBe('a\ufffdb');
  expect(sendable('👋\n')).toBe('👋');
  expect(scalars('👩‍👩‍👧')).toBe(5);
});
