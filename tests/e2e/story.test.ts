// The story of a first day: a visitor of the sample shop writes, an agent answers, both see what happens, the visitor
// reloads, the agent closes, the transcript downloads. And every screen on the way, in both sizes and schemes.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;
let vera: Shopper;
let ana: Agent;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  server = await new Server().start();
  [vera, ana] = await Promise.all([
    Shopper.arrive(browser, server),
    Agent.arrive(browser, server, 'Ana, agent'),
  ]);
});
afterEach(async () => {
  await Promise.all([vera?.leave(), ana?.leave()]);
  await server?.end();
});

async function download(page: Page, ask: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), ask()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

it('from the first word to the transcript', async () => {
  await ana.goOnline();
  await vera.openChat();
  await vera.say('Does the enamel kettle fit on an induction hob?');
  await vera.sees('Does the enamel kettle fit on an induction hob?');

  // It arrives, with the page it came from.
  await ana.openFirst('Mine');
  await ana.sees('Does the enamel kettle fit on an induction hob?');
  await ana.page.getByRole('complementary').getByText('/demo/').waitFor();
  await vera.reads('Ana joined the chat');

  // Both see the other typing, and what was seen.
  await ana.field.pressSequentially('Yes');
  await vera.reads(/Ana is typing/);
  await ana.say('Yes, its base is steel.');
  await vera.sees('Yes, its base is steel.');
  await ana.reads(/Seen/);
  await vera.field.pressSequentially('Than');
  await ana.reads(/is typing/);
  await vera.say('Thank you!');
  await vera.reads(/Seen/);

  // A note is for colleagues.
  await ana.conversation.getByRole('radio', { name: 'Note' }).check();
  await ana.say('Asked about induction.');
  await ana.sees('Asked about induction.');
  await ana.conversation.getByRole('radio', { name: 'Reply' }).check();

  // A reload changes nothing on either side.
  const said = ['Does the enamel kettle fit on an induction hob?', 'Yes, its base is steel.', 'Thank you!'];
  await vera.page.reload();
  await vera.readsAll(said);
  await ana.page.reload();
  await ana.readsAll([...said, 'Asked about induction.']);

  // While the panel is closed an answer counts on the launcher.
  await vera.panel.getByRole('button', { name: 'Minimise chat' }).click();
  await ana.say('Anything else?');
  await vera.page.getByRole('button', { name: /1 unread message/ }).click();
  await vera.sees('Anything else?');

  const early = await download(vera.page, () => vera.choose('Download transcript'));
  expect(early.name).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/);
  for (const text of [...said, 'Anything else?']) expect(early.text).toContain(text);
  expect(early.text).not.toContain('Asked about induction');

  await ana.act('Close');
  await vera.panel.getByRole('heading', { name: 'This chat has ended' }).waitFor();
  const whole = await download(vera.page, () => vera.panel.getByRole('button', { name: 'Download transcript' }).click());
  expect(whole.text).toContain('[closed: resolved]');
  const staffs = await download(ana.page, async () => {
    await ana.act('More actions');
    await ana.page.getByText('Download transcript').click();
  });
  expect(staffs.text).toBe(whole.text);

  // Within the window the next word goes on with the same chat.
  await vera.say('One more thing');
  await ana.sees('One more thing');
  await vera.readsAll([...said, 'Anything else?', 'One more thing']);
  await ana.act('Close');
  await vera.panel.getByRole('button', { name: 'Start a new chat' }).click();
  await vera.panel.getByText('How can we help?').waitFor();
});

it('the console’s heart beats in a worker, which the page’s policy lets in', async () => {
  await until('the worker runs', () => ana.page.workers().some((w) => w.url().includes('/console/heartbeat-')));
});

it('a visitor waits, an agent takes, the visitor ends', async () => {
  await vera.openChat();
  await vera.say('Hello?');
  await vera.panel.getByText('You are next').waitFor();
  await ana.holds('Waiting', 1);
  await ana.openFirst('Waiting');
  await ana.act('Take');
  await ana.holds('Waiting', 0);
  await ana.say('Hello! I am here.');
  await vera.sees('Hello! I am here.');
  await vera.choose('End chat');
  await vera.page.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
  await vera.panel.getByRole('heading', { name: 'This chat has ended' }).waitFor();
  await ana.reads(/ended/);
});

it('every screen stands in both sizes, light and dark', async () => {
  await inspect(vera.page, 'shop');
  await vera.openChat();
  await inspect(vera.page, 'widget greeting');
  await inspect(ana.page, 'console empty');
  await vera.say('Hello, my order 4711 has not arrived. Can you look?');
  await vera.panel.getByText('You are next').waitFor();
  await inspect(vera.page, 'widget waiting');
  await ana.holds('Waiting', 1);
  await inspect(ana.page, 'console waiting');
  await ana.openFirst('Waiting');
  await ana.act('Take');
  await ana.holds('Waiting', 0); // until it is hers, what she writes is a note
  await ana.say('Of course! Let me see: https://parcel.example/track/4711');
  await vera.sees('Of course! Let me see: https://parcel.example/track/4711');
  await inspect(vera.page, 'widget chatting');
  await inspect(ana.page, 'console conversation');
  vera.gate.cut();
  await vera.panel.getByText('The connection is lost').waitFor();
  await vera.say('Are you there?');
  await inspect(vera.page, 'widget reconnecting');
  vera.gate.mend();
  await ana.sees('Are you there?');
  ana.gate.cut();
  await ana.page.getByText('No connection.').first().waitFor();
  await inspect(ana.page, 'console reconnecting');
  ana.gate.mend();
  await ana.act('Close');
  await vera.panel.getByRole('heading', { name: 'This chat has ended' }).waitFor();
  await inspect(vera.page, 'widget closed');
  await ana.tab('All').click();
  await inspect(ana.page, 'console all');
}, 180_000);

it('a sales rep finds offers first, none yet, and the same inbox', async () => {
  const sam = await Agent.arrive(browser, server, 'Sam, sales');
  await sam.page.getByText('A hand-off only ever comes with the customer’s consent.').waitFor();
  await inspect(sam.page, 'console sales');
  await sam.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Inbox/ }).click();
  await sam.tab('Waiting').waitFor();
  await sam.leave();
}, 120_000);

it('the door says why it stays shut', async () => {
  await ana.page.getByRole('button', { name: /Account/ }).click();
  await ana.page.getByRole('button', { name: 'Sign out' }).click();
  await ana.page.getByLabel('E-mail').fill('ana@demo.test');
  await ana.page.getByLabel('Password').fill('wrong');
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ana.page.getByText('The e-mail or the password is wrong.').waitFor();
  await inspect(ana.page, 'console door');
  ana.gate.cut();
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ana.page.getByText('The server cannot be reached.').waitFor();
  ana.gate.mend();
});
