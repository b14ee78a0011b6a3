// What the lists show, decided from what the client knows: pure, and in an order that a new message does not change,
// so that no row moves away under the pointer.
import type { ConversationView, Snapshot } from '../client/api.ts';
import type { Person, StaffConversation, StaffYou, Summary } from '../client/wire.ts';
import { queueOrder } from './queue-order.ts';

export type { Summary };
type View = ConversationView<'staff'>;

export interface Row {
  readonly id: string;
  readonly visitor: string;
  readonly named?: string; // without it `name` is one made up
  readonly name: string;
  readonly state: Summary['state'];
  readonly department: string;
  readonly priority: Summary['priority'];
  readonly owner: Person | null;
  readonly since: number; // came, or was closed
  readonly unread: number;
  readonly waits?: number; // the visitor waits for an answer since
  readonly last?: { readonly text: string; readonly mine: boolean };
  readonly typing?: boolean;
  readonly due?: number;
  readonly contact?: string;
  readonly pending?: Summary['pending'];
  readonly away?: boolean; // the visitor is; it is passed over until they come back
  readonly reserved?: string; // whose it is to be for a while: a staff id
}
export type Seen = ReadonlyMap<string, number>; // conversation → how far its log was looked at here

export function nameOf({ id, name }: { id: string; name?: string | null }, unnamed: (end: string) => string): string {
  return (
    name?.trim() ||
    unnamed(
      id
        .replace(/[^A-Za-z0-9]/g, '')
        .slice(-4)
        .toLowerCase(),
    )
  );
}

const oldestFirst = (a: Row, b: Row) => a.since - b.since || (a.id < b.id ? -1 : 1);
const newestFirst = (a: Row, b: Row) => oldestFirst(b, a);

// A helper joined in the log and has not left.
export function helps(view: View, me: string): boolean {
  const moves = view.log.events.filter((e) => (e.kind === 'joined' || e.kind === 'left') && e.who.id === me);
  return moves.at(-1)?.kind === 'joined';
}
export function isMine(view: View, me: string): boolean {
  return !view.left && view.copy.state === 'active' && (view.copy.owner?.id === me || helps(view, me));
}

// An own answer says that what stood before was read.
export function unreadOf({ log }: View, seen: number, me: string): number {
  const answered = log.events.findLast((e) => e.kind === 'message' && e.by.id === me)?.seq ?? 0;
  const from = Math.max(seen, answered);
  return log.events.filter((e) => e.kind === 'message' && e.by.role === 'visitor' && e.seq > from).length;
}

export function waitsSince({ log }: View): number | undefined {
  const said = log.events.filter((e) => e.kind === 'message' && e.by.role !== 'system');
  const answer = said.findLastIndex((e) => e.by.role !== 'visitor');
  return said[answer + 1]?.at;
}

type Told = Pick<Summary, Extract<keyof Summary, keyof StaffConversation>> &
  Pick<Summary, 'due' | 'contact' | 'arrived_at' | 'away' | 'reserved'>;
export function rowOfSummary(summary: Told, unnamed: (end: string) => string): Row {
  const { id, state, department, priority, owner, due, contact, visitor, pending, away } = summary;
  const named = visitor.name?.trim() || contact?.name?.trim() || undefined;
  const name = nameOf({ id: visitor.id, name: named }, unnamed);
  const waits = state === 'queued' || state === 'offered';
  const since = (state === 'closed' && summary.closed_at) || (waits && summary.arrived_at) || summary.started_at;
  const who = { visitor: visitor.id, named, name, contact: contact?.email ?? visitor.email };
  const marks = { due, pending, away: waits ? away : undefined, reserved: waits ? summary.reserved : undefined };
  return { id, ...who, state, department, priority, owner, since, unread: 0, ...marks };
}

export function rowOfView(view: View, seen: Seen, me: string, unnamed: (end: string) => string): Row {
  const { copy } = view;
  const last = view.log.events.findLast((e) => e.kind === 'message');
  return {
    ...rowOfSummary(copy, unnamed),
    since: copy.assigned_at ?? copy.started_at,
    unread: unreadOf(view, seen.get(view.id) ?? 0, me),
    waits: waitsSince(view),
    last: last?.kind === 'message' ? { text: last.text, mine: last.by.id === me } : undefined,
    typing: view.typing.some((t) => t.by.role === 'visitor'),
  };
}

// In a queue, or handed to one of the own departments and not taken by anybody yet.
export function waitsFor(
  { state, pending, owner }: Pick<Row, 'state' | 'pending' | 'owner'>,
  me: Pick<StaffYou, 'id' | 'departments'>,
): boolean {
  if (state === 'queued' || state === 'offered') return true;
  return state === 'active' && pending !== undefined && me.departments.includes(pending.to) && owner?.id !== me.id;
}

export interface Rows {
  readonly waiting: readonly Row[];
  readonly mine: readonly Row[];
  readonly missed: readonly Row[];
  readonly held: readonly Row[]; // somebody's, myself included
}

export function rowsOf(
  summaries: Iterable<Summary>,
  conversations: Snapshot<'staff'>['conversations'],
  seen: Seen,
  me: Pick<StaffYou, 'id' | 'departments'>,
  unnamed: (end: string) => string,
): Rows {
  const mine = [...conversations.values()].filter((view) => isMine(view, me.id));
  const own = new Map(mine.map((view) => [view.id, rowOfView(view, seen, me.id, unnamed)]));
  const rows = [...summaries].map((summary) => own.get(summary.id) ?? rowOfSummary(summary, unnamed));
  const listed = new Set(rows.map(({ id }) => id));
  const held = [
    ...rows.filter((row) => row.state === 'active' && !waitsFor(row, me)), // else it stands among those who wait
    ...[...own.values()].filter((r) => !listed.has(r.id)),
  ];
  return {
    waiting: rows.filter((row) => waitsFor(row, me)).sort(queueOrder),
    mine: [...own.values()].sort(oldestFirst),
    missed: rows
      .filter(({ state }) => state === 'missed')
      .sort((a, b) => (a.due ?? a.since) - (b.due ?? b.since) || oldestFirst(a, b)),
    held: held.sort(oldestFirst),
  };
}

export function closedRows(found: readonly StaffConversation[], unnamed: (end: string) => string): Row[] {
  return found.map((copy) => rowOfSummary(copy, unnamed)).sort(newestFirst);
}

// Where Alt+J and Alt+K lead: from nowhere to the first or the last, and no further than the ends.
export function stepped(ids: readonly string[], from: string | null, by: 1 | -1): string | undefined {
  const at = from === null ? -1 : ids.indexOf(from);
  if (at < 0) return by > 0 ? ids[0] : ids.at(-1);
  return ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
}
