// Signing in and out: whose token goes where, and what is said when it fails.
import { expect, test } from 'vitest';
import { problemOf, Session } from './session.ts';

function world(answer: () => Response) {
  const kept = new Map<string, string>();
  const asked: { path: string; method: string; authorization: string | null }[] = [];
  const session = new Session({
    ask: async (path, init) => {
      const authorization = new Headers(init?.headers).get('Authorization');
      asked.push({ path, method: init?.method ?? 'GET', authorization });
      return answer();
    },
    tab: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
  });
  return { session, kept, asked };
}

test('a tab that was signed in keeps its token, and signs out with it', async () => {
  const { session, asked } = world(() => Response.json({ token: 'secret', staff: {} }, { status: 201 }));
  expect(session.token).toBe(null);
  expect(await session.signIn('ana@demo.test', 'demo')).toBe(null);
  expect(session.token).toBe('secret');
  await session.signOut();
  expect(asked.at(-1)).toEqual({ path: '/api/v1/sessions', method: 'DELETE', authorization: 'Bearer secret' });
  expect(session.token).toBe(null);
});

test('a tab that goes by the cookie signs out by it', async () => {
  const { session, asked } = world(() => new Response(null, { status: 204 }));
  await session.signOut();
  expect(asked.at(-1)?.authorization).toBe(null);
});

test('what went wrong', async () => {
  expect(problemOf(401, null)).toEqual({ kind: 'wrong' });
  expect(problemOf(429, '30')).toEqual({ kind: 'too_many', seconds: 30 });
  expect(problemOf(429, null)).toEqual({ kind: 'too_many', seconds: 60 });
  expect(problemOf(503, null)).toEqual({ kind: 'unavailable' });
  expect(problemOf(418, null)).toEqual({ kind: 'odd', status: 418 });
  const { session } = world(() => {
    throw new TypeError('failed to fetch');
  });
  expect(await session.signIn('a@b', 'c')).toEqual({ kind: 'unreachable' });
});

test('only a demo names accounts', async () => {
  const ana = { email: 'ana@demo.test', name: 'Ana', role: 'agent', password: 'demo' };
  expect(await world(() => Response.json({ accounts: [ana] })).session.demoAccounts()).toEqual([ana]);
  expect(await world(() => new Response(null, { status: 404 })).session.demoAccounts()).toEqual([]);
  expect(await world(() => new Response('<html>')).session.demoAccounts()).toEqual([]);
});

test('a transcript is asked for with the tab’s token', async () => {
  const { session, kept, asked } = world(() => new Response('[…] Nina: hello'));
  kept.set('baton.console.token', 'secret');
  expect(await (await session.transcript('c/1')).text()).toContain('hello');
  expect(asked.at(-1)?.path).toBe('/api/v1/conversations/c%2F1/transcript?format=text');
  expect(asked.at(-1)?.authorization).toBe('Bearer secret');
});

test('a long ledger comes in parts, and is one file', async () => {
  const parts = [
    new Response('id,what\r\n1,flagged\r\n', {
      headers: { Link: '</api/v1/ledger?format=csv&from=5&to=9&cursor=1-0>; rel="next"' },
    }),
    new Response('2,won\r\n'),
  ];
  const { session, kept, asked } = world(() => parts.shift()!);
  kept.set('baton.console.token', 'secret');
  expect(await (await session.ledger('csv', 5, 9)).text()).toBe('id,what\r\n1,flagged\r\n2,won\r\n');
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/v1/ledger?format=csv&from=5&to=9',
    '/api/v1/ledger?format=csv&from=5&to=9&cursor=1-0',
  ]);
  expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer secret', 'Bearer secret']);
});

test('the token goes to no other server, and half a ledger is none', async () => {
  const elsewhere = new Response('1', { headers: { Link: '<https://evil.example/api/v1/ledger?x>; rel="next"' } });
  const first = world(() => elsewhere);
  expect(await (await first.session.ledger('ndjson', 0, 1)).text()).toBe('1');
  expect(first.asked).toHaveLength(1);
  const parts = [
    new Response('1', { headers: { Link: '</api/v1/ledger?cursor=1>; rel="next"' } }),
    new Response(null, { status: 503 }),
  ];
  await expect(world(() => parts.shift()!).session.ledger('ndjson', 0, 1)).rejects.toThrow('503');
});
