// The fragment and back.
import { expect, test } from 'vitest';
import { emailOf, hashOf, placeOf } from './route.ts';

test('a place survives the fragment', () => {
  for (const place of [
    { view: 'inbox', conversation: null },
    { view: 'inbox', conversation: 'c-1_~.x' },
    { view: 'sales', conversation: null },
    { view: 'numbers', conversation: null },
    { view: 'settings', conversation: null },
  ] as const)
    expect(placeOf(hashOf(place), 'inbox')).toEqual(place);
});

test('what is no place is the first view', () => {
  expect(placeOf('', 'sales')).toEqual({ view: 'sales', conversation: null });
  expect(placeOf('#as=ana@demo.test', 'inbox')).toEqual({ view: 'inbox', conversation: null });
  expect(placeOf('#inbox/<b>', 'inbox')).toEqual({ view: 'inbox', conversation: null });
});

test('an address to sign in with', () => {
  expect(emailOf('#as=ana@demo.test')).toBe('ana@demo.test');
  expect(emailOf('#inbox')).toBe(null);
});
