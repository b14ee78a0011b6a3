// To whom a conversation can be handed: departments, and colleagues with whether they could have it now. Pure.
import type { StaffMember } from '../client/wire.ts';

export type To = { department: string; staff?: undefined } | { staff: string; department?: undefined };

export interface DepartmentTarget {
  readonly id: string;
  readonly name: string;
  readonly here: boolean; // where it is already
  readonly present: boolean; // somebody could take it now
}
export interface StaffTarget {
  readonly member: StaffMember;
  readonly bar?: 'offline' | 'away' | 'full'; // why not now
}

interface Department {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
}

// Who sells: departments of that kind, and whoever serves one or has the role.
export function salesTeams<D extends { readonly kind: 'care' | 'sales' }>(departments: readonly D[]): D[] {
  return departments.filter(({ kind }) => kind === 'sales');
}
export function reps(staff: readonly StaffMember[], teams: readonly { readonly id: string }[]): StaffMember[] {
  return staff.filter(
    ({ roles, departments }) =>
      roles.includes('sales') || departments.some((id) => teams.some((team) => team.id === id)),
  );
}

// And who looks after customers: whom a rep can give one back to.
export function careTeams<D extends { readonly kind: 'care' | 'sales' }>(departments: readonly D[]): D[] {
  return departments.filter(({ kind }) => kind === 'care');
}
export function carers(staff: readonly StaffMember[], teams: readonly { readonly id: string }[]): StaffMember[] {
  return staff.filter(({ departments }) => departments.some((id) => teams.some((team) => team.id === id)));
}

// What people are known to be is newer than what the server said of the department at first.
export function departmentTargets(
  departments: readonly Department[],
  here: string,
  staff?: readonly StaffMember[],
): DepartmentTarget[] {
  const somebody = (id: string) =>
    staff?.some((one) => one.departments.includes(id) && one.online && one.presence === 'online');
  const targets = departments.map(({ id, name, online }) => {
    return { id, name, here: id === here, present: somebody(id) ?? online };
  });
  return [...targets.filter((t) => !t.here), ...targets.filter((t) => t.here)];
}

export function barOf({ online, presence, load, capacity }: StaffMember): StaffTarget['bar'] {
  if (!online || presence === 'offline') return 'offline';
  if (presence === 'away') return 'away';
  return load >= capacity ? 'full' : undefined;
}

// Whoever could have it first, the least busy of them on top; never the owner.
export function staffTargets(staff: readonly StaffMember[], owner: string | undefined): StaffTarget[] {
  const share = ({ load, capacity }: StaffMember) => (capacity > 0 ? load / capacity : 1);
  return staff
    .filter(({ id, departments }) => id !== owner && departments.length > 0)
    .map((member) => ({ member, bar: barOf(member) }))
    .sort(
      (a, b) =>
        Number(a.bar !== undefined) - Number(b.bar !== undefined) ||
        share(a.member) - share(b.member) ||
        a.member.name.localeCompare(b.member.name),
    );
}

export const sameTarget = (a: To | null, b: To): boolean =>
  a !== null && a.department === b.department && a.staff === b.staff;
