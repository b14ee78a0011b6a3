// What a conversation looks like from top to bottom: its events, the notes between them, and what was written here
// and is not in the log yet. Pure: both sides draw from it.
import type { ConversationView, OutMessage } from './api.ts';
import type { Author, LogEvent, NotesEvent } from './wire.ts';

export type Item =
  // The first event of another day (in this machine's time zone).
  | { type: 'day'; key: string; at: number }
  // `first` and `last`: of a run of the same author's, within five minutes. `seen`: somebody else read this far; told
  // of one's own only. `state` of what is in the log is 'sent'.
  | {
      type: 'message' | 'note';
      key: string;
      at: number;
      by: Author;
      mine: boolean;
      text: string;
      state: OutMessage['state'];
      seq?: number;
      cid?: string;
      error?: OutMessage['error'];
      seen: boolean;
      first: boolean;
      last: boolean;
    }
  // Anything else that happened; the words are the user interface's.
  | { type: 'line'; key: string; at: number; event: LogEvent | NotesEvent };

const run = 5 * 60_000;

export function timeline(view: ConversationView, outbox: readonly OutMessage[], me: Author): Item[] {
  const read = Math.max(0, ...Object.entries(view.read).map(([who, seq]) => (who === me.id ? 0 : seq)));
  const items = merged(view).map((event) => itemOf(event, me, read));
  // Its event brings the same cid: an acknowledged message stands twice for no moment.
  const shown = new Set([...view.log.events, ...view.notes.events].flatMap((event) => event.cid ?? []));
  for (const out of outbox) {
    if (out.conversation !== view.id || shown.has(out.cid)) continue;
    items.push(itemOfOut(out, me));
  }
  return withRuns(withDays(items));
}

// What was written before the conversation began.
export function beginning(outbox: readonly OutMessage[], me: Author): Item[] {
  return withRuns(outbox.filter((out) => out.conversation === '').map((out) => itemOfOut(out, me)));
}

// A note stands behind the event that was the log's last when it was written.
function merged({ log, notes }: ConversationView): (LogEvent | NotesEvent)[] {
  const out: (LogEvent | NotesEvent)[] = [];
  let at = 0;
  for (const event of log.events) {
    for (; at < notes.events.length && notes.events[at]!.log_seq < event.seq; at++) out.push(notes.events[at]!);
    out.push(event);
  }
  return [...out, ...notes.events.slice(at)];
}

function itemOf(event: LogEvent | NotesEvent, me: Author, read: number): Item {
  const { at, by, cid, seq } = event;
  const key = `${event.log}${event.seq}`;
  // A note that its reader may not read has no words: it is a line that says so.
  if ((event.kind !== 'message' && event.kind !== 'note') || 'withheld' in event)
    return { type: 'line', key, at, event };
  const mine = by.id === me.id;
  const seen = mine && event.log === 'log' && seq <= read;
  const { text } = event;
  return { type: event.kind, key, at, by, mine, text, state: 'sent', seq, cid, seen, first: true, last: true };
}

function itemOfOut({ cid, log, text, at, state, error }: OutMessage, me: Author): Item {
  const type = log === 'log' ? 'message' : 'note';
  return {
    type,
    key: `out ${cid}`,
    at,
    by: me,
    mine: true,
    text,
    state,
    cid,
    error,
    seen: false,
    first: true,
    last: true,
  };
}

function withDays(items: Item[]): Item[] {
  const day = (at: number) => new Date(at).toDateString();
  let last = '';
  return items.flatMap((item) => {
    if (day(item.at) === last) return [item];
    last = day(item.at);
    return [{ type: 'day', key: `day ${last}`, at: item.at } satisfies Item, item];
  });
}

// Again when a caller leaves items out: what stands together now is a run.
export function withRuns(items: Item[]): Item[] {
  const joins = (a: Item | undefined, b: Item | undefined) =>
    a && b && a.type === b.type && 'by' in a && 'by' in b && a.by.id === b.by.id && Math.abs(b.at - a.at) < run;
  return items.map((item, i) =>
    'by' in item ? { ...item, first: !joins(items[i - 1], item), last: !joins(item, items[i + 1]) } : item,
  );
}
