// Opportunities as a rep sees them, decided from what the server tells: whose they are, in which stage, what is due, and
// what one may do with them (to show no button that would only be refused). Pure.
import type { Opportunity, StaffYou } from '../client/wire.ts';
import { supervises } from './may.ts';

export type State = Opportunity['state'];
export type Stage = 'agreed' | 'accepted' | 'later' | 'won' | 'lost';
type You = Pick<StaffYou, 'id' | 'roles' | 'departments'>;

// `owned`: a rep has it by then, so that one's own can be asked for; before, it waits for any of several.
export const stages: readonly { stage: Stage; states: readonly State[]; owned: boolean }[] = [
  { stage: 'agreed', states: ['consented', 'offered'], owned: false },
  { stage: 'accepted', states: ['accepted'], owned: true },
  { stage: 'later', states: ['deferred'], owned: false },
  { stage: 'won', states: ['won'], owned: true },
  { stage: 'lost', states: ['lost'], owned: true },
];

// A rep's own, and what is nobody's yet and could become theirs.
export function isOwn({ owner, handoff }: Pick<Opportunity, 'owner' | 'handoff'>, you: You): boolean {
  if (owner) return owner.id === you.id;
  if (!handoff) return true;
  return handoff.staff ? handoff.staff === you.id : you.departments.includes(handoff.department);
}

export const newestFirst = (a: Opportunity, b: Opportunity): number =>
  b.flagged_at - a.flagged_at || (a.id < b.id ? 1 : -1);

export function endOfDay(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0);
}

// Follow-ups of what was put off and aftercare of what was sold, until tonight by the reader's clock: latest first.
export function dueOf(all: Iterable<Opportunity>, now: number): Opportunity[] {
  const until = endOfDay(now);
  return [...all]
    .filter(({ state, due }) => due !== undefined && due < until && (state === 'deferred' || state === 'won'))
    .sort((a, b) => a.due! - b.due! || newestFirst(a, b));
}

export interface MayDeal {
  readonly conclude: boolean; // won or lost
  readonly dismiss: boolean;
  readonly refund: boolean; // the server knows until when
  readonly followUp: boolean;
}

const open: readonly State[] = ['flagged', 'proposed', 'consented', 'deferred', 'offered', 'accepted'];

export function mayDeal(deal: Opportunity, you: You): MayDeal {
  const { state, owner } = deal;
  const sells = supervises(you) || (owner ? owner.id === you.id : you.roles.includes('sales'));
  return {
    conclude: sells && (state === 'accepted' || state === 'deferred'),
    dismiss: sells && open.includes(state),
    refund: sells && state === 'won' && leftOf(deal) > 0,
    followUp: sells && (state === 'deferred' || state === 'won'),
  };
}

// What of the sale was not given back yet, in minor units.
export function leftOf({ amount = 0, refunded = 0 }: Pick<Opportunity, 'amount' | 'refunded'>): number {
  return amount - refunded;
}

// Whether something of it that a list shows is otherwise than it was.
export function differs(now: Opportunity, before: Opportunity | undefined): boolean {
  if (!before) return true;
  const marks = ({ state, due, amount, refunded, owner, history }: Opportunity) =>
    [state, due, amount, refunded, owner?.id, history.length, history.at(-1)?.at].join();
  return marks(now) !== marks(before);
}
