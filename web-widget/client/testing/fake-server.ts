// A `baton.v1` server in the test's own process: one visitor's side of one site, with logs, cids and epochs as the
// contract says, and faults on demand. It answers over sockets that exist in memory only, always a turn later.
import type { LogEvent, Methods, VisitorConversation } from '../wire.ts';

type Params = Record<string, never> & {
  cid: string;
  text: string;
  conversation: string;
  after: number;
  epoch?: string;
  if_epoch?: string;
};
type Frame = { id?: number; method: keyof Methods; params: Params };
type Answer = { result: unknown } | { error: { code: number; message: string; data: object } };

const refuse = (code: number, reason: string, data: object = {}): Answer => ({
  error: { code, message: reason, data: { reason, ...data } },
});
export const visitor = { id: 'v1', name: 'Vera', role: 'visitor' as const };
const baton = { id: 'baton', name: 'Baton', role: 'system' as const };
export const agent = { id: 'ana', name: 'Ana', role: 'agent' as const };

interface Talk {
  copy: VisitorConversation;
  log: LogEvent[];
  cids: Map<string, { method: string; seq: number; at: number }>;
  cuts: { epoch: string; last: number }[]; // epochs that ended, and where
}

// The half of a socket that the client holds.
class FakeSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  welcomed = false;
  constructor(private readonly server: FakeServer) {}
  send(text: string): void {
    this.server.sent.push(JSON.parse(text));
    this.server.receive(this, JSON.parse(text));
  }
  close(code = 1005): void {
    this.readyState = 3;
    this.server.sockets.delete(this);
    setTimeout(() => this.onclose?.({ code }), 0);
  }
}

export class FakeServer {
  readonly sockets = new Set<FakeSocket>();
  readonly talks = new Map<string, Talk>();
  readonly sent: Frame[] = []; // every frame that clients sent
  // A fault is asked for every frame: what to do with it, and with its answer.
  fault: (what: 'request' | 'answer' | 'event', frame: object) => 'pass' | 'lose' | 'cut' = () => 'pass';
  refusal: ((frame: Frame) => Answer | null) | null = null;
  accepts = true;
  open = true; // the desk
  epochs = 0;
  ids = 0;

  connect = (): WebSocket => {
    const socket = new FakeSocket(this);
    setTimeout(() => {
      if (!this.accepts) return socket.onclose?.({ code: 1006 });
      socket.readyState = 1;
      this.sockets.add(socket);
      socket.onopen?.();
    }, 1);
    return socket as unknown as WebSocket;
  };

  cut(code = 1006): void {
    for (const socket of [...this.sockets]) socket.close(code);
  }

  // Everything goes quiet without a close: packets fall into a hole.
  stall(): void {
    for (const socket of this.sockets) socket.onmessage = null;
    this.sockets.clear();
  }

  notify(method: string, params: object): void {
    for (const socket of [...this.sockets])
      if (socket.welcomed) this.deliver(socket, { jsonrpc: '2.0', method, params }, 'event');
  }

  // Somebody on the other side writes.
  write(id: string, text: string, by: LogEvent['by'] = agent): void {
    this.append(this.talks.get(id)!, { kind: 'message', text, by });
  }

  // The store lost the end of the log: a new epoch begins behind `last`, without what came after.
  rollBack(id: string, last: number, tell: boolean): void {
    const talk = this.talks.get(id)!;
    talk.cuts.push({ epoch: talk.copy.epoch, last });
    talk.copy = { ...talk.copy, epoch: `e${++this.epochs}`, log_seq: last };
    for (const event of talk.log.splice(last)) if (event.cid) talk.cids.delete(event.cid);
    talk.log = talk.log.map((event) => ({ ...event, epoch: talk.copy.epoch }));
    if (tell) this.notify('reset', { conversation: id, log: 'log', epoch: talk.copy.epoch, last });
  }

  receive(socket: FakeSocket, frame: Frame): void {
    const fate = this.fault('request', frame);
    if (fate === 'cut') return socket.close(1006);
    if (fate === 'lose' || !this.sockets.has(socket)) return;
    const answer = this.refusal?.(frame) ?? this.answer(socket, frame);
    if (frame.id === undefined || !answer) return;
    this.deliver(socket, { jsonrpc: '2.0', id: frame.id, ...answer }, 'answer');
    if (frame.method === 'hello' && 'result' in answer) socket.welcomed = true;
  }

  private deliver(socket: FakeSocket, frame: object, what: 'answer' | 'event'): void {
    const fate = this.fault(what, frame);
    if (fate === 'cut') return socket.close(1006);
    if (fate === 'lose') return;
    setTimeout(() => this.sockets.has(socket) && socket.onmessage?.({ data: JSON.stringify(frame) }), 1);
  }

  private answer(_socket: FakeSocket, { method, params }: Frame): Answer | null {
    if (method === 'hello') return { result: this.hello(params as unknown as { resume?: Position[] }) };
    if (method === 'ping') return { result: { time: Date.now() } };
    if (method === 'conversation.start') return this.start(params);
    if (method === 'conversation.leave') return this.leave(params);
    if (method === 'typing' || method === 'read') return null;
    const talk = this.talks.get(params.conversation);
    if (!talk) return refuse(4204, 'not_found');
    if (method === 'conversation.get') return { result: { conversation: talk.copy } };
    if (method === 'conversation.sync') return { result: this.sync(talk, params) };
    if (method === 'message.send') return this.say(talk, params);
    return refuse(-32601, 'unknown_method');
  }

  private hello({ resume }: { resume?: Position[] }): unknown {
    const latest = [...this.talks.values()].findLast((talk) => talk.copy.state !== 'closed');
    const resumed = resume?.map(({ conversation, epoch, log }) => {
      const talk = this.talks.get(conversation);
      if (!talk) return { conversation, epoch, status: 'gone', last: { log: 0 }, events: [], more: false };
      const page = this.sync(talk, { after: log, epoch, limit: 200 });
      const status = page.epoch === epoch ? 'ok' : 'rollback';
      const more = status === 'ok' && (page.events.at(-1)?.seq ?? page.last) < page.last;
      return { conversation, epoch: page.epoch, status, last: { log: page.last }, events: page.events, more };
    });
    return {
      you: visitor,
      token: 't',
      conversation: latest?.copy ?? null,
      ...(resumed && { resumed }),
      desk: { open: this.open, departments: [] },
      limits: { message_chars: 4000, reopen_ms: 1_800_000 },
      server: { node: 'n', version: '0', time: Date.now() },
    };
  }

  private sync(talk: Talk, { after, epoch, limit = 200 }: { after: number; epoch?: string; limit?: number }) {
    const ended = talk.cuts.findIndex((cut) => cut.epoch === epoch);
    if (epoch !== undefined && epoch !== talk.copy.epoch) {
      const last = ended < 0 ? 0 : Math.min(...talk.cuts.slice(ended).map((cut) => cut.last));
      return { events: [], last, epoch: talk.copy.epoch };
    }
    const events = talk.log
      .slice(after, after + limit)
      .map(({ cid, ...event }) => (event.by.id === visitor.id ? { ...event, cid } : event));
    return { events, last: talk.log.length, epoch: talk.copy.epoch };
  }

  private start({ cid, text }: Params): Answer {
    const open = this.begun(cid) ?? this.waiting();
    if (!open && !this.open) return refuse(4209, 'conflict', { state: 'offline' });
    const talk = open ?? this.begin();
    const said = this.say(talk, { cid, text } as Params, 'conversation.start');
    if (!open) this.append(talk, { kind: 'queued', department: 'care', by: baton });
    return 'result' in said ? { result: { ...(said.result as object), conversation: talk.copy } } : said;
  }

  private leave({ cid, text }: Params): Answer {
    const known = this.begun(cid);
    const open = known ? undefined : this.waiting();
    if (open) return refuse(4209, 'conflict', { state: open.copy.state });
    const talk = known ?? this.begin();
    const said = this.say(talk, { cid, text } as Params, 'conversation.leave');
    if (!known) {
      talk.copy = { ...talk.copy, state: 'missed', close_reason: 'missed' };
      this.append(talk, { kind: 'closed', reason: 'missed', by: baton });
      this.notify('conversation', { conversation: talk.copy, because: 'changed' });
    }
    return { result: { ...(said as { result: object }).result, conversation: talk.copy } };
  }

  private begun(cid: string): Talk | undefined {
    return [...this.talks.values()].find((talk) => talk.cids.has(cid));
  }
  private waiting(): Talk | undefined {
    return [...this.talks.values()].find(({ copy }) => copy.state !== 'closed' && copy.state !== 'missed');
  }

  private begin(): Talk {
    const id = `c${++this.ids}`;
    const copy = {
      id,
      epoch: `e${this.epochs}`,
      state: 'queued',
      department: 'care',
      owner: null,
      participants: [],
      log_seq: 0,
      handoff: null,
    };
    const talk: Talk = { copy: copy as unknown as VisitorConversation, log: [], cids: new Map(), cuts: [] };
    this.talks.set(id, talk);
    this.notify('conversation', { conversation: talk.copy, because: 'started' });
    return talk;
  }

  private say(talk: Talk, { cid, text, if_epoch }: Params, method = 'message.send'): Answer {
    const known = talk.cids.get(cid);
    const at = Date.now();
    if (known) return { result: { seq: known.seq, at: known.at, epoch: talk.copy.epoch, duplicate: true } };
    if (talk.copy.state === 'missed') {
      if (!this.open) return refuse(4209, 'conflict', { state: 'offline' });
      talk.copy = { ...talk.copy, state: 'queued', close_reason: undefined };
      this.append(talk, { kind: 'reopened', by: visitor });
      this.notify('conversation', { conversation: talk.copy, because: 'changed' });
    }
    if (talk.copy.state === 'closed') return refuse(4209, 'conflict', { state: 'closed' });
    if (if_epoch !== undefined && if_epoch !== talk.copy.epoch) return refuse(4209, 'conflict', { why: 'epoch' });
    const seq = this.append(talk, { kind: 'message', text, by: visitor, cid });
    talk.cids.set(cid, { method, seq, at });
    return { result: { seq, at, epoch: talk.copy.epoch } };
  }

  private append(talk: Talk, what: object): number {
    const seq = talk.log.length + 1;
    const { id, epoch } = talk.copy;
    const event = { conversation: id, epoch, log: 'log', seq, at: Date.now(), ...what } as LogEvent;
    talk.log.push(event);
    talk.copy = { ...talk.copy, log_seq: seq };
    const { cid, ...plain } = event;
    this.notify('event', event.by.id === visitor.id && cid ? event : plain);
    return seq;
  }
}

interface Position {
  conversation: string;
  epoch: string;
  log: number;
}
