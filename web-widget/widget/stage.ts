// Where the visitor stands, read off the client's snapshot. Pure; every view is one of these.
import type { ConversationView, OutMessage, Snapshot } from '../client/api.ts';
import type { VisitorConversation } from '../client/wire.ts';

export type View = ConversationView<'visitor'>;
export type Seen = Snapshot<'visitor'>;
export type Department = NonNullable<Seen['desk']>['departments'][number];

//   greeting: nothing written · leave: nobody can take a chat, a message can be left · starting: written, no
//   conversation yet · refused: the server would not begin one · queued, active, closed: the conversation's own ·
//   missed: it is over, and an answer is owed
export type Stage = 'greeting' | 'leave' | 'starting' | 'refused' | 'queued' | 'active' | 'missed' | 'closed';
//   connecting: for the first time · up · down: was lost, or cannot be had · ended: stays away
export type Line = 'connecting' | 'up' | 'down' | 'ended';

// The newest conversation, unless the visitor has left it for a new one.
export function currentView(seen: Seen, dismissed: string): View | undefined {
  const last = [...seen.conversations.values()].at(-1);
  return last && last.id !== dismissed ? last : undefined;
}

export function stageOf(seen: Seen, view: View | undefined): Stage {
  if (undelivered(seen, view).length > 0) return 'leave';
  if (view) {
    const { state } = view.copy;
    return state === 'closed' || state === 'missed' || state === 'active' ? state : 'queued';
  }
  const first = seen.outbox.filter((message) => message.conversation === '');
  if (first.length === 0) return seen.desk?.open === false ? 'leave' : 'greeting';
  return first.every((message) => message.state === 'failed') ? 'refused' : 'starting';
}

// What nobody could take, and what was left in vain: to be left (again). An open chat comes before it.
export function undelivered(seen: Seen, view: View | undefined): OutMessage[] {
  if (view && !isOver(view.copy)) return [];
  const here = (message: OutMessage) => message.conversation === '' || message.conversation === view?.id;
  const nobody = ({ contact, error }: OutMessage) => contact !== undefined || error?.data.state === 'offline';
  return seen.outbox.filter((message) => message.state === 'failed' && here(message) && nobody(message));
}

export function lineOf(seen: Seen): Line {
  if (seen.link === 'ready') return 'up';
  if (seen.link === 'ended') return 'ended';
  return seen.you || seen.link === 'waiting' ? 'down' : 'connecting';
}

export function isOver(copy: VisitorConversation): boolean {
  return copy.state === 'closed' || copy.state === 'missed';
}

// Whether a message goes on with a conversation that is over; a missed one always does. `now` is the server's clock.
export function mayReopen(seen: Seen, copy: VisitorConversation | undefined, now: number): boolean {
  if (copy?.state === 'missed') return true;
  return copy?.closed_at !== undefined && now - copy.closed_at < (seen.limits?.reopen_ms ?? 0);
}

// The server asked to wait: something is written, the line is up, and nothing is under way.
export function isHeld(seen: Seen): boolean {
  if (seen.link !== 'ready') return false;
  const of = (state: string) => seen.outbox.filter((message) => message.state === state);
  const flying = new Set(of('flying').map((message) => message.conversation));
  return of('queued').some((message) => !flying.has(message.conversation));
}

// Messages of others behind what was looked at.
export function unreadOf(seen: Seen, view: View | undefined, looked: number): number {
  if (!view) return 0;
  const events = view.log.events.filter((event) => event.seq > looked && event.kind === 'message');
  return events.filter((event) => event.by.id !== seen.you?.id && event.by.role !== 'visitor').length;
}

export function isAnybodyHere({ desk }: Seen): boolean {
  return desk?.departments.some((department) => department.online) ?? false;
}

export function isDeskOnline(seen: Seen): boolean {
  return seen.desk?.open === true && isAnybodyHere(seen);
}

// The departments that a visitor may begin with: those of care, or all where none is. Of a server that does not tell
// the kinds none: it chooses itself, and nobody is sent to sales by accident.
export function choicesOf({ desk }: Seen): readonly Department[] {
  const all = desk?.departments ?? [];
  const kindOf = (department: Department) => ('kind' in department ? department.kind : undefined);
  const care = all.filter((department) => kindOf(department) === 'care');
  return care.length > 0 ? care : all.filter(kindOf);
}

// How a conversation ended. `closed` has a reason (`gone`: the visitor had left, and nobody ended it); of those that
// are missed, a message was `received` where nobody was there, the visitor `left`, or we are `late`.
export type End = { how: 'closed'; why: string } | { how: 'received' | 'left' | 'late'; why?: never };

export function endOf({ copy, log }: View): End {
  const why = copy.close_reason ?? '';
  if (copy.state !== 'missed') {
    const closed = log.events.findLast(({ kind }) => kind === 'closed');
    return { how: 'closed', why: why === 'visitor_left' && closed?.by.role === 'system' ? 'gone' : why };
  }
  if (why === 'visitor_left') return { how: 'left' };
  const waited = log.events.some(({ kind }) => kind === 'queued');
  return { how: waited || log.events.length === 0 ? 'late' : 'received' };
}
