// What is told and never stored: that somebody types, and how far they read.
import type { Connection } from './connection.ts';
import type { Timers } from './timers.ts';

const repeatAfter = 3_000;
const idleAfter = 5_000; // without a key the typing is over

interface Typist {
  idle: number; // timer: the typing is over
  quiet: number; // timer: until then nothing is repeated; 0 when it ran out
}

export class Signals {
  private readonly typists = new Map<string, Typist>(); // conversations in which the others were told
  private readonly seen = new Map<string, number>(); // conversation → sequence read

  constructor(
    private readonly connection: Connection,
    private readonly timers: Timers,
  ) {}

  typing(conversation: string, on: boolean): void {
    if (!on) {
      if (this.wrote(conversation)) this.connection.notify('typing', { conversation, on });
      return;
    }
    const typist = this.typists.get(conversation) ?? { idle: 0, quiet: 0 };
    this.typists.set(conversation, typist);
    this.timers.clear(typist.idle);
    typist.idle = this.timers.set(() => this.typing(conversation, false), idleAfter);
    if (typist.quiet) return;
    this.connection.notify('typing', { conversation, on });
    typist.quiet = this.timers.set(() => (typist.quiet = 0), repeatAfter);
  }

  // The typing is over, and the message that comes tells it. Whether there was any.
  wrote(conversation: string): boolean {
    const typist = this.typists.get(conversation);
    if (!typist) return false;
    this.timers.clear(typist.idle);
    this.timers.clear(typist.quiet);
    return this.typists.delete(conversation);
  }

  read(conversation: string, seq: number): void {
    if (seq <= (this.seen.get(conversation) ?? 0)) return;
    this.seen.set(conversation, seq);
    this.connection.notify('read', { conversation, seq });
  }

  // What was told on a line that is lost may not have arrived.
  welcomed(): void {
    for (const [conversation, seq] of this.seen) this.connection.notify('read', { conversation, seq });
  }
}
