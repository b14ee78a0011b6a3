// What was written here and what became of it. Pure. Order within a conversation is the order of writing, always.
import type { ConversationView, LogName, OutMessage, Role } from './api.ts';
import type { Model } from './model.ts';
import { put } from './model.ts';
import type { WireError } from './wire.ts';

const mostKept = 200;
const neverRepeated = new Set([1003, 1007, 1009]); // close codes: the frame behind them is at fault

export function moved(outbox: readonly OutMessage[], cid: string, state: OutMessage['state']): OutMessage[] {
  return outbox.map((m) => (m.cid === cid ? { ...m, state, error: undefined } : m));
}

// What an earlier page left: unsent goes on, acknowledged is kept in case that the store lost it.
export function loaded<R extends Role>(model: Model<R>, messages: readonly OutMessage[]): Model<R> {
  const known = new Set(model.outbox.map((m) => m.cid));
  const fresh = messages.filter((m) => !known.has(m.cid));
  const waiting = fresh.filter((m) => m.state !== 'sent');
  const unsent = waiting.map((m) => (m.state === 'flying' ? { ...m, state: 'queued' as const } : m));
  const kept = fresh.filter((m) => m.state === 'sent');
  return { ...model, outbox: [...unsent, ...model.outbox], kept: [...kept, ...model.kept].slice(-mostKept) };
}

export function afterLoss(outbox: readonly OutMessage[], code: number): readonly OutMessage[] {
  if (!outbox.some((m) => m.state === 'flying')) return outbox;
  const refusal: WireError = {
    code: -32600,
    message: 'The server closed the connection at this frame.',
    data: { reason: 'invalid_request' },
  };
  return outbox.map((m) => {
    if (m.state !== 'flying') return m;
    return neverRepeated.has(code) ? { ...m, state: 'failed', error: refusal } : { ...m, state: 'queued' };
  });
}

// Takes in the view, and lets go of acknowledged messages whose event it shows now.
export function settled<R extends Role>(model: Model<R>, view: ConversationView<R>): Model<R> {
  const next = put(model, view);
  if (!model.outbox.some((m) => m.state === 'sent' && m.conversation === view.id)) return next;
  return { ...next, outbox: model.outbox.filter((m) => !(m.state === 'sent' && shows(view, m))) };
}

function shows(view: ConversationView, m: OutMessage): boolean {
  return m.conversation === view.id && view[m.log].events.some((event) => event.cid === m.cid);
}

export function landed<R extends Role>(
  model: Model<R>,
  cid: string,
  seq: number,
  epoch: string,
  begun?: string,
): Model<R> {
  const message = model.outbox.find((m) => m.cid === cid);
  if (!message) return model;
  // What was written while the conversation was being begun belongs to it.
  const place = (m: OutMessage) => (begun && m.conversation === '' ? { ...m, conversation: begun } : m);
  const sent: OutMessage = { ...place(message), state: 'sent', seq, epoch, error: undefined };
  const rest = model.outbox.map((m) => (m.cid === cid ? sent : place(m)));
  const view = model.conversations.get(sent.conversation);
  const kept = [...model.kept.filter((m) => m.cid !== cid), sent].slice(-mostKept);
  return { ...model, kept, outbox: view && shows(view, sent) ? rest.filter((m) => m !== sent) : rest };
}

export function refused<R extends Role>(model: Model<R>, cid: string, error: WireError): readonly OutMessage[] {
  const message = model.outbox.find((m) => m.cid === cid);
  // It cannot be reopened any more: the same text begins a new conversation, and so does what follows it.
  const ended = error.data.state === 'closed';
  if (model.role === 'visitor' && message && message.conversation !== '' && ended)
    return restarted(model.outbox, message.conversation);
  return model.outbox.map((m) => (m.cid === cid ? (message?.contact ? leftInVain(m, error) : failed(m, error)) : m));
}

const failed = (m: OutMessage, error: WireError): OutMessage => ({ ...m, state: 'failed', error });

// A message cannot be left while a chat is open: then it is said in it, which is what starting does. A server that
// knows no leaving refuses it as it refuses a start, and only that can be tried again.
function leftInVain(m: OutMessage, error: WireError): OutMessage {
  if (error.code === 4209 && error.data.state) return { ...m, contact: undefined, state: 'queued' };
  return failed(error.code === -32601 ? { ...m, contact: undefined } : m, error);
}

function restarted(outbox: readonly OutMessage[], conversation: string): OutMessage[] {
  return outbox.map((m) =>
    m.conversation === conversation && m.state !== 'sent' ? { ...m, conversation: '', state: 'queued' } : m,
  );
}

// Own messages behind the cut of a log that lost its end, those of other pages included.
export function takenBack<R extends Role>(
  model: Model<R>,
  id: string,
  log: LogName,
  epoch: string,
  cut: number,
): Model<R> {
  const here = (m: OutMessage) => m.conversation === id && m.log === log && m.epoch !== epoch;
  const behind = (m: OutMessage) => here(m) && (m.seq ?? 0) > cut;
  const lost = new Map(
    [...shownOnly(model, id, log).filter(behind), ...model.kept.filter(behind)].map((m) => [m.cid, m]),
  );
  const still = new Set(model.outbox.filter((m) => !behind(m)).map((m) => m.cid));
  const again = [...lost.values()].filter((m) => !still.has(m.cid)).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  return {
    ...model,
    outbox: [...again.map(unsent), ...model.outbox.filter((m) => !behind(m))],
    kept: model.kept.filter((m) => !behind(m)).map((m) => (here(m) ? { ...m, epoch } : m)),
  };
}

const unsent = (m: OutMessage): OutMessage => ({ ...m, state: 'queued', seq: undefined, epoch: undefined });

// What this person wrote elsewhere and this client only saw: its author's connections are told the cid.
function shownOnly<R extends Role>(model: Model<R>, id: string, log: LogName): OutMessage[] {
  const events = model.conversations.get(id)?.[log].events ?? [];
  return events.flatMap((event) => {
    if (!event.cid || (event.kind !== 'message' && event.kind !== 'note') || 'withheld' in event) return [];
    const { cid, text, at, seq, epoch } = event;
    return [{ conversation: id, cid, log, text, at, seq, epoch, state: 'sent' as const }];
  });
}

// The whole conversation is lost: its first message begins it again, under its first cid, and the others follow.
export function begunAgain<R extends Role>(model: Model<R>, id: string): Model<R> {
  const lost = new Map(
    [...shownOnly(model, id, 'log'), ...model.kept.filter((m) => m.conversation === id)].map((m) => [m.cid, m]),
  );
  const waiting = new Set(model.outbox.filter((m) => m.state !== 'sent').map((m) => m.cid));
  const again = [...lost.values()].filter((m) => !waiting.has(m.cid)).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  const rest = model.outbox.filter((m) => !(m.conversation === id && m.state === 'sent'));
  return {
    ...model,
    kept: model.kept.filter((m) => m.conversation !== id),
    outbox: [...again.map((m) => ({ ...unsent(m), conversation: '' })), ...restarted(rest, id)],
  };
}

// Another person answers to this connection now. A visitor's unsent words begin a conversation of the new one;
// a staff member's are not another's to say.
export function ofSomebodyElse<R extends Role>(model: Model<R>): Model<R> {
  const unsentOnes = model.outbox.filter((m) => m.state !== 'sent');
  const outbox = model.role === 'visitor' ? unsentOnes.map((m) => ({ ...unsent(m), conversation: '' })) : [];
  return { ...model, conversations: new Map(), kept: [], unsure: new Set(), outbox };
}
