// What one signed-in person sees and does: the only state of the console, as signals. What the server said comes from
// the client and the lists and is never changed here; the rest is where one is, what one looked at, and what went
// wrong. Views read signals and call verbs.
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Client, ConversationView, Snapshot, Welcome } from '../client/api.ts';
import type { Lists, ListsSnapshot } from '../client/lists.ts';
import type { StaffYou } from '../client/wire.ts';
import { Acts } from './acts.ts';
import { Clock } from './clock.ts';
import { askable, heardBy, shortened, type Suggestion, suggestionsOf } from './handoff.ts';
import { Drafts, type Mode, type Preferences } from './kept.ts';
import { mayOf, observes, supervises } from './may.ts';
import { Past } from './past.ts';
import { Status } from './presence.ts';
import { problemText } from './refusals.ts';
import type { Place } from './route.ts';
import { isMine, nameOf, type Rows, rowsOf, type Summary, stepped } from './rows.ts';
import { Numbers } from './numbers.ts';
import { Sales } from './sales.ts';
import { Selling } from './selling.ts';
import { SettingsEditor } from './settings.ts';
import { Staffing } from './staffing.ts';
import { words } from './words.ts';

export type Tab = 'waiting' | 'mine' | 'missed' | 'all';
export type Focus = Mode | 'heading' | 'row';
type View = ConversationView<'staff'>;
const states: Summary['state'][] = ['queued', 'offered', 'active', 'missed'];
const roomy = () => matchMedia('(min-width: 760px)').matches;
const reopenMs = 30 * 60_000; // until the server has said its own

export class Desk {
  readonly snapshot: Signal<Snapshot<'staff'>>;
  readonly listed: Signal<ListsSnapshot>;
  readonly clock = new Clock();
  readonly past: Past;
  readonly drafts: Drafts;
  readonly tab = signal<Tab>('mine');
  readonly mode = signal<Mode>('reply');
  readonly focus = signal<Focus | null>(null); // where the keyboard should be next
  readonly announcement = signal('');
  readonly acts: Acts;
  readonly status: Status;
  readonly staffing: Staffing;
  readonly selling: Selling;
  readonly settings: SettingsEditor;
  readonly sales: Sales;
  readonly numbers: Numbers;
  readonly opened = signal<ReadonlyMap<string, number | string>>(new Map()); // when, or why it could not be
  readonly rows: ReadonlySignal<Rows>;
  readonly chosen: ReadonlySignal<string | null>;
  readonly view: ReadonlySignal<View | undefined>;
  readonly unread: ReadonlySignal<number>;
  private readonly seen = signal<ReadonlyMap<string, number>>(new Map());
  private unfocused: { conversation: string; seq: number } | null = null;
  private readonly ends: (() => void)[] = [];

  constructor(
    readonly client: Client<'staff'>,
    readonly lists: Lists,
    readonly me: StaffYou,
    readonly place: Signal<Place>,
    readonly prefs: Preferences,
  ) {
    this.snapshot = signal(client.snapshot);
    this.listed = signal(lists.snapshot);
    this.drafts = new Drafts(me.id);
    this.past = new Past(client);
    this.acts = new Acts(client);
    this.status = new Status(client);
    this.selling = new Selling(client, this.acts);
    this.staffing = new Staffing(this);
    this.settings = new SettingsEditor(client);
    this.sales = new Sales(client, me);
    this.numbers = new Numbers(client, me, this.clock);
    this.chosen = computed(() => this.place.value.conversation);
    this.view = computed(() => this.snapshot.value.conversations.get(this.chosen.value ?? ''));
    this.rows = computed(() =>
      rowsOf(
        this.listed.value.summaries.values(),
        this.snapshot.value.conversations,
        this.seen.value,
        me,
        words.unnamed,
      ),
    );
    this.unread = computed(() => this.rows.value.mine.reduce((sum, { unread }) => sum + unread, 0));
  }

  get you(): StaffYou {
    return this.snapshot.value.you ?? this.me;
  }

  start(): () => void {
    const summary = computed(() => this.listed.value.summaries.get(this.chosen.value ?? ''));
    const { ends } = this;
    ends.push(
      this.client.subscribe(() => {
        this.snapshot.value = this.client.snapshot;
      }),
      this.lists.subscribe(() => {
        this.listed.value = this.lists.snapshot;
      }),
      this.client.welcomed((welcome) => {
        this.greeted(welcome);
        this.watch();
        this.look();
      }),
      this.clock.start(),
      this.staffing.start(),
      // What is only looked at is not told of: it is looked at again when its summary changed.
      effect(() => {
        void summary.value;
        void this.chosen.value;
        this.look();
      }),
    );
    const focused = () => this.unfocused && this.looked(this.unfocused.conversation, this.unfocused.seq);
    window.addEventListener('focus', focused);
    ends.push(() => window.removeEventListener('focus', focused));
    this.snapshot.value = this.client.snapshot;
    if (this.client.snapshot.link === 'ready') this.watch();
    return () => {
      for (const end of ends.splice(0)) end();
      this.lists.stop();
    };
  }

  greeted({ server, offers }: Pick<Welcome<'staff'>, 'server' | 'offers'>): void {
    this.clock.set(server.time);
    this.staffing.offers.begin(offers);
  }

  private watched = '';
  private watch(): void {
    const { you, desk } = this.client.snapshot;
    if (!you) return;
    const departments = supervises(you) ? (desk?.departments.map(({ id }) => id) ?? []) : you.departments;
    if (this.watched === departments.join()) return;
    this.watched = departments.join();
    this.lists.watch(departments, states);
  }

  // --- where one is

  // To write, where a keyboard is at hand; a phone's would cover what one came to read.
  choose(conversation: string | null, focus: Focus | null = roomy() ? 'reply' : 'heading'): void {
    if (conversation !== this.chosen.peek()) {
      this.mode.value = 'reply';
      this.acts.settle();
    }
    this.place.value = { view: 'inbox', conversation };
    this.focus.value = focus;
  }

  back(): void {
    this.from = this.chosen.peek();
    this.choose(null, 'row');
  }
  from: string | null = null; // which row the focus goes back to

  step(by: 1 | -1): void {
    const { waiting, mine, missed, held } = this.rows.peek();
    const rows = { waiting, mine, missed, all: [...missed, ...waiting, ...held] }[this.tab.peek()];
    const ids = rows.map(({ id }) => id);
    const next = stepped(ids, this.chosen.peek(), by);
    if (next && next !== this.chosen.peek()) this.choose(next);
  }

  writeAs(mode: Mode): void {
    this.mode.value = mode;
    this.focus.value = mode;
  }

  may(view: View) {
    const window = this.snapshot.value.limits?.reopen_ms ?? reopenMs;
    return mayOf(view, this.you, window, this.clock.now.peek());
  }

  // Whether one only looks on in it.
  observes(view: View): boolean {
    const offered = this.staffing.offers.open.value.some(({ offer }) => offer.conversation === view.id);
    return observes(view, this.me.id, offered);
  }

  department(id: string): string {
    return this.snapshot.value.desk?.departments.find((d) => d.id === id)?.name ?? id;
  }

  // Opens what nobody tells us of, and again whenever it may have changed.
  private look(): void {
    const id = this.chosen.peek();
    const known = this.client.snapshot.conversations.get(id ?? '');
    if (!id || (known && !known.left) || this.client.snapshot.link !== 'ready') return;
    void this.reopenView(id);
  }

  async reopenView(id: string): Promise<void> {
    const tell = (how: number | string) => {
      this.opened.value = new Map(this.opened.peek()).set(id, how);
    };
    try {
      await this.client.open(id);
      tell(this.clock.now.peek());
    } catch (error) {
      if (this.client.snapshot.link === 'ready') tell(problemText(error));
    }
  }

  // --- reading

  // The end of the log is in sight; it counts as read when the window has the focus too.
  readonly looked = (conversation: string, seq: number): void => {
    this.unfocused = document.hasFocus() ? null : { conversation, seq };
    if (this.unfocused || seq <= (this.seen.peek().get(conversation) ?? 0)) return;
    this.seen.value = new Map(this.seen.peek()).set(conversation, seq);
    const view = this.client.snapshot.conversations.get(conversation);
    if (view && isMine(view, this.me.id)) this.client.read(conversation, seq);
  };

  // --- doing

  send(conversation: string, mode: Mode, text: string): void {
    this.client.send(conversation, text, mode === 'note' ? 'notes' : 'log');
    this.drafts.set(conversation, mode, '');
  }

  async take(conversation: string, over = false): Promise<void> {
    const taken = await this.acts.take(conversation, over);
    if (!taken || this.chosen.peek() !== conversation) return;
    this.tab.value = 'mine';
    this.writeAs('reply');
  }

  async close(conversation: string, reason: 'resolved' | 'spam'): Promise<void> {
    if (await this.acts.close(conversation, reason)) this.toHeading(conversation);
  }

  async reopen(conversation: string): Promise<void> {
    if (await this.acts.reopen(conversation)) this.toHeading(conversation);
  }

  // The button that was pressed is gone.
  private toHeading(conversation: string): void {
    if (this.chosen.peek() === conversation) this.focus.value = 'heading';
  }

  // By key: only what a button would offer too.
  takeChosen(): void {
    const view = this.view.peek();
    if (view && this.may(view).take) void this.take(view.id);
  }
  closeChosen(): void {
    const view = this.view.peek();
    if (view && this.may(view).close) void this.close(view.id, 'resolved');
  }
  solveChosen(): void {
    const view = this.view.peek();
    if (view && this.may(view).solve && view.copy.solved === 'no') void this.selling.solve(view.id, true);
  }
  flagChosen(): void {
    const view = this.view.peek();
    if (view && this.may(view).flag) this.staffing.ask({ kind: 'flag', conversation: view.id });
  }
  // To sales, or back from there: nobody may both.
  sellChosen(): void {
    const view = this.view.peek();
    if (!view) return;
    const may = this.may(view);
    if (may.back) this.staffing.ask({ kind: 'back', conversation: view.id });
    else if (may.propose && askable(view.copy.opportunity))
      this.staffing.ask({ kind: 'propose', conversation: view.id });
    else if (may.flag && !view.copy.opportunity) this.flagChosen();
  }
  suggestionChosen(accept: boolean): void {
    const view = this.view.peek();
    if (!view || !this.may(view).flag) return;
    const [first] = suggestionsOf(view, this.selling.settledOf(view.id));
    if (first) void this.answerSuggestion(view, first, accept);
  }

  // Accepting opens nothing: what the rule knows is enough, and can be said better in the brief.
  async answerSuggestion(view: View, { id: suggestion, rule, kind, product }: Suggestion, accept: boolean) {
    const { id } = view;
    if (!accept) return this.selling.dismissSuggestion(id, suggestion);
    const reason = shortened(heardBy(view, suggestion), 200) || words.suggestion.why(rule);
    await this.selling.acceptSuggestion({ conversation: id, kind, product, reason, suggestion });
  }

  transferChosen(): void {
    const view = this.view.peek();
    if (view && this.may(view).transfer) this.staffing.ask({ kind: 'transfer', conversation: view.id, forced: false });
  }

  nameOf(person: { id: string; name?: string | null }): string {
    return nameOf(person, words.unnamed);
  }
}
