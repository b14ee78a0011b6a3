// What care and sales do with an opportunity of a conversation: flag, suggestions, solved, alert, complaint, propose,
// withdraw, defer, hand back, share, invite. What a dialog asked is refused in that dialog, at its field; the rest
// beside the conversation. A part of the desk.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import { Refusal } from '../client/api.ts';
import type { Methods } from '../client/wire.ts';
import type { Acts } from './acts.ts';
import { type Learnt, type Objection, objectionOf, type Suggestion } from './handoff.ts';
import { sellingRefused } from './refusals.ts';
import type { To } from './targets.ts';

type Params<M extends keyof Methods> = Methods[M]['params'] extends infer P
  ? P extends unknown
    ? Omit<P, 'cid'>
    : never
  : never;
export type Flagging = Params<'opportunity.flag'>;
export type Proposing = Params<'handoff.propose'>;
export type Returning = Params<'handoff.back'>;

export type SellDialog =
  | { readonly kind: 'flag'; readonly conversation: string; readonly suggestion?: Suggestion }
  | { readonly kind: 'propose'; readonly conversation: string; readonly asked?: boolean }
  | { readonly kind: 'back' | 'defer' | 'complaint' | 'invite'; readonly conversation: string };

export interface SellRefused {
  readonly text: string;
  readonly field?: string; // its path, as the server names it
  readonly why?: Objection;
  readonly choices: readonly To[];
}

export class Selling {
  readonly busy = signal(false);
  readonly refused = signal<SellRefused | null>(null);
  readonly learnt = signal<ReadonlyMap<string, Learnt>>(new Map()); // by conversation
  readonly settled = signal<ReadonlySet<string>>(new Set()); // suggestions that were answered here: 'conversation id'
  lastKind: Flagging['kind'] = 'upsell'; // who sells teams sells teams again

  constructor(
    private readonly client: Pick<Client<'staff'>, 'act' | 'snapshot'>,
    private readonly acts: Acts,
  ) {}

  // A new dialog begins with nothing said.
  begin(): void {
    this.refused.value = null;
  }

  // --- asked in a dialog

  async flag(what: Flagging): Promise<boolean> {
    const done = await this.attempt(() => this.client.act('opportunity.flag', what));
    if (done) this.lastKind = what.kind;
    if (done && what.suggestion !== undefined) this.settle(what.conversation, what.suggestion);
    return done;
  }

  // The same with one press.
  async acceptSuggestion(what: Flagging & { suggestion: string }): Promise<boolean> {
    const { conversation, suggestion } = what;
    const done = await this.press(`suggestion ${conversation}`, conversation, () =>
      this.client.act('opportunity.flag', what),
    );
    if (done) this.settle(conversation, suggestion);
    return done;
  }

  async propose(what: Proposing): Promise<boolean> {
    const { conversation } = what;
    const done = await this.attempt(() => this.client.act('handoff.propose', what));
    const told = this.refused.peek();
    if (done) this.learn(conversation, null);
    else if (told?.why) this.learn(conversation, told.why, this.override);
    return done;
  }
  private override = false; // what the last refusal said of it

  back(what: Returning): Promise<boolean> {
    return this.attempt(() => this.client.act('handoff.back', what));
  }

  defer(conversation: string, opportunity: string, due: number): Promise<boolean> {
    return this.attempt(() => this.client.act('handoff.defer', { conversation, opportunity, due }));
  }

  openComplaint(conversation: string, text: string): Promise<boolean> {
    const call = { conversation, open: true, ...(text.trim() && { text }) };
    return this.attempt(() => this.client.act('conversation.complaint', call));
  }

  invite(conversation: string, staff: string): Promise<boolean> {
    return this.attempt(() => this.client.act('conversation.invite', { conversation, staff }));
  }

  // --- done with one press

  closeComplaint(conversation: string): Promise<boolean> {
    return this.press(`complaint ${conversation}`, conversation, () =>
      this.client.act('conversation.complaint', { conversation, open: false }),
    );
  }

  solve(conversation: string, solved: boolean): Promise<boolean> {
    return this.press(`solve ${conversation}`, conversation, () =>
      this.client.act('conversation.solve', { conversation, solved }),
    );
  }

  alert(conversation: string, on: boolean): Promise<boolean> {
    return this.press(`alert ${conversation}`, conversation, () =>
      this.client.act('alert.set', { conversation, reason: 'unhappy', on }),
    );
  }

  async dismissSuggestion(conversation: string, suggestion: string): Promise<void> {
    const done = await this.press(`suggestion ${conversation}`, conversation, async () => {
      try {
        await this.client.act('suggestion.dismiss', { conversation, suggestion });
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 4209 || error.data.why !== undefined) throw error; // else somebody was faster
      }
    });
    if (done) this.settle(conversation, suggestion);
  }

  withdraw(conversation: string, opportunity: string): Promise<boolean> {
    return this.press(`withdraw ${conversation}`, conversation, () =>
      this.client.act('handoff.withdraw', { conversation, opportunity }),
    );
  }

  dismiss(conversation: string, opportunity: string): Promise<boolean> {
    return this.press(`dismiss ${conversation}`, conversation, () =>
      this.client.act('opportunity.close', { opportunity, outcome: 'dismissed' }),
    );
  }

  share(conversation: string, note: number): Promise<boolean> {
    return this.press(`share ${conversation} ${note}`, conversation, () =>
      this.client.act('note.share', { conversation, note }),
    );
  }

  // Who was asked in goes: by themselves, or sent by the owner.
  uninvite(conversation: string, staff: string): Promise<boolean> {
    return this.press(`invite ${conversation}`, conversation, () =>
      this.client.act('conversation.invite', { conversation, staff, on: false }),
    );
  }
  askIn(conversation: string, staff: string): Promise<boolean> {
    return this.press(`invite ${conversation}`, conversation, () =>
      this.client.act('conversation.invite', { conversation, staff }),
    );
  }

  // Suggestions of one conversation that were answered here.
  settledOf(conversation: string): ReadonlySet<string> {
    const mine = `${conversation} `;
    return new Set([...this.settled.value].flatMap((key) => (key.startsWith(mine) ? [key.slice(mine.length)] : [])));
  }

  private settle(conversation: string, suggestion: string): void {
    this.settled.value = new Set(this.settled.peek()).add(`${conversation} ${suggestion}`);
  }

  private learn(conversation: string, why: Objection | null, override = false): void {
    const all = new Map(this.learnt.peek());
    const view = this.client.snapshot.conversations.get(conversation);
    if (why === null) all.delete(conversation);
    else all.set(conversation, { why, override, log: view?.log.last ?? 0, notes: view?.notes.last ?? 0 });
    this.learnt.value = all;
  }

  private press(what: string, conversation: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.acts.attempt(what, conversation, work);
  }

  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy.peek()) return false;
    this.busy.value = true;
    this.refused.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      const { why, ...told } = sellingRefused(error);
      this.override = error instanceof Refusal && error.data.override === true;
      this.refused.value = { ...told, why: objectionOf(why) };
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}
