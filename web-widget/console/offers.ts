// Offers in one's hands: each stands until it is answered or withdrawn, and then for a few seconds says what became of
// it. The server decides; a lost answer is repeated under its cid. Two missed in a row set one away: that is found out
// and said.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import { Refusal } from '../client/api.ts';
import type { Notifications, Offer } from '../client/wire.ts';
import type { Clock } from './clock.ts';
import { offerRefused } from './refusals.ts';
import { words } from './words.ts';

type Reason = Notifications['offer.withdrawn']['reason'];
export interface Held {
  readonly offer: Offer;
  readonly since: number; // when it was heard of here: where the countdown begins
  readonly answering?: 'accept' | 'decline';
  readonly problem?: string; // why the answer did not do; it can be given again
}
export interface Ended {
  readonly conversation: string;
  readonly name: string;
  readonly text: string;
}
export interface Around {
  readonly client: Pick<Client<'staff'>, 'act' | 'hear' | 'snapshot'>;
  readonly clock: Clock;
  name(conversation: string): string;
  missed(inARow: number): Promise<boolean>; // whether that has set one away
}

const saidFor = 8_000;
const grace = 5_000; // after the deadline without a word: nobody will say more

export class Offers {
  readonly open = signal<readonly Held[]>([]);
  readonly ended = signal<readonly Ended[]>([]);
  readonly setAway = signal(false);
  private missed = 0;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly around: Around) {}

  start(): () => void {
    const { client, clock } = this.around;
    const ends = [
      client.hear('offer', (offer) => this.put(offer)),
      client.hear('offer.withdrawn', ({ conversation, reason }) => this.withdrawn(conversation, reason)),
      clock.now.subscribe((now) => {
        for (const { offer } of this.open.peek())
          if (now > offer.deadline + grace) this.withdrawn(offer.conversation, 'expired');
      }),
    ];
    return () => {
      for (const end of ends) end();
      for (const timer of this.timers) clearTimeout(timer);
    };
  }

  // What hello says is all there is: the others ended while nobody could tell.
  begin(offers: readonly Offer[]): void {
    const known = new Map(this.open.peek().map((held) => [held.offer.conversation, held]));
    this.open.value = offers.map((offer) => ({ ...(known.get(offer.conversation) ?? this.held(offer)), offer }));
  }

  async answer(conversation: string, accept: boolean): Promise<boolean> {
    const held = this.open.peek().find(({ offer }) => offer.conversation === conversation);
    if (!held || held.answering) return false;
    this.change(conversation, { answering: accept ? 'accept' : 'decline', problem: undefined });
    try {
      await this.around.client.act('offer.answer', { conversation, accept });
      this.missed = 0;
      this.drop(conversation);
      return true;
    } catch (error) {
      const { text, over } = offerRefused(error);
      if (over || (error instanceof Refusal && error.code === 4204)) this.end(conversation, text);
      else this.change(conversation, { answering: undefined, problem: text });
      return false;
    }
  }

  // What became of something else that was handed on: said in the same place, as long.
  say(conversation: string, text: string): void {
    const told: Ended = { conversation, name: this.around.name(conversation), text };
    this.ended.value = [...this.ended.peek().filter((one) => one.conversation !== conversation), told];
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.ended.value = this.ended.peek().filter((one) => one !== told);
    }, saidFor);
    this.timers.add(timer);
  }

  dismissAway(): void {
    this.setAway.value = false;
  }

  private held(offer: Offer): Held {
    return { offer, since: this.around.clock.now.peek() };
  }

  private put(offer: Offer): void {
    this.around.clock.tick();
    const others = this.open.peek().filter((held) => held.offer.conversation !== offer.conversation);
    this.ended.value = this.ended.peek().filter(({ conversation }) => conversation !== offer.conversation);
    this.open.value = [...others, this.held(offer)].sort((a, b) => a.offer.deadline - b.offer.deadline);
  }

  private withdrawn(conversation: string, told: Reason): void {
    const held = this.open.peek().find(({ offer }) => offer.conversation === conversation);
    if (!held) return;
    // Nothing can be answered once the time is over, whatever was answered of this conversation before.
    this.around.clock.tick();
    const late = this.around.clock.now.peek() >= held.offer.deadline;
    const reason = told === 'answered' && late && !held.answering ? 'expired' : told;
    // Its own answer may overtake the result.
    if (held.answering && (reason === 'answered' || reason === 'taken')) return this.drop(conversation);
    this.end(conversation, words.offers.ended[reason] ?? words.offers.ended.withdrawn);
    if (reason === 'answered') this.missed = 0;
    if (reason === 'expired') void this.miss();
  }

  private async miss(): Promise<void> {
    if (await this.around.missed(++this.missed)) {
      this.missed = 0;
      this.setAway.value = true;
    }
  }

  private change(conversation: string, change: Partial<Held>): void {
    this.open.value = this.open
      .peek()
      .map((held) => (held.offer.conversation === conversation ? { ...held, ...change } : held));
  }

  private drop(conversation: string): void {
    this.open.value = this.open.peek().filter(({ offer }) => offer.conversation !== conversation);
  }

  private end(conversation: string, text: string): void {
    if (!this.open.peek().some(({ offer }) => offer.conversation === conversation)) return;
    this.drop(conversation);
    this.say(conversation, text);
  }
}
