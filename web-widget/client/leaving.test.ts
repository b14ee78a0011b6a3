// What is left where nobody is there to answer: once and for certain, whatever the line and the page do meanwhile.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Client } from './api.ts';
import { createClient } from './client.ts';
import { localStore, memoryStore } from './store.ts';
import { FakeServer } from './testing/fake-server.ts';

let server: FakeServer;
let store: ReturnType<typeof memoryStore>;
const clients: Client<'visitor'>[] = [];

function page(): Client<'visitor'> {
  const hello = () => ({ token: 't' });
  const world = { url: 'ws://test/v1/ws', random: () => 0.5, connect: server.connect, store };
  const client = createClient<'visitor'>({ ...world, role: 'visitor', hello, refused: () => false });
  clients.push(client);
  client.start();
  return client;
}

const soon = (ms = 50) => vi.advanceTimersByTimeAsync(ms);
const contact = { email: 'vera@mail.example', name: 'Vera' };
const leave = (client: Client<'visitor'>, text: string) => client.send('', text, 'log', { contact });
const stored = (id = 'c1') => server.talks.get(id)?.log.map((e) => (e.kind === 'message' ? e.text : e.kind));
const frames = (method: string) => server.sent.filter((f) => f.method === method);
const state = (client: Client<'visitor'>, id = 'c1') => client.snapshot.conversations.get(id)?.copy.state;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.open = false;
  store = memoryStore();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
  vi.useRealTimers();
});

it('is told with its address, and stands in a missed conversation', async () => {
  const client = page();
  client.send('', 'hello', 'log', { contact, department: 'care' });
  await soon();
  expect(frames('conversation.leave')[0]!.params).toMatchObject({ text: 'hello', department: 'care', ...contact });
  expect([stored(), state(client), client.snapshot.outbox]).toEqual([['hello', 'closed'], 'missed', []]);
});

it('is left once though its answer was lost and the page went away', async () => {
  const client = page();
  server.fault = (what, frame) => (what === 'answer' && JSON.stringify(frame).includes('"seq"') ? 'cut' : 'pass');
  leave(client, 'once');
  await soon();
  server.fault = () => 'pass';
  client.stop();
  const reloaded = page();
  await soon(2_000);
  expect(frames('conversation.leave').length).toBeGreaterThan(1);
  expect([stored(), server.talks.size]).toEqual([['once', 'closed'], 1]);
  expect([state(reloaded), reloaded.snapshot.outbox]).toEqual(['missed', []]);
});

it('waits for a line that is down, over a reload as well', async () => {
  server.accepts = false;
  const client = page();
  leave(client, 'from a tunnel');
  await soon(3_000);
  client.stop();
  server.accepts = true;
  page();
  await soon(500);
  expect(stored()).toEqual(['from a tunnel', 'closed']);
});

it('is left once by two pages that both hold it', async () => {
  server.accepts = false;
  leave(page(), 'twice');
  page();
  await soon();
  server.accepts = true;
  await soon(5_000);
  expect([frames('conversation.leave').length, stored(), server.talks.size]).toEqual([2, ['twice', 'closed'], 1]);
});

it('takes the place of what was refused, and of nothing else', async () => {
  const client = page();
  client.send('', 'anybody?');
  client.send('', 'hello?');
  await soon();
  const refused = client.snapshot.outbox.map((m) => [m.state, m.error?.data.state, m.cid] as const);
  expect(refused.map(([was, why]) => `${was} ${why}`)).toEqual(['failed offline', 'failed offline']);
  client.send(
    '',
    'anybody? hello?',
    'log',
    { contact },
    refused.map(([, , cid]) => cid),
  );
  expect([client.snapshot.outbox.length, store.all().length]).toEqual([1, 1]);
  await soon();
  expect([stored(), client.snapshot.outbox]).toEqual([['anybody? hello?', 'closed'], []]);
});

it('is said in the chat that another page has opened meanwhile', async () => {
  server.open = true;
  const other = page();
  other.send('', 'chat');
  await soon();
  server.open = false;
  store = memoryStore();
  const client = page();
  leave(client, 'and this');
  await soon(500);
  expect(stored()).toEqual(['chat', 'queued', 'and this']);
  expect(client.snapshot.outbox).toEqual([]);
});

it('that the server finds fault with stays here, with its address', async () => {
  server.refusal = ({ method }) =>
    method === 'conversation.leave'
      ? { error: { code: -32602, message: '', data: { reason: 'invalid_params', field: 'email' } } }
      : null;
  const client = page();
  leave(client, 'mine');
  await soon();
  const [left] = client.snapshot.outbox;
  expect([left!.state, left!.contact, left!.error!.data.field]).toEqual(['failed', contact, 'email']);
  expect(store.all()).toHaveLength(1);
});

it('is kept as a beginning by a server that knows no leaving', async () => {
  server.refusal = ({ method }) =>
    method === 'conversation.leave'
      ? { error: { code: -32601, message: '', data: { reason: 'unknown_method' } } }
      : null;
  const client = page();
  leave(client, 'mine');
  await soon();
  expect(client.snapshot.outbox.map((m) => [m.state, m.contact])).toEqual([['failed', undefined]]);
  server.open = true;
  client.again(client.snapshot.outbox[0]!.cid);
  await soon();
  expect(stored()).toEqual(['mine', 'queued']);
});

it('goes on in the same conversation once the desk is open', async () => {
  const client = page();
  leave(client, 'hello');
  await soon();
  client.send('c1', 'still closed?');
  await soon();
  expect(client.snapshot.outbox.map((m) => m.error?.data.state)).toEqual(['offline']);
  server.open = true;
  client.again(client.snapshot.outbox[0]!.cid);
  await soon();
  expect(stored()).toEqual(['hello', 'closed', 'reopened', 'still closed?']);
  expect(state(client)).toBe('queued');
});

it('is left again, under its first cid, for a store that lost it', async () => {
  const client = page();
  leave(client, 'hello');
  await soon();
  server.talks.clear();
  server.cut();
  await soon(2_000);
  const cids = frames('conversation.leave').map((f) => f.params.cid);
  expect([stored('c2'), new Set(cids).size]).toEqual([['hello', 'closed'], 1]);
  expect([...client.snapshot.conversations.keys()]).toEqual(['c2']);
});

it('is taken from a storage only with an address that is one', () => {
  const kept = new Map<string, string>();
  const message = { conversation: '', cid: 'k', log: 'log', text: 'x', at: 1, state: 'queued' };
  const storage = {
    get length() {
      return kept.size;
    },
    key: (i: number) => [...kept.keys()][i] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
  } as Storage;
  for (const [at, more] of [{ contact: null }, { contact: { email: 1 } }, { contact }, {}].entries())
    kept.set(`b:m:${at}`, JSON.stringify({ ...message, at, ...more }));
  expect(localStore('b:', () => storage).all()).toHaveLength(2);
});

it('a place in the queue is the last that was told', async () => {
  server.open = true;
  const client = page();
  client.send('', 'hello');
  await soon();
  server.notify('queue', { conversation: 'c1', position: 3, wait_ms: null });
  await soon();
  expect(client.snapshot.conversations.get('c1')!.copy.queue).toEqual({ position: 3, wait_ms: null });
  server.notify('queue', { department: 'care', waiting: 1, longest_wait_ms: null, online: 1, free_slots: 0 });
  server.notify('queue', { conversation: 'elsewhere', position: 1, wait_ms: null });
  await soon();
  expect(client.snapshot.conversations.get('c1')!.copy.queue!.position).toBe(3);
});
