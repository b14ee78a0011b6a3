// What a client knows, as plain values that never change in place, and the reducer that takes in everything that
// happens: what the server said, what the person wrote, what became of it. Nothing here talks to a server; what is
// to be done next is read off the model (`wanted.ts`).
//
// Invariants: a log is dense from 1 to `last` within its epoch, so every event is shown once and in order; of a
// conversation at most one message is flying, and none is overtaken by a later one.
import type { ConversationView, Copy, LogName, OutMessage, Role, Snapshot, Welcome } from './api.ts';
import * as logs from './logs.ts';
import * as outbox from './outbox.ts';
import type { LogEvent, Methods, NotesEvent, Notifications, WireError } from './wire.ts';

export interface Model<R extends Role = Role> extends Snapshot<R> {
  readonly role: R;
  readonly conversations: ReadonlyMap<string, ConversationView<R>>;
  // Own messages that were acknowledged, the last 200: a store that lost its end is given them again.
  readonly kept: readonly OutMessage[];
  // Open when the line was lost, and not in the hello that followed: to be asked for.
  readonly unsure: ReadonlySet<string>;
}

export type Action<R extends Role = Role> =
  | { type: 'connecting' }
  | { type: 'down'; code: number; retryAt?: number; ended?: Snapshot['ended'] } // ended: no more tries
  | { type: 'loaded'; messages: readonly OutMessage[] }
  | { type: 'welcome'; welcome: Welcome<R> }
  | { type: 'event'; event: LogEvent | NotesEvent }
  | { type: 'conversation'; copy: Copy<R>; because: Notifications['conversation']['because'] }
  | { type: 'copy'; copy: Copy<R>; opened: boolean } // a result's; `opened`: only to look at
  | { type: 'queue'; place: Extract<Notifications['queue'], { conversation: string }> } // a waiting visitor's
  | { type: 'vanished'; conversation: string } // not there, or not ours to know
  | { type: 'reset'; reset: Notifications['reset'] }
  | { type: 'page'; conversation: string; log: LogName; page: Methods['conversation.sync']['result'] }
  | { type: 'signal'; signal: Notifications['signal']; now: number }
  | { type: 'time'; now: number }
  | { type: 'you'; you: Partial<Welcome<R>['you']> }
  | { type: 'say'; message: OutMessage; instead?: readonly string[] }
  | { type: 'again' | 'discard' | 'fly' | 'park'; cid: string }
  | { type: 'passed'; cid: string; conversation: string } // the log's epoch ended: what was lost with it goes first
  | { type: 'landed'; cid: string; seq: number; epoch: string; begun?: Copy<R> }
  | { type: 'refused'; cid: string; error: WireError };

export function emptyModel<R extends Role>(role: R): Model<R> {
  return { role, link: 'idle', conversations: new Map(), outbox: [], kept: [], unsure: new Set() };
}

export function reduce<R extends Role>(model: Model<R>, action: Action<R>): Model<R> {
  switch (action.type) {
    case 'connecting':
      return { ...model, link: 'connecting', retryAt: undefined, ended: undefined };
    case 'loaded':
      return outbox.loaded(model, action.messages);
    case 'welcome':
      return welcome(model, action.welcome);
    case 'down':
      return down(model, action);
    case 'event':
      return onView(model, action.event.conversation, (m, view) => outbox.settled(m, logs.taken(view, action.event)));
    case 'conversation':
      return bounded(copied(model, action.copy, action.because === 'left'));
    case 'copy':
      return bounded(copied(model, action.copy, model.conversations.get(action.copy.id)?.left ?? action.opened));
    case 'queue':
      return onView(model, action.place.conversation, (m, view) => put(m, logs.placed(view, action.place)));
    case 'vanished':
      return vanished(model, action.conversation);
    case 'reset':
      return cut(model, action.reset.conversation, action.reset.log, action.reset.epoch, action.reset.last);
    case 'page':
      return page(model, action.conversation, action.log, action.page);
    case 'signal':
      return onView(model, action.signal.conversation, (m, view) =>
        put(m, logs.signalled(view, action.signal, action.now)),
      );
    case 'time':
      return [...model.conversations.values()].reduce((m, view) => put(m, logs.aged(view, action.now)), model);
    case 'you':
      return model.you ? { ...model, you: { ...model.you, ...action.you } } : model;
    case 'say':
      return { ...model, outbox: [...model.outbox.filter((m) => !action.instead?.includes(m.cid)), action.message] };
    case 'landed':
      return landed(model, action);
    case 'passed': {
      const next = { ...model, outbox: outbox.moved(model.outbox, action.cid, 'queued') };
      return onView(next, action.conversation, (m, view) => put(m, logs.unchecked(view, m.role)));
    }
    case 'refused': {
      const of = model.outbox.find((m) => m.cid === action.cid)?.conversation;
      // The store has lost the conversation, and nobody said so yet.
      if (model.role === 'visitor' && action.error.code === 4204 && of)
        return vanished({ ...model, outbox: outbox.moved(model.outbox, action.cid, 'queued') }, of);
      return { ...model, outbox: outbox.refused(model, action.cid, action.error) };
    }
    case 'discard':
      return { ...model, outbox: model.outbox.filter((m) => m.cid !== action.cid) };
    case 'again':
    case 'fly':
    case 'park':
      return { ...model, outbox: outbox.moved(model.outbox, action.cid, action.type === 'fly' ? 'flying' : 'queued') };
  }
}

function down<R extends Role>(
  model: Model<R>,
  { code, retryAt, ended }: Extract<Action<R>, { type: 'down' }>,
): Model<R> {
  const link = ended ? 'ended' : 'waiting';
  return { ...model, link, retryAt, ended, outbox: outbox.afterLoss(model.outbox, code) };
}

export function put<R extends Role>(model: Model<R>, view: ConversationView<R>): Model<R> {
  if (model.conversations.get(view.id) === view) return model;
  return { ...model, conversations: new Map(model.conversations).set(view.id, view) };
}

function onView<R extends Role>(
  model: Model<R>,
  id: string,
  change: (model: Model<R>, view: ConversationView<R>) => Model<R>,
): Model<R> {
  const view = model.conversations.get(id);
  return view ? change(model, view) : model;
}

function copied<R extends Role>(model: Model<R>, copy: Copy<R>, left: boolean): Model<R> {
  const known = model.conversations.get(copy.id);
  const view: ConversationView<R> = { ...(known ?? logs.freshView<R>(copy)), copy, left };
  const unsure = new Set(model.unsure);
  unsure.delete(copy.id);
  return put({ ...model, unsure }, logs.measured(view, model.role));
}

function welcome<R extends Role>(model: Model<R>, said: Welcome<R>): Model<R> {
  const another = model.you !== undefined && model.you.id !== said.you.id;
  let next: Model<R> = another ? outbox.ofSomebodyElse(model) : model;
  next = { ...next, link: 'ready', retryAt: undefined, you: said.you, desk: said.desk, limits: said.limits };
  const begun = copiesOf<R>(said);
  for (const copy of begun) next = copied(next, copy, false);
  for (const resumed of said.resumed ?? []) {
    const { conversation, status, epoch, last } = resumed;
    if (status === 'gone') next = vanished(next, conversation);
    else if (status === 'rollback') {
      next = cut(next, conversation, 'log', epoch, last.log);
      if ('notes' in last) next = cut(next, conversation, 'notes', epoch, last.notes ?? 0);
    } else for (const event of resumed.events) next = reduce(next, { type: 'event', event });
    if (resumed.more) next = onView(next, conversation, (m, view) => put(m, logs.unchecked(view, m.role)));
  }
  const told = new Set(begun.map((copy) => copy.id));
  const lost = [...next.conversations.values()].filter((view) => !view.left && !told.has(view.id) && isOpen(view.copy));
  return { ...next, unsure: new Set(lost.map((view) => view.id)) };
}

export function isOpen(copy: { state: string }): boolean {
  return copy.state !== 'closed' && copy.state !== 'missed';
}

function copiesOf<R extends Role>(said: Welcome<R>): Copy<R>[] {
  if ('conversations' in said) return said.conversations as Copy<R>[];
  return said.conversation ? [said.conversation as Copy<R>] : [];
}

// The store lost it whole, or it is no longer ours. A visitor begins it again with its first cid.
function vanished<R extends Role>(model: Model<R>, id: string): Model<R> {
  const unsure = new Set(model.unsure);
  unsure.delete(id);
  const next = { ...model, unsure };
  if (model.role === 'visitor') {
    const conversations = new Map(next.conversations);
    conversations.delete(id);
    return { ...outbox.begunAgain(next, id), conversations };
  }
  return onView(next, id, (m, view) => put(m, { ...logs.givenUp(view), left: true }));
}

// What lies behind the cut is void; what was ours in it is sent again under its first cid.
function cut<R extends Role>(model: Model<R>, id: string, log: LogName, epoch: string, last: number): Model<R> {
  const next = outbox.takenBack(model, id, log, epoch, last);
  return onView(next, id, (m, view) => (view[log].epoch === epoch ? m : put(m, logs.cut(view, log, epoch, last))));
}

function page<R extends Role>(
  model: Model<R>,
  id: string,
  log: LogName,
  { events, last, epoch }: Methods['conversation.sync']['result'],
): Model<R> {
  const before = model.conversations.get(id);
  if (!before) return model;
  // Another epoch than asked: no events, and `last` is the cut; what follows it is fetched next.
  if (before[log].epoch !== epoch) return cut(model, id, log, epoch, last);
  let next = model;
  for (const event of events) next = reduce(next, { type: 'event', event });
  return onView(next, id, (m, view) => put(m, logs.paged(view, log, last)));
}

function landed<R extends Role>(model: Model<R>, { cid, seq, epoch, begun }: Extract<Action<R>, { type: 'landed' }>) {
  const next = begun ? copied(model, begun, false) : model;
  return outbox.landed(next, cid, seq, epoch, begun?.id);
}

const mostViews = 200;
// Ended conversations leave the model, the longest known first, when there are too many.
function bounded<R extends Role>(model: Model<R>): Model<R> {
  const excess = model.conversations.size - mostViews;
  if (excess <= 0) return model;
  const busy = new Set(model.outbox.map((m) => m.conversation));
  const ended = [...model.conversations.values()].filter((v) => (v.left || !isOpen(v.copy)) && !busy.has(v.id));
  const conversations = new Map(model.conversations);
  for (const view of ended.slice(0, excess)) conversations.delete(view.id);
  return { ...model, conversations };
}
