// For tests: a client whose snapshot is set by hand, and which notes what it was asked. It does nothing itself.
import type { Client, ConversationView, OutMessage, Snapshot } from '../client/api.ts';
import type { LogEvent, VisitorConversation } from '../client/wire.ts';
import { type Kept, keptIn } from './kept.ts';
import { Papers } from './papers.ts';
import { Visit } from './visit.ts';

export const ana = { id: 's1', name: 'Ana', role: 'agent' } as const;
export const me = { id: 'v1', name: '', role: 'visitor' } as const;

type Seen = Snapshot<'visitor'>;
const limits = {
  message_chars: 4000,
  frame_bytes: 65536,
  cid_chars: 64,
  json_depth: 16,
  messages_per_minute: 60,
  burst: 10,
  reopen_ms: 1_800_000,
};
export const ready: Seen = {
  link: 'ready',
  you: { id: 'v1', role: 'visitor' },
  desk: { open: true, departments: [{ id: 'care', name: 'Customer care', online: true, wait_ms: null }] },
  limits,
  conversations: new Map(),
  outbox: [],
};

export function said(seq: number, text: string, by: LogEvent['by'] = ana): LogEvent {
  return { conversation: 'c1', epoch: 'e', log: 'log', seq, at: Date.now(), kind: 'message', text, by };
}

export function written(text: string, more: Partial<OutMessage> = {}): OutMessage {
  return { conversation: '', cid: `cid ${text}`, log: 'log', text, at: Date.now(), state: 'queued', ...more };
}

export function conversation(copy: Partial<VisitorConversation>, events: LogEvent[] = []): Seen['conversations'] {
  const whole: VisitorConversation = {
    id: 'c1',
    epoch: 'e',
    state: 'queued',
    department: 'care',
    solved: 'no',
    visitor: { id: 'v1', verified: false },
    owner: null,
    participants: [{ ...ana, online: true }],
    started_at: Date.now(),
    log_seq: events.length,
    handoff: null,
    ...copy,
  };
  const log = { epoch: 'e', last: events.length, known: events.length, unchecked: false, behind: false };
  const view: ConversationView<'visitor'> = {
    id: whole.id,
    copy: whole,
    left: false,
    log: { ...log, events },
    notes: { ...log, events: [], last: 0, known: 0 },
    typing: [],
    read: {},
  };
  return new Map([[whole.id, view]]);
}

export class FakeClient implements Client<'visitor'> {
  readonly asked: unknown[][] = [];
  private readonly listeners = new Set<() => void>();
  private readonly heard = new Map<string, (params: never) => void>();
  private readonly greets: Parameters<Client<'visitor'>['welcomed']>[0][] = [];

  constructor(public snapshot: Seen) {}

  become(change: Partial<Seen>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }
  notify(name: string, params: unknown): void {
    this.heard.get(name)?.(params as never);
  }
  welcome(token: string): void {
    const server = { node: 'n', version: '0', time: Date.now() };
    const you = { id: 'v1', role: 'visitor' } as const;
    for (const greet of this.greets) greet({ you, token, conversation: null, desk: ready.desk!, limits, server });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  hear<N extends string>(name: N, listener: (params: never) => void): () => void {
    this.heard.set(name, listener);
    return () => this.heard.delete(name);
  }
  welcomed(listener: (typeof this.greets)[0]): () => void {
    this.greets.push(listener);
    return () => {};
  }
  private readonly note =
    (name: string) =>
    (...args: unknown[]): void =>
      void this.asked.push([name, ...args]);
  start = this.note('start');
  stop = this.note('stop');
  nudge = this.note('nudge');
  // How it begins, and instead of what, where that was said.
  send = (to: string, text: string, _log?: string, begins: object = {}, instead: readonly string[] = []): void => {
    const more = instead.length > 0 ? [begins, instead] : Object.keys(begins).length > 0 ? [begins] : [];
    this.asked.push(['send', to, text, ...more]);
  };
  again = this.note('again');
  discard = this.note('discard');
  typing = this.note('typing');
  read = this.note('read');
  open = async (...args: unknown[]) => this.note('open')(...args);
  call = async (...args: unknown[]) => this.note('call')(...args) as never;
  act = async (...args: unknown[]) => this.note('act')(...args) as never;
}

export interface Told {
  visit: Visit;
  client: FakeClient;
  local: Kept;
  session: Kept;
  events: unknown[][];
}

// `kept`: what an earlier page left in this tab.
export function visiting(seen: Partial<Seen> = {}, kept: Record<string, string> = {}): Told {
  const client = new FakeClient({ ...ready, ...seen });
  const nowhere = () => {
    throw new Error('no storage');
  };
  const [local, session] = [keptIn(nowhere, ''), keptIn(nowhere, '')];
  for (const [name, value] of Object.entries(kept)) session.set(name, value);
  const events: unknown[][] = [];
  const papers = new Papers('default', local);
  const visit = new Visit({ client, papers, local, session, emit: (...event) => void events.push(event) });
  return { visit, client, local, session, events };
}
