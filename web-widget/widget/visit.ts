// A visitor's side of the chat: what the panel shows (signals) and what can be done there (verbs). It talks to the
// server through the client only, and to the page through `emit` only. Nothing is connected or stored before `begin`.
import { type ReadonlySignal, type Signal, computed, effect, signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { VisitorConversation } from '../client/wire.ts';
import type { Frame } from '../loader/frame.ts';
import type { Kept } from './kept.ts';
import type { Papers } from './papers.ts';
import { type Seen, type Stage, type View, currentView, isOver, mayReopen, stageOf, unreadOf } from './stage.ts';
import { Telling } from './telling.ts';

export interface Parts {
  client: Client<'visitor'>;
  papers: Papers;
  local: Kept; // over visits
  session: Kept; // of this tab
  emit: Frame['emit'];
}

export class Visit {
  readonly seen: Signal<Seen>;
  readonly open = signal(false);
  readonly draft: Signal<string>;
  readonly sound: Signal<boolean>;
  readonly place = signal<{ conversation: string; position: number; wait_ms: number | null } | undefined>(undefined);
  readonly view: ReadonlySignal<View | undefined>;
  readonly stage: ReadonlySignal<Stage>;
  readonly unread: ReadonlySignal<number>;
  readonly telling: Telling;
  private readonly now = signal(Date.now()); // the server's clock, roughly
  private readonly dismissed: Signal<string>;
  private readonly looked: Signal<string>; // "seq conversation"
  private readonly stops: (() => void)[] = [];
  private skew = 0;
  private ended = '';

  constructor(readonly parts: Parts) {
    const { client, papers, local, session, emit } = parts;
    this.seen = signal(client.snapshot);
    this.draft = signal(session.get('draft') ?? '');
    this.sound = signal(local.get('sound') === 'on');
    this.dismissed = signal(local.get('dismissed') ?? '');
    this.looked = signal(local.get('looked') ?? '');
    this.view = computed(() => currentView(this.seen.value, this.dismissed.value));
    this.stage = computed(() => stageOf(this.seen.value, this.view.value));
    this.unread = computed(() => unreadOf(this.seen.value, this.view.value, this.lookedTo()));
    this.telling = new Telling(client, papers);
    this.stops.push(
      client.subscribe(() => (this.seen.value = client.snapshot)),
      client.welcomed((welcome) => {
        papers.token = welcome.token;
        this.skew = welcome.server.time - Date.now();
        this.tick();
      }),
      client.hear('queue', (place) => 'conversation' in place && (this.place.value = place)),
      client.hear('event', (event) => {
        if (event.kind === 'message' && event.by.id !== client.snapshot.you?.id) emit('message', event);
      }),
      client.hear('conversation', ({ conversation, because }) => {
        if (because === 'started') emit('started', { conversation: conversation.id });
        this.told(conversation as VisitorConversation);
      }),
      this.telling.stop,
      effect(() => session.set('draft', this.draft.value || undefined)),
      effect(() => emit('unread', this.unread.value)),
      effect(() => {
        // The loader reads it: a visitor who has a chat gets the widget at once on the next page.
        const begun = this.view.value && !isOver(this.view.value.copy);
        const unsent = this.seen.value.outbox.some((message) => message.state !== 'failed');
        if (this.seen.value.you) local.set('live', begun || unsent ? '1' : undefined);
      }),
    );
    const timer = setInterval(() => this.tick(), 15_000);
    this.stops.push(() => clearInterval(timer));
  }

  // --- verbs

  begin(): void {
    this.parts.client.start();
  }

  show(): void {
    this.begin();
    if (this.open.value) return;
    this.open.value = true;
    this.parts.session.set('open', '1');
    this.parts.emit('open');
    this.telling.moved();
  }

  hide(): void {
    if (!this.open.value) return;
    this.open.value = false;
    this.parts.session.set('open', undefined);
    this.parts.emit('close');
  }

  send(text: string): void {
    const view = this.view.value;
    const goesOn = view && (!isOver(view.copy) || this.mayReopen(view));
    this.parts.client.send(goesOn ? view.id : '', text);
    if (view && !goesOn) this.startNew();
    this.draft.value = '';
  }

  typing(on: boolean): void {
    const view = this.view.value;
    if (view && !isOver(view.copy)) this.parts.client.typing(view.id, on);
  }

  read(seq: number): void {
    const view = this.view.value;
    if (!view) return;
    this.parts.client.read(view.id, seq);
    if (seq <= this.lookedTo()) return;
    this.looked.value = `${seq} ${view.id}`;
    this.parts.local.set('looked', this.looked.value);
  }

  // Resolves when the chat is over, by this or otherwise.
  async end(): Promise<void> {
    const view = this.view.value;
    if (!view) return;
    const { client } = this.parts;
    // Refused: somebody else was first. Lost: there is no chat any more.
    await client.act('conversation.close', { conversation: view.id, reason: 'visitor_left' }).catch(() => {});
  }

  // Leaves an ended conversation behind.
  startNew(): void {
    this.dismissed.value = this.view.value?.id ?? this.dismissed.value;
    this.parts.local.set('dismissed', this.dismissed.value);
  }

  // After the server ended it: with a new token.
  startAgain(): void {
    this.parts.papers.token = undefined;
    this.begin();
  }

  again(cid: string): void {
    this.parts.client.again(cid);
  }

  discard(cid: string): void {
    this.parts.client.discard(cid);
  }

  setSound(on: boolean): void {
    this.sound.value = on;
    this.parts.local.set('sound', on ? 'on' : undefined);
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.parts.client.stop();
  }

  mayReopen(view: View): boolean {
    return mayReopen(this.seen.value, view.copy, this.now.value);
  }

  private tick(): void {
    this.now.value = Date.now() + this.skew;
  }

  // The page hears of an end once, and of the next one after a reopening.
  private told(copy: VisitorConversation): void {
    if (!isOver(copy)) this.ended = '';
    else if (this.ended !== copy.id) {
      this.ended = copy.id;
      this.parts.emit('ended', { conversation: copy.id });
    }
  }

  private lookedTo(): number {
    const [seq, id] = this.looked.value.split(' ');
    return id === this.view.value?.id ? Number(seq) : 0;
  }
}
