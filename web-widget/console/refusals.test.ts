// A refusal is said by its code and its why; the server's own sentence is never shown.
import { expect, test } from 'vitest';
import { LineLost, Refusal } from '../client/api.ts';
import { refusalOf } from './fakes.ts';
import { isAt, overCapacity, problemText, sellingRefused } from './refusals.ts';

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

test('what the guard objects to is said in words, each its own', () => {
  const whys = ['cooling_off', 'open_complaint', 'unhappy', 'not_solved', 'no_consent'];
  const texts = whys.map((why) => sellingRefused(refusalOf(4210, { why })));
  expect(texts.map(({ why }) => why)).toEqual(whys);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(5);
  for (const { text } of texts) expect(text).toMatch(/^[A-Z][^_{}]+\.$/);
});

test('what is wrong in a hand-off’s step stands at its field', () => {
  const told = sellingRefused(refusalOf(-32602, { field: 'customer_asked' }));
  expect(told).toMatchObject({ field: 'customer_asked', text: expect.stringContaining('newer than their last no') });
  expect(sellingRefused(refusalOf(-32602, { field: 'value.currency' })).text).toBe('This currency is not known.');
  expect(sellingRefused(refusalOf(4209, { why: 'full' })).text).toContain('too many opportunities');
  const choices = [{ department: 'sales' }];
  expect(sellingRefused(refusalOf(4209, { why: 'offline', choices })).choices).toEqual([{ department: 'sales' }]);
  expect(isAt('brief.promises[3]', 'brief')).toBe(true);
  expect(isAt('currency', 'value.currency')).toBe(true);
  expect(isAt('amount', 'value.currency')).toBe(false);
  expect(isAt(undefined, 'due')).toBe(false);
});
