// Who takes part in a story: a shopper with the widget on the sample shop's page, and staff in the console, each in a
// browser of their own behind a gate of their own. Everything is found by role and name, as a person would.
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { Person } from './browser.ts';
import { Gate } from './gate.ts';
import { type Server, until } from './server.ts';

abstract class Role {
  constructor(
    readonly person: Person,
    readonly gate: Gate,
    public page: Page,
  ) {}

  abstract get log(): Locator;
  abstract say(text: string): Promise<void>;

  // What stands in the conversation, from top to bottom; system lines are not messages.
  async texts(): Promise<string[]> {
    return this.log.locator('[data-text]').allInnerTexts();
  }

  async sees(text: string): Promise<void> {
    await this.log.getByText(text, { exact: true }).first().waitFor();
  }

  async leave(): Promise<void> {
    expect(this.person.uncalledFor()).toEqual([]);
    await this.person.context.close();
    await this.gate.end();
  }
}

async function arrive(browser: Browser, server: Server, path: string, options = {}): Promise<[Person, Gate, Page]> {
  const gate = await new Gate(() => server.port).open();
  const person = await Person.arrive(browser, options);
  return [person, gate, await person.page(gate.url + path)];
}

export class Shopper extends Role {
  static async arrive(browser: Browser, server: Server, options = {}): Promise<Shopper> {
    return new Shopper(...(await arrive(browser, server, '/demo/', options)));
  }

  get launcher(): Locator {
    return this.page.getByRole('button', { name: /Chat with us/ });
  }
  get panel(): Locator {
    return this.page.getByRole('dialog');
  }
  get log(): Locator {
    return this.panel.getByRole('log');
  }
  get field(): Locator {
    return this.panel.getByRole('textbox', { name: 'Message' });
  }

  async openChat(): Promise<void> {
    await this.launcher.click();
    await this.field.waitFor();
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }
}

export class Agent extends Role {
  static async arrive(browser: Browser, server: Server, account = 'Ana, agent', options = {}): Promise<Agent> {
    const agent = new Agent(...(await arrive(browser, server, '/console/', options)));
    await agent.page.getByRole('button', { name: account }).click();
    await agent.page.getByRole('navigation', { name: 'Main' }).waitFor();
    return agent;
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }
  get field(): Locator {
    return this.page.getByRole('textbox', { name: /^(Reply to|Note for)/ });
  }
  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
  }
  row(name: string | RegExp): Locator {
    return this.page.getByRole('tabpanel').getByRole('button', { name }).or(this.page.getByRole('option', { name }));
  }

  async goOnline(): Promise<void> {
    await this.tab('Mine').click();
    await this.page.getByRole('button', { name: 'Go online' }).click();
    await this.page.getByText('You are online.').waitFor();
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  async count(tab: string): Promise<number> {
    const name = await this.tab(tab).getAttribute('aria-label');
    return Number(/\d+/.exec(name ?? (await this.tab(tab).innerText()))?.[0] ?? 0);
  }

  async holds(tab: string, count: number): Promise<void> {
    await until(`${tab} shows ${count}`, async () => (await this.count(tab)) === count);
  }
}
