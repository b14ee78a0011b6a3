// @vitest-environment happy-dom
// What stands on the screen: by role and name, as a screen reader and an end-to-end test find it.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Desk } from '../desk.ts';
import { ana, answered, FakeClient, FakeLists, refusalOf, said, summaryOf, viewOf } from '../fakes.ts';
import { Preferences } from '../kept.ts';
import type { Place } from '../route.ts';
import { Session } from '../session.ts';
import { hereContext } from './context.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

let client: FakeClient;
let lists: FakeLists;
let desk: Desk;
let end: () => void;
const root = document.createElement('div');
const session = new Session({ ask: async () => new Response(null, { status: 404 }), tab: sessionStorage });
const signOut = vi.fn();

const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const button = (name: string | RegExp) => {
  const found = all('button').find((b) => {
    const label = b.getAttribute('aria-label') ?? b.textContent ?? '';
    return typeof name === 'string' ? label.trim() === name : name.test(label);
  });
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const press = (name: string | RegExp) =>
  act(async () => {
    button(name).click();
    await new Promise((done) => setTimeout(done)); // what the client answers
  });
const key = (code: string, more: KeyboardEventInit = {}) =>
  act(() => void document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, ...more })));

beforeEach(async () => {
  document.body.append(root);
  client = new FakeClient();
  lists = new FakeLists();
  desk = new Desk(client, lists, ana, signal<Place>({ view: 'inbox', conversation: null }), new Preferences());
  end = desk.start();
  await act(() =>
    render(
      <hereContext.Provider value={{ desk, session, signOut, ask: async () => {} }}>
        <Shell />
      </hereContext.Provider>,
      root,
    ),
  );
});
afterEach(() => {
  render(null, root);
  end();
  sessionStorage.clear();
  localStorage.clear();
});

test('whoever is away is told so, and can go online', async () => {
  await act(() => client.change({ you: { ...ana, presence: 'away' } }));
  expect(root.textContent).toContain('You are away');
  await press('Go online');
  expect(client.done).toContainEqual(['presence.set', { presence: 'online' }]);
});

test('tabs show how many there are, and the lists who', async () => {
  await act(() =>
    lists.show(summaryOf('a'), summaryOf('b', { state: 'missed', contact: { email: 'nina@example.org' } })),
  );
  expect(all('[role=tab]').map((tab) => tab.textContent)).toEqual(['Waiting1', 'Mine0', 'Missed1', 'All2']);
  await act(() => all('[role=tab]')[3]!.click());
  expect(all('ul.entries').map((list) => list.getAttribute('aria-label'))).toEqual(['To recover', 'Waiting']);
  expect(all('.entry')[0]!.textContent).toContain('nina@example.org');
});

test('one row is in the tab order, and the arrows move it', async () => {
  await act(() => client.show(viewOf('a', [], { assigned_at: 1 }), viewOf('b', [], { assigned_at: 2 })));
  const entries = all('.entry');
  expect(entries.map((entry) => entry.tabIndex)).toEqual([0, -1]);
  entries[0]!.focus();
  await key('', { key: 'ArrowDown' });
  expect(document.activeElement).toBe(entries[1]);
  expect(all('.entry').map((entry) => entry.tabIndex)).toEqual([-1, 0]);
});

test('a conversation is written in as a reply or as a note', async () => {
  await act(() => client.show(viewOf('c', [said('Hello'), answered('Good morning')])));
  await press(/Nina/);
  const field = () => root.querySelector('textarea')!;
  expect(field().getAttribute('aria-label')).toBe('Reply to Nina');
  await act(() => {
    field().value = 'to the visitor';
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await key('KeyP', { altKey: true });
  expect(field().getAttribute('aria-label')).toBe('Note for colleagues');
  expect(field().value).toBe('');
  await key('KeyL', { altKey: true });
  expect(field().value).toBe('to the visitor');
  await act(() => field().focus());
  await key('Enter', { key: 'Enter' });
  expect(client.done).toContainEqual(['send', 'c', 'to the visitor', 'log']);
});

test('a colleague’s conversation takes notes only, and says whose it is', async () => {
  await act(() => {
    client.show(viewOf('c', [said('Hello')], { owner: { id: 'ben', name: 'Ben' } }, true));
    desk.choose('c', null);
  });
  expect(root.textContent).toContain('Ben answers here');
  expect(root.querySelector('textarea')!.getAttribute('aria-label')).toBe('Note for colleagues');
  expect(() => button('Close')).toThrow();
});

test('taking above one’s limit is asked about where it was pressed', async () => {
  client.answers.set('conversation.take', refusalOf(4209, { why: 'capacity' }));
  await act(() => {
    client.show(viewOf('c', [said('Hello')], { state: 'queued', owner: null }, true));
    desk.choose('c', null);
  });
  await press('Take');
  await press('Take anyway');
  expect(client.done).toContainEqual(['conversation.take', { conversation: 'c', over: true }]);
});

test('a lost line is told, with what is kept and a way to try now', async () => {
  const message = { conversation: 'c', cid: 'x', log: 'log', text: 'hi', at: 1, state: 'queued' } as const;
  await act(() => client.change({ link: 'waiting', retryAt: Date.now() + 4200, outbox: [message] }));
  expect(root.textContent).toContain('Trying again in 5 s.');
  expect(root.textContent).toContain('1 message is kept');
  await press('Try now');
  expect(client.done).toContainEqual(['nudge']);
});

test('the sheet of keys opens by a question mark, unless that was turned off', async () => {
  const asks = { key: '?', shiftKey: true };
  desk.prefs.set({ singles: false });
  await act(() => void document.body.dispatchEvent(new KeyboardEvent('keydown', { ...asks, bubbles: true })));
  expect(all('dialog')).toHaveLength(0);
  desk.prefs.set({ singles: true });
  await act(() => void document.body.dispatchEvent(new KeyboardEvent('keydown', { ...asks, bubbles: true })));
  expect(all('dialog')).toHaveLength(1);
});

test('tags are added and removed as a set', async () => {
  await act(() => client.show(viewOf('c', [], { tags: ['delivery'] })));
  await press(/Nina/);
  await press('Remove tag delivery');
  expect(client.done).toContainEqual(['conversation.tag', { conversation: 'c', tags: [] }]);
  await press('Add a tag');
  const field = root.querySelector<HTMLInputElement>('[aria-label="Add a tag"]')!;
  field.value = ' refund ';
  await act(() => void field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
  expect(client.done).toContainEqual(['conversation.tag', { conversation: 'c', tags: ['refund'] }]);
});

test('the door says what went wrong and offers the accounts of a demo', async () => {
  const accounts = [{ email: 'ana@demo.test', name: 'Ana', role: 'agent', password: 'demo' }];
  let status = 401;
  const ask = async (path: string) =>
    path.endsWith('demo.json') ? Response.json({ accounts }) : Response.json({ token: 't' }, { status });
  const done = vi.fn();
  const door = <SignIn session={new Session({ ask, tab: sessionStorage })} as="ana@demo.test" told="" onDone={done} />;
  await act(async () => render(door, root));
  await vi.waitFor(() => button(/Ana, agent/));
  expect(root.querySelector<HTMLInputElement>('[name=email]')!.value).toBe('ana@demo.test');
  await press(/Ana, agent/);
  await vi.waitFor(() => expect(root.textContent).toContain('The e-mail or the password is wrong.'));
  status = 201;
  await press(/Ana, agent/);
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce());
});
