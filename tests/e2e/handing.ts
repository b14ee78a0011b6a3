// The stations of a hand-off, from care to sales and back, each as the people in it go through it. A test goes as far
// as it needs.
import type { Browser } from 'playwright-core';
import { shoot } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server, until } from './server.ts';
import { Witness } from './witness.ts';

export const asks = 'Thank you! We open a second café. Can I get a quote for mugs?'; // a rule of the box hears this
export const pitch = 'Sam can offer you mugs for the whole café.';

export class Cast {
  readonly server = new Server('demo', ['--no-seed']);
  vera!: Shopper;
  ana!: Agent;
  sam!: Agent;
  sue!: Agent;
  witness!: Witness;

  // Ana of care is online, and Sam of sales if he is to be.
  static async gather(browser: Browser, settings: Record<string, number | string> = {}, reps = true): Promise<Cast> {
    const cast = new Cast();
    const { server } = cast;
    await server.start();
    server.settings((toml) => changed(toml, settings));
    [cast.vera, cast.ana, cast.sam, cast.sue] = await Promise.all([
      Shopper.arrive(browser, server),
      Agent.arrive(browser, server, 'Ana, agent'),
      Agent.arrive(browser, server, 'Sam, sales'),
      Agent.arrive(browser, server, 'Sue, supervisor'),
    ]);
    cast.witness = await Witness.of(cast.sue);
    await Promise.all([cast.ana.goOnline(), reps && cast.comes()]);
    return cast;
  }

  async comes(): Promise<void> {
    await this.sam.view('Inbox');
    await this.sam.goOnline();
  }

  async leave(): Promise<void> {
    const all = [this.vera, this.ana, this.sam, this.sue];
    for (const [i, one] of all.entries()) if (one) await shoot(one.page, `last ${i}`);
    await Promise.all(all.map((one) => one?.leave()));
    await this.server.end();
  }

  // Whose it is by the server, by both consoles, and by what the customer reads at the top.
  async isWith(owner: Agent): Promise<void> {
    await this.witness.belongsTo(owner, [this.ana, this.sam]);
    if (this.vera.connected) await this.vera.panel.getByRole('heading', { name: owner.name }).waitFor();
  }

  // Vera talks to Ana, and asks for more.
  async talk(text = asks): Promise<void> {
    const { vera, ana } = this;
    await vera.openChat();
    await vera.say('My kettle came without its lid.');
    await ana.openFirst('Mine');
    await ana.say('I am sorry! A lid is on its way to you.');
    await vera.sees('I am sorry! A lid is on its way to you.');
    await vera.say(text);
    await ana.sees(text);
    if (text === asks) await ana.standing.getByText('Could be of use to them: An offer').waitFor();
  }

  // Two keys: Alt+O opens it filled in, Enter sends it.
  async flag(): Promise<void> {
    const { ana } = this;
    await ana.page.keyboard.press('Alt+o');
    await ana.dialog.waitFor();
    await ana.page.keyboard.press('Enter');
    await ana.dialog.waitFor({ state: 'detached' });
    await ana.standing.getByText('Opportunity: ').waitFor();
  }

  async solve(): Promise<void> {
    const { vera, ana } = this;
    await ana.page.keyboard.press('Alt+m');
    await vera.press('Is it solved?', 'Yes, solved');
    await ana.conversation.getByText('Solved, they confirmed').waitFor();
  }

  async propose(): Promise<void> {
    const { vera, ana } = this;
    await ana.act('Ask the customer …');
    await ana.dialog.getByLabel('What they read').fill(pitch);
    await ana.dialog.getByLabel('Do not say').fill('Nothing about the lost lid.');
    await ana.dialog.getByRole('button', { name: 'Ask them' }).click();
    await ana.standing.getByText('They were asked about Sales.').waitFor();
    await vera.card('May Sales talk to you?').getByText(pitch).waitFor();
  }

  // As far as the question in the widget.
  async question(): Promise<void> {
    await this.talk();
    await this.flag();
    await this.solve();
    await this.propose();
  }

  async yes(): Promise<void> {
    await this.vera.press('May Sales talk to you?', 'Yes, please');
    await this.vera.reads('You agreed to talk to Sales');
  }

  // As far as the offer with its brief in the rep's hands.
  async offered(): Promise<void> {
    await this.question();
    await this.yes();
    await this.offer();
  }

  async offer(): Promise<void> {
    await this.sam.offers.getByText('A customer wants to talk to sales').waitFor();
    await this.sam.offers.getByText('Nothing about the lost lid.').waitFor();
  }

  async accept(): Promise<void> {
    const { vera, sam } = this;
    await sam.page.keyboard.press('Alt+a');
    await sam.field.waitFor();
    await vera.reads(/^Sam \((Sales|our sales team)\) has taken over, as you agreed$/);
    await this.isWith(sam);
  }

  async handBack(outcome: string, fill?: () => Promise<void>): Promise<void> {
    const { sam } = this;
    await sam.conversation.getByRole('button', { name: 'Hand back …' }).first().click();
    await sam.dialog.getByRole('radio', { name: outcome }).check({ force: true }); // its label covers it
    await fill?.();
    await sam.dialog.getByRole('button', { name: 'Hand back' }).click();
    await sam.dialog.waitFor({ state: 'detached' });
  }

  // Vera's page is loaded anew, and her chat is there again.
  async reload(): Promise<void> {
    const { vera } = this;
    const before = await vera.texts();
    await vera.page.reload();
    await vera.readsAll(before);
  }

  async opportunity(state: string): Promise<void> {
    await until(`the opportunity is ${state}`, async () => (await this.witness.copy()).opportunity?.state === state);
  }
}

// Settings, each by its key, wherever it stands.
export function changed(toml: string, settings: Record<string, number | string>): string {
  return Object.entries(settings).reduce((now, [key, value]) => {
    const line = new RegExp(`^${key} = .*$`, 'mg');
    if (!line.test(now)) throw new Error(`${key} is no setting`);
    return now.replace(line, `${key} = ${value}`);
  }, toml);
}
