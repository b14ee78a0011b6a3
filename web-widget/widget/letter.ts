// What a visitor leaves when nobody can take a chat. Its words are what was refused, then as the visitor changes
// them; what was refused stays in the outbox until they are on their way, so no reload loses them. The address for
// the answer is remembered.
import { type ReadonlySignal, type Signal, computed, signal } from '@preact/signals-core';
import type { Beginning, Client, OutMessage } from '../client/api.ts';
import type { Kept } from './kept.ts';

export interface Writing {
  readonly text: string;
  readonly email: string;
  readonly name: string;
  readonly refused: readonly OutMessage[];
}

export class Letter {
  readonly writing: ReadonlySignal<Writing>;
  private readonly changed: Signal<string | undefined>; // instead of what was refused
  private readonly reach: Signal<{ email: string; name: string }>;

  constructor(
    private readonly parts: { client: Client<'visitor'>; local: Kept; session: Kept },
    private readonly draft: Signal<string>,
    private readonly refused: ReadonlySignal<readonly OutMessage[]>,
  ) {
    const { local, session } = parts;
    this.reach = signal({ email: local.get('email') ?? '', name: local.get('name') ?? '' });
    this.changed = signal(session.get('letter'));
    // Another page has left it, or thrown it away: the words are a draft again.
    if (this.changed.value !== undefined && refused.value.length === 0) this.keepAsDraft(this.changed.value);
    this.writing = computed(() => ({ text: this.text, refused: this.refused.value, ...this.reach.value }));
  }

  write(text: string): void {
    if (this.refused.value.length === 0) this.draft.value = text;
    else {
      this.changed.value = text;
      this.parts.session.set('letter', text);
    }
  }

  // What is known of whoever writes; what they wrote themselves comes first.
  reachedBy({ email, name }: { email?: string | undefined; name?: string | undefined }): void {
    const now = this.reach.value;
    this.reach.value = { email: now.email || (email ?? ''), name: now.name || (name ?? '') };
  }

  leave(text: string, email: string, name: string, department: string | undefined): void {
    const { local } = this.parts;
    this.reach.value = { email, name };
    local.set('email', email);
    local.set('name', name || undefined);
    const contact = { email, ...(name && { name }) };
    this.replace(text, '', { contact, ...(department && { department }) });
  }

  // The words as they stand, on their way: in the place of what was refused.
  replace(text: string, conversation: string, begins: Beginning): void {
    const { client } = this.parts;
    client.send(conversation, text, 'log', begins, this.cids());
    this.clear();
  }

  // Back to the conversation. Nothing is sent, and nothing is lost.
  putAside(): void {
    const { text } = this;
    for (const cid of this.cids()) this.parts.client.discard(cid);
    this.keepAsDraft(text);
  }

  private get text(): string {
    if (this.changed.value !== undefined) return this.changed.value;
    const parts = [...this.refused.value.map((message) => message.text), this.draft.value];
    return parts.filter(Boolean).join('\n\n');
  }

  private cids(): string[] {
    return this.refused.value.map((message) => message.cid);
  }

  private keepAsDraft(text: string): void {
    this.clear();
    this.draft.value = text;
  }

  private clear(): void {
    this.draft.value = '';
    this.changed.value = undefined;
    this.parts.session.set('letter', undefined);
  }
}
