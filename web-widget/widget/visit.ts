// A visitor's side of the chat: what the panel shows (one value, `shown`) and what can be done there (verbs). It talks
// to the server through the client only. Nothing is connected or stored before `begin`.
import { type ReadonlySignal, type Signal, computed, effect, signal } from '@preact/signals-core';
import type { Client } from '../client/api.ts';
import type { Frame } from '../loader/frame.ts';
import { Answering } from './answering.ts';
import { type Choice, Choosing } from './choice.ts';
import type { Kept } from './kept.ts';
import { Letter, type Writing } from './letter.ts';
import { tellPage } from './page-events.ts';
import type { Papers, Profile } from './papers.ts';
import * as stages from './stage.ts';
import { type Seen, type Stage, type View, isOver } from './stage.ts';
import { Telling } from './telling.ts';

export interface Parts {
  client: Client<'visitor'>;
  papers: Papers;
  local: Kept; // over visits
  session: Kept; // of this tab
  emit: Frame['emit'];
}

// All that the panel is drawn from: it is drawn anew when any of it changes, and by nothing else.
export interface Shown {
  readonly seen: Seen;
  readonly view: View | undefined;
  readonly stage: Stage;
  readonly reopens: boolean; // the conversation is over, and a message goes on with it
  readonly draft: string;
  readonly writing: Writing; // what is left where nobody answers
  readonly choice: Choice;
  readonly sound: boolean;
  readonly refused: boolean; // an answer that was given with a button
  readonly now: number; // the server's clock, to a quarter of a minute
}

export class Visit {
  readonly open = signal(false);
  readonly sound: Signal<boolean>;
  readonly shown: ReadonlySignal<Shown>;
  readonly unread: ReadonlySignal<number>;
  readonly telling: Telling;
  readonly letter: Letter;
  readonly choosing: Choosing;
  readonly answering: Answering;
  private readonly seen: Signal<Seen>;
  private readonly view: ReadonlySignal<View | undefined>;
  private readonly reopens: ReadonlySignal<boolean>;
  private readonly draft: Signal<string>;
  private readonly now = signal(Date.now()); // the server's clock, roughly
  private readonly dismissed: Signal<string>;
  private readonly looked: Signal<string>; // "seq conversation"
  private readonly stops: (() => void)[];
  private skew = 0;

  constructor(readonly parts: Parts) {
    const { client, papers, local, session, emit } = parts;
    this.seen = signal(client.snapshot);
    this.draft = signal(session.get('draft') ?? '');
    this.sound = signal(local.get('sound') === 'on');
    this.dismissed = signal(local.get('dismissed') ?? '');
    this.looked = signal(local.get('looked') ?? '');
    this.view = computed(() => stages.currentView(this.seen.value, this.dismissed.value));
    this.reopens = computed(() => stages.mayReopen(this.seen.value, this.view.value?.copy, this.now.value));
    this.unread = computed(() => stages.unreadOf(this.seen.value, this.view.value, this.lookedTo()));
    const refused = computed(() => stages.undelivered(this.seen.value, this.view.value));
    this.letter = new Letter(parts, this.draft, refused);
    this.choosing = new Choosing(this.seen, session);
    this.telling = new Telling(client, papers);
    this.answering = new Answering(client, this.view);
    this.shown = computed(() => ({
      seen: this.seen.value,
      view: this.view.value,
      stage: stages.stageOf(this.seen.value, this.view.value),
      reopens: this.reopens.value,
      draft: this.draft.value,
      writing: this.letter.writing.value,
      choice: this.choosing.choice.value,
      sound: this.sound.value,
      refused: this.answering.refused.value,
      now: this.now.value,
    }));
    const timer = setInterval(() => this.tick(), 15_000);
    this.stops = [
      () => clearInterval(timer),
      client.subscribe(() => (this.seen.value = client.snapshot)),
      client.welcomed((welcome) => {
        papers.token = welcome.token;
        this.skew = welcome.server.time - Date.now();
        this.tick();
      }),
      tellPage(client, emit, this.unread),
      this.telling.stop,
      effect(() => session.set('draft', this.draft.value || undefined)),
      effect(() => {
        // The loader reads it: who has a chat, or is owed an answer, gets the widget at once on the next page.
        const begun = this.view.value && this.view.value.copy.state !== 'closed';
        const unsent = this.seen.value.outbox.some((message) => message.state !== 'failed');
        if (this.seen.value.you) local.set('live', begun || unsent ? '1' : undefined);
      }),
    ];
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

  // As a message of the chat, or to begin one; instead of what nobody could take.
  send(text: string): void {
    const { department } = this.choosing.choice.value;
    const to = this.goesTo();
    this.letter.replace(text, to, !to && department ? { department } : {});
    if (!to) this.startNew();
  }

  // For an answer later, to this address.
  leave(text: string, email: string, name: string): void {
    this.letter.leave(text, email, name, this.choosing.choice.value.department);
    this.startNew();
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

  // What the page knows of the visitor.
  update(profile: Profile): void {
    this.telling.update(profile);
    this.letter.reachedBy(profile);
  }

  // Resolves when the chat is over, by this or otherwise.
  async end(): Promise<void> {
    const view = this.view.value;
    if (!view) return;
    const { client } = this.parts;
    // Refused: somebody else was first. Lost: there is no chat any more.
    await client.act('conversation.close', { conversation: view.id, reason: 'visitor_left' }).catch(() => {});
  }

  // Leaves a conversation that is over behind.
  startNew(): void {
    if (!this.view.value) return;
    this.dismissed.value = this.view.value.id;
    this.parts.local.set('dismissed', this.dismissed.value);
  }

  // After the server ended it: with a new token.
  startAgain(): void {
    this.parts.papers.token = undefined;
    this.begin();
  }

  setSound(on: boolean): void {
    this.sound.value = on;
    this.parts.local.set('sound', on ? 'on' : undefined);
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.parts.client.stop();
  }

  private tick(): void {
    this.now.value = Date.now() + this.skew;
  }

  // The conversation that a message goes to; '' begins one.
  private goesTo(): string {
    const view = this.view.value;
    return view && (!isOver(view.copy) || this.reopens.value) ? view.id : '';
  }

  private lookedTo(): number {
    const [seq, id] = this.looked.value.split(' ');
    return id === this.view.value?.id ? Number(seq) : 0;
  }
}
