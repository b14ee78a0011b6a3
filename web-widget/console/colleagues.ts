// Who else works here, as `staff.list` tells. A server without it leaves only names met elsewhere: owners in the lists,
// and whoever took part in a conversation. Asked for when somebody needs it, never polled.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import { Refusal } from '../client/api.ts';
import type { StaffMember } from '../client/wire.ts';

export class Colleagues {
  readonly all = signal<readonly StaffMember[]>([]);
  readonly state = signal<'unasked' | 'there' | 'failed' | 'cannot'>('unasked');
  private asking: Promise<void> | null = null;
  private again = false;

  constructor(private readonly client: Pick<Client<'staff'>, 'call'>) {}

  // One question at a time; asked meanwhile, it is put once more, because the first answer may be older than the wish.
  load(): Promise<void> {
    this.again = this.asking !== null;
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
      if (this.again) void this.load();
    });
    return this.asking;
  }

  private async ask(): Promise<void> {
    if (this.state.peek() === 'cannot') return;
    try {
      this.all.value = (await this.client.call('staff.list', {})).staff;
      this.state.value = 'there';
    } catch (error) {
      this.state.value = error instanceof Refusal && error.code === -32601 ? 'cannot' : 'failed';
    }
  }

  of(id: string): StaffMember | undefined {
    return this.all.value.find((one) => one.id === id);
  }
}
