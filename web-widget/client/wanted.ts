// What a client should do next, read off its model. Pure; the driver does it, and never twice at a time.
import type { LogName, OutMessage } from './api.ts';
import type { Model } from './model.ts';
import type { Position } from './wire.ts';

const mostPositions = 100; // of a hello, by the contract

export interface Fetch {
  readonly conversation: string;
  readonly log: LogName;
  readonly after: number;
  readonly epoch: string;
}

export interface Wanted {
  readonly fetches: readonly Fetch[];
  readonly flights: readonly OutMessage[];
  readonly looks: readonly string[];
}

export function wanted(model: Model): Wanted {
  if (model.link !== 'ready') return { fetches: [], flights: [], looks: [] };
  const fetches = [...model.conversations.values()].flatMap((view) =>
    (['log', 'notes'] as const)
      .filter((log) => view[log].behind)
      .map((log) => ({ conversation: view.id, log, after: view[log].last, epoch: view[log].epoch })),
  );
  return { fetches, flights: flights(model), looks: [...model.unsure] };
}

// The first unacknowledged message of each conversation, where it does not fly already; of all, for a visitor, whose
// message to no conversation yet is said in the open one. One that the server refused holds nobody up.
function flights({ role, outbox }: Model): OutMessage[] {
  const busy = new Set<string>();
  return outbox.filter((m) => {
    const line = role === 'visitor' ? '' : m.conversation;
    if (m.state === 'sent' || m.state === 'failed' || busy.has(line)) return false;
    busy.add(line);
    return m.state === 'queued';
  });
}

// Where this client stands, for the next hello: what it is subscribed to, and what it was once acknowledged in
// conversations that it does not know any more.
export function positions(model: Model): Position[] {
  const views = [...model.conversations.values()].filter((view) => !view.left);
  const stands = views.map(({ id, log, notes }) => ({
    conversation: id,
    epoch: log.epoch,
    log: log.last,
    ...(model.role === 'staff' && { notes: notes.epoch === log.epoch ? notes.last : 0 }),
  }));
  const known = new Set(views.map((view) => view.id));
  const remembered = new Map<string, Position>();
  for (const { conversation, epoch, log, seq } of model.kept) {
    if (known.has(conversation) || epoch === undefined || seq === undefined) continue;
    const place = remembered.get(conversation) ?? {
      conversation,
      epoch,
      log: 0,
      ...(model.role === 'staff' && { notes: 0 }),
    };
    remembered.set(conversation, { ...place, epoch, [log]: Math.max(place[log] ?? 0, seq) });
  }
  return [...stands, ...[...remembered.values()].reverse()].slice(0, mostPositions);
}
