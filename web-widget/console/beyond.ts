// What the console would read beyond the contract. All of it is additive, and none of it is needed: without the fields
// there is no mark.
import type { Summary } from '../client/wire.ts';

// Of a summary that waits: when it came into the queue (not kept by a reopened one's `started_at`), whether the visitor
// is away, and for whom it is kept a while.
export type Waiting = Summary & { arrived_at?: number; away?: boolean; reserved?: { staff: string; until: number } };

// Of a `decision`: who could have had it, as ids, in the order in which they were preferred.
export interface Considered {
  considered?: readonly string[];
}
