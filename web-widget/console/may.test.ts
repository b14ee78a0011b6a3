// The buttons follow the contract's table of who may do what.
import { expect, test } from 'vitest';
import { ana, viewOf } from './fakes.ts';
import { firstView, mayOf, sells } from './may.ts';

const bens = { owner: { id: 'ben', name: 'Ben' } };
const sue = { ...ana, id: 'sue', roles: ['supervisor' as const] };
const hour = 3_600_000;

test('an owner writes, closes and arranges; a colleague only reads', () => {
  expect(mayOf(viewOf('c'), ana, hour, 0)).toMatchObject({ write: true, joins: false, close: true, arrange: true });
  const may = mayOf(viewOf('c', [], bens), ana, hour, 0);
  expect(may).toMatchObject({ write: false, close: false, arrange: false, prioritise: false, take: false });
});

test('a supervisor writes everywhere and joins by it', () => {
  expect(mayOf(viewOf('c', [], bens), sue, hour, 0)).toMatchObject({ write: true, joins: true, close: true });
});

test('who waits or was missed can be taken', () => {
  for (const state of ['queued', 'missed'] as const) {
    const may = mayOf(viewOf('c', [], { state, owner: null }, true), ana, hour, 0);
    expect(may).toMatchObject({ take: true, write: false, close: false });
  }
});

test('the last owner reopens within the window', () => {
  const closed = viewOf('c', [], { state: 'closed', closed_at: 1000 });
  expect(mayOf(closed, ana, hour, 2000).reopen).toBe(true);
  expect(mayOf(closed, ana, hour, 1000 + hour).reopen).toBe(false);
  expect(mayOf(viewOf('c', [], { ...bens, state: 'closed', closed_at: 1000 }), ana, hour, 2000).reopen).toBe(false);
});

test('a rep begins with sales, everybody else with the inbox', () => {
  expect(firstView({ roles: ['sales'] })).toBe('sales');
  expect(firstView({ roles: ['sales', 'agent'] })).toBe('inbox');
  expect(firstView({ roles: ['supervisor'] })).toBe('inbox');
  expect(sells({ roles: ['agent'] })).toBe(false);
});
