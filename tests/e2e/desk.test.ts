// The desk as a person uses it: offers answered and missed, a conversation handed from one to the other, an enquiry that
// nobody answered recovered, and a supervisor who watches the queues, looks on, and takes over.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;
let vera: Shopper;
let ana: Agent;
let ben: Agent;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  server = await new Server('demo', ['--no-seed']).start();
  [vera, ana, ben] = await Promise.all([
    Shopper.arrive(browser, server),
    Agent.arrive(browser, server, 'Ana, agent'),
    Agent.arrive(browser, server, 'Ben, agent'),
  ]);
});
afterEach(async () => {
  await Promise.all([vera, ana, ben].map((person) => person?.leave()));
  await server?.end();
});

const offering = () => server.settings((toml) => toml.replaceAll(/^assign = "auto"/gm, 'assign = "offer"'));

async function takes(agent: Agent): Promise<void> {
  await agent.openFirst('Waiting');
  await agent.act('Take');
  await agent.conversation.getByText('with you').waitFor(); // until it is theirs, what they write is a note
}

it('an offer is declined by one and accepted by the other', async () => {
  offering();
  await Promise.all([ana.goOnline(), ben.goOnline()]);
  await vera.openChat();
  await vera.say('Does the kettle whistle?');
  const holder = await until('somebody has the offer', async () => {
    for (const agent of [ana, ben]) if (await agent.offers.getByText('Does the kettle whistle?').isVisible()) return agent;
    return null;
  });
  const other = holder === ana ? ben : ana;
  await until('the title says so', async () => (await holder.page.title()).includes('Offer'));
  await inspect(holder.page, 'console offer');
  await holder.offers.getByRole('button', { name: /^Decline/ }).click();
  await holder.offers.waitFor({ state: 'detached' });
  await other.offers.getByText('Does the kettle whistle?').waitFor();
  await other.page.keyboard.press('Alt+a');
  await other.field.waitFor();
  await other.say('It does.');
  await vera.sees('It does.');
}, 120_000);

it('two offers that nobody answers set one away, and the console says so', async () => {
  offering();
  await ana.goOnline();
  const nils = await Shopper.arrive(browser, server);
  for (const visitor of [vera, nils]) {
    await visitor.openChat();
    await visitor.say('Hello?');
  }
  await ana.offers.getByText('You were set away because two offers were missed.').waitFor({ timeout: 60_000 });
  await inspect(ana.page, 'console set away');
  await ana.offers.getByRole('button', { name: 'Go online' }).click();
  await ana.page.getByRole('button', { name: /Online.*Account/ }).waitFor();
  await nils.leave();
}, 150_000);

it('a transfer waits, is taken back, and then goes to a colleague with a note', async () => {
  await vera.openChat();
  await vera.say('I would like to send it back.');
  await takes(ana);
  await ana.say('Of course.');
  await ana.act('Transfer');
  await ana.dialog.getByRole('radio', { name: /^Sales/ }).check();
  await inspect(ana.page, 'console transfer');
  await ana.dialog.getByRole('button', { name: 'Transfer' }).click();
  await ana.conversation.getByText('Being transferred to Sales').waitFor();
  await inspect(ana.page, 'console pending');
  await ana.act('Take back');
  await ana.conversation.getByText('Being transferred to Sales').waitFor({ state: 'detached' });

  await ben.goOnline();
  await ana.act('Transfer');
  await ana.dialog.getByRole('radio', { name: /^Ben/ }).check();
  await ana.dialog.getByLabel('Note for whoever takes it').fill('She wants a label.');
  await ana.dialog.getByRole('button', { name: 'Transfer' }).click();
  await ana.conversation.getByText('Being transferred to Ben').waitFor();
  await ben.offers.getByText('Ana hands you a conversation').waitFor();
  await ben.offers.getByText('She wants a label.').waitFor();
  await inspect(ben.page, 'console transfer offered');
  await ben.offers.getByRole('button', { name: /^Accept/ }).click();
  await ben.sees('She wants a label.');
  await ben.say('I am Ben. The label is on its way.');
  await vera.sees('I am Ben. The label is on its way.');

  // The giver reads along until they have enough.
  await ana.sees('I am Ben. The label is on its way.');
  await ana.conversation.getByText('Nobody sees you.').waitFor();
  await ana.act('Stop');
  await ana.conversation.getByText('Nobody sees you.').waitFor({ state: 'detached' });
  await ana.holds('Mine', 0);
}, 180_000);

it('what nobody answered is recovered, and whoever comes back finds the answer', async () => {
  await vera.page.evaluate(() => {
    const { Baton } = window as unknown as { Baton(...call: unknown[]): void };
    Baton('update', { name: 'Vera Lindqvist', email: 'vera@mail.example' });
  });
  await vera.openChat();
  await vera.say('Is anybody there?');
  await ana.holds('Waiting', 1);
  await vera.choose('End chat');
  await vera.page.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
  await ana.openFirst('Missed');
  const card = ana.conversation.getByRole('region', { name: 'To recover' });
  await card.getByText('vera@mail.example').waitFor();
  await inspect(ana.page, 'console recovery');
  const away = vera.page.url();
  await vera.page.goto('about:blank');
  await ana.act('Take');
  await ana.conversation.getByText('Vera Lindqvist is not on the page.').waitFor();
  await inspect(ana.page, 'console visitor absent');
  await ana.say('Now I am.');
  await ana.holds('Missed', 0);
  await vera.page.goto(away);
  await vera.sees('Now I am.');
}, 150_000);

it('a supervisor watches the queues, looks on unseen, and takes over openly', async () => {
  const sue = await Agent.arrive(browser, server, 'Sue, supervisor');
  await sue.view('Board');
  const care = sue.page.locator('[data-queue=care]');
  await care.getByText('Nobody waits').waitFor();
  await vera.openChat();
  await vera.say('Hello?');
  await care.getByRole('button', { name: /^1 waiting/ }).waitFor();
  await inspect(sue.page, 'console board');
  await takes(ana);
  await ana.say('Hello Vera.');
  await care.getByRole('button', { name: /^0 waiting/ }).waitFor();

  await sue.view('Inbox');
  await sue.openFirst('All');
  await sue.more('Observe');
  await sue.conversation.getByText('You are observing. Nobody sees you.').waitFor();
  await inspect(sue.page, 'console observing');
  await vera.say('Can you see this?');
  await sue.sees('Can you see this?');
  expect(await vera.texts()).toEqual(['Hello?', 'Hello Vera.', 'Can you see this?']);
  await vera.panel.getByText('Sue').waitFor({ state: 'detached' });

  await sue.act('Take over');
  await sue.dialog.getByRole('button', { name: 'It is urgent' }).click();
  await inspect(sue.page, 'console take over');
  await sue.dialog.getByRole('button', { name: 'Take over' }).click();
  await sue.conversation.getByText('with you').waitFor();
  await sue.say('I am Sue. I take care of it.');
  await vera.sees('I am Sue. I take care of it.');
  await ana.holds('Mine', 0);

  await sue.more('Back into the queue …');
  await sue.dialog.getByRole('textbox', { name: 'Reason' }).fill('Shift ends');
  await sue.dialog.getByRole('button', { name: 'Put back' }).click();
  await ana.holds('Waiting', 1);
  await sue.leave();
}, 180_000);
