// The supervisor's board, while it is looked at: how the queues are, as `queue.watch` and its notifications tell, and
// who works, asked for again whenever a queue's numbers moved, because those move with every presence and load.
import { signal } from '@preact/signals';
import type { Client } from '../client/api.ts';
import type { Methods, Notifications } from '../client/wire.ts';
import type { Clock } from './clock.ts';
import type { Colleagues } from './colleagues.ts';

type Told = Methods['queue.watch']['result']['queues'][number];
export interface Queue extends Omit<Told, 'longest_wait_ms'> {
  readonly since: number | null; // who waits longest has waited since then
}

const rest = 2_000; // between two looks at the people

export class Board {
  readonly queues = signal<ReadonlyMap<string, Queue>>(new Map());
  readonly state = signal<'loading' | 'there' | 'failed'>('loading');
  private departments: readonly string[] = [];
  private looking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Pick<Client<'staff'>, 'call' | 'hear' | 'welcomed' | 'snapshot'>,
    private readonly clock: Clock,
    private readonly colleagues: Pick<Colleagues, 'load'>,
  ) {}

  // From now on, until what it gives is called.
  watch(departments: readonly string[]): () => void {
    this.departments = departments;
    const ends = [this.client.hear('queue', (told) => this.heard(told)), this.client.welcomed(() => void this.ask())];
    void this.ask();
    return () => {
      for (const end of ends) end();
      clearTimeout(this.looking);
      this.looking = undefined;
      if (this.client.snapshot.link === 'ready') this.client.call('queue.watch', { departments: [] }).catch(() => {}); // it ends with the line anyway
    };
  }

  async ask(): Promise<void> {
    if (this.client.snapshot.link !== 'ready') return;
    void this.colleagues.load();
    try {
      const { queues } = await this.client.call('queue.watch', { departments: [...this.departments] });
      this.queues.value = new Map(queues.map((told) => [told.department, this.queue(told)]));
      this.state.value = 'there';
    } catch {
      if (this.client.snapshot.link === 'ready') this.state.value = 'failed';
    }
  }

  private heard(told: Notifications['queue']): void {
    if (!('department' in told) || !this.departments.includes(told.department)) return;
    this.queues.value = new Map(this.queues.peek()).set(told.department, this.queue(told));
    this.looking ??= setTimeout(() => {
      this.looking = undefined;
      void this.colleagues.load();
    }, rest);
  }

  private queue({ longest_wait_ms: longest, ...told }: Told): Queue {
    this.clock.tick();
    return { ...told, since: longest === null ? null : this.clock.now.peek() - longest };
  }
}
