// What changes who has a conversation, or who reads along: transfers, a supervisor's observing and forcing. Refusals are
// said in the dialog that asked, with what would do instead; those of observing beside the conversation.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { Acts } from './acts.ts';
import { transferRefused } from './refusals.ts';
import type { To } from './targets.ts';

export type Force = 'requeue' | 'close' | 'takeover' | 'transfer';
export interface Refused {
  readonly text: string;
  readonly choices: readonly To[];
}

export class Oversight {
  readonly busy = signal(false);
  readonly refused = signal<Refused | null>(null);

  constructor(
    private readonly client: Pick<Client<'staff'>, 'act' | 'call'>,
    private readonly acts: Acts,
  ) {}

  // A new dialog begins with nothing said.
  begin(): void {
    this.refused.value = null;
  }

  transfer(conversation: string, to: To, note: string): Promise<boolean> {
    const call = { conversation, to: plain(to), ...(note.trim() && { note }) };
    return this.attempt(() => this.client.act('conversation.transfer', call));
  }

  force(conversation: string, action: Force, reason: string, to?: To): Promise<boolean> {
    const call = { conversation, action, reason, ...(to && { to: plain(to) }) };
    return this.attempt(() => this.client.act('conversation.force', call));
  }

  // Kept over new connections: the server subscribes whoever observes with their hello.
  observe(conversation: string, on: boolean): Promise<boolean> {
    return this.acts.attempt(`observe ${conversation}`, conversation, () =>
      this.client.call('conversation.observe', { conversation, on }),
    );
  }

  private async attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy.peek()) return false;
    this.busy.value = true;
    this.refused.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.refused.value = transferRefused(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}

const plain = (to: To) => (to.staff !== undefined ? { staff: to.staff } : { department: to.department });
