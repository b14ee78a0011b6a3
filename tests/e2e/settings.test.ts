// An admin changes the site's settings in the console: hours, a new department, what is refused at its field, somebody
// else's change in between, and a department that goes while somebody waits in it.
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findings, inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;
let ada: Agent;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  server = await new Server('demo', ['--no-seed']).start();
  ada = await Agent.arrive(browser, server, 'Ada, admin');
  await ada.view('Settings');
  await ada.page.getByRole('heading', { name: 'Departments' }).waitFor();
});
afterEach(async () => {
  await ada?.leave();
  await server?.end();
});

const card = (name: string): Locator =>
  ada.page.locator('details').filter({ has: ada.page.locator('summary').getByText(name, { exact: true }) });
const unfold = (name: string) => card(name).locator('summary').click();
const field = (label: string, within: Locator | Agent['page'] = ada.page) => within.getByLabel(label, { exact: true });
const save = () => ada.page.getByRole('button', { name: 'Save', exact: true }).click();
const says = (text: string | RegExp) => ada.page.getByRole('main').getByRole('status').getByText(text).waitFor();

it('opening hours and a new department take effect everywhere', async () => {
  await unfold('Customer care');
  const care = card('Customer care');
  await care.getByRole('switch').check();
  await field('Time zone', care).fill('Europe/Berlin');
  await field('Saturday', care).fill('10:00 – 12:00, 22:00-26:00');
  await care.getByRole('button', { name: 'Add a day' }).click();
  await field('Date', care).fill('2026-12-24');
  await field('Open', care).fill('09:00-12:00');
  await care.getByRole('button', { name: 'Add a step' }).click();
  await field('After', care).fill('3');
  // A row that is taken out leaves the focus where the next one is added.
  await care.getByRole('button', { name: 'Add a day' }).press('Enter');
  await care.getByRole('button', { name: 'Remove day 2' }).press('Enter');
  expect(await ada.page.evaluate(() => document.activeElement?.textContent)).toBe('Add a day');
  await inspect(ada.page, 'console settings department');

  await ada.page.getByRole('button', { name: 'Add a department' }).click();
  const added = ada.page.locator('details').last();
  await ada.page.keyboard.type('Repairs & parts'); // the focus is in its name
  expect(await field('Id', added).inputValue()).toBe('repairs-parts');
  await field('Conversations are', added).selectOption('taken by hand');
  await save();
  await says('Saved.');
  await inspect(ada.page, 'console settings saved');

  const toml = server.exported();
  for (const line of ['zone = "Europe/Berlin"', 'saturday = ["10:00-12:00", "22:00-26:00"]', 'id = "repairs-parts"',
    'name = "Repairs & parts"', 'assign = "manual"', '{ date = 2026-12-24, open = ["09:00-12:00"] }', '{ after_ms = 180000, to = "form" }'])
    expect(toml).toContain(line);
  // Whoever comes to any node sees it; the other node hears of it by itself.
  await until('the board has it', async () => {
    const sue = await Agent.arrive(browser, server, 'Sue, supervisor');
    await sue.view('Board');
    await sue.page.locator('[data-queue=care]').waitFor();
    const shown = await sue.page.locator('[data-queue=repairs-parts]').isVisible();
    await sue.leave();
    return shown;
  });
}, 180_000);

it('what contradicts itself is refused at its field and nothing is changed', async () => {
  const before = server.exported();
  await field('Close after a silence of').fill('1');
  await field('Pages that may connect').fill('https://shop.example\nhttps://other.example/');
  await unfold('Customer care');
  await field('At most waiting', card('Customer care')).fill('many');
  await save();
  await says(/^1 thing has to be put right/); // a number that is none is not even asked about
  await field('At most waiting', card('Customer care')).fill('0');
  await unfold('Customer care');
  await save();
  await says(/^3 things have to be put right/);
  const focused = () => ada.page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'));
  await until('the first of them has the focus', async () => (await focused()) === 'true');
  for (const [label, why] of [
    ['At most waiting', /1–100000/],
    ['Close after a silence of', /more than idle_warn_ms/],
    ['Pages that may connect', /^Line 2: /],
  ] as const) {
    const described = await field(label).first().getAttribute('aria-describedby');
    const texts = await Promise.all((described ?? '').split(' ').map((id) => ada.page.locator(`[id="${id}"]`).innerText()));
    expect(texts.some((text) => why.test(text)), `${label}: ${texts}`).toBe(true);
  }
  await inspect(ada.page, 'console settings refused');
  expect(server.exported()).toBe(before);
  await ada.page.getByRole('button', { name: 'Discard changes' }).click();
  await ada.page.getByText('Nothing has been changed.').waitFor();
  expect(await field('Pages that may connect').inputValue()).toBe('');
}, 120_000);

it('somebody else’s change is taken in without losing what was typed', async () => {
  await field('Name of the site').fill('Mine');
  await field('Set away after missed offers').fill('5');
  server.settings((toml) => toml.replace(/^name = "Juniper Goods"/m, 'name = "Theirs"').replace('default_capacity = 4', 'default_capacity = 6'));
  // A look elsewhere costs nothing.
  await ada.view('Inbox');
  await ada.view('Settings');
  expect(await field('Name of the site').inputValue()).toBe('Mine');
  await save();
  await says('Somebody else has changed the settings meanwhile.');
  await inspect(ada.page, 'console settings outdated');
  await ada.page.getByRole('button', { name: 'Take in their changes, keep mine' }).click();
  await says('Their changes are taken in');
  await ada.page.getByText('Somebody else set this to Theirs meanwhile.').waitFor();
  await ada.page.getByText('Somebody else set this to Theirs meanwhile.').scrollIntoViewIfNeeded();
  await inspect(ada.page, 'console settings both');
  await save();
  await says('Saved.');
  const toml = server.exported();
  for (const line of ['name = "Mine"', 'missed_offers = 5', 'default_capacity = 6']) expect(toml).toContain(line);
}, 120_000);

it('a department goes, and who waits in it goes where it is said', async () => {
  // The first department of kind care is where a visitor begins.
  const old = '[[departments]]\nid = "old"\nname = "The old desk"\nkind = "care"\n\n';
  server.settings((toml) => toml.replace('[[departments]]', `${old}[[departments]]`));
  const vera = await Shopper.arrive(browser, server);
  await vera.openChat();
  await vera.say('Hello?');
  await vera.sees('Hello?');

  await ada.view('Inbox');
  await ada.view('Settings');
  await unfold('The old desk');
  await card('The old desk').getByRole('button', { name: 'Remove The old desk' }).press('Enter');
  await save();
  await ada.dialog.getByText('The old desk: 1 conversation is open').waitFor();
  expect(await findings(ada.page)).toEqual([]);
  await inspect(ada.page, 'console settings stranded');
  expect(server.exported()).toContain('id = "old"');
  await field('The old desk goes to', ada.dialog).selectOption('Customer care');
  await ada.dialog.getByRole('button', { name: 'Move and save' }).click();
  await says('Saved. 1 conversation was moved.');
  expect(server.exported()).not.toContain('id = "old"');
  await ada.view('Inbox');
  await ada.holds('Waiting', 1);
  await vera.leave();
}, 150_000);

it('nobody but an admin finds it', async () => {
  const sue = await Agent.arrive(browser, server, 'Sue, supervisor');
  expect(await sue.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Settings/ }).count()).toBe(0);
  await sue.page.evaluate(() => {
    location.hash = '#settings';
  });
  await sue.page.getByText('The settings cannot be shown').waitFor();
  await inspect(sue.page, 'console settings forbidden');
  await sue.leave();
}, 90_000);
