// A rep's opportunities, while they are looked at: one pile a state, read page by page, and read anew when something of
// them changed, after what was done here, and after a reconnect. Never polled.
import { computed, signal } from '@preact/signals';
import { type Client, Refusal } from '../client/api.ts';
import type { Methods, Opportunity, StaffConversation, StaffYou } from '../client/wire.ts';
import { differs, isOwn, newestFirst, type Stage, type State, stages } from './deals.ts';
import { problemText } from './refusals.ts';
import { words } from './words.ts';

const say = words.sales.problems;
const page = 50;
const followed = 500; // of a state with follow-ups: what is due is not in the order of the list
const slice = 20; // shown of a stage at once
const together = 300; // ms in which several changes are one

export interface Pile {
  readonly deals: readonly Opportunity[];
  readonly cursor: string | null;
  readonly state: 'loading' | 'there' | 'failed';
}
// What is done with an opportunity by a form of its own.
export type Asking = 'won' | 'lost' | 'dismissed' | 'refund' | 'later';
const nothing: Pile = { deals: [], cursor: null, state: 'loading' };
const states = stages.flatMap((one) => one.states);
const due: readonly State[] = ['deferred', 'won'];
type Closing = Pick<
  Methods['opportunity.close']['params'],
  'opportunity' | 'outcome' | 'amount' | 'currency' | 'reason'
>;
type Refunding = Pick<Methods['opportunity.refund']['params'], 'opportunity' | 'amount' | 'currency' | 'reason'>;

export class Sales {
  readonly everybody = signal(false); // or only one's own
  readonly chosen = signal<Opportunity | null>(null); // as it was when it was chosen: `open` is as it is
  readonly busy = signal<ReadonlySet<string>>(new Set()); // ids of opportunities
  readonly problem = signal<{ opportunity: string; text: string } | null>(null);
  readonly why = signal(''); // the latest reading failed
  readonly asking = signal<Asking | null>(null); // the form that is open on it
  readonly said = signal(''); // what was done with it
  private readonly piles = signal<ReadonlyMap<State, Pile>>(new Map());
  private readonly shown = signal<ReadonlyMap<Stage, number>>(new Map());
  private watching = false;
  private reading = false;
  private stale = false; // something changed while it was read
  private soon: ReturnType<typeof setTimeout> | undefined;

  readonly known = computed(() => {
    const all = [...this.piles.value.values()].flatMap(({ deals }) => deals);
    return new Map(all.map((deal) => [deal.id, deal]));
  });
  readonly open = computed(() => {
    const deal = this.chosen.value;
    return deal && (this.known.value.get(deal.id) ?? deal);
  });
  readonly state = computed(() => {
    const all = states.map((state) => this.piles.value.get(state)?.state ?? 'loading');
    if (all.includes('failed')) return 'failed';
    return all.includes('loading') ? 'loading' : 'there';
  });

  constructor(
    private readonly client: Pick<Client<'staff'>, 'call' | 'act' | 'hear' | 'welcomed' | 'snapshot'>,
    private readonly me: StaffYou,
  ) {
    this.everybody.value = !me.roles.includes('sales'); // a supervisor looks at everybody's
  }

  // From now on, until what it gives is called.
  watch(): () => void {
    this.watching = true;
    const { client } = this;
    const ends = [
      client.welcomed(() => void this.read()),
      client.hear('conversation', ({ conversation }) => 'opportunity' in conversation && this.told(conversation)),
      client.hear('event', (event) => {
        const noted = event.kind === 'opportunity' || event.kind === 'flagged';
        if (noted && this.known.peek().get(event.opportunity)?.state !== event.state) this.later();
      }),
      // A hand-off that goes round among the reps changes without a word to those who do not have it.
      client.hear('offer', ({ kind }) => kind === 'handoff' && this.later()),
      client.hear('offer.withdrawn', ({ conversation }) => this.waits(conversation) && this.later()),
      client.hear('listed', ({ conversation }) => {
        const handed = 'pending' in conversation && conversation.pending?.kind === 'handoff';
        if (handed || this.waits(conversation.id)) this.later();
      }),
    ];
    void this.read();
    return () => {
      this.watching = false;
      clearTimeout(this.soon);
      this.soon = undefined;
      for (const end of ends) end();
    };
  }

  setEverybody(everybody: boolean): void {
    if (everybody === this.everybody.peek()) return;
    this.everybody.value = everybody;
    this.piles.value = new Map();
    this.shown.value = new Map();
    void this.read();
  }

  // What the scope shows of these states, the newest first.
  of(wanted: readonly State[]): Opportunity[] {
    const all = wanted.flatMap((state) => this.piles.value.get(state)?.deals ?? []);
    return all.filter((deal) => this.everybody.value || isOwn(deal, this.me)).sort(newestFirst);
  }

  stage(stage: Stage): { deals: readonly Opportunity[]; count: number; more: boolean } {
    const wanted = stages.find((one) => one.stage === stage)!.states;
    const all = this.of(wanted);
    const cursor = wanted.some((state) => this.piles.value.get(state)?.cursor);
    const deals = all.slice(0, this.shown.value.get(stage) ?? slice);
    return { deals, count: all.length, more: cursor || deals.length < all.length };
  }

  hasMore(wanted: readonly State[]): boolean {
    return wanted.some((state) => Boolean(this.piles.value.get(state)?.cursor));
  }

  async more(stage: Stage): Promise<void> {
    const shown = (this.shown.peek().get(stage) ?? slice) + slice;
    this.shown.value = new Map(this.shown.peek()).set(stage, shown);
    const wanted = stages.find((one) => one.stage === stage)!.states;
    if (this.of(wanted).length >= shown) return;
    for (const state of wanted) {
      const pile = this.piles.peek().get(state);
      if (pile?.cursor) await this.into(state, (pile.deals.length || page) + page);
    }
  }

  choose(deal: Opportunity | null): void {
    this.ask(null);
    this.chosen.value = deal;
  }

  ask(what: Asking | null): void {
    this.problem.value = null;
    this.said.value = '';
    this.asking.value = what;
  }

  // It was done: the form that asked goes away.
  tell(said: string): void {
    this.ask(null);
    this.said.value = said;
  }

  // --- reading

  async read(): Promise<void> {
    clearTimeout(this.soon);
    this.soon = undefined;
    if (this.client.snapshot.link !== 'ready') return;
    this.stale = true;
    if (this.reading) return;
    this.reading = true;
    while (this.stale && this.watching) {
      this.stale = false;
      const had = this.piles.peek();
      await Promise.all(
        states.map((state) =>
          this.into(state, Math.max(page, had.get(state)?.deals.length ?? 0, due.includes(state) ? followed : 0)),
        ),
      );
    }
    this.reading = false;
  }

  private later(): void {
    if (this.watching) this.soon ??= setTimeout(() => void this.read(), together);
  }

  // Reads a state anew, at least as many of it. What was known stays where that fails.
  private async into(state: State, atLeast: number): Promise<void> {
    const everybody = this.everybody.peek();
    const owned = stages.find((one) => one.states.includes(state))!.owned;
    const scope = { state, ...(owned && !everybody && { owner: this.me.id }) };
    const pile = await this.pages(scope, atLeast).catch((error): Pile => {
      this.why.value = problemText(error);
      return { ...(this.piles.peek().get(state) ?? nothing), state: 'failed' };
    });
    // Somebody else's are wanted by now and read next, or the line was lost and its welcome asks again.
    if (everybody !== this.everybody.peek()) return;
    if (pile.state === 'failed' && this.client.snapshot.link !== 'ready') return;
    this.piles.value = new Map(this.piles.peek()).set(state, pile);
  }

  private async pages(scope: Methods['opportunity.list']['params'], atLeast: number): Promise<Pile> {
    const deals = new Map<string, Opportunity>();
    let cursor: string | null = null;
    do {
      const asked: Methods['opportunity.list']['params'] = {
        ...scope,
        ...(cursor !== null && { cursor }),
        limit: page,
      };
      const found: Methods['opportunity.list']['result'] = await this.client.call('opportunity.list', asked);
      for (const deal of found.opportunities) deals.set(deal.id, deal);
      cursor = found.cursor;
    } while (cursor !== null && deals.size < atLeast);
    return { deals: [...deals.values()], cursor, state: 'there' };
  }

  private waits(conversation: string): boolean {
    const all = this.known.peek().values();
    return [...all].some((d) => d.conversation === conversation && (d.state === 'consented' || d.state === 'offered'));
  }

  private told({ id, opportunity, visitor }: StaffConversation): void {
    if (opportunity && differs(opportunity, this.known.peek().get(opportunity.id))) {
      const customer = { id: visitor.id, ...(visitor.name !== undefined && { name: visitor.name }) };
      this.put({ ...opportunity, visitor: customer });
      this.later();
    } else if (!opportunity && this.waits(id)) {
      this.later();
    }
  }

  // In its pile at once, where it was known; reading it anew says the rest.
  private put(deal: Opportunity): void {
    const before = this.known.peek().get(deal.id) ?? this.chosen.peek();
    const visitor = deal.visitor ?? (before?.id === deal.id ? before.visitor : undefined);
    const now = { ...deal, ...(visitor && { visitor }) };
    if (this.chosen.peek()?.id === deal.id) this.chosen.value = now;
    if (!this.known.peek().has(deal.id)) return;
    const piles = new Map(this.piles.peek());
    for (const [state, pile] of piles) {
      const others = pile.deals.filter(({ id }) => id !== deal.id);
      piles.set(state, { ...pile, deals: state === deal.state ? [...others, now].sort(newestFirst) : others });
    }
    this.piles.value = piles;
  }

  // --- doing

  followUp(opportunity: string, due: number | null): Promise<boolean> {
    return this.attempt(opportunity, () => this.client.act('opportunity.follow_up', { opportunity, due }));
  }

  close(closing: Closing): Promise<boolean> {
    return this.attempt(closing.opportunity, () => this.client.act('opportunity.close', closing));
  }

  refund(refunding: Refunding): Promise<boolean> {
    return this.attempt(refunding.opportunity, () => this.client.act('opportunity.refund', refunding));
  }

  private async attempt(opportunity: string, work: () => Promise<{ opportunity: Opportunity }>): Promise<boolean> {
    if (this.busy.peek().has(opportunity)) return false;
    this.busy.value = new Set(this.busy.peek()).add(opportunity);
    this.problem.value = null;
    try {
      this.put((await work()).opportunity);
      return true;
    } catch (error) {
      this.problem.value = { opportunity, text: dealProblem(error) };
      return false;
    } finally {
      const rest = new Set(this.busy.peek());
      rest.delete(opportunity);
      this.busy.value = rest;
      this.later();
    }
  }
}

// Of what was done with an opportunity: here a refusal speaks of that, not of its conversation.
export function dealProblem(error: unknown): string {
  if (!(error instanceof Refusal)) return problemText(error);
  const { code, data } = error;
  if (code === 4104) return say.others;
  if (code === 4204) return say.gone;
  if (code === 4209 && data.why === 'window') return say.window;
  if (code === 4209 && data.why !== 'full' && data.why !== 'cid_reused') return say.changed;
  return problemText(error);
}
