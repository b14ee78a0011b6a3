// @vitest-environment happy-dom
// The sales view on the screen, by role and name: follow-ups, stages, an opportunity opened, and what comes of it.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Opportunity } from '../../client/wire.ts';
import { Desk } from '../desk.ts';
import { copyOf, FakeClient, FakeLists, opportunityOf, refusalOf, sam } from '../fakes.ts';
import { Preferences } from '../kept.ts';
import type { Place } from '../route.ts';
import { Session } from '../session.ts';
import { hereContext } from './context.ts';
import { Shell } from './shell.tsx';

let client: FakeClient;
let desk: Desk;
let end: () => void = () => {};
let stored: Opportunity[];
const root = document.createElement('div');
const session = new Session({ ask: async () => new Response(null, { status: 404 }), tab: sessionStorage });
const settle = () => new Promise((done) => setTimeout(done, 1));
const own = { owner: { id: 'sam', name: 'Sam' }, giver: { id: 'ana', name: 'Ana' } };
const vera = { id: 'v-vera', name: 'Vera' };
const brief = { summary: 'Needs twelve seats', do_not_say: 'The late parcel' };

const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const nameOf = (b: Element) => (b.getAttribute('aria-label') ?? b.textContent ?? '').trim();
const button = (name: string | RegExp) => {
  const found = all('button').find((b) => (typeof name === 'string' ? nameOf(b) === name : name.test(nameOf(b))));
  if (!found) throw new Error(`no button ${name}`);
  return found as HTMLButtonElement;
};
// What an act leaves to be done: effects, and what the client answers them.
const rest = () => act(async () => void (await settle()));
const press = async (name: string | RegExp) => {
  await act(async () => {
    button(name).click();
    await settle();
  });
  await rest();
};
const field = (label: string) => {
  const found = all('label').find((l) => l.textContent!.startsWith(label));
  return document.getElementById(found?.getAttribute('for') ?? '') as HTMLInputElement;
};
const type = (label: string, text: string) =>
  act(() => {
    field(label).value = text;
    field(label).dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
const submit = async () => {
  await act(async () => {
    root.querySelector('.deal-form')!.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
    await settle();
  });
  await rest();
};
const dones = (method: string) => client.done.filter(([done]) => done === method).map(([, params]) => params);
const change = (more: Partial<Opportunity>) => (params: { opportunity: string }) => ({
  opportunity: { ...stored.find(({ id }) => id === params.opportunity)!, ...more },
});

beforeEach(() => {
  document.body.append(root);
  client = new FakeClient();
  client.snapshot = { ...client.snapshot, you: sam };
  const ago = Date.now() - 5_400_000;
  stored = [
    opportunityOf({ id: 'agreed', state: 'consented', visitor: { id: 'v-1' }, flagged_at: ago }),
    opportunityOf({ id: 'mine', conversation: 'm', state: 'accepted', ...own, visitor: vera, brief, flagged_at: ago }),
    opportunityOf({ id: 'late', conversation: 'l', state: 'deferred', due: ago, visitor: { id: 'v-2', name: 'Noor' } }),
    opportunityOf({
      id: 'sold',
      conversation: 's',
      state: 'won',
      ...own,
      visitor: vera,
      amount: 2900,
      currency: 'EUR',
    }),
  ];
  client.answers.set('opportunity.list', ({ state }: { state: string }) => ({
    opportunities: stored.filter((one) => one.state === state),
    cursor: null,
  }));
  client.answers.set('conversation.list', { conversations: [], cursor: null });
});
async function show(): Promise<void> {
  const place = signal<Place>({ view: 'sales', conversation: null });
  desk = new Desk(client, new FakeLists(), sam, place, new Preferences());
  end = desk.start();
  await act(async () => {
    render(
      <hereContext.Provider value={{ desk, session, signOut: () => {}, ask: async () => {} }}>
        <Shell />
      </hereContext.Provider>,
      root,
    );
  });
  await rest();
}
afterEach(() => {
  render(null, root);
  end();
  sessionStorage.clear();
  localStorage.clear();
});

test('nothing yet: what will appear, and on what condition', async () => {
  stored = [];
  await show();
  expect(root.textContent).toContain('No opportunities yet');
  expect(root.textContent).toContain('only ever comes with the customer’s consent');
});

test('what cannot be read says why, and can be tried again', async () => {
  client.answers.set('opportunity.list', refusalOf(4503));
  await show();
  expect(root.querySelector('[role=alert]')!.textContent).toContain('cannot store');
  client.answers.set('opportunity.list', { opportunities: [], cursor: null });
  await press('Try again');
  expect(root.textContent).toContain('No opportunities yet');
});

test('stages have their cards, with customer, product, worth, flagger and age', async () => {
  await show();
  expect(all('[data-stage] h3').map((h) => h.textContent)).toEqual([
    'Agreed 1',
    'With me 1',
    'Later 1',
    'Won 1',
    'Lost 0',
  ]);
  const card = root.querySelector('[data-stage=accepted] [data-opportunity=mine]')!.textContent!;
  for (const text of ['Vera', '1 h', 'Team plan', 'no value given', 'Flagged by Ana']) expect(card).toContain(text);
  expect(root.querySelector('[data-stage=won]')!.textContent).toContain('€29.00');
});

test('a follow-up that is due is done at one press, and the focus stays near', async () => {
  await show();
  const dues = root.querySelector('.dues')!;
  expect(dues.textContent).toContain('Overdue 1 h');
  client.answers.set('opportunity.follow_up', change({ due: undefined }));
  await press('Follow-up with Noor is done');
  expect(dones('opportunity.follow_up')).toEqual([{ opportunity: 'late', due: null }]);
  expect(dues.textContent).toContain('Nothing is due today.');
  expect(document.activeElement!.id).toBe('dues-heading');
  expect(desk.announcement.value).toBe('The follow-up with Noor is done.');
});

test('a follow-up that was refused says so in its row', async () => {
  await show();
  client.answers.set('opportunity.follow_up', refusalOf(4204));
  await press('Follow-up with Noor is done');
  expect(root.querySelector('.due-row [role=alert]')!.textContent).toContain('not there any more');
});

test('another time: only one that is still to come', async () => {
  await show();
  await press('Another time for Noor');
  await type('When', '2020-01-01T09:00');
  await submit();
  expect(dones('opportunity.follow_up')).toEqual([]);
  expect(field('When').getAttribute('aria-invalid')).toBe('true');
  const due = new Date(2090, 0, 2, 9).getTime();
  await press('In a week');
  client.answers.set('opportunity.follow_up', change({ due }));
  await submit();
  expect(dones('opportunity.follow_up')).toMatchObject([{ opportunity: 'late' }]);
  expect((dones('opportunity.follow_up')[0] as { due: number }).due).toBeGreaterThan(Date.now());
  expect(root.querySelector('dialog [role=status]')!.textContent).toContain('The follow-up with Noor is now due');
  expect(root.querySelector('.deal-form')).toBe(null);
});

test('an opportunity opens with its brief, and is won with an amount in minor units', async () => {
  await show();
  await press(/^Vera.*Team plan.*no value/);
  const sheet = root.querySelector('dialog')!;
  for (const text of ['Needs twelve seats', 'The late parcel', 'by Ana', 'Handed over by'])
    expect(sheet.textContent).toContain(text);
  await press('Won …');
  await submit();
  expect(field('Amount').getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(field('Amount'));
  await type('Amount', '1,234.5');
  client.answers.set('opportunity.close', change({ state: 'won', amount: 123_450, currency: 'EUR' }));
  await submit();
  expect(dones('opportunity.close')).toEqual([
    { opportunity: 'mine', outcome: 'won', amount: 123_450, currency: 'EUR' },
  ]);
  expect(sheet.querySelector('[role=status]')!.textContent).toBe('Won: €1,234.50.');
  expect(document.activeElement).toBe(sheet.querySelector('[role=status]'));
  expect(all('[data-stage=won] [data-opportunity=mine]')).toHaveLength(1);
});

test('lost needs a reason, a usual one at one press', async () => {
  await show();
  await press(/^Vera.*no value/);
  await press('Lost …');
  await submit();
  expect(dones('opportunity.close')).toEqual([]);
  await press('Too expensive');
  client.answers.set('opportunity.close', change({ state: 'lost' }));
  await submit();
  expect(dones('opportunity.close')).toEqual([{ opportunity: 'mine', outcome: 'lost', reason: 'Too expensive' }]);
});

test('a refusal stands in the form, which stays with what was typed; cancel gives the focus back', async () => {
  await show();
  await press(/^Vera.*no value/);
  await press('Dismiss …');
  await type('Reason', 'Flagged twice');
  client.answers.set('opportunity.close', refusalOf(4209, { state: 'active' }));
  await submit();
  expect(root.querySelector('.deal-form [role=alert]')!.textContent).toContain('changed meanwhile');
  expect(field('Reason').value).toBe('Flagged twice');
  await press('Cancel');
  expect(document.activeElement).toBe(button('Dismiss …'));
});

test('no more is given back than was paid, and only in its currency', async () => {
  await show();
  await press(/^Vera.*€29\.00/);
  await press('Refund …');
  expect(field('Amount').value).toBe('29');
  for (const [amount, currency] of [
    ['29.01', 'EUR'],
    ['0', 'EUR'],
    ['5', 'USD'],
  ] as const) {
    await type('Amount', amount);
    await type('Currency', currency);
    await submit();
  }
  expect(dones('opportunity.refund')).toEqual([]);
  await type('Amount', '9.99');
  await type('Currency', 'EUR');
  client.answers.set('opportunity.refund', change({ refunded: 999 }));
  await submit();
  expect(dones('opportunity.refund')).toEqual([{ opportunity: 'sold', amount: 999, currency: 'EUR' }]);
  expect(root.querySelector('dialog')!.textContent).toContain('€9.99 given back.');
});

test('a colleague’s is read and not concluded', async () => {
  stored[1] = { ...stored[1]!, owner: { id: 'rita', name: 'Rita' } };
  await show();
  await act(async () => desk.sales.setEverybody(true));
  await rest();
  await press(/^Vera.*Rita/);
  expect(all('dialog button').map(nameOf)).not.toContain('Won …');
});

test('history with the customer: their conversations and their other opportunities', async () => {
  const before = opportunityOf({ id: 'old.1', conversation: 'old', state: 'declined', product: 'Care plan' });
  client.answers.set('conversation.list', {
    conversations: [
      copyOf('m'),
      copyOf('old', { state: 'closed', visitor: { ...vera, verified: false }, opportunity: before }),
    ],
    cursor: null,
  });
  await show();
  await press(/^Vera.*no value/);
  expect(dones('conversation.list')).toEqual([{ visitor: 'v-vera', limit: 25 }]);
  expect(all('dialog .earlier')[0]!.textContent).toContain('Care plan');
  expect(all('dialog .earlier')[0]!.textContent).toContain('€29.00'); // the one that was won
  expect(all('dialog .earlier')[1]!.children).toHaveLength(2);
  await press(/^Care plan/);
  expect(root.querySelector('dialog h2')!.textContent).toBe('Vera');
  expect(root.querySelector('.deal-product')!.textContent).toBe('Care plan');
});

test('the conversation opens from there', async () => {
  await show();
  await press(/^Vera.*no value/);
  await press('Open the conversation');
  expect(desk.place.value).toEqual({ view: 'inbox', conversation: 'm' });
});
