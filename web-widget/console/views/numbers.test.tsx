// @vitest-environment happy-dom
// The scoreboards on the screen: who sees what of them, plots with their table, and the ledger as a file.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StaffYou } from '../../client/wire.ts';
import { Desk } from '../desk.ts';
import { ana, careOf, FakeClient, FakeLists, refusalOf, salesOf, sam } from '../fakes.ts';
import { Preferences } from '../kept.ts';
import { dayKey } from '../numbers.ts';
import type { Place } from '../route.ts';
import { Session } from '../session.ts';
import { hereContext } from './context.ts';
import { Shell } from './shell.tsx';

let client: FakeClient;
let desk: Desk;
let end: () => void = () => {};
const root = document.createElement('div');
const sue: StaffYou = { ...ana, id: 'sue', roles: ['supervisor'] };
const ask = vi.fn(async (_path: string) => new Response('id\r\n'));
const session = new Session({ ask, tab: sessionStorage });
const settle = () => new Promise((done) => setTimeout(done, 1));
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const texts = (selector: string) => all(selector).map((one) => one.textContent!.trim());
const press = (name: string) =>
  act(async () => {
    const found = all('button').find((b) => (b.getAttribute('aria-label') ?? b.textContent)?.trim() === name);
    if (!found) throw new Error(`no button ${name}`);
    found.click();
    await settle();
  });

async function show(you: StaffYou): Promise<void> {
  client.snapshot = { ...client.snapshot, you };
  const place = signal<Place>({ view: 'numbers', conversation: null });
  desk = new Desk(client, new FakeLists(), you, place, new Preferences());
  end = desk.start();
  await act(async () => {
    render(
      <hereContext.Provider value={{ desk, session, signOut: () => {}, ask: async () => {} }}>
        <Shell />
      </hereContext.Provider>,
      root,
    );
  });
  await act(async () => void (await settle())); // the effects of the act, and what the client answers them
}

beforeEach(() => {
  document.body.append(root);
  ask.mockClear();
  client = new FakeClient();
  const today = dayKey(Date.now());
  const yesterday = dayKey(Date.now() - 86_400_000);
  const deal = { amount: 2900, currency: 'EUR' };
  const groups: Record<string, object[]> = {
    day: [
      { key: yesterday, care: careOf({ complaints: 3, csat: 2.5 }), sales: salesOf({ proposed: 8, declined: 6 }) },
      { key: today, care: careOf({ complaints: 1, csat: 4 }), sales: salesOf({ proposed: 2, revenue: [deal] }) },
    ],
    department: [{ key: 'care', name: 'Customer care', care: careOf({ conversations: 12 }), sales: salesOf() }],
    rep: [{ key: 'sam', name: 'Sam', sales: salesOf({ won: 5 }) }],
    rule: [{ key: 'teams-page', sales: salesOf({ suggested: 4 }) }],
  };
  client.answers.set('stats.get', ({ by }: { by: string }) => ({
    care: careOf({ waiting: 3, complaints: 4 }),
    sales: salesOf({ revenue: [deal], refusal_rate: 0.6 }),
    groups: groups[by],
  }));
});
afterEach(() => {
  render(null, root);
  end();
  vi.restoreAllMocks();
  sessionStorage.clear();
  localStorage.clear();
});

test('a manager sees both halves, side by side', async () => {
  await show(sue);
  expect(texts('.half h3')).toEqual(['Care', 'Sales']);
  expect(root.querySelector('[data-half=care] [data-figure=waiting]')!.textContent).toBe('Waiting now3');
  expect(root.querySelector('[data-half=sales] [data-figure=refusalRate]')!.textContent).toBe('Refusal rate60 %');
  expect(texts('.set-card summary')).toEqual(['Days as a table', 'By department', 'By rep', 'By rule']);
});

test('care sees no sales, no reps, no rules and no revenue', async () => {
  await show(ana);
  expect(texts('.half h3')).toEqual(['Care']);
  expect(texts('.set-card summary')).toEqual(['Days as a table', 'By department']);
  expect(root.textContent).not.toMatch(/€|Revenue|Ledger|Refusal/);
});

test('a rep sees the sales half', async () => {
  await show(sam);
  expect(texts('.half h3')).toEqual(['Sales']);
  expect(root.textContent).not.toContain('CSAT');
});

test('plots of care and sales stand on the same days, and the table has what they show', async () => {
  await show(sue);
  const labels = all('svg[role=img]').map((plot) => plot.getAttribute('aria-label')!.split(':')[0]);
  expect(labels).toEqual([
    'First response',
    'Satisfaction (CSAT)',
    'Trouble',
    'Customers asked to talk to sales',
    'Refusal rate',
    'Sales',
    'Revenue in EUR',
  ]);
  const days = root.querySelector('.set-card')!;
  const [careTable, salesTable] = [...days.querySelectorAll('table')];
  expect(careTable!.querySelectorAll('tbody tr')).toHaveLength(7);
  const cells = (table: Element | undefined, row: number) =>
    [...table!.querySelectorAll(`tbody tr:nth-child(${row}) td`)].map((td) => td.textContent);
  expect(cells(careTable, 6).at(-1)).toBe('3');
  expect(cells(careTable, 1).at(-1)).toBe('–'); // a day without entries
  expect(cells(salesTable, 7)).toContain('€29.00');
});

test('the chosen day is read beside the names; without a choice it is the last', async () => {
  await show(sue);
  const shown = () => texts('.plot-name b');
  expect(shown().slice(2, 4)).toEqual(['4', '1']); // CSAT, complaints
  const range = root.querySelector<HTMLInputElement>('input[type=range]')!;
  await act(() => {
    range.value = '5';
    range.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  expect(shown().slice(2, 4)).toEqual(['2.5', '3']);
  expect(root.querySelector('.plot-at')!.getAttribute('x')).toBe(`${(5 / 7) * 100}%`);
});

test('a day alone has figures and no plot', async () => {
  client.answers.set('stats.get', { care: careOf(), sales: salesOf(), groups: [] });
  await show(sue);
  await act(async () => {
    all('input[name=span]')[0]!.click();
    await settle();
  });
  expect(all('svg[role=img]')).toHaveLength(0);
  expect(root.textContent).toContain('Choose more than one day');
  expect(root.textContent).toContain('Nothing was counted in this period.');
});

test('what cannot be counted says why, and can be tried again', async () => {
  const counts = client.answers.get('stats.get');
  client.answers.set('stats.get', refusalOf(4503));
  await show(sue);
  expect(root.querySelector('[role=alert]')!.textContent).toContain('cannot store');
  client.answers.set('stats.get', counts);
  await press('Try again');
  expect(texts('.half h3')).toEqual(['Care', 'Sales']);
});

test('the ledger of the period is saved as a file', async () => {
  await show(sue);
  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  await press('Save as NDJSON');
  const { from, to } = desk.numbers.shown.value!.period;
  expect(ask.mock.calls.map(([path]) => path)).toEqual([`/api/v1/ledger?format=ndjson&from=${from}&to=${to}`]);
  expect(saved).toEqual(['baton-ledger.ndjson']);
  ask.mockImplementationOnce(async () => new Response(null, { status: 403 }));
  await press('Save as CSV');
  expect(root.textContent).toContain('The ledger could not be saved.');
});
