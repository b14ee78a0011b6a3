// The gate itself: what it says of the network is what a connection through it meets.
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gate } from './gate.ts';

const far = createServer((_, answer) => answer.end('hello'));
let gate: Gate;
const ask = () => fetch(gate.url, { signal: AbortSignal.timeout(500) }).then((r) => r.text(), (e) => e.name);

beforeAll(async () => {
  await new Promise<void>((done) => far.listen(0, '127.0.0.1', done));
  gate = await new Gate(() => (far.address() as { port: number }).port).open();
});
afterAll(async () => {
  await gate.end();
  far.close();
});

it('lets through, cuts, goes silent, and is mended', async () => {
  expect(await ask()).toBe('hello');
  gate.cut();
  expect(await ask()).toBe('TypeError');
  gate.mend();
  gate.silence();
  expect(await ask()).toBe('TimeoutError');
  gate.mend();
  expect(await ask()).toBe('hello');
});
