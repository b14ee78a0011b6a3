// Pure parts: to whom a conversation can be handed, the order of those who wait, decision records, a reply by mail.
import { expect, test } from 'vitest';
import type { Item } from '../client/timeline.ts';
import type { LogEvent, StaffMember, Summary } from '../client/wire.ts';
import { ana, summaryOf, viewOf } from './fakes.ts';
import { isQuiet, lineOf, settled } from './lines.ts';
import { mayOf } from './may.ts';
import { replyText } from './reply.ts';
import { rowsOf } from './rows.ts';
import { departmentTargets, reps, salesTeams, staffTargets } from './targets.ts';

const member = (id: string, more: Partial<StaffMember> = {}): StaffMember => ({
  id,
  name: id,
  roles: ['agent'],
  departments: ['care'],
  presence: 'online',
  online: true,
  load: 0,
  capacity: 4,
  ...more,
});
const ben = { id: 'ben', name: 'Ben' };
const minute = 60_000;

test('whoever could have it now stands first, the least busy on top, and the others say why not', () => {
  const all = [
    member('full', { load: 4 }),
    member('gone', { online: false }),
    member('away', { presence: 'away' }),
    member('busy', { load: 3 }),
    member('owner'),
    member('idle'),
    member('nowhere', { departments: [] }),
    member('closed', { capacity: 0 }),
  ];
  expect(staffTargets(all, 'owner').map(({ member: { id }, bar }) => [id, bar])).toEqual([
    ['idle', undefined],
    ['busy', undefined],
    ['away', 'away'],
    ['gone', 'offline'],
    ['closed', 'full'],
    ['full', 'full'],
  ]);
});

test('where it is already stands last among the departments', () => {
  const departments = [
    { id: 'care', name: 'Care', online: true },
    { id: 'sales', name: 'Sales', online: false },
  ];
  expect(departmentTargets(departments, 'care').map(({ id, present }) => [id, present])).toEqual([
    ['sales', false],
    ['care', true],
  ]);
});

test('waiting rows stand in the order of matching: arrival less the head start of the priority', () => {
  const at = (id: string, started_at: number, priority: Summary['priority'], more: Partial<Summary> = {}) =>
    summaryOf(id, { started_at: started_at * minute, priority, ...more } as Partial<Summary>);
  const waiting = [
    at('normal', 60, 'normal'),
    at('urgent', 89, 'urgent'),
    at('low', 51, 'low'),
    at('high', 71, 'high'),
    at('reopened', 1, 'normal', { arrived_at: 70 * minute }),
  ];
  const ids = (more: Summary[] = []) => rowsOf([...waiting, ...more], new Map(), new Map(), ana, (end) => end).waiting;
  expect(ids().map(({ id }) => id)).toEqual(['urgent', 'normal', 'low', 'high', 'reopened']);
  const marked = at('marked', 40, 'normal', { away: true, reserved: 'ben' });
  expect(ids([marked]).find(({ id }) => id === 'marked')).toMatchObject({ away: true, reserved: 'ben' });
});

test('what was handed to one’s department waits, and can be taken; one’s own can be taken back', () => {
  const pending = { kind: 'transfer', to: 'care', until: 0 } as const;
  const row = summaryOf('c', { state: 'active', owner: ben, pending });
  expect(rowsOf([row], new Map(), new Map(), ana, (end) => end).waiting).toHaveLength(1);
  const may = (owner: typeof ben) => mayOf(viewOf('c', [], { owner, pending }, owner === ben), ana, 0, 0);
  expect(may(ben)).toMatchObject({ take: true, takeBack: false, transfer: false });
  expect(may({ id: 'ana', name: 'Ana' })).toMatchObject({ take: false, takeBack: true, transfer: true });
});

test('observing and force are a supervisor’s, dismissing of what was missed', () => {
  const sue = { ...ana, id: 'sue', roles: ['supervisor' as const] };
  const bens = viewOf('c', [], { owner: ben }, true);
  expect(mayOf(bens, ana, 0, 0)).toMatchObject({ observe: false, force: false, takeOver: false, dismiss: false });
  expect(mayOf(bens, sue, 0, 0)).toMatchObject({ observe: true, force: true, takeOver: true, dismiss: false });
  expect(mayOf({ ...bens, left: false }, sue, 0, 0).observe).toBe(false);
  expect(mayOf(viewOf('c', [], { state: 'missed', owner: null }, true), sue, 0, 0)).toMatchObject({
    force: false,
    dismiss: true,
    take: true,
  });
});

const names: Record<string, string> = { cy: 'Cy', ben: 'Ben' };
const readers = {
  me: 'ana',
  revenue: false,
  department: (id: string) => `[${id}]`,
  name: (p: { id: string; name?: string }) => p.name || names[p.id] || '?',
};
const baton = { id: 'system', name: 'Baton', role: 'system' };
const line = (more: object) =>
  lineOf({ seq: 1, log_seq: 1, at: 0, by: baton, ...more } as unknown as LogEvent, readers);

test('decision records read as sentences', () => {
  const decision = (more: object) => line({ kind: 'decision', ...more });
  const why = 'lowest load, then longest idle';
  const considered = ['ana', 'ben', 'cy'];
  expect(decision({ what: 'matched', who: ana, why, considered })).toBe(
    'Matched to you: lowest load, then longest idle; considered Ben, Cy',
  );
  expect(decision({ what: 'offered', who: ben, why })).toBe(`Offered to Ben: ${why}`);
  expect(decision({ what: 'accepted', who: ana })).toBe('You accepted the offer');
  expect(decision({ what: 'declined', who: ben, why: 'the offer lapsed' })).toBe(
    'Ben did not answer the offer in time',
  );
  expect(decision({ what: 'declined', who: ben, why: 'by themselves' })).toBe('Ben declined the offer');
  expect(decision({ what: 'transfer', who: ben, why: 'to a person', by: ana })).toBe('You began a transfer to Ben');
  expect(decision({ what: 'transfer', who: ana, why: 'to sales', by: ben })).toBe('Ben began a transfer to [sales]');
  expect(decision({ what: 'forced', who: ben, why: 'over capacity', by: { id: 'sue', name: 'Sue' } })).toBe(
    'Sue gave it to Ben, above their limit',
  );
  expect(decision({ what: 'thought_about', why: 'x' })).toBe('Decided: thought about (x)');
});

test('the usual decisions are for supervisors only', () => {
  const event = { kind: 'decision', what: 'matched', by: baton } as unknown as LogEvent;
  expect([isQuiet(event), isQuiet(event, true)]).toEqual([true, false]);
});

test('who left is not said twice, and a taking over neither', () => {
  const item = (key: string, more: object): Item => {
    const event = { seq: 1, log: 'log', at: 0, by: baton, ...more } as unknown as LogEvent;
    return { type: 'line', key, at: 0, event };
  };
  const left = item('left', { kind: 'left', who: ben });
  const note = item('note', { kind: 'decision', log: 'notes' });
  const keys = (...items: Item[]) => settled(items).map(({ key }) => key);
  const queued = (because: string) => item('queued', { kind: 'queued', department: 'care', because });
  expect(keys(left, note, queued('requeued'))).toEqual(['note', 'queued']);
  expect(keys(left, queued('agent_left'))).toEqual(['left', 'queued']);
  expect(keys(left)).toEqual(['left']);
  const forced = { kind: 'decision', what: 'forced', who: ben, by: ben } as unknown as LogEvent;
  expect(isQuiet(forced, true)).toBe(true);
});

test('why it waits again, who has it now, and who reads along', () => {
  const queued = (because: string) => line({ kind: 'queued', department: 'care', because });
  expect(queued('no_reply')).toBe('Waiting in [care] again, because nobody answered in time');
  expect(queued('overflow')).toBe('Moved on to [care], because nobody was free');
  expect(queued('something new')).toBe('Waiting in [care]');
  expect(line({ kind: 'transferred', to: ben, by: ben })).toBe('Ben took over the conversation');
  expect(line({ kind: 'transferred', to: ana })).toBe('Transferred to you');
  expect(line({ kind: 'observed', who: ben, by: ben })).toBe('Ben reads along, unseen by the visitor');
});

test('a reply by mail is addressed and signed', () => {
  expect(replyText('Vera', ' It is steel. ', 'Ana')).toBe('Hello Vera,\n\nIt is steel.\n\nKind regards\nAna\n');
  expect(replyText(undefined, '', 'Ana')).toMatch(/^Hello,\n/);
});

test('who sells: departments of that kind, and whoever serves one or has the role', () => {
  const teams = salesTeams([
    { id: 'care', kind: 'care' },
    { id: 'big', kind: 'sales' },
  ] as const);
  expect(teams.map(({ id }) => id)).toEqual(['big']);
  const one = (id: string, departments: string[], role: 'agent' | 'sales'): StaffMember => ({
    ...{ id, name: id, departments, roles: [role] },
    ...{ presence: 'online', online: true, load: 0, capacity: 1 },
  });
  const staff = [one('a', ['care'], 'agent'), one('b', ['big'], 'agent'), one('c', ['care'], 'sales')];
  expect(reps(staff, teams).map(({ id }) => id)).toEqual(['b', 'c']);
});
