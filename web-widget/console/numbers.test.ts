// Which days are asked for, who sees which half, and what becomes of answers that come too late.
import { beforeEach, expect, test, vi } from 'vitest';
import type { StaffYou } from '../client/wire.ts';
import { Clock } from './clock.ts';
import { ana, careOf, FakeClient, refusalOf, salesOf, sam } from './fakes.ts';
import { care, sales } from './measures.ts';
import { byDay, daysOf, Numbers, periodOf } from './numbers.ts';

const at = (month: number, day: number, hour = 0) => new Date(2026, month - 1, day, hour).getTime();
const none = { from: '', to: '' };
const sue: StaffYou = { ...ana, id: 'sue', roles: ['supervisor'] };
let client: FakeClient;

beforeEach(() => {
  client = new FakeClient();
  client.answers.set('stats.get', ({ by }: { by: string }) => ({
    care: careOf({ conversations: 7 }),
    sales: salesOf({ won: 2, revenue: [{ amount: 2900, currency: 'EUR' }] }),
    groups: [{ key: by, care: careOf(), sales: salesOf({ revenue: [{ amount: 1, currency: 'EUR' }] }) }],
  }));
});

function numbersOf(you: StaffYou): Numbers {
  client.snapshot = { ...client.snapshot, you };
  const clock = new Clock();
  clock.now.value = at(5, 5, 14);
  return new Numbers(client, you, clock);
}
const asked = () => client.done.map(([, params]) => params as { from: number; to: number; by: string });

test('periods are whole days, the last one included', () => {
  const now = at(5, 5, 14);
  expect(periodOf('today', none, now)).toEqual({ from: at(5, 5), to: at(5, 6) });
  expect(periodOf('week', none, now)).toEqual({ from: at(4, 29), to: at(5, 6) });
  expect(periodOf('month', none, now)).toEqual({ from: at(4, 6), to: at(5, 6) });
  expect(periodOf('own', { from: '2026-03-01', to: '2026-03-01' }, now)).toEqual({ from: at(3, 1), to: at(3, 2) });
});

test('what is no period is none', () => {
  for (const own of [
    none,
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '2026-03-01', to: '' },
    { from: '2025-01-01', to: '2026-03-01' },
  ])
    expect(periodOf('own', own, at(5, 5))).toBe(null);
  expect(periodOf('own', { from: '2026-01-01', to: '2027-02-04' }, at(5, 5))).not.toBe(null); // 400 days
});

test('every day has its place, also one without entries, over a change of the clock, and what the site’s zone adds', () => {
  const period = { from: at(3, 28), to: at(3, 31) };
  expect(daysOf(period)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
  const told = [
    { key: '2026-03-29', care: careOf() },
    { key: '2026-03-27', care: careOf() },
  ];
  const days = byDay(period, told);
  expect(days.map(({ key }) => key)).toEqual(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']);
  expect(days.map(({ care }) => care !== undefined)).toEqual([true, false, true, false]);
});

test('a supervisor sees both halves of the same days, and every group', async () => {
  const numbers = numbersOf(sue);
  await numbers.load();
  expect(asked().map(({ by }) => by)).toEqual(['day', 'department', 'rep', 'rule']);
  expect(new Set(asked().map(({ from, to }) => `${from} ${to}`))).toEqual(new Set([`${at(4, 29)} ${at(5, 6)}`]));
  expect(numbers.shown.value?.all).toMatchObject({ care: { conversations: 7 }, sales: { won: 2 } });
});

test('an agent asks for no reps or rules, and what is told of revenue all the same is not kept', async () => {
  const numbers = numbersOf(ana);
  await numbers.load();
  expect(asked().map(({ by }) => by)).toEqual(['day', 'department']);
  expect(JSON.stringify(numbers.shown.value)).not.toContain('revenue');
});

test('a rep sees the sales half', async () => {
  const numbers = numbersOf(sam);
  await numbers.load();
  expect(Object.keys(numbers.shown.value!.all)).toEqual(['sales']);
  expect(numbers.shown.value!.groups.rep).toHaveLength(1);
});

test('the department goes along, and what is chosen last is shown', async () => {
  const numbers = numbersOf(sue);
  const slow = vi.fn();
  client.answers.set('stats.get', ({ department }: { department?: string }) => {
    slow(department);
    return { care: careOf({ conversations: department ? 1 : 9 }), groups: [] };
  });
  const first = numbers.load();
  numbers.setDepartment('care');
  await first;
  await vi.waitFor(() => expect(numbers.state.value).toBe('there'));
  expect(slow).toHaveBeenCalledWith('care');
  expect(numbers.shown.value!.all.care!.conversations).toBe(1);
});

test('one’s own period begins with the one before it', async () => {
  const numbers = numbersOf(sue);
  numbers.choose('own');
  expect(numbers.own.value).toEqual({ from: '2026-04-29', to: '2026-05-05' });
  numbers.setOwn({ from: '' });
  expect([numbers.period, numbers.state.value]).toEqual([null, 'there']);
});

test('a failure keeps the numbers from before', async () => {
  const numbers = numbersOf(sue);
  await numbers.load();
  client.answers.set('stats.get', refusalOf(4503));
  await numbers.load();
  expect([numbers.state.value, numbers.shown.value?.all.care?.conversations]).toEqual(['failed', 7]);
});

test('what there is nothing to say of is a dash; money is exact', () => {
  expect([care.csat(careOf()), care.first50(careOf()), care.waiting(careOf())]).toEqual(['–', '–', '–']);
  expect([care.csat(careOf({ csat: 4.25 })), care.nps(careOf({ nps: -12 }))]).toEqual(['4.3', '-12']);
  expect([sales.refusalRate(salesOf()), sales.refusalRate(salesOf({ refusal_rate: 0.25 }))]).toEqual(['–', '25 %']);
  const revenue = [
    { amount: 900_719_925_474_099, currency: 'EUR' },
    { amount: -500, currency: 'JPY' },
  ];
  expect(sales.revenue(salesOf({ revenue }))).toMatch(/9,007,199,254,740\.99.*-.*500/);
});
