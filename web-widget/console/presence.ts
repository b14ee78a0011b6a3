// One's own status: whether one is there, and for how many at once. The client's `you` is the truth; here is only what
// was asked for and not answered yet, and what failed.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { StaffYou } from '../client/wire.ts';
import { words } from './words.ts';

type Presence = StaffYou['presence'];
const together = 300; // ms in which several steps of the capacity are one

export class Status {
  readonly problem = signal('');
  readonly wanted = signal<number | null>(null);
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: Pick<Client<'staff'>, 'call' | 'snapshot'>) {}

  async set(presence: Presence, capacity?: number): Promise<void> {
    try {
      await this.client.call('presence.set', { presence, ...(capacity !== undefined && { capacity }) });
      this.problem.value = '';
    } catch {
      this.problem.value = words.account.failed;
    }
  }

  setCapacity(capacity: number): void {
    const wanted = Math.min(50, Math.max(0, capacity));
    this.wanted.value = wanted;
    clearTimeout(this.telling);
    this.telling = setTimeout(async () => {
      await this.set(this.client.snapshot.you?.presence ?? 'away', wanted);
      if (this.wanted.peek() === wanted) this.wanted.value = null;
    }, together);
  }
}
