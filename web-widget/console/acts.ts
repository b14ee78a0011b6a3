// What one does with conversations, and what became of it: what is under way, what was refused (said beside its
// conversation), and the question whether to go above one's limit. One call of a kind and conversation at a time.
import { signal } from '@preact/signals';
import type { Client, ConversationView } from '../client/api.ts';
import type { Summary } from '../client/wire.ts';
import { overCapacity, problemText } from './refusals.ts';

type View = Pick<ConversationView<'staff'>, 'id' | 'copy'>;
interface Tagging {
  readonly tags: readonly string[];
  readonly from: readonly string[]; // what the server said when this was wanted
  readonly running: boolean;
}

export class Acts {
  readonly busy = signal<ReadonlySet<string>>(new Set()); // 'take ID'
  readonly problem = signal<{ conversation: string; text: string } | null>(null);
  readonly overAsked = signal<string | null>(null); // take this one above one's limit?
  private readonly tagging = signal<ReadonlyMap<string, Tagging>>(new Map());

  constructor(private readonly client: Pick<Client<'staff'>, 'act'>) {}

  // Another conversation was chosen: what was said about this one is history.
  settle(): void {
    this.problem.value = null;
    this.overAsked.value = null;
  }

  fail(conversation: string, text: string): void {
    this.problem.value = { conversation, text };
  }

  async take(conversation: string, over = false): Promise<boolean> {
    this.overAsked.value = null;
    return this.attempt(`take ${conversation}`, conversation, async () => {
      try {
        await this.client.act('conversation.take', { conversation, ...(over && { over }) });
      } catch (error) {
        if (!overCapacity(error)) throw error;
        this.overAsked.value = conversation;
        return false;
      }
      return true;
    });
  }

  close(conversation: string, reason: 'resolved' | 'spam'): Promise<boolean> {
    return this.attempt(`close ${conversation}`, conversation, () =>
      this.client.act('conversation.close', { conversation, reason }),
    );
  }

  reopen(conversation: string): Promise<boolean> {
    return this.attempt(`reopen ${conversation}`, conversation, () =>
      this.client.act('conversation.reopen', { conversation }),
    );
  }

  prioritise(conversation: string, priority: Summary['priority']): Promise<boolean> {
    return this.attempt(`priority ${conversation} ${priority}`, conversation, () =>
      this.client.act('conversation.priority', { conversation, priority }),
    );
  }

  // As they are wanted while that is under way, else as they are.
  tagsOf({ id, copy }: View): readonly string[] {
    const wanted = this.tagging.value.get(id);
    return wanted && (wanted.running || wanted.from === copy.tags) ? wanted.tags : copy.tags;
  }

  // The call replaces the set: what is wanted meanwhile goes out next, so that no tag is lost to a fast hand.
  async tag({ id, copy }: View, tags: readonly string[]): Promise<void> {
    const running = this.tagging.peek().get(id)?.running ?? false;
    this.want(id, { tags, from: copy.tags, running: true });
    if (running) return;
    for (let sent: readonly string[] | null = null; sent !== this.tagging.peek().get(id)?.tags; ) {
      sent = this.tagging.peek().get(id)!.tags;
      const call = { conversation: id, tags: [...sent] };
      const done = await this.attempt(`tag ${id}`, id, () => this.client.act('conversation.tag', call));
      if (!done) return this.want(id, null);
    }
    this.want(id, { ...this.tagging.peek().get(id)!, running: false });
  }

  private want(id: string, wanted: Tagging | null): void {
    const all = new Map(this.tagging.peek());
    if (wanted) all.set(id, wanted);
    else all.delete(id);
    this.tagging.value = all;
  }

  // Whatever is done with one conversation: once at a time, and a refusal is said beside it.
  async attempt(what: string, conversation: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy.peek().has(what)) return false;
    this.busy.value = new Set(this.busy.peek()).add(what);
    try {
      this.problem.value = null;
      return (await work()) !== false;
    } catch (error) {
      this.fail(conversation, problemText(error));
      return false;
    } finally {
      const rest = new Set(this.busy.peek());
      rest.delete(what);
      this.busy.value = rest;
    }
  }
}
