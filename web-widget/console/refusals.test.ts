// A refusal is said by its code and its why; the server's own sentence is never shown.
import { expect, test } from 'vitest';
import { LineLost, Refusal } from '../client/api.ts';
import { refusalOf } from './fakes.ts';
import { overCapacity, problemText } from './refusals.ts';

test('in plain words', () => {
  const ben = { id: 'ben', name: 'Ben' };
  expect(problemText(refusalOf(4209, { state: 'active', owner: ben }))).toBe('Ben has this conversation already.');
  expect(problemText(refusalOf(4209, { state: 'closed' }))).toContain('closed');
  expect(problemText(refusalOf(4104, { owner: ben }))).toBe('Ben owns this conversation.');
  expect(problemText(refusalOf(4229, { retry_after_ms: 2500 }))).toBe('Too fast. Try again in 3 s.');
  expect(problemText(new LineLost())).toContain('connection was lost');
});

test('whatever the code, there is a sentence without codes or braces', () => {
  for (const code of [-32700, -32601, -32602, 4100, 4103, 4104, 4204, 4209, 4210, 4213, 4229, 4503, 4999]) {
    const text = problemText(new Refusal({ code: code as 4104, message: 'x', data: { reason: 'conflict' } }));
    expect(text).toMatch(/^[A-Z][^{}]+\.$/);
    expect(text).not.toContain(String(code));
  }
});

test('only a full load asks whether to take one more', () => {
  expect(overCapacity(refusalOf(4209, { why: 'capacity' }))).toBe(true);
  expect(overCapacity(refusalOf(4209, { state: 'closed' }))).toBe(false);
  expect(overCapacity(new LineLost())).toBe(false);
});
