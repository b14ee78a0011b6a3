// Where everything stands in a conversation: notes between the events, runs of one author, days, what is on its way.
import { describe, expect, it } from 'vitest';
import type { ConversationView, OutMessage } from './api.ts';
import { linkify } from './linkify.ts';
import { beginning, timeline } from './timeline.ts';
import type { Author, LogEvent, NotesEvent } from './wire.ts';

const vera: Author = { id: 'v', name: 'Vera', role: 'visitor' };
const ana: Author = { id: 'a', name: 'Ana', role: 'agent' };
const noon = new Date(2026, 10, 25, 12).getTime();
const place = { conversation: 'c', epoch: 'e' };

const say = (seq: number, by: Author, minutes: number, cid?: string) =>
  ({ ...place, log: 'log', seq, at: noon + minutes * 60_000, kind: 'message', text: `t${seq}`, by, cid }) as LogEvent;
const queued = (seq: number) =>
  ({ ...place, log: 'log', seq, at: noon, kind: 'queued', department: 'care', by: ana }) as LogEvent;
const note = (seq: number, log_seq: number) =>
  ({ ...place, log: 'notes', seq, log_seq, at: noon, kind: 'note', text: `n${seq}`, by: ana }) as NotesEvent;
const out = (cid: string, conversation = 'c'): OutMessage => ({
  conversation,
  cid,
  log: 'log',
  text: cid,
  at: noon,
  state: 'queued',
});

function view(events: LogEvent[], notes: NotesEvent[] = [], read = {}): ConversationView {
  const log = <E>(of: E[]) => ({ epoch: 'e', last: of.length, events: of, known: 0, unchecked: false, behind: false });
  return { id: 'c', copy: {} as never, left: false, log: log(events), notes: log(notes), typing: [], read };
}
const keys = (items: { key: string; type: string }[]) => items.filter((i) => i.type !== 'day').map((i) => i.key);

describe('the timeline', () => {
  it('shows a note whose words are withheld as a line', () => {
    const { text: _, ...rest } = note(1, 0) as NotesEvent & { text: string };
    const items = timeline(view([], [{ ...rest, withheld: true } as NotesEvent]), [], ana);
    expect(items.map((item) => item.type)).toEqual(['day', 'line']);
  });

  it('puts a note behind the event that was the last when it was written', () => {
    const items = timeline(
      view([say(1, vera, 0), queued(2), say(3, ana, 1)], [note(1, 0), note(2, 2), note(3, 9)]),
      [],
      ana,
    );
    expect(keys(items)).toEqual(['notes1', 'log1', 'log2', 'notes2', 'log3', 'notes3']);
  });

  it('joins what one person says within five minutes', () => {
    const items = timeline(view([say(1, vera, 0), say(2, vera, 4), say(3, vera, 12), say(4, ana, 12)]), [], ana);
    const runs = items.flatMap((i) => ('first' in i ? [[i.first, i.last]] : []));
    expect(runs).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('begins each day', () => {
    const items = timeline(view([say(1, vera, 0), say(2, vera, 1), say(3, vera, 24 * 60)]), [], ana);
    expect(items.map((i) => i.type)).toEqual(['day', 'message', 'message', 'day', 'message']);
  });

  it('shows what is on its way once, also when its event came before its answer', () => {
    const items = timeline(view([say(1, vera, 0, 'k1')]), [out('k1'), out('k2'), out('k3', 'other')], vera);
    expect(keys(items)).toEqual(['log1', 'out k2']);
    expect(keys(beginning([out('k', ''), out('k2')], vera))).toEqual(['out k']);
  });

  it('says of one’s own messages which were seen by somebody else', () => {
    const items = timeline(view([say(1, vera, 0), say(2, ana, 0), say(3, vera, 0)], [], { v: 3, a: 1 }), [], vera);
    expect(items.flatMap((i) => ('seen' in i ? [i.seen] : []))).toEqual([true, false, false]);
  });
});

describe('links', () => {
  it.each([
    ['no link', ['no link']],
    ['', ['']],
    ['see https://a.test/x?y=1#z.', ['see ', { href: 'https://a.test/x?y=1#z', text: 'https://a.test/x?y=1#z' }, '.']],
    ['(http://a.test)', ['(', { href: 'http://a.test/', text: 'http://a.test' }, ')']],
    ['javascript:alert(1) data:text/html,x', ['javascript:alert(1) data:text/html,x']],
    ['https://', ['https://']],
    ['<https://a.test/"onclick=x>', ['<', { href: 'https://a.test/', text: 'https://a.test/' }, '"onclick=x>']],
  ])('%s', (text, parts) => expect(linkify(text)).toEqual(parts));

  it('never lose or change a character', () => {
    const text = 'a https://x.test/1, https://y.test/(2) b\u202e https://z.test';
    expect(
      linkify(text)
        .map((p) => (typeof p === 'string' ? p : p.text))
        .join(''),
    ).toBe(text);
  });
});
