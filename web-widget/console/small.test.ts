// Ages, addresses, drafts: small decisions with edges.
import { expect, test } from 'vitest';
import { ago, lasted, waited, when } from './ages.ts';
import { Drafts, Preferences } from './kept.ts';
import { languageOf, linkOf } from './visitor-facts.ts';

test('how long somebody waits', () => {
  expect(waited(-5)).toBe('0:00');
  expect(waited(67_900)).toBe('1:07');
  expect(waited(3_900_000)).toBe('1 h 05');
  expect(waited(90_000_000)).toBe('1 d');
});

test('how long it took', () => {
  const texts = [0, 45_900, 61_000, 120_000, 754_000, 3_900_000, 180_000_000, 190_800_000].map(lasted);
  expect(texts).toEqual(['0 s', '45 s', '1 min 1 s', '2 min', '12 min', '1 h 05', '2 d 2 h', '2 d 5 h']);
});

test('how long ago, and when', () => {
  expect(ago(59_000)).toBe('now');
  expect(ago(61_000)).toBe('1 min');
  expect(ago(7_200_000)).toBe('2 h');
  const noon = new Date(2026, 0, 5, 12).getTime();
  expect(when(noon, noon + 1, 'en-GB')).toBe('12:00');
  expect(when(noon, noon + 172_800_000, 'en-GB')).toBe('5 Jan, 12:00');
});

test('only addresses of the web become links', () => {
  expect(linkOf('https://shop.example/')).toEqual({ href: 'https://shop.example/', text: 'shop.example' });
  expect(linkOf('https://shop.example/a?b=%C3%A9')?.text).toBe('shop.example/a?b=é');
  expect(linkOf('https://shop.example/%ff')?.text).toBe('shop.example/%ff');
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'no address', '//shop.example'])
    expect(linkOf(bad)).toBe(null);
});

test('a language in words, or as it came', () => {
  expect(languageOf('de-AT', 'en')).toBe('Austrian German');
  expect(languageOf('not a locale', 'en')).toBe('not a locale');
});

function storage() {
  const kept = new Map<string, string>();
  return () => ({
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
  });
}

test('reply and note are two drafts; both outlive a reload; each person has their own', () => {
  const store = storage();
  const drafts = new Drafts('ana', store);
  drafts.set('c', 'reply', 'Dear Nina');
  drafts.set('c', 'note', 'a difficult one');
  const again = new Drafts('ana', store);
  expect([again.of('c', 'reply'), again.of('c', 'note'), again.of('d', 'reply')]).toEqual([
    'Dear Nina',
    'a difficult one',
    '',
  ]);
  again.set('c', 'reply', '');
  expect(new Drafts('ana', store).of('c', 'reply')).toBe('');
  expect(new Drafts('sam', store).of('c', 'note')).toBe('');
});

test('preferences are remembered, and spoilt ones are the usual', () => {
  const store = storage();
  new Preferences(store).set({ sound: true });
  expect(new Preferences(store).value.value).toMatchObject({ sound: true, desktop: false, singles: true });
  store().setItem('baton.console.prefs', '{');
  expect(new Preferences(store).value.value.sound).toBe(false);
  const forbidden = () => {
    throw new DOMException('no', 'SecurityError');
  };
  const drafts = new Drafts('ana', forbidden);
  drafts.set('c', 'reply', 'kept in memory');
  expect(drafts.of('c', 'reply')).toBe('kept in memory');
});
