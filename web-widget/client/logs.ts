// The two logs of a conversation as a client knows them: what comes next is taken, what is known is dropped, a gap
// is noted. Pure.
import type { ConversationView, Copy, Log, LogName, Role } from './api.ts';
import type { LogEvent, NotesEvent, Notifications, QueuePlace } from './wire.ts';

type View<R extends Role> = ConversationView<R>;
const typingLasts = 6_000;

function freshLog<Event>(epoch: string): Log<Event> {
  return { epoch, last: 0, events: [], known: 0, unchecked: false, behind: false };
}

export function freshView<R extends Role>(copy: Copy<R>): View<R> {
  const { id, epoch } = copy;
  return { id, copy, left: false, log: freshLog(epoch), notes: freshLog(epoch), typing: [], read: {} };
}

function withLog<R extends Role>(view: View<R>, name: LogName, change: Partial<Log<unknown>>): View<R> {
  const log = { ...view[name], ...change };
  return { ...view, [name]: { ...log, behind: log.unchecked || log.last < log.known } };
}

// The copy tells how long the logs are. It may be older or newer than what was heard.
export function measured<R extends Role>(view: View<R>, role: Role): View<R> {
  const { copy } = view;
  const measure = (v: View<R>, name: LogName, seq: number) =>
    withLog(v, name, copy.epoch === v[name].epoch ? { known: Math.max(v[name].known, seq) } : { unchecked: true });
  const out = measure(view, 'log', copy.log_seq);
  return role === 'staff' && 'notes_seq' in copy ? measure(out, 'notes', copy.notes_seq) : out;
}

export function unchecked<R extends Role>(view: View<R>, role: Role): View<R> {
  const out = withLog(view, 'log', { unchecked: true });
  return role === 'staff' ? withLog(out, 'notes', { unchecked: true }) : out;
}

// Nothing more of it can be fetched.
export function givenUp<R extends Role>(view: View<R>): View<R> {
  const { log, notes } = view;
  const as = ({ last }: { last: number }) => ({ known: last, unchecked: false });
  return withLog(withLog(view, 'log', as(log)), 'notes', as(notes));
}

// The next event is kept, a known one dropped; of any other it is noted how far the log reaches.
export function taken<R extends Role>(view: View<R>, event: LogEvent | NotesEvent): View<R> {
  const log = view[event.log];
  if (event.epoch !== log.epoch) return withLog(view, event.log, { unchecked: true });
  if (event.seq <= log.last) return view;
  if (event.seq > log.last + 1) return withLog(view, event.log, { known: Math.max(log.known, event.seq) });
  const out = withLog(view, event.log, { last: event.seq, events: [...log.events, event] });
  return event.kind === 'message' ? { ...out, typing: out.typing.filter(({ by }) => by.id !== event.by.id) } : out;
}

export function cut<R extends Role>(view: View<R>, name: LogName, epoch: string, last: number): View<R> {
  const log = view[name];
  const events = (log.events as (LogEvent | NotesEvent)[]).filter((event) => event.seq <= last);
  return withLog(view, name, { epoch, last: Math.min(log.last, last), events, known: 0, unchecked: true });
}

// After a page of a log whose last sequence was `last` when it was read; more may have been heard of since.
export function paged<R extends Role>(view: View<R>, name: LogName, last: number): View<R> {
  return withLog(view, name, { known: Math.max(view[name].known, last), unchecked: false });
}

export function signalled<R extends Role>(view: View<R>, signal: Notifications['signal'], now: number): View<R> {
  const { by } = signal;
  if (signal.kind === 'typing') {
    const others = view.typing.filter((typing) => typing.by.id !== by.id);
    return { ...view, typing: signal.on ? [...others, { by, until: now + typingLasts }] : others };
  }
  if (signal.kind === 'read' && signal.log === 'log') {
    return { ...view, read: { ...view.read, [by.id]: Math.max(view.read[by.id] ?? 0, signal.seq) } };
  }
  return view;
}

// A place in the queue is told apart from the copy, whenever it moved enough.
export function placed<R extends Role>(view: View<R>, { position, wait_ms }: QueuePlace): View<R> {
  return { ...view, copy: { ...view.copy, queue: { position, wait_ms } } };
}

export function aged<R extends Role>(view: View<R>, now: number): View<R> {
  const typing = view.typing.filter(({ until }) => until > now);
  return typing.length === view.typing.length ? view : { ...view, typing };
}
