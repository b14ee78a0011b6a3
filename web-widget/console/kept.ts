// Small things that outlive a reload: drafts (of this tab, of one person) and what somebody prefers (of this browser).
// What the storage refuses lives in memory.
import { type Signal, signal } from '@preact/signals';

export type Mode = 'reply' | 'note';
type Store = () => Pick<Storage, 'getItem' | 'setItem'>;

function load<T extends object>(store: Store, key: string, otherwise: T): T {
  try {
    const found = JSON.parse(store().getItem(key) ?? 'null');
    return found && typeof found === 'object' ? { ...otherwise, ...found } : otherwise;
  } catch {
    return otherwise;
  }
}
function save(store: Store, key: string, value: object): void {
  try {
    store().setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: it lives as long as the page.
  }
}

// A reply and a note of the same conversation are two drafts: what was written for colleagues must not become a reply
// because somebody switched.
export class Drafts {
  private readonly all: Signal<Readonly<Record<string, string>>>;
  private readonly key: string;

  constructor(
    me: string,
    private readonly store: Store = () => sessionStorage,
  ) {
    this.key = `baton.console.drafts.${me}`;
    this.all = signal(load(store, this.key, {}));
  }

  of(conversation: string, mode: Mode): string {
    const text = this.all.value[`${mode} ${conversation}`];
    return typeof text === 'string' ? text : '';
  }

  set(conversation: string, mode: Mode, text: string): void {
    const { [`${mode} ${conversation}`]: _, ...rest } = this.all.value;
    this.all.value = text ? { ...rest, [`${mode} ${conversation}`]: text } : rest;
    save(this.store, this.key, this.all.value);
  }
}

export interface Prefs {
  readonly sound: boolean;
  readonly desktop: boolean;
  readonly singles: boolean; // keys without a modifier
  readonly details: boolean; // the visitor's panel beside the conversation, where there is room
}
const prefsKey = 'baton.console.prefs';
const usual: Prefs = { sound: false, desktop: false, singles: true, details: true };

export class Preferences {
  readonly value: Signal<Prefs>;
  constructor(private readonly store: Store = () => localStorage) {
    this.value = signal(load(store, prefsKey, usual));
  }
  set(change: Partial<Prefs>): void {
    this.value.value = { ...this.value.value, ...change };
    save(this.store, prefsKey, this.value.value);
  }
}
