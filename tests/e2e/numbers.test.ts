// The scoreboards in a browser, from what really happened: a manager sees care and sales of today and takes the ledger
// home as a file, an agent sees care's half only, a rep the other.
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  server = await new Server('demo', ['--no-seed']).start();
});
afterEach(() => server?.end());

const figure = (of: Agent, name: string) => of.page.locator(`[data-figure=${name}] dd`).innerText();

it('numbers are those of what happened, each half for whom it is meant', async () => {
  const [vera, ana] = await Promise.all([
    Shopper.arrive(browser, server),
    Agent.arrive(browser, server, 'Ana, agent'),
  ]);
  await ana.goOnline();
  await vera.openChat();
  await vera.say('Is the kettle back in stock?');
  await ana.openFirst('Mine');
  await ana.say('From Monday on.');
  await vera.sees('From Monday on.');
  await ana.view('Numbers');
  await until('the conversation is counted', async () => {
    await ana.page.getByRole('button', { name: 'Count again' }).click();
    return (await ana.page.locator('[data-figure=conversations] dd').allInnerTexts())[0] === '1';
  });
  expect(await figure(ana, 'first50')).not.toBe('–');
  expect(await ana.page.getByRole('main').innerText()).not.toMatch(/Revenue|Ledger|By rep|By rule/);
  await inspect(ana.page, 'console numbers care');

  const sue = await Agent.arrive(browser, server, 'Sue, supervisor');
  await sue.view('Numbers');
  await sue.page.getByRole('heading', { name: 'Sales', exact: true }).waitFor();
  expect([await figure(sue, 'conversations'), await figure(sue, 'won')]).toEqual(['1', '0']);
  await sue.page.getByRole('img', { name: /^First response/ }).waitFor();
  await inspect(sue.page, 'console numbers');
  await sue.page.getByText('Days as a table', { exact: true }).click();
  await sue.page.getByRole('slider', { name: 'Day' }).press('Home');
  await inspect(sue.page, 'console numbers table');

  await sue.page.getByText('Today', { exact: true }).click();
  await sue.page.getByText('Choose more than one day').waitFor();
  await sue.page.getByText('Own', { exact: true }).click();
  await sue.page.getByLabel('From').fill('');
  await sue.page.getByText('Give a first and a last day').waitFor();
  await inspect(sue.page, 'console numbers own');
  await sue.page.getByText('7 days', { exact: true }).click();
  await sue.page.getByLabel('Department').selectOption('Sales');
  await until('nothing of sales', async () => (await figure(sue, 'conversations')) === '0');
  await sue.page.getByLabel('Department').selectOption('All departments');

  const waits = sue.page.waitForEvent('download');
  await sue.page.getByRole('button', { name: 'Save as NDJSON' }).click();
  const saved = await waits;
  expect(saved.suggestedFilename()).toBe('baton-ledger.ndjson');
  const lines = (await readFile(await saved.path(), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).what)).toEqual(['started', 'answered']);

  const sam = await Agent.arrive(browser, server, 'Sam, sales');
  await sam.view('Numbers');
  await sam.page.getByRole('heading', { name: 'Sales', exact: true }).waitFor();
  expect(await sam.page.getByRole('main').innerText()).not.toContain('CSAT');
  await inspect(sam.page, 'console numbers sales');
  for (const person of [vera, ana, sue, sam]) await person.leave();
}, 180_000);
