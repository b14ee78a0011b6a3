// Where the visitor stands, read off the client's snapshot. Pure; every view is one of these.
import type { ConversationView, Snapshot } from '../client/api.ts';
import type { VisitorConversation } from '../client/wire.ts';

export type View = ConversationView<'visitor'>;
export type Seen = Snapshot<'visitor'>;

//   greeting: nothing written · starting: written, no conversation yet · refused: the server would not begin one
//   queued, active: the conversation's own · closed: also missed
export type Stage = 'greeting' | 'starting' | 'refused' | 'queued' | 'active' | 'closed';
//   connecting: for the first time · up · down: was lost, or cannot be had · ended: stays away
export type Line = 'connecting' | 'up' | 'down' | 'ended';

// The newest conversation, unless the visitor has left it for a new one.
export function currentView(seen: Seen, dismissed: string): View | undefined {
  const last = [...seen.conversations.values()].at(-1);
  return last && last.id !== dismissed ? last : undefined;
}

export function stageOf(seen: Seen, view: View | undefined): Stage {
  if (view) return isOver(view.copy) ? 'closed' : view.copy.state === 'active' ? 'active' : 'queued';
  const first = seen.outbox.filter((message) => message.conversation === '');
  if (first.length === 0) return 'greeting';
  return first.every((message) => message.state === 'failed') ? 'refused' : 'starting';
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
export function mayReopen(seen: Seen, copy: VisitorConversation, now: number): boolean {
  if (copy.state === 'missed') return true;
  return copy.closed_at !== undefined && now - copy.closed_at < (seen.limits?.reopen_ms ?? 0);
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

export function isDeskOnline(seen: Seen): boolean {
  return seen.desk?.open === true && seen.desk.departments.some((department) => department.online);
}
