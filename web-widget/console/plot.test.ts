// Places, tops and names of the plots.
import { expect, test } from 'vitest';
import { across, barAt, countTop, down, named, segments, timeTop } from './plot.ts';

test('days share the width evenly, values stand between bottom and top', () => {
  expect([0, 1].map((i) => across(i, 2))).toEqual([25, 75]);
  expect([down(1, 1, 5), down(3, 1, 5), down(5, 1, 5), down(9, 1, 5)]).toEqual([100, 50, 0, 0]);
  expect(down(0, -10, 10)).toBe(50);
});

test('a line is not drawn over days of which nothing is known', () => {
  expect(segments([1, 2, null, 3, 4])).toEqual([
    [0, 1],
    [3, 4],
  ]);
  expect(segments([null, 1, null])).toEqual([]);
  expect(segments([])).toEqual([]);
});

test('no value is above the top, and its half can be said', () => {
  expect([[0], [1], [3], [7], [11], [21], [41], [101]].map((values) => countTop([values]))).toEqual([
    2, 2, 4, 10, 20, 40, 100, 200,
  ]);
  expect([0, 9_000, 61_000, 3_600_001, 200 * 3_600_000].map((ms) => timeTop([[ms]]))).toEqual([
    10_000,
    10_000,
    120_000,
    7_200_000,
    240 * 3_600_000,
  ]);
  for (let n = 0; n < 2000; n += 13) expect(countTop([[n, null]])).toBeGreaterThanOrEqual(n);
});

test('as many days are named as there is room for, the first and the last among them', () => {
  expect(named(3, 10)).toEqual([0, 1, 2]);
  expect(named(30, 4)).toEqual([0, 10, 19, 29]);
});

test('bars of a day stand side by side within its band', () => {
  const bars = [0, 1, 2].map((bar) => barAt(1, 4, bar, 3));
  expect(bars[0]!.x).toBeGreaterThan(25);
  expect(bars[2]!.x + bars[2]!.width).toBeLessThan(50);
  expect(bars[1]!.x).toBeCloseTo(bars[0]!.x + bars[0]!.width);
});
