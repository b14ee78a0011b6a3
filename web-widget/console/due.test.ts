// Times to come back to something, in this machine's zone.
import { expect, test } from 'vitest';
import { dueProblem, localText, morning, timeOf } from './due.ts';

test('what a field of date and time holds is read back to the minute', () => {
  const at = new Date(2026, 2, 9, 7, 5).getTime();
  expect(localText(at)).toBe('2026-03-09T07:05');
  expect(timeOf(localText(at))).toBe(at);
  for (const text of ['', 'tomorrow', '2026-13-40T99:99', '2026-03-09']) expect(timeOf(text)).toBeNull();
});

test('a morning is by the calendar, whatever the clocks did', () => {
  const now = new Date(2026, 2, 27, 22, 0).getTime();
  const d = new Date(morning(now, 7));
  expect([d.getDate(), d.getHours(), d.getMinutes()]).toEqual([3, 9, 0]);
});

test('what cannot be followed up', () => {
  const now = Date.now();
  expect(dueProblem(null, now)).toBe('empty');
  expect(dueProblem(now, now)).toBe('past');
  expect(dueProblem(now + 1000 * 86_400_000, now)).toBe('far');
  expect(dueProblem(now + 60_000, now)).toBeNull();
});
