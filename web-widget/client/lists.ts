// What the console's lists show, kept up to date by `list.watch`: asked for again after every hello, gaps filled by
// `list.sync`. Nothing polls.
import type { Client } from './api.ts';

export interface Lists<Summary> {
  readonly snapshot: {
    readonly ready: boolean; // false until the first answer, and while the line is down
    readonly summaries: ReadonlyMap<string, Summary>; // by conversation
    readonly more: boolean; // there are more than the server tells at once
    readonly problem?: string; // why nothing can be told
  };
  subscribe(listener: () => void): () => void;
  // From now on of these departments and states; replaces what was watched before.
  watch(departments: readonly string[], states?: readonly string[]): void;
  stop(): void;
}

export declare function createLists(client: Client<'staff'>): Lists<unknown>;
