// The story of a first day: a visitor of the sample shop writes, an agent answers, both see what happens, the visitor
// reloads, the agent closes, the transcript downloads.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server } from './server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});

it('shop', async () => {
  const shopper = await Shopper.arrive(browser, server);
  await inspect(shopper.page, 'shop');
  await shopper.openChat();
  await inspect(shopper.page, 'widget empty');
  await shopper.say('hello there');
  await shopper.sees('hello there');
  await inspect(shopper.page, 'widget waiting');
  expect(shopper.person.uncalledFor()).toEqual([]);
});
