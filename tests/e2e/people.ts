// Who takes part in a story: a shopper with the widget on the sample shop's page, and staff in the console, each in a
// browser of their own behind a gate of their own. Everything is found by role and name, as a person would.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { Person } from './browser.ts';
import { Gate } from './gate.ts';
import { type Server, until } from './server.ts';

type Arrival = [person: Person, gate: Gate, page: Page];

async function arrive(browser: Browser, server: Server, path: string, options?: BrowserContextOptions): Promise<Arrival> {
  const gate = await new Gate(() => server.port).open();
  const person = await Person.arrive(browser, options);
  return [person, gate, await person.page(gate.url + path)];
}

abstract class Role {
  readonly person: Person;
  readonly gate: Gate;
  page: Page;

  constructor([person, gate, page]: Arrival) {
    this.person = person;
    this.gate = gate;
    this.page = page;
  }

  abstract get log(): Locator;
  abstract get field(): Locator;

  // Whether what is on the screen can be news.
  get connected(): boolean {
    return this.gate.passes;
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  // What people wrote, from top to bottom.
  texts(): Promise<string[]> {
    return this.log.locator('.bubble .text').allInnerTexts();
  }

  async sees(text: string): Promise<void> {
    await this.log.locator('.bubble .text').getByText(text, { exact: true }).first().waitFor();
  }

  // A line about what happened, or any other text of the conversation.
  async reads(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).first().waitFor();
  }

  async readsAll(texts: string[]): Promise<void> {
    await until(`${JSON.stringify(texts)} and nothing else`, async () => {
      return JSON.stringify(await this.texts()) === JSON.stringify(texts);
    });
  }

  async leave(): Promise<void> {
    expect(this.person.uncalledFor()).toEqual([]);
    await this.person.context.close();
    await this.gate.end();
  }
}

export class Shopper extends Role {
  static async arrive(browser: Browser, server: Server, options?: BrowserContextOptions): Promise<Shopper> {
    return new Shopper(await arrive(browser, server, '/demo/', options));
  }

  get launcher(): Locator {
    return this.page.locator('baton-chat').getByRole('button', { name: /Juniper Goods|chat/i }).last();
  }
  get panel(): Locator {
    return this.page.getByRole('dialog', { name: 'Juniper Goods' });
  }
  get log(): Locator {
    return this.panel.getByRole('log', { name: 'Messages' });
  }
  get field(): Locator {
    return this.panel.getByRole('textbox', { name: 'Message' });
  }

  async openChat(): Promise<void> {
    await this.launcher.click();
    await this.field.waitFor();
  }

  // A question or a message of how it stands.
  card(title: string): Locator {
    return this.panel.getByRole('region', { name: title });
  }
  async press(title: string, answer: string): Promise<void> {
    await this.card(title).getByRole('button', { name: answer, exact: true }).click();
  }

  async choose(item: string): Promise<void> {
    await this.panel.getByRole('button', { name: 'Chat menu' }).click();
    await this.panel.getByRole('menu').getByText(item).click();
  }
}

export class Agent extends Role {
  readonly name: string;

  private constructor(arrival: Arrival, name: string) {
    super(arrival);
    this.name = name;
  }

  static async arrive(browser: Browser, server: Server, account: string, options?: BrowserContextOptions): Promise<Agent> {
    const agent = new Agent(await arrive(browser, server, '/console/', options), account.split(',')[0]!);
    await agent.page.getByRole('button', { name: account }).click();
    await agent.page.getByRole('navigation', { name: 'Main' }).waitFor();
    return agent;
  }

  get conversation(): Locator {
    return this.page.getByRole('region', { name: 'Conversation', exact: true });
  }
  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }
  get field(): Locator {
    return this.conversation.getByRole('textbox', { name: /^(Reply to|Note)/ });
  }
  tab(name: string): Locator {
    return this.page.getByRole('tablist', { name: 'Conversations' }).getByRole('tab', { name: new RegExp(`^${name}`) });
  }
  rows(): Locator {
    return this.page.getByRole('tabpanel').locator('[data-conversation]');
  }

  async goOnline(): Promise<void> {
    await this.tab('Mine').click();
    await this.page.getByRole('button', { name: 'Go online' }).click();
    await this.page.getByText('You are online.').waitFor();
  }

  // Opens the first row of a tab's list.
  async openFirst(tab: string): Promise<void> {
    await this.tab(tab).click();
    await this.rows().first().click();
    await this.field.waitFor();
  }

  async holds(tab: string, count: number): Promise<void> {
    await this.tab(tab).click();
    await until(`${count} in ${tab}`, async () => (await this.rows().count()) === count);
  }

  // The strips under a conversation's head.
  get standing(): Locator {
    return this.conversation.locator('.standing');
  }
  get offers(): Locator {
    return this.page.getByRole('region', { name: 'Offers', exact: true });
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  async view(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: new RegExp(`^${name}`) }).click();
  }

  // What only the menu of the conversation's head offers.
  async more(name: string): Promise<void> {
    await this.act('More actions');
    await this.conversation.getByRole('button', { name, exact: true }).last().click();
  }

  async act(name: string): Promise<void> {
    await this.conversation.getByRole('button', { name, exact: true }).click();
  }
}
