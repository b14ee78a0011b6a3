// What happened in a conversation besides what was said, as one sentence each. A kind that this console does not know
// gets a neutral line, for the contract may grow.
import type { Item } from '../client/timeline.ts';
import type { LogEvent, NotesEvent, Person } from '../client/wire.ts';

export interface Readers {
  readonly me: string;
  department(id: string): string;
  name(person: { id: string; name?: string; role?: string }): string;
}

const reasons: Readonly<Record<string, string>> = {
  resolved: 'as resolved',
  spam: 'as spam',
};
const alerts: Readonly<Record<string, string>> = {
  unhappy: 'The visitor may be unhappy',
  waiting: 'The visitor is waiting for an answer',
  missed: 'Nobody answered in time; it waits to be recovered',
  override: 'A rule was overridden by a supervisor',
};
// Kinds of later issues of the contract, until they have views of their own.
const plain: Readonly<Record<string, string>> = {
  handoff_proposed: 'The customer was asked whether to talk to sales',
  handoff_consented: 'The customer agreed to talk to sales',
  handoff_declined: 'The customer declined to talk to sales',
  handoff_withdrawn: 'The question about sales was withdrawn',
  handoff_failed: 'The hand-off to sales did not come about',
  handed_off: 'Handed to sales',
  handed_back: 'Handed back to care',
  offer_made: 'An offer was made',
  flagged: 'An opportunity was flagged',
  opportunity: 'The opportunity changed',
  handoff_brief: 'A brief for sales was written',
  suggested: 'An opportunity was suggested',
  complaint: 'A complaint was recorded or settled',
};

// What goes without saying: that everything went its usual way.
export function isQuiet(event: LogEvent | NotesEvent): boolean {
  if (event.kind === 'alert') return !event.on;
  return event.kind === 'decision' && (event.what === 'matched' || event.why === 'taken in turn');
}

// Of changes of the same thing in a row, by the same person, the last says how it stands.
export function settled(items: readonly Item[]): Item[] {
  const what = (item: Item | undefined) => {
    if (item?.type !== 'line') return null;
    const { event } = item;
    if (event.kind === 'tagged') return `tags ${event.by.id}`;
    return event.kind === 'decision' && event.what === 'priority' ? `priority ${event.by.id}` : null;
  };
  return items.filter((item, i) => what(item) === null || what(item) !== what(items[i + 1]));
}

export function lineOf(event: LogEvent | NotesEvent, { me, department, name }: Readers): string {
  const who = (person: Person & { role?: string }) => (person.id === me ? 'You' : name(person));
  const whom = (person: Person) => (person.id === me ? 'you' : name(person));
  const { by } = event;
  const baton = by.role === 'system';
  switch (event.kind) {
    case 'queued': {
      const where = department(event.department);
      const again = event.because === 'agent_left' || event.because === 'reopened';
      return again ? `Waiting in ${where} again` : `Waiting in ${where}`;
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
      return `Transferred to ${whom(event.to)}`;
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
      return decision(event.what, event.why, event.who ? whom(event.who) : '', who(by));
    case 'tagged':
      return event.tags.length ? `${who(by)} set the tags to ${event.tags.join(', ')}` : `${who(by)} removed all tags`;
    case 'alert':
      return event.on ? (alerts[event.reason] ?? 'Attention is needed') : 'Alert settled';
    case 'observed':
      return `${who(event.who)} looked on`;
    default: {
      const { kind } = event as { kind: string };
      return plain[kind] ?? 'Something happened that this console cannot show yet';
    }
  }
}

function closed(reason: string, who: string | null): string {
  if (reason === 'visitor_left') return 'The visitor ended the conversation';
  if (reason === 'idle') return 'Closed because nobody wrote any more';
  if (reason === 'missed') return 'Closed without an answer; it waits to be recovered';
  const how = reasons[reason] ?? '';
  return who ? `${who} closed the conversation ${how}`.trim() : `Closed ${how}`.trim();
}

function decision(what: string, why: string | undefined, whom: string, by: string): string {
  if (what === 'matched') return `Matched to ${whom || 'somebody'}${why ? `: ${why}` : ''}`;
  if (what === 'taken') return `${why ? why[0]!.toUpperCase() + why.slice(1) : 'Taken by hand'}`;
  if (what === 'priority') return `${by} changed the priority`;
  return [`Decided: ${what.replaceAll('_', ' ')}`, whom && `for ${whom}`, why && `(${why})`].filter(Boolean).join(' ');
}
