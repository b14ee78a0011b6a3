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
  return {
    write,
    joins: write && !part,
    take: copy.state === 'missed' || (copy.state !== 'offered' && waitsFor(copy, you)),
    close: copy.state === 'active' && (part || above),
    reopen: fresh && (owns || above),
    arrange: part || above,
    prioritise: open && (part || above),
    transfer: copy.state === 'active' && (part || above),
    takeBack: copy.pending !== undefined && owns,
    observe: above && open && view.left && !part,
    force: above && open,
    takeOver: above && open && !owns,
    dismiss: above && copy.state === 'missed',
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
  return { care: you.roles.includes('agent') || supervises(you), sales: sells(you) };
}

// A rep begins with what is theirs to sell, everybody else with who waits.
export function firstView(you: Pick<StaffYou, 'roles'>): 'inbox' | 'sales' {
  return you.roles.includes('sales') && !you.roles.includes('agent') && !supervises(you) ? 'sales' : 'inbox';
}
