// One WebSocket after another: frames out and in, calls matched with their answers, the heartbeat, and coming back
// after a loss with back-off and jitter. Knows no conversation and says no hello: its owner does, when it is open.
//
// The next ping is set when the last one was answered, never by a repeating timer: a hidden page's chained timers run once
// a minute, one that is set in answer to a frame runs on time.
import { LineLost, Refusal } from './api.ts';
import type { Notification } from './frame.ts';
import { readFrame } from './frame.ts';
import type { Timers } from './timers.ts';
import type { Methods } from './wire.ts';

export interface ConnectionOptions {
  url: string;
  timers: Timers;
  now(): number;
  random(): number;
  connect(url: string): WebSocket;
  opened(): void;
  notified(what: Notification): void;
  connecting(): void;
  // The line is down, and every call was rejected. Without a time it does not come back by itself.
  down(code: number, retryAt?: number): void;
}

const pingAfter = 15_000;
const deadAfter = 35_000; // without a frame
const probeDeadline = 5_000;
const openDeadline = 10_000;
const firstBackoff = 500;
const lastBackoff = 30_000;
const staysAway = new Set([4003, 4010]);

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class Connection {
  private socket: WebSocket | null = null;
  private pending = new Map<string | number | null, Pending>();
  private lastId = 0;
  private attempt = 0;
  private comeBack: number | null = null; // what `goodbye` said
  private welcome = false;
  private ping = 0;
  private dead = 0;
  private retry = 0;

  constructor(private readonly o: ConnectionOptions) {}

  open(): void {
    if (this.socket) return;
    this.o.timers.clear(this.retry);
    this.o.connecting();
    const socket = this.o.connect(this.o.url);
    this.socket = socket;
    this.watch(openDeadline);
    const mine = (run: () => void) => () => socket === this.socket && run();
    socket.onopen = mine(() => this.o.opened());
    socket.onclose = (event) => socket === this.socket && this.end(event.code);
    socket.onmessage = (event) => socket === this.socket && this.receive(event.data);
  }

  // The hello was good: the heartbeat runs, and a later loss starts with a short wait.
  welcomed(): void {
    this.welcome = true;
    this.attempt = 0;
    this.beat();
  }

  // Closes and stays away; `open` comes back.
  close(code = 1000): void {
    this.o.timers.clear(this.retry);
    this.drop(code);
    this.o.down(code);
  }

  // The line is not to be trusted, or may be back: tries at once, or asks whether anybody is there.
  nudge(): void {
    if (!this.socket && this.retry) this.open();
    else if (this.welcome) this.say(probeDeadline);
  }

  call<M extends keyof Methods>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']> {
    if (this.socket?.readyState !== 1) return Promise.reject(new LineLost());
    const id = ++this.lastId;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
    });
  }

  notify<M extends 'typing' | 'read'>(method: M, params: Methods[M]['params']): void {
    if (this.welcome) this.socket?.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  // Ends the socket as if the server had closed it with this code.
  end(code: number): void {
    this.drop(code);
    if (staysAway.has(code)) {
      this.o.down(code);
      return;
    }
    const ceiling = Math.min(lastBackoff, firstBackoff * 2 ** Math.min(this.attempt++, 10));
    const wait = this.comeBack ?? this.o.random() * ceiling;
    this.comeBack = null;
    this.retry = this.o.timers.set(() => this.open(), wait);
    this.o.down(code, this.o.now() + wait);
  }

  private drop(code: number): void {
    const { socket } = this;
    this.socket = null;
    this.welcome = false;
    this.retry = 0;
    this.o.timers.clear(this.ping);
    this.o.timers.clear(this.dead);
    if (socket && socket.readyState < 2) socket.close(code === 1000 ? 1000 : 4000);
    const calls = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of calls) reject(new LineLost());
  }

  private receive(data: unknown): void {
    this.o.timers.clear(this.dead);
    if (typeof data !== 'string') return;
    const frame = readFrame(data);
    if (frame.type === 'notification') {
      if (frame.method === 'goodbye') this.comeBack = frame.params.retry_after_ms;
      this.o.notified(frame);
    } else if (frame.type !== 'ignored') {
      const call = this.pending.get(frame.id);
      this.pending.delete(frame.id);
      if (frame.type === 'error') call?.reject(new Refusal(frame.error));
      else call?.resolve(frame.result);
    }
  }

  private beat(): void {
    this.o.timers.clear(this.ping);
    this.ping = this.o.timers.set(() => this.say(deadAfter - pingAfter), pingAfter);
  }

  private say(deadline: number): void {
    this.watch(deadline);
    this.call('ping', {}).then(
      () => this.beat(),
      () => {},
    );
  }

  // Unless something is read within this time, the line is dead.
  private watch(deadline: number): void {
    this.o.timers.clear(this.dead);
    this.dead = this.o.timers.set(() => this.end(1006), deadline);
  }
}
