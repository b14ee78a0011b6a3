// Keys by their place, never while composing, letters alone only where nobody writes.
import { expect, test } from 'vitest';
import { actionOf, type Press } from './keys.ts';

const press = (more: Partial<Press>): Press => ({
  code: 'KeyJ',
  key: 'j',
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

test('Alt with the place of a key, whatever letter it gives', () => {
  expect(actionOf(press({ altKey: true, key: '∆' }), true, true)).toBe('next');
  expect(actionOf(press({ altKey: true, code: 'KeyE', key: '€' }), false, false)).toBe('close');
  expect(actionOf(press({ altKey: true, code: 'KeyQ' }), false, true)).toBe(null);
});

test('not with other modifiers, nor while a word is composed', () => {
  expect(actionOf(press({ altKey: true, ctrlKey: true }), false, true)).toBe(null);
  expect(actionOf(press({ altKey: true, metaKey: true }), false, true)).toBe(null);
  expect(actionOf(press({ altKey: true, shiftKey: true }), false, true)).toBe(null);
  expect(actionOf(press({ altKey: true, isComposing: true }), false, true)).toBe(null);
});

test('a question mark asks for help outside fields, unless it was turned off', () => {
  const ask = press({ key: '?', code: 'Minus', shiftKey: true });
  expect(actionOf(ask, false, true)).toBe('help');
  expect(actionOf(ask, true, true)).toBe(null);
  expect(actionOf(ask, false, false)).toBe(null);
});

test('a suggestion is answered by a letter alone where nobody writes, and by Alt everywhere', () => {
  const s = press({ code: 'KeyS', key: 's' });
  expect(actionOf(s, false, true)).toBe('suggestYes');
  expect(actionOf(s, true, true)).toBe(null);
  expect(actionOf(s, false, false)).toBe(null);
  expect(actionOf(press({ code: 'KeyS', key: 'S', shiftKey: true }), false, true)).toBe(null);
  expect(actionOf(press({ code: 'KeyX', key: 'x', altKey: true }), true, false)).toBe('suggestNo');
});
