// @vitest-environment happy-dom
// Offers, the transfer dialog, the strips, recovery and the board on the screen, by role and name.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StaffYou } from '../../client/wire.ts';
import { Desk } from '../desk.ts';
import { ana, FakeClient, FakeLists, refusalOf, said, summaryOf, viewOf } from '../fakes.ts';
import { Preferences } from '../kept.ts';
import type { Place } from '../route.ts';
import { Session } from '../session.ts';
import { hereContext } from './context.ts';
import { Shell } from './shell.tsx';

let client: FakeClient;
let lists: FakeLists;
let desk: Desk;
let end: () => void;
const root = document.createElement('div');
const session = new Session({ ask: async () => new Response(null, { status: 404 }), tab: sessionStorage });
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const button = (name: string | RegExp, within: ParentNode = root) => {
  const found = [...within.querySelectorAll('button')].find((b) => {
    const label = (b.getAttribute('aria-label') ?? b.textContent ?? '').trim();
    return typeof name === 'string' ? label === name : name.test(label);
  });
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const press = (name: string | RegExp, within?: ParentNode) =>
  act(async () => {
    button(name, within).click();
    await new Promise((done) => setTimeout(done)); // what the client answers
  });
const alt = (code: string) =>
  act(async () => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { code, altKey: true, bubbles: true }));
    await new Promise((done) => setTimeout(done));
  });
const offer = (conversation: string, kind: 'chat' | 'transfer' = 'chat', ms = 20_000) =>
  act(() => client.tell('offer', { conversation, kind, deadline: Date.now() + ms }));
const calls = (method: string) => client.done.filter(([name]) => name === method).map(([, params]) => params);
const ben = { id: 'ben', name: 'Ben', departments: ['care'], presence: 'online', online: true, load: 1, capacity: 4 };
const cy = { ...ben, id: 'cy', name: 'Cy', load: 4 };
const departments = [
  { id: 'care', name: 'Care', online: true, wait_ms: null, assign: 'auto', kind: 'care' } as const,
  { id: 'sales', name: 'Sales', online: false, wait_ms: null, assign: 'offer', kind: 'sales' } as const,
];

async function enter(you: StaffYou, place: Place = { view: 'inbox', conversation: null }): Promise<void> {
  client.change({ you, desk: { open: true, departments } });
  client.answers.set('staff.list', { staff: [ben, cy] });
  desk = new Desk(client, lists, you, signal(place), new Preferences());
  end = desk.start();
  await act(async () => {
    render(
      <hereContext.Provider value={{ desk, session, signOut: () => {}, ask: async () => {} }}>
        <Shell />
      </hereContext.Provider>,
      root,
    );
    await new Promise((done) => setTimeout(done));
  });
}
const sue: StaffYou = { ...ana, id: 'sue', name: 'Sue', roles: ['supervisor'], departments: ['care', 'sales'] };

beforeEach(() => {
  document.body.append(root);
  client = new FakeClient();
  lists = new FakeLists();
});
afterEach(() => {
  render(null, root);
  end();
  sessionStorage.clear();
  localStorage.clear();
});

test('an offer shows who and what, and is accepted by key', async () => {
  await enter(ana);
  await act(() => client.show(viewOf('c', [said('My kettle leaks')], { state: 'offered', owner: null })));
  await offer('c');
  const card = root.querySelector('.offers')!;
  expect(card.textContent).toContain('New conversation');
  expect(card.textContent).toContain('My kettle leaks');
  expect(card.querySelector('[role=img]')!.getAttribute('aria-label')).toBe('20 seconds left');
  expect(button('Decline Nina')).toBeTruthy();
  await alt('KeyA');
  expect(calls('offer.answer')).toEqual([{ conversation: 'c', accept: true }]);
  expect(all('.offer')).toHaveLength(0);
});

test('of a transfer it says from whom, with their note; declining is one press', async () => {
  await enter(ana);
  const pending = { kind: 'transfer', to: 'ana', until: 0 } as const;
  const view = viewOf('c', [said('Hello')], { owner: { id: 'ben', name: 'Ben' }, pending });
  const note = { conversation: 'c', epoch: 'e', log: 'notes', seq: 1, log_seq: 1, at: 1, kind: 'note' } as const;
  const events = [{ ...note, text: 'Wants a refund', by: { id: 'ben', name: 'Ben', role: 'agent' } } as const];
  await act(() => client.show({ ...view, notes: { ...view.notes, last: 1, known: 1, events } }));
  await offer('c', 'transfer');
  expect(root.querySelector('.offers')!.textContent).toContain('Ben hands you a conversation');
  expect(root.querySelector('.offers')!.textContent).toContain('Wants a refund');
  expect(root.querySelector('.offer-where')!.textContent).toMatch(/^Care/);
  await press('Decline Nina');
  expect(calls('offer.answer')).toEqual([{ conversation: 'c', accept: false }]);
});

test('after missed offers it says that one is away, and brings one back', async () => {
  await enter(ana);
  client.answers.set('staff.list', refusalOf(-32601));
  for (const id of ['a', 'b']) {
    await offer(id);
    await act(async () => {
      client.tell('offer.withdrawn', { conversation: id, reason: 'expired' });
      await new Promise((done) => setTimeout(done));
    });
  }
  expect(root.textContent).toContain('You were set away because two offers were missed.');
  expect(root.textContent).toContain('The time to answer is over.');
  await press('Go online', root.querySelector('.offers')!);
  expect(calls('presence.set').at(-1)).toEqual({ presence: 'online' });
});

test('a transfer is chosen, refused, and what would do is one press away', async () => {
  await enter(ana);
  await act(() => client.show(viewOf('c')));
  await act(() => desk.choose('c', null));
  await press('Transfer');
  const dialog = root.querySelector('dialog')!;
  expect([...dialog.querySelectorAll('label')].map((l) => l.textContent)).toEqual([
    expect.stringContaining('Sales'),
    expect.stringContaining('where it is now'),
    expect.stringContaining('1 of 4'),
    expect.stringContaining('Full, 4 of 4'),
    'Note for whoever takes it',
  ]);
  expect([...dialog.querySelectorAll<HTMLInputElement>('[name=to]')].map((r) => r.disabled)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  await press('Transfer', dialog);
  expect(dialog.textContent).toContain('Choose to whom first.');
  await act(() => dialog.querySelectorAll<HTMLInputElement>('[name=to]')[2]!.click());
  client.answers.set('conversation.transfer', refusalOf(4209, { why: 'offline', choices: [{ department: 'sales' }] }));
  await press('Transfer', dialog);
  expect(dialog.textContent).toContain('They are not there just now.');
  client.answers.delete('conversation.transfer');
  await press('Sales (department)', dialog);
  expect(calls('conversation.transfer')).toEqual([
    { conversation: 'c', to: { staff: 'ben' } },
    { conversation: 'c', to: { department: 'sales' } },
  ]);
  expect(all('dialog')).toHaveLength(0);
});

test('without a list of colleagues departments are left', async () => {
  await enter(ana);
  client.answers.set('staff.list', refusalOf(-32601));
  await act(() => client.show(viewOf('c')));
  await act(() => desk.choose('c', null));
  await press('Transfer');
  expect(root.querySelector('dialog')!.textContent).toContain('does not list colleagues');
});

test('while it is pending the head says to whom, and it can be taken back', async () => {
  await enter(ana);
  await act(() => client.show(viewOf('c', [], { pending: { kind: 'transfer', to: 'sales', until: 0 } })));
  await act(() => desk.choose('c', null));
  expect(root.textContent).toContain('Being transferred to Sales');
  await press('Take back');
  expect(calls('conversation.take')).toEqual([{ conversation: 'c' }]);
});

test('a missed one shows until when and how they are reached; a supervisor dismisses it with a reason', async () => {
  await enter(sue);
  const contact = { name: 'Nina Berg', email: 'nina@example.org' };
  lists.show(summaryOf('c', { state: 'missed', due: Date.now() - 90_000, contact }));
  await act(() => client.show(viewOf('c', [said('Anybody?')], { state: 'missed', owner: null }, true)));
  await act(() => desk.choose('c', null));
  const card = root.querySelector('.recovery')!;
  expect(card.textContent).toMatch(/overdue by 1:(29|3\d)/);
  expect(card.textContent).toContain('nina@example.org');
  expect(button('Copy e-mail', card)).toBeTruthy();
  await press('Dismiss …', card);
  await press('Spam', root.querySelector('dialog')!);
  await press('Dismiss', root.querySelector('dialog')!);
  expect(calls('conversation.force')).toEqual([{ conversation: 'c', action: 'close', reason: 'spam' }]);
});

test('whoever answers somebody who is not there is told how they are reached', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ready = enter(ana);
  await vi.runAllTimersAsync();
  await ready;
  const visitor = { id: 'v-nina', name: 'Nina', email: 'nina@example.org', verified: false };
  const participants = [{ id: 'v-nina', name: 'Nina', role: 'visitor', online: false }] as const;
  await act(() => client.show(viewOf('c', [], { visitor, participants: [...participants] })));
  await act(() => desk.choose('c', null));
  expect(root.textContent).not.toContain('is not on the page');
  await act(async () => void (await vi.advanceTimersByTimeAsync(5_000)));
  expect(root.textContent).toContain('Nina is not on the page');
  expect(root.textContent).toContain('reach them at nina@example.org.');
  vi.useRealTimers();
});

test('a supervisor looks on, stops, and takes over with a reason', async () => {
  await enter(sue);
  await act(() => client.show(viewOf('c', [said('Hello')], { owner: { id: 'ben', name: 'Ben' } })));
  await act(() => desk.choose('c', null));
  expect(root.textContent).toContain('You are observing. Nobody sees you.');
  await press('Take over');
  await press('It is urgent', root.querySelector('dialog')!);
  await press('Take over', root.querySelector('dialog')!);
  expect(calls('conversation.force')).toEqual([{ conversation: 'c', action: 'takeover', reason: 'It is urgent' }]);
  await press('Stop');
  expect(calls('conversation.observe')).toEqual([{ conversation: 'c', on: false }]);
});

test('the board shows each queue and who works', async () => {
  const told = { department: 'care', waiting: 2, longest_wait_ms: 65_000, online: 0, free_slots: 0 };
  client.answers.set('queue.watch', { queues: [told] });
  lists.show(summaryOf('c', { state: 'active', owner: { id: 'ben', name: 'Ben' } }));
  await enter(sue, { view: 'board', conversation: null });
  const tile = root.querySelector('.tile')!;
  expect(tile.textContent).toContain('2 waiting');
  expect(tile.textContent).toMatch(/1:0\d/);
  expect(tile.textContent).toContain('Nobody is there to take them.');
  expect(all('tbody th').map((th) => th.querySelector('bdi')!.textContent)).toEqual(['Ben', 'Cy']);
  await press(/^Nina/, root.querySelector('[data-staff=ben]')!);
  expect(desk.chosen.value).toBe('c');
});
