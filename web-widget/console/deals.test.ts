// Whose opportunities they are, what is due, and what one may do with them.
import { expect, test } from 'vitest';
import { differs, dueOf, isOwn, leftOf, mayDeal } from './deals.ts';
import { ana, opportunityOf, sam } from './fakes.ts';

const others = { owner: { id: 'rita', name: 'Rita' } };
const own = { owner: { id: 'sam', name: 'Sam' } };
const handoff = { id: 'c.1.1', department: 'sales', to_team: 'Sales', expires_at: 0 };
const sue = { ...ana, id: 'sue', roles: ['supervisor' as const] };

test('own is what one has, and what could become one’s own', () => {
  expect(isOwn(opportunityOf(own), sam)).toBe(true);
  expect(isOwn(opportunityOf(others), sam)).toBe(false);
  expect(isOwn(opportunityOf(), sam)).toBe(true);
  expect(isOwn(opportunityOf({ handoff }), sam)).toBe(true);
  expect(isOwn(opportunityOf({ handoff: { ...handoff, department: 'key accounts' } }), sam)).toBe(false);
  expect(isOwn(opportunityOf({ handoff: { ...handoff, staff: 'rita' } }), sam)).toBe(false);
  expect(isOwn(opportunityOf({ handoff: { ...handoff, department: 'x', staff: 'sam' } }), sam)).toBe(true);
});

test('follow-ups are due until tonight, the latest first; of what is neither put off nor sold, none', () => {
  const now = new Date(2026, 4, 5, 14).getTime();
  const at = (day: number, hour: number) => new Date(2026, 4, day, hour).getTime();
  const all = [
    opportunityOf({ id: 'tonight', state: 'deferred', due: at(5, 23) }),
    opportunityOf({ id: 'tomorrow', state: 'deferred', due: at(6, 0) }),
    opportunityOf({ id: 'late', state: 'won', due: at(2, 9) }),
    opportunityOf({ id: 'lost', state: 'lost', due: at(2, 9) }),
    opportunityOf({ id: 'undated', state: 'deferred' }),
  ];
  expect(dueOf(all, now).map(({ id }) => id)).toEqual(['late', 'tonight']);
});

test('a rep concludes their own, a supervisor anybody’s, care nobody’s', () => {
  const may = (state: 'accepted' | 'deferred' | 'won', who: typeof sam, more = {}) =>
    mayDeal(opportunityOf({ state, ...more }), who);
  expect(may('accepted', sam, own)).toEqual({ conclude: true, dismiss: true, refund: false, followUp: false });
  expect(may('deferred', sam)).toEqual({ conclude: true, dismiss: true, refund: false, followUp: true });
  const nothing = { conclude: false, dismiss: false, refund: false, followUp: false };
  expect(may('accepted', sam, others)).toEqual(nothing);
  expect(may('accepted', ana)).toEqual(nothing);
  expect(may('accepted', sue, others)).toMatchObject({ conclude: true, dismiss: true });
});

test('what was given back whole cannot be given back again', () => {
  const sale = { ...own, state: 'won' as const, amount: 2900, currency: 'EUR' };
  expect(mayDeal(opportunityOf(sale), sam)).toMatchObject({ refund: true, followUp: true, conclude: false });
  expect(leftOf({ ...sale, refunded: 900 })).toBe(2000);
  expect(mayDeal(opportunityOf({ ...sale, refunded: 2900 }), sam).refund).toBe(false);
});

test('a list is read anew for what it shows, not for every word that is written', () => {
  const deal = opportunityOf({ state: 'deferred', due: 5 });
  expect(differs({ ...deal, reason: 'said otherwise' }, deal)).toBe(false);
  for (const change of [{ due: 6 }, { state: 'won' as const }, { refunded: 1 }, own])
    expect(differs({ ...deal, ...change }, deal)).toBe(true);
  expect(differs(deal, undefined)).toBe(true);
});
