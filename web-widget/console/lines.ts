// What happened in a conversation besides what was said, as one sentence each. A kind that this console does not know
// gets a neutral line, for the contract may grow.
import type { Item } from '../client/timeline.ts';
import type { LogEvent, NotesEvent, Person } from '../client/wire.ts';
import { decisionLine, isRepeated, isUsual } from './decisions.ts';
import { handoffLine } from './handoff-lines.ts';

export interface Readers {
  readonly me: string;
  readonly revenue: boolean; // what a sale brought may be read
  department(id: string): string;
  name(person: { id: string; name?: string; role?: string }): string;
}

const reasons: Readonly<Record<string, string>> = {
  resolved: 'as resolved',
  spam: 'as spam',
};
// Why it waits (again); the words are the server's own, and none is fine too.
const queued: Readonly<Record<string, (where: string) => string>> = {
  agent_left: (where) => `Waiting in ${where} again`,
  reopened: (where) => `Waiting in ${where} again`,
  no_reply: (where) => `Waiting in ${where} again, because nobody answered in time`,
  requeued: (where) => `A supervisor put it back into ${where}`,
  transferred: (where) => `Moved to ${where}, where it waits`,
  overflow: (where) => `Moved on to ${where}, because nobody was free`,
  handed_back: (where) => `Handed back to ${where}, where it waits`,
};
const alerts: Readonly<Record<string, string>> = {
  unhappy: 'The visitor may be unhappy',
  waiting: 'The visitor has waited too long for an answer',
  missed: 'An answer is owed; it waits to be recovered',
  override: 'A supervisor overrode a rule',
};
// What the log tells stands there already, with more in it; staff are not told twice.
const told: ReadonlySet<string> = new Set(['proposed', 'consented', 'declined', 'withdrawn', 'offered', 'accepted']);

// What goes without saying: that everything went its usual way. Whoever answers for the queue wants to see that too.
export function isQuiet(event: LogEvent | NotesEvent, supervisor = false): boolean {
  if (event.kind === 'alert') return !event.on && event.reason !== 'unhappy';
  if (event.kind === 'opportunity') return told.has(event.state);
  if (event.kind !== 'decision') return false;
  return isRepeated(event) || (!supervisor && isUsual(event));
}

// Who left says nothing of why; where the next thing that happened does, that stands alone.
const explains = new Set(['no_reply', 'requeued', 'transferred']);
function isExplained(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (item?.type !== 'line' || item.event.kind !== 'left' || item.event.by.role !== 'system') return false;
  const next = items.slice(at + 1).find((one) => one.type === 'line' && one.event.log === 'log');
  return next?.type === 'line' && next.event.kind === 'queued' && explains.has(next.event.because ?? '');
}

// Of changes of the same thing in a row, by the same person, the last says how it stands.
export function settled(items: readonly Item[]): Item[] {
  const what = (item: Item | undefined) => {
    if (item?.type !== 'line') return null;
    const { event } = item;
    if (event.kind === 'tagged') return `tags ${event.by.id}`;
    return event.kind === 'decision' && event.what === 'priority' ? `priority ${event.by.id}` : null;
  };
  const kept = items.filter((_, i) => !isExplained(items, i));
  return kept.filter((item, i) => what(item) === null || what(item) !== what(kept[i + 1]));
}

export function lineOf(event: LogEvent | NotesEvent, readers: Readers): string {
  const { me, department, name } = readers;
  const who = (person: Person & { role?: string }) => (person.id === me ? 'You' : name(person));
  const whom = (person: Person) => (person.id === me ? 'you' : name(person));
  const { by } = event;
  const baton = by.role === 'system';
  switch (event.kind) {
    case 'queued': {
      const where = department(event.department);
      return queued[event.because ?? '']?.(where) ?? `Waiting in ${where}`;
    }
    case 'assigned':
      if (event.to.id === by.id) return `${who(event.to)} took the conversation`;
      return event.to.id === me ? 'Assigned to you' : `Assigned to ${whom(event.to)}`;
    case 'joined':
      return `${who(event.who)} joined`;
    case 'left':
      if (!baton) return `${who(event.who)} left`;
      return event.who.id === me ? 'Your connection was lost' : `The connection of ${name(event.who)} was lost`;
    case 'transferred':
      if (event.to.id === by.id) return `${who(by)} took over the conversation`;
      return baton ? `Transferred to ${whom(event.to)}` : `${who(by)} transferred it to ${whom(event.to)}`;
    case 'solved':
      return by.role === 'visitor' ? `${who(by)} confirmed that it is solved` : `${who(by)} asked whether it is solved`;
    case 'not_solved':
      return `${who(by)} said that it is not solved yet`;
    case 'closed':
      return closed(event.reason, baton ? null : who(by));
    case 'reopened':
      return baton ? 'Reopened' : `${who(by)} reopened the conversation`;
    case 'rated':
      return `Rated ${event.score} of 5${event.comment ? `: “${event.comment}”` : ''}`;
    case 'gap':
      return event.lost === 1 ? 'One message was lost here' : `${event.lost} messages were lost here`;
    case 'erased':
      return 'Erased for privacy';
    case 'decision':
      return decisionLine(event, { me, department, name });
    case 'tagged':
      return event.tags.length ? `${who(by)} set the tags to ${event.tags.join(', ')}` : `${who(by)} removed all tags`;
    case 'alert':
      return alertLine(event, baton ? null : who(by));
    case 'observed':
      return event.who.id === me ? 'You read along, unseen' : `${who(event.who)} reads along, unseen by the visitor`;
    default:
      return handoffLine(event, readers) ?? 'Something happened that this console cannot show yet';
  }
}

function alertLine({ on, reason }: Extract<NotesEvent, { kind: 'alert' }>, who: string | null): string {
  if (reason === 'unhappy' && who)
    return on ? `${who} marked the visitor as unhappy` : `${who} said that the visitor is fine`;
  return on ? (alerts[reason] ?? 'Attention is needed') : 'Alert settled';
}

function closed(reason: string, who: string | null): string {
  if (reason === 'visitor_left') return 'The visitor ended the conversation';
  if (reason === 'idle') return 'Closed because nobody wrote any more';
  if (reason === 'missed') return 'Closed without an answer; it waits to be recovered';
  const how = reasons[reason] ?? '';
  return who ? `${who} closed the conversation ${how}`.trim() : `Closed ${how}`.trim();
}
