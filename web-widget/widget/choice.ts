// Which department a chat begins in, where the site lets its visitors choose: what they chose, else the first where
// somebody is. The choice is this tab's.
import { type ReadonlySignal, type Signal, computed, signal } from '@preact/signals-core';
import type { Kept } from './kept.ts';
import { type Department, type Seen, choicesOf } from './stage.ts';

export interface Choice {
  readonly among: readonly Department[]; // more than one: there is a choice
  readonly department: string | undefined; // undefined: the server's own choice
}

export class Choosing {
  readonly choice: ReadonlySignal<Choice>;
  private readonly chosen: Signal<string | undefined>;

  constructor(
    seen: ReadonlySignal<Seen>,
    private readonly session: Kept,
  ) {
    this.chosen = signal(session.get('department'));
    this.choice = computed(() => {
      const among = choicesOf(seen.value);
      if (among.length < 2) return { among, department: undefined };
      const chosen = among.find(({ id }) => id === this.chosen.value) ?? among.find(({ online }) => online);
      return { among, department: (chosen ?? among[0])?.id };
    });
  }

  choose(department: string): void {
    this.chosen.value = department;
    this.session.set('department', department);
  }
}
