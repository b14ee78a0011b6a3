// What the console reads beyond the contract's page. All of it is additive, and none of it is needed: without the
// method colleagues are not listed, without the fields there is no mark.
import type { Client } from '../client/api.ts';
import type { Summary } from '../client/wire.ts';

// `staff.list` {department?} → {staff: [StaffMember]}, for staff only: whoever has an account, themselves included.
export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly departments: readonly string[];
  readonly presence: 'online' | 'away' | 'offline'; // what they set
  readonly online: boolean; // whether they are connected
  readonly load: number; // conversations owned and offers held
  readonly capacity: number;
}

export async function listStaff(client: Pick<Client<'staff'>, 'call'>): Promise<readonly StaffMember[]> {
  const call = client.call as unknown as (
    method: 'staff.list',
    params: object,
  ) => Promise<{ staff: readonly StaffMember[] }>;
  return (await call.call(client, 'staff.list', {})).staff;
}

// Of a summary that waits: when it came into the queue (not kept by a reopened one's `started_at`), whether the visitor
// is away, and for whom it is kept a while.
export type Waiting = Summary & { arrived_at?: number; away?: boolean; reserved?: { staff: string; until: number } };

// Of a `decision`: who could have had it, as ids, in the order in which they were preferred.
export interface Considered {
  considered?: readonly string[];
}
