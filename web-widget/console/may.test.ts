// The buttons follow the contract's table of who may do what.
import { expect, test } from 'vitest';
import { ana, opportunityOf, viewOf } from './fakes.ts';
import { firstView, halves, mayOf, seesRevenue, sells } from './may.ts';

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

test('care flags, asks and invites in its own conversation; a colleague does nothing of it', () => {
  const own = mayOf(viewOf('c', [], { opportunity: opportunityOf() }), ana, hour, 0);
  const all = { solve: true, feel: true, flag: true, propose: true, drop: true, invite: true, share: true };
  expect(own).toMatchObject({ ...all, back: false, override: false });
  const bensOwn = mayOf(viewOf('c', [], { ...bens, opportunity: opportunityOf() }), ana, hour, 0);
  expect(bensOwn).toMatchObject({
    solve: false,
    feel: false,
    flag: false,
    propose: false,
    invite: false,
    share: false,
  });
  expect(mayOf(viewOf('c', [], bens), sue, hour, 0)).toMatchObject({ flag: true, propose: true, override: true });
});

test('a rep who has taken over hands back, and does nothing of care’s', () => {
  const rita = { ...ana, id: 'rita', roles: ['sales' as const] };
  const owner = { id: 'rita', name: 'Rita' };
  const giver = { id: 'ana', name: 'Ana' };
  const taken = viewOf('c', [], { owner, opportunity: opportunityOf({ state: 'accepted', owner, giver }) });
  expect(mayOf(taken, rita, hour, 0)).toMatchObject({
    back: true,
    flag: false,
    propose: false,
    share: false,
    solve: true,
  });
  expect(mayOf(taken, ana, hour, 0)).toMatchObject({ back: false, propose: false, share: true });
  const flagged = viewOf('c', [], { owner, opportunity: opportunityOf() });
  expect(mayOf(flagged, rita, hour, 0).back).toBe(false);
});

test('a hand-off under way is withdrawn, not taken back like a transfer', () => {
  const pending = { kind: 'handoff', to: 'sales', until: 0 } as const;
  expect(mayOf(viewOf('c', [], { pending }), ana, hour, 0).takeBack).toBe(false);
});

test('care is not shown what a sale brought', () => {
  expect([ana, sue, { roles: ['sales' as const] }].map(seesRevenue)).toEqual([false, true, true]);
});

test('care never sees the sales half, reps see theirs, supervisors both', () => {
  expect(halves({ roles: ['agent'] })).toEqual({ care: true, sales: false });
  expect(halves({ roles: ['sales'] })).toEqual({ care: false, sales: true });
  for (const role of ['supervisor', 'admin'] as const)
    expect(halves({ roles: [role] })).toEqual({ care: true, sales: true });
});
