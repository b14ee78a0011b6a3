// Waiting and not being answered, from the visitor's side: the place in the queue, a desk that is full, a message that
// is left, what is found on coming back, an agent who is lost, a chat that goes idle. The desk's times are short here.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';

let server: Server;
let browser: Browser;
let here: (Shopper | Agent)[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  here = [];
  server = await new Server().start();
});
afterEach(async () => {
  await Promise.all(here.map((one) => one.leave()));
  await server?.end();
});

async function shopper(): Promise<Shopper> {
  const one = await Shopper.arrive(browser, server);
  here.push(one);
  await one.launcher.click();
  await one.panel.waitFor();
  return one;
}

async function agent(account: string): Promise<Agent> {
  const one = await Agent.arrive(browser, server, account);
  here.push(one);
  return one;
}

async function gone(one: Shopper | Agent): Promise<void> {
  here = here.filter((other) => other !== one);
  await one.leave();
}

// Changes settings of the running site, each by its key; every department has the same.
function apply(changes: Record<string, number>): void {
  server.settings((settings) =>
    Object.entries(changes).reduce((now, [key, value]) => {
      const line = new RegExp(`^${key} = .*$`, 'mg');
      expect(now, `${key} is a setting`).toMatch(line);
      return now.replace(line, `${key} = ${value}`);
    }, settings),
  );
}

// Every department has hours, and none of them are now: one hour of the day before yesterday.
function close(): void {
  const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const day = days[(new Date().getUTCDay() + 5) % 7];
  const hours = `\n[departments.hours]\nzone = "UTC"\n${day} = ["10:00-11:00"]\n`;
  server.settings((settings) => {
    const [head, ...departments] = settings.split(/^(?=\[\[departments\]\])/m);
    return head + departments.map((department) => department + hours).join('\n');
  });
}

const heading = (one: Shopper, name: string | RegExp) => one.panel.getByRole('heading', { name }).waitFor();
const endChat = async (one: Shopper) => {
  await one.choose('End chat');
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click();
};

it('each knows their place, and it moves when one before them goes', async () => {
  const vera = await shopper();
  await vera.say('first');
  await heading(vera, 'You are next');
  const otto = await shopper();
  await otto.say('second');
  await heading(otto, 'You are 2nd in line');
  await endChat(vera);
  await heading(otto, 'You are next');
});

it('a visitor who leaves unanswered finds the conversation, and goes on in it', async () => {
  const vera = await shopper();
  await vera.say('Is anybody there?');
  await heading(vera, 'You are next');
  await endChat(vera);
  await heading(vera, 'You left before we could answer');
  await inspect(vera.page, 'widget missed');
  await vera.page.reload();
  await heading(vera, 'You left before we could answer');
  await vera.say('I am back.');
  await heading(vera, 'You are next');
  await vera.readsAll(['Is anybody there?', 'I am back.']);
  await endChat(vera);
  await vera.panel.getByRole('button', { name: 'Start a new chat' }).click();
  await heading(vera, 'How can we help?');
}, 120_000);

it('where the desk is full a message is left, once, and the words written are in it', async () => {
  apply({ queue_limit: 1 });
  const vera = await shopper();
  const otto = await shopper();
  await otto.say('first');
  await heading(otto, 'You are next');
  await vera.say('The lid does not close any more.');
  const message = vera.panel.getByRole('textbox', { name: 'Your message' });
  await message.waitFor();
  expect(await message.inputValue()).toBe('The lid does not close any more.');
  await vera.page.reload();
  expect(await message.inputValue()).toBe('The lid does not close any more.');
  await inspect(vera.page, 'widget leave');
  await vera.panel.getByRole('textbox', { name: 'E-mail' }).fill('vera@mail.example');
  vera.gate.cut();
  await vera.panel.getByText('The connection is lost').waitFor();
  await vera.panel.getByRole('button', { name: 'Leave message' }).click();
  await heading(vera, 'Leaving your message…');
  vera.gate.mend();
  await heading(vera, 'We have your message');
  await vera.reads(/They write to vera@mail\.example/);
  await inspect(vera.page, 'widget left a message');
  await vera.page.reload();
  await heading(vera, 'We have your message');
  await vera.readsAll(['The lid does not close any more.']);

  // There is room again, and the same conversation goes on.
  await endChat(otto);
  await vera.say('It is the blue one.');
  await heading(vera, 'You are next');
  await vera.readsAll(['The lid does not close any more.', 'It is the blue one.']);
}, 120_000);

it('a closed desk asks for a message before anything is written', async () => {
  close();
  const vera = await shopper();
  const message = vera.panel.getByRole('textbox', { name: 'Your message' });
  await until('the hello says so', async () => {
    await vera.panel.getByText('Connecting…').waitFor({ state: 'hidden' });
    return (await message.isVisible()) || vera.page.reload().then(() => vera.panel.waitFor());
  });
  await message.fill('When do you open?');
  await vera.page.reload();
  await vera.panel.getByRole('textbox', { name: 'E-mail' }).fill('vera@mail.example');
  await vera.page.keyboard.press('Enter');
  await heading(vera, 'We have your message');
  await vera.readsAll(['When do you open?']);
});

it('a visitor whose agent is lost is told, and is first in line again', async () => {
  apply({ owner_grace_ms: 1_000 });
  const ana = await agent('Ana, agent');
  await ana.goOnline();
  const vera = await shopper();
  await vera.say('Hello?');
  await ana.openFirst('Mine');
  await ana.say('One moment.');
  await vera.sees('One moment.');
  await gone(ana);
  await vera.reads('Ana had to go. You are in line again and keep your place.');
  await heading(vera, 'You are next');
  await inspect(vera.page, 'widget agent lost');
}, 120_000);

it('a chat that goes quiet is warned about, closed, and goes on when the visitor writes', async () => {
  apply({ idle_warn_ms: 2_000, idle_close_ms: 6_000 });
  const ana = await agent('Ana, agent');
  await ana.goOnline();
  const vera = await shopper();
  await vera.say('Does it come in blue?');
  await ana.openFirst('Mine');
  await ana.say('It does.');
  await vera.log.locator('.said').waitFor();
  await vera.readsAll(['Does it come in blue?', 'It does.']);
  await inspect(vera.page, 'widget idle warning');
  await heading(vera, 'This chat has ended');
  await vera.reads(/quiet for a while/);
  await vera.say('Then I take two.');
  await vera.reads('Chat continued');
  await ana.sees('Then I take two.');
}, 120_000);
