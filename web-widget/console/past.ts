// Conversations that are over: the recently closed, and a visitor's earlier ones. Asked for when somebody wants to see
// them, page by page; nothing here is kept up to date.
import { type Signal, signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { StaffConversation } from '../client/wire.ts';

export interface Found {
  readonly conversations: readonly StaffConversation[];
  readonly cursor: string | null;
  readonly state: 'loading' | 'there' | 'failed';
}
type Filter = { state?: 'closed'; visitor?: string };
const page = 25;

export class Past {
  readonly closed = signal<Found | null>(null);
  private readonly visitors = new Map<string, Signal<Found | null>>();

  constructor(private readonly client: Pick<Client<'staff'>, 'call'>) {}

  of(visitor: string): Signal<Found | null> {
    const known = this.visitors.get(visitor) ?? signal<Found | null>(null);
    this.visitors.set(visitor, known);
    return known;
  }

  // The first page, or the next one.
  async more(into: Signal<Found | null>, filter: Filter, fresh = false): Promise<void> {
    const before = fresh ? null : into.peek();
    if (into.peek()?.state === 'loading' || (before && before.state === 'there' && !before.cursor)) return;
    const had = before?.conversations ?? [];
    into.value = { conversations: had, cursor: before?.cursor ?? null, state: 'loading' };
    try {
      const cursor = before?.cursor ? { cursor: before.cursor } : {};
      const found = await this.client.call('conversation.list', { ...filter, ...cursor, limit: page });
      const known = new Set(had.map(({ id }) => id));
      const more = found.conversations.filter(({ id }) => !known.has(id));
      into.value = { conversations: [...had, ...more], cursor: found.cursor, state: 'there' };
    } catch {
      into.value = { conversations: had, cursor: before?.cursor ?? null, state: 'failed' };
    }
  }

  closedMore(fresh = false): Promise<void> {
    return this.more(this.closed, { state: 'closed' }, fresh);
  }
  visitorMore(visitor: string, fresh = false): Promise<void> {
    return this.more(this.of(visitor), { visitor }, fresh);
  }
}
