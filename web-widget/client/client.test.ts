// The client against a server in this process: what a person wrote arrives once and in order, and what a log holds is
// shown once and in order, whatever the line does.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from './api.ts';
import { createClient } from './client.ts';
import { memoryStore } from './store.ts';
import { FakeServer, visitor } from './testing/fake-server.ts';

let server: FakeServer;
let store: ReturnType<typeof memoryStore>;
const clients: Client<'visitor'>[] = [];

function page(): Client<'visitor'> {
  const client = createClient<'visitor'>({
    url: 'ws://test/v1/ws',
    role: 'visitor',
    hello: () => ({ token: 't' }),
    refused: () => false,
    store,
    random: () => 0.5,
    connect: server.connect,
  });
  clients.push(client);
  client.start();
  return client;
}

const soon = (ms = 50) => vi.advanceTimersByTimeAsync(ms);
const texts = (client: Client<'visitor'>, id = 'c1') =>
  client.snapshot.conversations.get(id)?.log.events.flatMap((e) => (e.kind === 'message' ? [e.text] : []));
const stored = (id = 'c1') => server.talks.get(id)?.log.flatMap((e) => (e.kind === 'message' ? [e.text] : []));
const seqs = (client: Client<'visitor'>, id = 'c1') =>
  client.snapshot.conversations.get(id)?.log.events.map((e) => e.seq);

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  store = memoryStore();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
  vi.useRealTimers();
});

describe('a conversation', () => {
  it('begins with the first message; those written meanwhile follow it in order', async () => {
    const client = page();
    for (const text of ['one', 'two', 'three']) client.send('', text);
    expect(client.snapshot.outbox.map((m) => m.state)).toEqual(['queued', 'queued', 'queued']);
    await soon();
    expect(stored()).toEqual(['one', 'two', 'three']);
    expect(texts(client)).toEqual(['one', 'two', 'three']);
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('has at most one unacknowledged message', async () => {
    let flying = 0;
    server.fault = (what, frame) => {
      if (!JSON.stringify(frame).match(/"(message\.send|conversation\.start)"/) && what === 'request') return 'pass';
      if (what === 'request') expect(++flying).toBe(1);
      if (what === 'answer' && 'id' in frame) flying = 0;
      return 'pass';
    };
    const client = page();
    for (let i = 0; i < 20; i++) client.send('', `${i}`);
    await soon(500);
    expect(stored()).toHaveLength(20);
  });

  it('shows what the other side writes, and fills a gap', async () => {
    const client = page();
    client.send('', 'hello');
    await soon();
    server.fault = (what) => (what === 'event' ? 'lose' : 'pass');
    server.write('c1', 'lost on the way');
    server.fault = () => 'pass';
    server.write('c1', 'heard');
    await soon(500);
    expect(texts(client)).toEqual(['hello', 'lost on the way', 'heard']);
    expect(seqs(client)).toEqual([1, 2, 3, 4]);
  });

  it('that ended for good begins anew with the same text', async () => {
    const client = page();
    client.send('', 'first');
    await soon();
    server.talks.get('c1')!.copy = { ...server.talks.get('c1')!.copy, state: 'closed' };
    client.send('c1', 'and another thing');
    client.send('c1', 'and more');
    await soon(500);
    expect(stored('c1')).toEqual(['first']);
    expect(stored('c2')).toEqual(['and another thing', 'and more']);
  });
});

describe('a lost line', () => {
  it('loses no message whose answer was lost, and doubles none', async () => {
    const client = page();
    server.fault = (what, frame) => (what === 'answer' && JSON.stringify(frame).includes('"seq"') ? 'cut' : 'pass');
    client.send('', 'once');
    await soon();
    server.fault = () => 'pass';
    await soon(2_000);
    expect(stored()).toEqual(['once']);
    expect(texts(client)).toEqual(['once']);
    expect(client.snapshot.outbox).toEqual([]);
  });

  it('keeps what was written while it was down, over a reload as well', async () => {
    const client = page();
    client.send('', 'hello');
    await soon();
    server.accepts = false;
    server.cut();
    await soon();
    client.send('c1', 'written in a tunnel');
    client.send('c1', 'still there');
    await soon();
    client.stop();
    server.accepts = true;
    const reloaded = page();
    await soon(500);
    expect(stored()).toEqual(['hello', 'written in a tunnel', 'still there']);
    expect(texts(reloaded)).toEqual(['hello', 'written in a tunnel', 'still there']);
  });

  it('is noticed without a close, by silence', async () => {
    const client = page();
    await soon();
    server.stall();
    const links = new Set<string>();
    await soon(34_000);
    client.subscribe(() => links.add(client.snapshot.link));
    await soon(2_500);
    expect([...links]).toEqual(['waiting', 'connecting', 'ready']);
  });

  it('is probed when the page wakes, and then noticed within seconds', async () => {
    const client = page();
    await soon();
    server.stall();
    client.nudge();
    await soon(5_100);
    expect(client.snapshot.link).not.toBe('ready');
  });

  it('is pinged every 15 s while it stands', async () => {
    page();
    await soon(61_000);
    expect(server.sent.filter((f) => f.method === 'ping')).toHaveLength(4);
  });

  it('is waited for with doubling, at most 30 s, and as long as goodbye says', async () => {
    const client = page();
    await soon();
    server.accepts = false;
    server.notify('goodbye', { reason: 'drain', retry_after_ms: 4_000 });
    await soon(5);
    server.cut(1012);
    const waits: number[] = [];
    client.subscribe(() => {
      const { link, retryAt } = client.snapshot;
      if (link === 'waiting') waits.push(retryAt! - Date.now());
    });
    await soon(120_000);
    expect(waits.slice(0, 8)).toEqual([4_000, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('is not tried again after 4003 and 4010', async () => {
    for (const [code, ended] of [
      [4003, 'forbidden'],
      [4010, 'signed_out'],
    ] as const) {
      const client = page();
      await soon();
      server.cut(code);
      await soon(60_000);
      expect([client.snapshot.link, client.snapshot.ended]).toEqual(['ended', ended]);
      client.start();
      await soon();
      expect(client.snapshot.link).toBe('ready');
    }
  });

  it('never repeats the frame behind 1009', async () => {
    const client = page();
    await soon();
    server.fault = (what, frame) =>
      what === 'request' && 'method' in frame && frame.method === 'conversation.start' ? 'lose' : 'pass';
    client.send('', 'too much');
    await soon();
    server.cut(1009);
    await soon(2_000);
    expect(client.snapshot.outbox.map((m) => m.state)).toEqual(['failed']);
    expect(server.sent.filter((f) => f.method === 'conversation.start')).toHaveLength(1);
  });
});

describe('a store that lost the end of a log', () => {
  for (const told of [true, false]) {
    it(`gets it again, ${told ? 'told live' : 'noticed with the next hello'}`, async () => {
      const client = page();
      for (const text of ['a', 'b', 'c']) client.send('', text);
      await soon();
      if (!told) server.cut();
      server.rollBack('c1', 2, told);
      server.write('c1', 'in between');
      await soon(2_000);
      expect(stored()).toEqual(['a', 'in between', 'b', 'c']);
      expect(texts(client)).toEqual(stored());
      expect(seqs(client)).toEqual(server.talks.get('c1')!.log.map((e) => e.seq));
    });
  }

  it('gets back what was acknowledged before a reload', async () => {
    const client = page();
    for (const text of ['a', 'b', 'c']) client.send('', text);
    await soon();
    client.stop();
    server.rollBack('c1', 2, false);
    const reloaded = page();
    await soon(2_000);
    expect(stored()).toEqual(['a', 'b', 'c']);
    expect(texts(reloaded)).toEqual(['a', 'b', 'c']);
  });

  it('gets a conversation again that it lost whole', async () => {
    const client = page();
    for (const text of ['a', 'b']) client.send('', text);
    await soon();
    server.talks.clear();
    server.cut();
    await soon(2_000);
    expect(stored('c2')).toEqual(['a', 'b']);
    expect(texts(client, 'c2')).toEqual(['a', 'b']);
    expect(client.snapshot.conversations.has('c1')).toBe(false);
  });
});

describe('refusals', () => {
  it('park a message for as long as the server says, and nothing overtakes it', async () => {
    const client = page();
    await soon();
    const limited = { error: { code: 4229, message: 'slow', data: { reason: 'rate_limited', retry_after_ms: 3_000 } } };
    server.refusal = ({ method }) => (method === 'conversation.start' ? limited : null);
    client.send('', 'one');
    client.send('', 'two');
    await soon(2_000);
    expect(stored()).toBeUndefined();
    server.refusal = null;
    await soon(2_000);
    expect(stored()).toEqual(['one', 'two']);
  });

  it('for good leave the text with its reason, to try again or to discard', async () => {
    const client = page();
    await soon();
    const offline = { error: { code: 4209, message: 'closed', data: { reason: 'conflict', state: 'offline' } } };
    server.refusal = ({ method }) => (method === 'conversation.start' ? offline : null);
    client.send('', 'anybody?');
    await soon();
    expect(client.snapshot.outbox[0]).toMatchObject({ state: 'failed', error: { data: { state: 'offline' } } });
    server.refusal = null;
    client.again(client.snapshot.outbox[0]!.cid);
    await soon();
    expect(stored()).toEqual(['anybody?']);
  });

  it('of a hello ask once more with what changed, else end', async () => {
    const bad = { error: { code: 4103, message: 'no', data: { reason: 'bad_credentials', field: 'token' } } };
    server.refusal = ({ method, params }) => (method === 'hello' && 'token' in params ? bad : null);
    let token: string | undefined = 'old';
    const client = createClient<'visitor'>({
      url: '',
      role: 'visitor',
      hello: () => ({ token }),
      refused: (field) => {
        const again = field === 'token' && token !== undefined;
        token = undefined;
        return again;
      },
      connect: server.connect,
    });
    clients.push(client);
    client.start();
    await soon();
    expect(client.snapshot.link).toBe('ready');
    token = 'again';
    server.cut();
    server.refusal = ({ method }) => (method === 'hello' ? bad : null);
    await soon(2_000);
    expect([client.snapshot.link, client.snapshot.ended]).toEqual(['ended', 'signed_out']);
  });
});

describe('signals', () => {
  it('of typing expire, and go with the message', async () => {
    const client = page();
    client.send('', 'hello');
    await soon();
    const by = { id: 'ana', name: 'Ana', role: 'agent' };
    const typing = () => client.snapshot.conversations.get('c1')!.typing.length;
    server.notify('signal', { conversation: 'c1', kind: 'typing', by, on: true });
    await soon();
    expect(typing()).toBe(1);
    server.write('c1', 'hi');
    await soon();
    expect(typing()).toBe(0);
    server.notify('signal', { conversation: 'c1', kind: 'typing', by, on: true });
    await soon(6_100);
    expect(typing()).toBe(0);
  });

  it('of own typing are repeated every 3 s and taken back', async () => {
    const client = page();
    client.send('', 'hello');
    await soon();
    for (let i = 0; i < 8; i++) {
      client.typing('c1', true);
      await soon(1_000);
    }
    await soon(6_000);
    expect(server.sent.filter((f) => f.method === 'typing').map((f) => (f.params as { on?: boolean }).on)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

// Everything at once, from seeds: requests, answers and events lost, lines cut, the store rolled back, the page
// reloaded, while both sides write.
describe.each(Array.from({ length: 40 }, (_, seed) => seed))('random faults, seed %i', (seed) => {
  it('every message once and in order, the view is the log', async () => {
    let state = seed * 7919 + 1;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    let rough = true;
    server.fault = (what) => {
      if (!rough || random() > 0.12) return 'pass';
      return what === 'event' ? 'lose' : 'cut'; // TCP loses no frame without its line
    };
    let client = page();
    const mine: string[] = [];
    const say = () => {
      const id = [...server.talks.keys()].at(-1) ?? '';
      const known = client.snapshot.conversations.has(id) ? id : '';
      mine.push(`m${mine.length}`);
      client.send(known, mine.at(-1)!);
    };
    for (let step = 0; step < 60; step++) {
      const dice = random();
      if (dice < 0.5) say();
      else if (dice < 0.7) for (const id of server.talks.keys()) server.write(id, `a${step}`);
      else if (dice < 0.8) server.cut();
      else if (dice < 0.85 && server.talks.has('c1'))
        server.rollBack('c1', Math.floor(server.talks.get('c1')!.log.length * random()), random() < 0.5);
      else if (dice < 0.9) {
        client.stop();
        client = page();
      }
      await soon(Math.floor(random() * 400));
    }
    rough = false;
    await soon(120_000);
    expect(client.snapshot.outbox).toEqual([]);
    const log = server.talks.get('c1')!.log;
    expect(client.snapshot.conversations.get('c1')!.log.events.map(({ seq, at }) => [seq, at])).toEqual(
      log.map(({ seq, at }) => [seq, at]),
    );
    expect(texts(client)).toEqual(stored());
    const own = log.flatMap((e) => (e.kind === 'message' && e.by.id === visitor.id ? [e.text] : []));
    expect(own).toEqual(mine);
    expect(server.talks.size).toBe(1);
  });
});
