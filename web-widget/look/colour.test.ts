// Any brand colour stays readable; and so do the discs of all people.
import { expect, test } from 'vitest';
import { hue, initials } from './avatar.tsx';
import { brandOf, contrast, parseColour } from './colour.ts';

const rgb = (hex: string) => parseColour(hex)!;

test('text on any brand colour, and the brand colour as text, reach 4.5 : 1', () => {
  for (let n = 0; n < 0x1000; n += 7) {
    const brand = brandOf(`#${n.toString(16).padStart(3, '0').replace(/./g, '$&$&')}`)!;
    expect(contrast(rgb(brand.onBrand), rgb(brand.brand))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(brand.accentLight), rgb('#ffffff'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rgb(brand.accentDark), rgb('#1f2421'))).toBeGreaterThanOrEqual(4.5);
  }
});

test('what is no colour is refused', () => {
  for (const text of ['red', '#abc', 'url(x)', '#12345', 'rgb(1,2,3)', '', undefined])
    expect(brandOf(text)).toBeUndefined();
  expect(brandOf('#AABBcc')!.brand).toBe('#aabbcc');
});

test('initials are letters of the first and the last name', () => {
  expect(['Ana', 'Ana María López', ' ', '🦊 Fox', 'ひろ し'].map(initials)).toEqual(['A', 'AL', '', 'F', 'ひし']);
});

test('a person’s colour is always the same', () => {
  expect(hue('s_1')).toBe(hue('s_1'));
  expect(hue('s_1')).not.toBe(hue('s_2'));
});
