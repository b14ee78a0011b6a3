// The hand-off while networks die and pages are loaded anew, at every station of the way: one person has the
// conversation, never two, and what the customer reads is so.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Cast } from './handing.ts';
import { until } from './server.ts';

let browser: Browser;
let cast: Cast;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
afterEach(() => cast?.leave());

// Whoever is lost is lost after a second; who declined may be asked again soon.
const short = { owner_grace_ms: 1_000, declined_for_ms: 2_000 };
const active = async () => (await cast.witness.trail()).filter((step) => step.startsWith('active'));

it('the rep’s network dies while the offer is in their hands', async () => {
  cast = await Cast.gather(browser, short);
  const { vera, ana, sam } = cast;
  await cast.offered();
  sam.gate.cut();
  await vera.panel
    .getByText(/could not take over yet|Nobody of Sales is free/)
    .first()
    .waitFor();
  await cast.isWith(ana);
  await ana.standing.getByText('The connection of whoever was asked was lost.').waitFor();
  await inspect(sam.page, 'handoff offer without a line');
  await ana.say('One moment, Sam was cut off.');
  await vera.sees('One moment, Sam was cut off.');

  sam.gate.mend();
  await cast.offer();
  await cast.accept();
  expect(await active()).toEqual(['active: Ana', 'active: Sam']);
}, 150_000);

it('the rep’s network dies as they accept', async () => {
  cast = await Cast.gather(browser, short);
  const { vera, ana, sam } = cast;
  await cast.offered();
  sam.gate.silence();
  await sam.page.keyboard.press('Alt+a'); // it leaves the page, and nobody hears it
  sam.gate.cut();
  await vera.panel
    .getByText(/could not take over yet|Nobody of Sales is free/)
    .first()
    .waitFor();
  await cast.isWith(ana);

  // What was pressed is sent again: it is accepted, or too late, and then offered anew.
  sam.gate.mend();
  await until('the offer is answered, or is there again', async () => {
    if (await sam.field.isVisible()) return true;
    const again = sam.offers.getByRole('button', { name: /^Accept/ });
    if ((await again.isVisible()) && (await again.isEnabled())) await again.click().catch(() => {});
    return false;
  });
  await vera.reads('Sam (Sales) has taken over, as you agreed');
  await cast.isWith(sam);
  expect(await active()).toEqual(['active: Ana', 'active: Sam']);
}, 150_000);

it('the rep’s network dies after they took over: the customer is back with the agent', async () => {
  cast = await Cast.gather(browser, short);
  const { vera, ana, sam } = cast;
  await cast.offered();
  await cast.accept();
  await sam.say('Hello, I am Sam.');
  await vera.sees('Hello, I am Sam.');
  sam.gate.cut();
  await vera.reads(/Sam had to go/);
  await cast.isWith(ana);
  await cast.opportunity('consented');
  await inspect(vera.page, 'handoff widget rep lost');
  await inspect(ana.page, 'handoff rep lost');
  await ana.say('I am here again.');
  await vera.sees('I am here again.');

  // They had agreed; so Sam, who is back, may go on.
  sam.gate.mend();
  await cast.offer();
  await sam.page.keyboard.press('Alt+a');
  await cast.isWith(sam);
  await sam.say('Sorry for that.');
  await vera.sees('Sorry for that.');
  expect(await active()).toEqual(['active: Ana', 'active: Sam', 'active: Ana', 'active: Sam']);
}, 180_000);

it('the rep’s network dies as they hand back: it is done, once, when the line is there again', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam } = cast;
  await cast.offered();
  await cast.accept();
  await sam.conversation.getByRole('button', { name: 'Hand back …' }).first().click();
  await sam.dialog.getByLabel('Amount').fill('120.50');
  sam.gate.cut();
  await sam.dialog.getByRole('button', { name: 'Hand back' }).click();
  await vera.say('Are you still there?');
  await cast.isWith(sam);
  sam.gate.mend();
  await vera.reads('Ana is looking after you again');
  await sam.dialog.waitFor({ state: 'detached' });
  await cast.isWith(ana);
  await cast.opportunity('won');
  expect(await vera.log.getByText('Ana is looking after you again').count()).toBe(1);
  expect(await active()).toEqual(['active: Ana', 'active: Sam', 'active: Ana']);
}, 150_000);

it('the agent’s network dies at the question: it is taken back, and asked again by whoever is there', async () => {
  cast = await Cast.gather(browser, short);
  const { vera, ana } = cast;
  await cast.question();
  ana.gate.cut();
  await vera.reads('The question about Sales was taken back');
  await vera.reads(/Ana had to go/);
  await vera.card('May Sales talk to you?').waitFor({ state: 'detached' });
  await cast.witness.belongsTo(null, [cast.sam]);
  await cast.opportunity('flagged');
  await inspect(vera.page, 'handoff widget question taken back');
  ana.gate.mend();
  await cast.isWith(ana);
  await ana.standing.getByText('Opportunity: ').waitFor();
  await cast.propose();
  await cast.yes();
  await cast.offer();
  await cast.accept();
  expect(await active()).toEqual(['active: Ana', 'active: Ana', 'active: Sam']);
}, 180_000);

it('the agent’s network dies while the rep has the offer: nobody has the customer behind their back', async () => {
  cast = await Cast.gather(browser, short);
  const { vera, ana, sam } = cast;
  await cast.offered();
  ana.gate.cut();
  await vera.reads(/Ana had to go/);
  await sam.offers.getByRole('button', { name: /^Accept/ }).waitFor({ state: 'detached' });
  await cast.witness.belongsTo(null, [sam]);
  await cast.opportunity('consented');
  await inspect(sam.page, 'handoff offer taken back');
  ana.gate.mend();
  await cast.offer();
  await cast.isWith(ana);
  await cast.accept();

  // From here on it is the rep’s, whatever becomes of the agent.
  ana.gate.cut();
  await sam.say('Ana has gone home.');
  await vera.sees('Ana has gone home.');
  await cast.isWith(sam);
  await cast.handBack('Lost', () => sam.dialog.getByLabel('Why it was lost').fill('No need'));
  await vera.reads(/You are back with|looking after you again/);
  await cast.witness.belongsTo(null, [sam]);
  await inspect(vera.page, 'handoff widget back without agent');
  ana.gate.mend();
  await cast.isWith(ana);
}, 180_000);

it('the customer loads the page anew at every station', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam } = cast;
  await cast.talk();
  await cast.flag();
  await ana.page.keyboard.press('Alt+m');
  await vera.card('Is it solved?').waitFor();
  await cast.reload();
  await vera.press('Is it solved?', 'Yes, solved');
  await ana.conversation.getByText('Solved, they confirmed').waitFor();
  await cast.propose();
  await cast.reload();
  await cast.isWith(ana);
  await cast.yes();
  await cast.offer();
  await cast.reload();
  await vera.panel.getByText('Asking Sales to join').waitFor();
  await cast.isWith(ana);
  await cast.accept();
  await cast.reload();
  await vera.reads('Sam (Sales) has taken over, as you agreed');
  await cast.isWith(sam);
  await sam.say('Still here?');
  await vera.sees('Still here?');
  await cast.handBack('Later');
  await vera.reads('Ana is looking after you again');
  await cast.reload();
  await vera.reads('Ana is looking after you again');
  await cast.isWith(ana);
  await cast.opportunity('deferred');
  expect(await active()).toEqual(['active: Ana', 'active: Sam', 'active: Ana']);
}, 180_000);

it('the customer answers without a line, and the answer arrives when there is one', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana } = cast;
  await cast.question();
  vera.gate.cut();
  await vera.panel.getByText('The connection is lost').waitFor();
  await vera.press('May Sales talk to you?', 'Yes, please');
  await inspect(vera.page, 'handoff widget answered without a line');
  await cast.witness.belongsTo(ana, [ana, cast.sam]);
  vera.gate.mend();
  await cast.offer();
  await vera.reads('You agreed to talk to Sales');
  await cast.isWith(ana);
}, 150_000);

it('the agent’s network dies while nobody of sales is there: it goes on when the agent is back', async () => {
  cast = await Cast.gather(browser, short, false);
  const { vera, ana, sam } = cast;
  await cast.question();
  await cast.yes();
  await vera.panel.getByText('Nobody of Sales is free right now').first().waitFor();
  ana.gate.cut();
  await vera.reads(/Ana had to go/);
  await cast.witness.belongsTo(null, [sam]);
  await cast.comes(); // a customer whom nobody of care has is not sold to
  await cast.opportunity('consented');
  expect(await sam.offers.count()).toBe(0);
  ana.gate.mend();
  await cast.offer();
  await cast.isWith(ana);
  await cast.accept();
}, 150_000);

it('an offer that nobody answers: the customer is told, and it waits', async () => {
  cast = await Cast.gather(browser, { sales_offer_ms: 2_000, declined_for_ms: 2_000, missed_offers: 5 });
  const { vera, ana, sam } = cast;
  await cast.offered();
  await vera.reads('Sales could not take over yet. Ana stays with you.');
  await ana.standing.getByText('Whoever was asked did not answer in time.').waitFor();
  await sam.offers.getByText('The time to answer is over.').waitFor();
  await cast.isWith(ana);
  await inspect(sam.page, 'handoff offer over');
  await inspect(ana.page, 'handoff not in time');
}, 120_000);
