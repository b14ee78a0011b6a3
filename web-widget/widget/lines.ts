// What happened in a conversation and why something failed, in the visitor's words; null: nothing they need to read.
import type { LogEvent } from '../client/wire.ts';
import type { LineItem, MessageItem } from '../look/messages.tsx';
import type { Department, View } from './stage.ts';
import { words } from './words.ts';

type Queued = Extract<LogEvent, { kind: 'queued' }>;
const isQueued = (event: LogEvent): event is Queued => event.kind === 'queued';

export function lineOf(
  { event }: LineItem,
  view: View | undefined,
  departments: readonly Department[] = [],
): string | null {
  const me = view?.copy.visitor.id;
  switch (event.kind) {
    case 'assigned':
      return words.assigned(event.to.name);
    case 'joined':
      return event.who.id === me ? null : words.joined(event.who.name);
    case 'left':
      // Who left the visitor waiting is named by the line of the queue.
      return event.who.id === me || eventAt(view, event.seq + 1)?.kind === 'queued'
        ? null
        : words.departed(event.who.name);
    case 'transferred':
      return words.transferred(event.to.name);
    case 'queued':
      return queued(event, view, departments);
    case 'handoff_proposed':
      return words.proposed(event.by.name, event.to_team, event.pitch);
    case 'handoff_consented':
      return (event.by.id === me ? words.consented : words.asked)(teamOf(event.handoff, view));
    case 'handoff_declined':
      return words.declined(teamOf(event.handoff, view), event.later ?? false);
    case 'handoff_withdrawn':
      return words.withdrawn(teamOf(event.handoff, view));
    case 'handoff_failed':
      return words.handoffFailed(event.reason, teamOf(event.handoff, view), view?.copy.owner?.name);
    case 'handed_off':
      return words.handedOff(event.to.name, teamOf(event.handoff, view));
    case 'handed_back':
      return words.handedBack(event.to.name, !departments.some(({ id }) => id === event.to.id));
    case 'reopened':
      return words.reopened;
    case 'solved':
      return event.by.id === me ? words.solvedByYou : words.solved(event.by.name);
    case 'not_solved':
      return event.by.id === me ? words.notSolvedByYou : words.notSolved;
    case 'rated':
      return words.rated(event.score);
    case 'gap':
      return words.gap(event.lost);
    case 'erased':
      return words.erased;
    default:
      return null; // `closed` has a card of its own
  }
}

// The first is the beginning, and going on says so itself; any other is a surprise, and has its reason.
function queued(event: Queued, view: View | undefined, departments: readonly Department[]): string | null {
  const before = view?.log.events.filter(isQueued).findLast(({ seq }) => seq < event.seq);
  if (!before || event.because === 'reopened') return null;
  const left = eventAt(view, event.seq - 1);
  const who = left?.kind === 'left' ? left.who.name : undefined;
  const department = departments.find(({ id }) => id === event.department)?.name;
  return words.requeued(event.because ?? '', who, event.department !== before.department, department);
}

// A hand-off that the visitor asked for was never proposed to them: then only its copy names the team.
function teamOf(handoff: string, view: View | undefined): string {
  const proposed = view?.log.events.find((event) => event.kind === 'handoff_proposed' && event.handoff === handoff);
  if (proposed?.kind === 'handoff_proposed') return proposed.to_team;
  return view?.copy.handoff?.id === handoff ? view.copy.handoff.to_team : words.team;
}

// A log is dense from 1.
const eventAt = (view: View | undefined, seq: number) => view?.log.events[seq - 1];

export function failureOf({ error }: Pick<MessageItem, 'error'>): string {
  if (error?.data.state === 'offline' || error?.code === -32601) return words.failed.offline;
  if (error?.data.why === 'full') return words.failed.full;
  if (error?.data.reason === 'too_large') return words.failed.too_large;
  return words.failed.other;
}
