// Who has which conversation, as far as one has a hand in it: offers, transfers, a supervisor's observing and forcing,
// the board, and the dialog that is open about one of them. A part of the desk.
import { effect, signal } from '@preact/signals';
import type { LogEvent, StaffConversation } from '../client/wire.ts';
import { Board } from './board.ts';
import { Colleagues } from './colleagues.ts';
import type { Desk } from './desk.ts';
import { Offers } from './offers.ts';
import { type Force, Oversight } from './oversight.ts';
import type { SellDialog } from './selling.ts';
import type { To } from './targets.ts';
import { words } from './words.ts';

export type Dialog =
  | { readonly kind: 'transfer'; readonly conversation: string; readonly forced: boolean }
  | {
      readonly kind: 'force';
      readonly conversation: string;
      readonly what: 'takeover' | 'requeue' | 'close' | 'dismiss';
    }
  | SellDialog;
const needsPeople: ReadonlySet<string> = new Set<Dialog['kind']>(['transfer', 'propose', 'back', 'invite']);

export class Staffing {
  readonly colleagues: Colleagues;
  readonly offers: Offers;
  readonly oversight: Oversight;
  readonly board: Board;
  readonly dialog = signal<Dialog | null>(null);
  private readonly sought = new Set<string>();
  private readonly given = new Map<string, string>(); // own conversations under way → to whom

  constructor(private readonly desk: Desk) {
    const { client, clock, acts } = desk;
    this.colleagues = new Colleagues(client);
    this.oversight = new Oversight(client, acts);
    this.board = new Board(client, clock, this.colleagues);
    this.offers = new Offers({
      client,
      clock,
      name: (conversation) => this.visitorOf(conversation),
      missed: (inARow) => this.wasSetAway(inARow),
    });
  }

  start(): () => void {
    const ends = [
      this.offers.start(),
      this.desk.client.hear('offer', ({ conversation, kind, brief }) => {
        const name = this.visitorOf(conversation);
        if (kind === 'handoff') {
          this.desk.announcement.value = words.offers.announceHandoff(name, brief?.product ?? '');
          return;
        }
        const copy = this.desk.client.snapshot.conversations.get(conversation)?.copy;
        const where = copy ? this.desk.department(copy.department) : '';
        this.desk.announcement.value = words.offers.announce(name, where);
      }),
      this.desk.client.hear('conversation', ({ conversation, because }) => {
        this.follow(conversation as StaffConversation);
        if (because === 'handed_off') this.handedOff(conversation as StaffConversation);
      }),
      this.desk.client.hear('event', (event) => event.log === 'log' && this.news(event)),
      // An offer of before this page was loaded: nobody tells its conversation again.
      effect(() => {
        for (const { offer } of this.offers.open.value) this.know(offer.conversation);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  visitorOf(conversation: string): string {
    const copy = this.desk.client.snapshot.conversations.get(conversation)?.copy;
    const { visitor } = copy ?? this.desk.listed.peek().summaries.get(conversation) ?? {};
    return visitor ? this.desk.nameOf(visitor) : words.unnamed(conversation.slice(-4).toLowerCase());
  }

  // By id alone: a colleague as listed, or as met in a conversation or in the lists.
  staffName(id: string): string {
    if (id === this.desk.me.id) return this.desk.you.name;
    const listed = this.colleagues.of(id)?.name;
    if (listed) return listed;
    for (const { owner } of this.desk.listed.value.summaries.values()) if (owner?.id === id) return owner.name;
    for (const { copy } of this.desk.snapshot.value.conversations.values()) {
      const met = [...(copy.owner ? [copy.owner] : []), ...copy.participants].find((person) => person.id === id);
      if (met?.name) return met.name;
    }
    return id;
  }

  // A transfer's `to` is either.
  targetName(id: string): string {
    const department = this.desk.snapshot.value.desk?.departments.find((one) => one.id === id);
    return department?.name ?? this.staffName(id);
  }

  // Tells how long a lease missed is remembered where nobody lists staff: the contract's default is two in a row. Then
  // being away is asked for, so that what is shown is what is.
  private async wasSetAway(inARow: number): Promise<boolean> {
    const { colleagues, desk } = this;
    const presence = () => desk.you.presence;
    if (presence() !== 'online') return false;
    await colleagues.load();
    if (colleagues.state.peek() === 'there') return presence() === 'away';
    if (inARow < 2) return false;
    await desk.status.set('away');
    return true;
  }

  private know(conversation: string): void {
    const unknown = () => !this.desk.client.snapshot.conversations.has(conversation);
    if (!unknown() || this.sought.has(conversation)) return;
    this.sought.add(conversation);
    setTimeout(() => unknown() && void this.desk.client.open(conversation).catch(() => {}), 300);
  }

  // What became of what one handed on: it is elsewhere, or it stays, and then the giver is told.
  private follow({ id, owner, pending, state }: StaffConversation): void {
    const to = this.given.get(id);
    if (owner?.id === this.desk.me.id && pending?.kind === 'transfer') this.given.set(id, pending.to);
    else if (this.given.delete(id) && to !== undefined && state === 'active' && owner) {
      const stays = owner.id === this.desk.me.id;
      this.offers.say(id, stays ? words.transfer.stays(this.targetName(to)) : words.transfer.moved(owner.name));
    }
  }

  // What became of a question or an offer of one's own while one looks elsewhere; where one looks, a strip says it.
  private news(event: LogEvent): void {
    const view = this.desk.client.snapshot.conversations.get(event.conversation);
    if (view?.copy.owner?.id !== this.desk.me.id || this.desk.chosen.peek() === event.conversation) return;
    const say = words.handed.news;
    if (event.kind === 'handoff_failed') this.offers.say(event.conversation, say.failed);
    if (event.by.role !== 'visitor') return;
    if (event.kind === 'handoff_consented') this.offers.say(event.conversation, say.yes);
    if (event.kind === 'handoff_declined') this.offers.say(event.conversation, event.later ? say.later : say.no);
  }

  // The giver reads along from now on: what they wrote in is gone, and with it the focus.
  private handedOff({ id, owner, visitor }: StaffConversation): void {
    if (!owner || owner.id === this.desk.me.id) return;
    this.desk.announcement.value = words.handed.gone(owner.name, this.desk.nameOf(visitor));
    if (this.desk.chosen.peek() === id) this.desk.focus.value = 'heading';
  }

  async takeBack(conversation: string): Promise<void> {
    const to = this.given.get(conversation);
    this.given.delete(conversation); // no news, then
    await this.desk.take(conversation);
    const copy = this.desk.client.snapshot.conversations.get(conversation)?.copy;
    if (to !== undefined && copy?.pending) this.given.set(conversation, to);
  }

  // --- offers

  async answer(conversation: string, accept: boolean): Promise<void> {
    if (!(await this.offers.answer(conversation, accept)) || !accept) return;
    this.dialog.value = null;
    this.desk.tab.value = 'mine';
    this.desk.choose(conversation);
  }

  // By key: the one that ends first.
  answerFirst(accept: boolean): void {
    const first = this.offers.open.peek().find(({ answering }) => !answering);
    if (first) void this.answer(first.offer.conversation, accept);
  }

  // --- dialogs

  ask(dialog: Dialog): void {
    this.oversight.begin();
    this.desk.selling.begin();
    if (needsPeople.has(dialog.kind)) void this.colleagues.load();
    this.dialog.value = dialog;
  }

  async transfer(conversation: string, to: To, text: string, forced: boolean): Promise<void> {
    const { oversight } = this;
    const done = forced
      ? await oversight.force(conversation, 'transfer', text, to)
      : await oversight.transfer(conversation, to, text);
    if (done) this.closed(conversation);
  }

  async force(conversation: string, what: Exclude<Force, 'transfer'>, reason: string): Promise<void> {
    if (!(await this.oversight.force(conversation, what, reason))) return;
    if (what === 'takeover') this.desk.tab.value = 'mine';
    this.closed(conversation, what === 'takeover');
  }

  // What was asked is done.
  closed(conversation: string, mine = false): void {
    this.dialog.value = null;
    if (this.desk.chosen.peek() !== conversation) return;
    if (mine) this.desk.writeAs('reply');
    else this.desk.focus.value = 'heading';
  }
}
