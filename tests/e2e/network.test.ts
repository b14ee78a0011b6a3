// The same story while networks are cut and servers killed: every message arrives once and in order, and both sides
// show the log.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;
let vera: Shopper;
let ana: Agent;

beforeAll(async () => {
  [server, browser] = await Promise.all([new Server('demo', ['--no-seed']).start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});
beforeEach(async () => {
  [vera, ana] = await Promise.all([
    Shopper.arrive(browser, server),
    Agent.arrive(browser, server, 'Ana, agent'),
  ]);
  await vera.openChat();
  await vera.say('hello');
  await ana.openFirst('Waiting');
  await ana.act('Take');
  await vera.reads('Ana joined the chat');
});
afterEach(async () => {
  if (await ana.conversation.getByRole('button', { name: 'Close', exact: true }).isVisible()) await ana.act('Close');
  await Promise.all([vera.leave(), ana.leave()]);
});

it('the visitor’s network is cut while both write', async () => {
  vera.gate.cut();
  await vera.say('from a tunnel');
  await vera.say('still in the tunnel');
  await ana.say('are you there?');
  await vera.panel.getByText('The connection is lost').waitFor();
  vera.gate.mend();
  await ana.readsAll(['hello', 'are you there?', 'from a tunnel', 'still in the tunnel']);
  await vera.readsAll(['hello', 'are you there?', 'from a tunnel', 'still in the tunnel']);
});

it('the visitor reloads with the network down, and what was written is sent after all', async () => {
  vera.gate.cut();
  await vera.say('written before the reload');
  await vera.page.reload().catch(() => {}); // there is nothing to load from
  vera.gate.mend();
  // Chromium's own error page may still be on its way.
  await until('the shop is there again', () => vera.page.goto(`${vera.gate.url}/demo/`).catch(() => null));
  await vera.readsAll(['hello', 'written before the reload']);
  await ana.readsAll(['hello', 'written before the reload']);
});

it('the agent’s network is cut while both write', async () => {
  ana.gate.cut();
  await ana.say('one');
  await ana.say('two');
  await vera.say('from the other side');
  await ana.page.getByText('No connection.').first().waitFor();
  ana.gate.mend();
  await vera.readsAll(['hello', 'from the other side', 'one', 'two']);
  await ana.readsAll(['hello', 'from the other side', 'one', 'two']);
});

it('a line that went silent is noticed, and nothing is lost', async () => {
  ana.gate.silence();
  await ana.say('into the void');
  await ana.page.evaluate(() => dispatchEvent(new Event('online'))); // the probe finds out in seconds
  await ana.page.getByText(/No connection|Connecting again/).first().waitFor();
  ana.gate.cut();
  ana.gate.mend();
  await vera.readsAll(['hello', 'into the void']);
  await ana.readsAll(['hello', 'into the void']);
});

it('the server is killed and comes back', async () => {
  await server.kill();
  await vera.say('while nobody was there');
  await ana.say('the same here');
  await server.start();
  await Promise.all([vera.sees('the same here'), ana.sees('while nobody was there')]);
  const texts = await vera.texts();
  expect([...texts].sort()).toEqual(['hello', 'the same here', 'while nobody was there']);
  await ana.readsAll(texts);
});
