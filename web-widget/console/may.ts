// What one may do with a conversation, by the contract's table: to show no button that would only be refused. The
// server decides; a refusal is still shown.
import type { ConversationView } from '../client/api.ts';
import type { StaffYou } from '../client/wire.ts';
import { helps, waitsFor } from './rows.ts';

export interface May {
  readonly write: boolean; // to the visitor
  readonly joins: boolean; // by writing: a supervisor who is no part of it yet
  readonly take: boolean;
  readonly close: boolean;
  readonly reopen: boolean;
  readonly arrange: boolean; // tags
  readonly prioritise: boolean;
  readonly transfer: boolean;
  readonly takeBack: boolean; // a transfer under way
  readonly observe: boolean;
  readonly force: boolean;
  readonly takeOver: boolean; // by force
  readonly dismiss: boolean; // from the recovery list
  readonly solve: boolean; // and take it back
  readonly feel: boolean; // that they are unhappy, or complain: record and clear it
  readonly flag: boolean; // an opportunity, and answer a suggestion
  readonly propose: boolean; // that sales talks to them, and all until a rep has it
  readonly override: boolean; // what the guard objects
  readonly drop: boolean; // the opportunity
  readonly back: boolean; // hand it back to care
  readonly invite: boolean;
  readonly share: boolean; // a note with sales
}

// Care's part of the hand-off, which a rep alone has not.
export function cares(you: Pick<StaffYou, 'roles'>): boolean {
  return you.roles.includes('agent') || supervises(you);
}
// What a sale brought is not shown to care.
export function seesRevenue(you: Pick<StaffYou, 'roles'>): boolean {
  return sells(you);
}

export function supervises(you: Pick<StaffYou, 'roles'>): boolean {
  return you.roles.includes('supervisor') || you.roles.includes('admin');
}

export function mayOf(view: ConversationView<'staff'>, you: StaffYou, reopenMs: number, now: number): May {
  const { copy } = view;
  const owns = copy.owner?.id === you.id;
  const above = supervises(you);
  const part = owns || (!view.left && helps(view, you.id));
  const open = copy.state === 'queued' || copy.state === 'offered' || copy.state === 'active';
  const fresh = copy.state === 'closed' && now < (copy.closed_at ?? 0) + reopenMs;
  const write = open && (part || above);
  const care = cares(you);
  const { opportunity } = copy;
  const dismissable = opportunity && ['flagged', 'deferred'].includes(opportunity.state);
  return {
    write,
    joins: write && !part,
    take: copy.state === 'missed' || (copy.state !== 'offered' && waitsFor(copy, you)),
    close: copy.state === 'active' && (part || above),
    reopen: fresh && (owns || above),
    arrange: part || above,
    prioritise: open && (part || above),
    transfer: copy.state === 'active' && (part || above),
    takeBack: copy.pending?.kind === 'transfer' && owns,
    observe: above && open && view.left && !part,
    force: above && open,
    takeOver: above && open && !owns,
    dismiss: above && copy.state === 'missed',
    solve: copy.state === 'active' && (part || above),
    feel: open && (part || above),
    flag: open && care && (part || above),
    propose: copy.state === 'active' && care && (owns || above),
    override: above,
    drop: Boolean(dismissable) && (above || (care && opportunity?.flagged_by.id === you.id)),
    back: copy.state === 'active' && owns && opportunity?.state === 'accepted' && opportunity.owner?.id === you.id,
    invite: copy.state === 'active' && (owns || above),
    share: care && (part || above || opportunity?.giver?.id === you.id) && opportunity !== null,
  };
}

// Told of everything in it without having a part: a supervisor who looks on, or a giver who stayed after a transfer.
export function observes(view: ConversationView<'staff'>, me: string, offered: boolean): boolean {
  const { copy, left } = view;
  const open = copy.state === 'queued' || copy.state === 'offered' || copy.state === 'active';
  return open && !left && !offered && copy.owner?.id !== me && !helps(view, me);
}

export function sells(you: Pick<StaffYou, 'roles'>): boolean {
  return you.roles.includes('sales') || supervises(you);
}

// The site's settings.
export function administers(you: Pick<StaffYou, 'roles'>): boolean {
  return you.roles.includes('admin');
}

// Which halves of the scoreboards one sees: care staff never the revenue, reps what they sell, supervisors both.
export function halves(you: Pick<StaffYou, 'roles'>): { care: boolean; sales: boolean } {
  return { care: cares(you), sales: seesRevenue(you) };
}

// A rep begins with what is theirs to sell, everybody else with who waits.
export function firstView(you: Pick<StaffYou, 'roles'>): 'inbox' | 'sales' {
  return you.roles.includes('sales') && !you.roles.includes('agent') && !supervises(you) ? 'sales' : 'inbox';
}
