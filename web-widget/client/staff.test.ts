// What is particular to staff: a list of colleagues tells how the server has set oneself.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Client } from './api.ts';
import { createClient } from './client.ts';
import { FakeServer } from './testing/fake-server.ts';

let client: Client<'staff'>;
const you = { id: 'ana', role: 'staff', name: 'Ana', email: 'ana@demo.test', roles: ['agent'], departments: ['care'] };

beforeEach(() => {
  vi.useFakeTimers();
  const server = new FakeServer();
  const hello = { you: { ...you, presence: 'online', capacity: 4 }, conversations: [], offers: [], limits: {} };
  const staff = [
    { id: 'ben', presence: 'offline', capacity: 1 },
    { id: 'ana', presence: 'away', capacity: 3 },
  ];
  const answers: Record<string, object> = {
    hello: { ...hello, desk: { open: true, departments: [] }, server: { time: 0 } },
    'staff.list': { staff },
  };
  server.refusal = ({ method }) => (answers[method] ? { result: answers[method] } : null);
  client = createClient<'staff'>({
    url: 'ws://test/v1/ws',
    role: 'staff',
    hello: () => ({}),
    refused: () => false,
    connect: server.connect,
  });
  client.start();
});
afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

it('oneself in a list of staff is as the server has it', async () => {
  await vi.advanceTimersByTimeAsync(50);
  expect(client.snapshot.you).toMatchObject({ presence: 'online', capacity: 4 });
  const list = client.call as unknown as (method: string, params: object) => Promise<unknown>;
  const asked = list.call(client, 'staff.list', {});
  await vi.advanceTimersByTimeAsync(50);
  await asked;
  expect(client.snapshot.you).toMatchObject({ name: 'Ana', presence: 'away', capacity: 3 });
});
