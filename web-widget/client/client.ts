// The one `baton.v1` client: feeds everything that happens to the model, does what the model then wants, and tells
// whoever listens. Decides nothing itself.
import type { ActMethod, Beginning, Client, LogName, Method, OutMessage, Role, Snapshot, Welcome } from './api.ts';
import { LineLost, Refusal } from './api.ts';
import { newCid } from './cid.ts';
import { Connection } from './connection.ts';
import type { Notification } from './frame.ts';
import type { Action, Model } from './model.ts';
import { emptyModel, reduce } from './model.ts';
import { Signals } from './signals.ts';
import type { MessageStore } from './store.ts';
import { memoryStore } from './store.ts';
import { Syncing } from './syncing.ts';
import type { Timers } from './timers.ts';
import { pageTimers } from './timers.ts';
import { positions, wanted } from './wanted.ts';
import { wellFormed } from './text.ts';
import type { Methods, Notifications, StaffYou } from './wire.ts';

type HelloParams<R extends Role> = Omit<Extract<Methods['hello']['params'], { role: R }>, 'role' | 'resume'>;

export interface ClientOptions<R extends Role> {
  url: string;
  role: R;
  // Who says hello, asked for every time.
  hello(): HelloParams<R>;
  // The server refused this field of it: true says hello again, with what `hello` gives then.
  refused(field: string | undefined): boolean;
  // Where messages are kept over a reload. A function is asked with the id of whoever was welcomed.
  store?: MessageStore | ((me: string) => MessageStore);
  timers?: Timers;
  now?: () => number;
  random?: () => number;
  connect?: (url: string) => WebSocket;
}

const retryAfter = 1_000; // where the server names no time
const answersAgain = (error: unknown) => error instanceof Refusal && (error.code === 4503 || error.code === 4229);

export function createClient<R extends Role>(options: ClientOptions<R>): Client<R> {
  return new Driver(options);
}

class Driver<R extends Role> implements Client<R> {
  private model: Model<R>;
  private store: MessageStore;
  private storeOf: string | null = null;
  private readonly timers: Timers;
  private readonly now: () => number;
  private readonly connection: Connection;
  private readonly syncing: Syncing;
  private readonly signals: Signals;
  private readonly listeners = new Set<() => void>();
  private readonly heard = new Map<string, Set<(params: never) => void>>();
  private readonly greeted = new Set<(welcome: Welcome<R>) => void>();
  private readonly resting = new Set<string>(); // conversations whose next message waits for a while
  private lastAt = 0;

  constructor(private readonly o: ClientOptions<R>) {
    this.timers = o.timers ?? pageTimers;
    this.now = o.now ?? Date.now;
    this.model = emptyModel(o.role);
    this.store = memoryStore();
    this.connection = new Connection({
      url: o.url,
      timers: this.timers,
      now: this.now,
      random: o.random ?? Math.random,
      connect: o.connect ?? ((url) => new WebSocket(url, 'baton.v1')),
      opened: () => void this.hello(),
      notified: (what) => this.notified(what),
      connecting: () => this.dispatch({ type: 'connecting' }),
      down: (code, retryAt) => this.down(code, retryAt),
    });
    const dispatch = (action: Action) => this.dispatch(action as Action<R>);
    this.syncing = new Syncing(this.connection, this.timers, dispatch, () => this.pump());
    this.signals = new Signals(this.connection, this.timers);
    if (typeof o.store === 'object') this.adopt(o.store);
  }
  private end: Snapshot['ended'] = 'stopped'; // why it was closed from this side

  get snapshot(): Snapshot<R> {
    return this.model;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  hear<N extends keyof Notifications>(name: N, listener: (params: Notifications[N]) => void): () => void {
    const all = this.heard.get(name) ?? new Set();
    this.heard.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  welcomed(listener: (welcome: Welcome<R>) => void): () => void {
    this.greeted.add(listener);
    return () => this.greeted.delete(listener);
  }

  start(): void {
    if (this.model.link !== 'idle' && this.model.link !== 'ended') return;
    this.connection.open();
  }

  stop(): void {
    this.end = 'stopped';
    this.connection.close();
  }

  nudge(): void {
    this.connection.nudge();
  }

  call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']> {
    return this.connection.call(method, params).then((result) => {
      this.learn(method, result);
      return result;
    });
  }

  async act<M extends ActMethod>(method: M, params: object): Promise<Methods[M]['result']> {
    const known = { ...params, cid: newCid() } as Methods[M]['params'];
    for (;;) {
      await this.ready();
      try {
        return await this.call(method, known);
      } catch (error) {
        if (error instanceof LineLost) continue;
        if (!answersAgain(error)) throw error;
        await this.rest((error as Refusal).data.retry_after_ms ?? retryAfter);
      }
    }
  }

  send(
    conversation: string,
    text: string,
    log: LogName = 'log',
    begins?: Beginning,
    instead?: readonly string[],
  ): void {
    this.signals.wrote(conversation);
    this.lastAt = Math.max(this.now(), this.lastAt + 1); // what orders them after a reload
    const message: OutMessage = {
      conversation,
      cid: newCid(),
      log,
      text: wellFormed(text),
      at: this.lastAt,
      state: 'queued',
      ...begins,
    };
    this.dispatch({ type: 'say', message, instead });
  }

  again(cid: string): void {
    this.dispatch({ type: 'again', cid });
  }

  discard(cid: string): void {
    this.dispatch({ type: 'discard', cid });
  }

  typing(conversation: string, on: boolean): void {
    this.signals.typing(conversation, on);
  }

  read(conversation: string, seq: number): void {
    this.signals.read(conversation, seq);
  }

  async open(conversation: string): Promise<void> {
    await this.call('conversation.get', { conversation });
  }

  // --- what happens

  private dispatch(action: Action<R>): void {
    const before = this.model;
    this.model = reduce(this.model, action);
    if (this.model === before) return;
    this.remember(before);
    for (const listener of [...this.listeners]) listener();
    this.pump();
  }

  private pump(): void {
    const { fetches, flights, looks } = wanted(this.model);
    for (const fetch of fetches) this.syncing.fetch(fetch);
    for (const conversation of looks) this.syncing.look(conversation);
    for (const message of flights) if (!this.resting.has(message.conversation)) void this.fly(message);
    this.expire();
  }

  private async hello(): Promise<void> {
    const resume = positions(this.model);
    try {
      const params = { ...this.o.hello(), role: this.o.role, ...(resume.length > 0 && { resume }) };
      const welcome = (await this.connection.call('hello', params as Methods['hello']['params'])) as Welcome<R>;
      this.connection.welcomed();
      this.adoptFor(welcome.you.id);
      this.dispatch({ type: 'welcome', welcome });
      this.signals.welcomed();
      for (const greet of [...this.greeted]) greet(welcome);
    } catch (error) {
      if (!(error instanceof Refusal)) return; // the line was lost, and comes back
      if (error.code !== 4103) this.connection.end(1000);
      else if (this.o.refused(error.data.field)) return this.hello();
      else {
        this.end = 'signed_out';
        this.connection.close();
      }
    }
  }

  private down(code: number, retryAt?: number): void {
    const why = code === 4003 ? 'forbidden' : code === 4010 ? 'signed_out' : this.end;
    this.dispatch({ type: 'down', code, retryAt, ended: retryAt === undefined ? why : undefined });
  }

  private notified(what: Notification): void {
    if (what.method === 'event') this.dispatch({ type: 'event', event: what.params });
    else if (what.method === 'queue') {
      if ('conversation' in what.params) this.dispatch({ type: 'queue', place: what.params });
    } else if (what.method === 'reset') this.dispatch({ type: 'reset', reset: what.params });
    else if (what.method === 'signal') this.dispatch({ type: 'signal', signal: what.params, now: this.now() });
    else if (what.method === 'conversation') {
      const { conversation, because } = what.params;
      this.dispatch({ type: 'conversation', copy: conversation, because } as Action<R>);
    }
    for (const listener of [...(this.heard.get(what.method) ?? [])]) listener(what.params as never);
  }

  // What a result tells beside its answer.
  private learn(method: Method, result: object): void {
    if ('you' in result) this.dispatch({ type: 'you', you: result.you } as Action<R>);
    else if ('staff' in result) this.learnOwn(result.staff as readonly StaffYou[]);
    else if (method === 'presence.set') this.dispatch({ type: 'you', you: result } as Action<R>);
    else if (method.startsWith('conversation.') && 'conversation' in result)
      this.dispatch({ type: 'copy', copy: result.conversation, opened: true } as Action<R>);
  }

  // One's own row in a list of staff: the server may have set one away, and tells nobody's own connections.
  private learnOwn(staff: readonly Pick<StaffYou, 'id' | 'presence' | 'capacity'>[]): void {
    const own = staff.find(({ id }) => id === this.model.you?.id);
    if (!own) return;
    const { presence, capacity } = own;
    const you: object = { presence, capacity };
    this.dispatch({ type: 'you', you } as Action<R>);
  }

  // --- messages

  private async fly({ cid, conversation, log, text, department, contact }: OutMessage): Promise<void> {
    // Whoever heard of the last change may have sent it already.
    if (this.model.outbox.find((m) => m.cid === cid)?.state !== 'queued') return;
    this.dispatch({ type: 'fly', cid });
    try {
      if (conversation === '') {
        const how = { cid, text, ...(department && { department }) };
        const result = contact
          ? await this.connection.call('conversation.leave', { ...how, ...contact })
          : await this.connection.call('conversation.start', how);
        const begun = result.conversation;
        this.dispatch({ type: 'landed', cid, seq: result.seq, epoch: begun.epoch, begun } as Action<R>);
        return;
      }
      const what = { conversation, cid, text };
      if (log === 'notes') {
        const { seq } = await this.connection.call('note.add', what);
        const epoch = this.model.conversations.get(conversation)?.notes.epoch ?? '';
        this.dispatch({ type: 'landed', cid, seq, epoch });
      } else {
        const if_epoch = this.model.conversations.get(conversation)?.log.epoch;
        const sent = await this.connection.call('message.send', { ...what, ...(if_epoch && { if_epoch }) });
        this.dispatch({ type: 'landed', cid, seq: sent.seq, epoch: sent.epoch });
      }
    } catch (error) {
      if (!(error instanceof Refusal)) return; // `down` has put it back
      if (answersAgain(error)) {
        this.restFor(conversation, error.data.retry_after_ms ?? retryAfter);
        this.dispatch({ type: 'park', cid });
      } else if (error.code === 4209 && error.data.why === 'epoch') {
        this.dispatch({ type: 'passed', cid, conversation });
      } else this.dispatch({ type: 'refused', cid, error: error.wire });
    }
  }

  private restFor(conversation: string, ms: number): void {
    this.resting.add(conversation);
    this.timers.set(() => {
      this.resting.delete(conversation);
      this.pump();
    }, ms);
  }

  // --- what outlives the page

  private adoptFor(me: string): void {
    if (typeof this.o.store !== 'function' || this.storeOf === me) return;
    const another = this.storeOf !== null;
    this.storeOf = me;
    this.store = memoryStore(); // nothing of the one before is dropped from theirs
    if (another && this.o.role === 'staff') this.model = emptyModel(this.o.role);
    this.adopt(this.o.store(me));
  }

  private adopt(store: MessageStore): void {
    const messages = store.all();
    this.lastAt = messages.at(-1)?.at ?? 0;
    this.store = store;
    for (const message of this.model.outbox) store.put(message);
    this.dispatch({ type: 'loaded', messages });
  }

  private remember(before: Model<R>): void {
    if (before.outbox === this.model.outbox && before.kept === this.model.kept) return;
    const now = new Map([...this.model.outbox, ...this.model.kept].map((m) => [m.cid, m]));
    const then = new Map([...before.outbox, ...before.kept].map((m) => [m.cid, m]));
    for (const cid of then.keys()) if (!now.has(cid)) this.store.drop(cid);
    for (const [cid, message] of now) if (then.get(cid) !== message) this.store.put(message);
  }

  // --- waiting

  private ready(): Promise<void> {
    const { link } = this.model;
    if (link === 'ready') return Promise.resolve();
    if (link === 'ended') return Promise.reject(new LineLost());
    return new Promise((resolve, reject) => {
      const stop = this.subscribe(() => {
        if (this.model.link !== 'ready' && this.model.link !== 'ended') return;
        stop();
        this.ready().then(resolve, reject);
      });
    });
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => this.timers.set(done, ms));
  }

  private expiry = 0;
  private expire(): void {
    const next = Math.min(...[...this.model.conversations.values()].flatMap((v) => v.typing.map((t) => t.until)));
    this.timers.clear(this.expiry);
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(0, next - this.now()) + 1;
    this.expiry = this.timers.set(() => this.dispatch({ type: 'time', now: this.now() }), wait);
  }
}
