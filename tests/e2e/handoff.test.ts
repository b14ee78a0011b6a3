// The hand-off from care to sales and back, in three browsers at once: what the customer is asked and reads, what the
// agent and the rep see, and what each of the answers leads to. At each station one person has the conversation.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Cast, pitch } from './handing.ts';
import { Shopper } from './people.ts';
import { until } from './server.ts';

let browser: Browser;
let cast: Cast;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
afterEach(() => cast?.leave());

it('goes the whole way there and back', async () => {
  cast = await Cast.gather(browser, { aftercare_ms: 1_000 }); // due at once, for the follow-up to be seen
  const { vera, ana, sam, sue } = cast;
  await cast.talk();

  // One key makes the suggestion an opportunity; of that the customer sees nothing.
  await inspect(ana.page, 'handoff suggestion');
  await ana.page.keyboard.press('Alt+o');
  await ana.dialog.waitFor();
  await inspect(ana.page, 'handoff flag');
  await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  await ana.page.keyboard.press('Alt+s');
  await ana.standing.getByText('Opportunity: An offer').waitFor();
  await ana.standing.getByText('What they came for is not marked as solved.').waitFor();
  await inspect(ana.page, 'handoff flagged and not solved');
  expect(await vera.panel.getByText('An offer').count()).toBe(0);

  await ana.page.keyboard.press('Alt+m');
  await vera.card('Is it solved?').waitFor();
  await inspect(vera.page, 'handoff widget is it solved');
  await vera.press('Is it solved?', 'Yes, solved');
  await ana.conversation.getByText('Solved, they confirmed').waitFor();
  await inspect(ana.page, 'handoff solved');

  await ana.act('Ask the customer …');
  await ana.dialog.getByLabel('What they read').fill(pitch);
  await ana.dialog.getByLabel('Do not say').fill('Nothing about the lost lid.');
  await ana.dialog.getByLabel('Promised').fill('A quote this week');
  await inspect(ana.page, 'handoff propose');
  await ana.dialog.getByRole('button', { name: 'Ask them' }).click();
  await ana.standing.getByText('They were asked about Sales.').waitFor();
  await vera.card('May Sales talk to you?').getByText(pitch).waitFor();
  await inspect(vera.page, 'handoff widget question');
  await inspect(ana.page, 'handoff proposed');
  await cast.isWith(ana);

  await cast.yes();
  await cast.offer();
  await sam.offers.getByText('A quote this week').waitFor();
  await vera.panel.getByText('Asking Sales to join').waitFor();
  await ana.standing.getByText('Offered to Sam').waitFor();
  await cast.isWith(ana);
  await Promise.all([
    inspect(sam.page, 'handoff offer'),
    inspect(vera.page, 'handoff widget looking'),
    inspect(ana.page, 'handoff offered'),
  ]);
  await cast.accept();
  await ana.conversation.getByText('You handed this over and still read along. Nobody sees you.').waitFor();
  await ana.standing.getByText('Sam has taken over').waitFor();
  await sam.standing.getByRole('region', { name: 'Brief' }).getByText('Nothing about the lost lid.').waitFor();
  await Promise.all([
    inspect(vera.page, 'handoff widget taken over'),
    inspect(ana.page, 'handoff reading along'),
    inspect(sam.page, 'handoff mine'),
  ]);

  await sam.say('Hello, I am Sam. Forty mugs?');
  await vera.sees('Hello, I am Sam. Forty mugs?');
  await ana.sees('Hello, I am Sam. Forty mugs?');
  await vera.say('Forty, yes.');
  await sam.sees('Forty, yes.');
  await sam.view('Sales');
  await sam.page.getByRole('list', { name: 'With me' }).getByText('An offer').waitFor();
  await inspect(sam.page, 'handoff sales with me');
  await sam.view('Inbox');
  await sam.openFirst('Mine');

  await cast.handBack('Won', async () => {
    await sam.dialog.getByLabel('Amount').fill('390.00');
    await sam.dialog.getByLabel('Note for care').fill('Forty mugs, by the 12th.');
    await inspect(sam.page, 'handoff back');
  });
  await vera.reads('Ana is looking after you again');
  await cast.isWith(ana);
  await ana.sees('Forty mugs, by the 12th.');
  await ana.say('I am back. Anything else?');
  await vera.sees('I am back. Anything else?');
  await Promise.all([inspect(vera.page, 'handoff widget back'), inspect(ana.page, 'handoff back with care')]);

  // What remains: the follow-up of the rep, and the numbers of those who may see them.
  await sam.view('Sales');
  await sam.page
    .getByRole('region', { name: /^Follow-ups due/ })
    .getByText('Aftercare')
    .waitFor();
  await sam.page.getByRole('list', { name: 'Won' }).getByText('€390.00').waitFor();
  await inspect(sam.page, 'handoff sales won');
  await sam.page.getByRole('list', { name: 'Won' }).getByRole('button').click();
  await inspect(sam.page, 'handoff opportunity');
  await sam.dialog.getByRole('button', { name: 'Refund …' }).click();
  await sam.dialog.getByLabel('Amount').fill('400');
  await sam.dialog.getByRole('button', { name: 'Give back' }).click();
  await sam.dialog.getByText('At most €390.00 can be given back.').first().waitFor();
  await inspect(sam.page, 'handoff refund too much');
  await sam.dialog.getByLabel('Amount').fill('90');
  await sam.dialog.getByRole('button', { name: 'Give back' }).click();
  await sam.dialog.getByText('€90.00 given back.').waitFor();
  await sam.page.keyboard.press('Escape');
  await sue.view('Numbers');
  const figure = (name: string) => sue.page.locator(`[data-figure=${name}] dd`);
  await until('the scoreboard has it', async () => (await figure('won').innerText()) === '1');
  expect(await figure('revenue').innerText()).toBe('€300.00');
  expect(await figure('flagged').innerText()).toBe('1');
  await inspect(sue.page, 'handoff numbers');
  await ana.view('Numbers');
  await ana.page.locator('section[data-half=care]').waitFor();
  expect(await ana.page.locator('[data-half=sales]').count()).toBe(0);
  expect(await ana.page.getByText('390').count()).toBe(0);

  // Beside the first steps into the queue and out of it.
  const trail = await cast.witness.trail();
  expect(trail.filter((step) => step.startsWith('active'))).toEqual(['active: Ana', 'active: Sam', 'active: Ana']);
  await cast.witness.oneOwner();
}, 300_000);

it('a no is kept, nobody asks again, and the customer may of their own accord', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam } = cast;
  await cast.question();
  await vera.press('May Sales talk to you?', 'No, thanks');
  await vera.reads('You said no to Sales. Nothing else changes.');
  await ana.standing.getByText('They said no: ').waitFor();
  await cast.isWith(ana);
  await Promise.all([inspect(vera.page, 'handoff widget no'), inspect(ana.page, 'handoff no')]);

  // Another opportunity cannot be asked about either.
  await cast.flag();
  await ana.standing.getByText('They said no to sales. They are left alone for a while').waitFor();
  await ana.act('Ask the customer …');
  await ana.dialog.getByRole('button', { name: 'Ask them' }).click();
  await ana.dialog.getByRole('alert').getByText('They said no to sales before').waitFor();
  await inspect(ana.page, 'handoff refused');
  await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await vera.card('May Sales talk to you?').count()).toBe(0);

  await vera.say('I changed my mind: can I talk to sales?');
  await ana.sees('I changed my mind: can I talk to sales?');
  await ana.standing.getByRole('button', { name: 'They asked themselves …' }).click();
  await inspect(ana.page, 'handoff asked themselves');
  await ana.dialog.getByLabel('Do not say').fill('Nothing about the lost lid.');
  await ana.dialog.getByRole('button', { name: 'Call sales' }).click();
  await cast.offer();
  await vera.reads('You asked for Sales');
  expect(await vera.card('May Sales talk to you?').count()).toBe(0);
  await cast.accept();
  await sam.say('Here I am.');
  await vera.sees('Here I am.');
}, 240_000);

it('a later becomes a follow-up', async () => {
  cast = await Cast.gather(browser, { follow_up_ms: 1_000 });
  const { vera, ana, sue } = cast;
  await cast.question();
  await vera.press('May Sales talk to you?', 'Later');
  await inspect(vera.page, 'handoff widget when');
  await vera.press('May Sales talk to you?', 'No matter');
  await vera.reads('You would rather talk to Sales another time');
  await ana.standing.getByText('Put off: ').waitFor();
  await cast.opportunity('deferred');
  await cast.isWith(ana);
  await inspect(ana.page, 'handoff put off');
  await sue.view('Sales');
  await sue.page.getByText('Everybody’s').click();
  await sue.page
    .getByRole('region', { name: /^Follow-ups due/ })
    .getByText('Follow-up', { exact: false })
    .first()
    .waitFor();
  await inspect(sue.page, 'handoff sales later');
}, 180_000);

it('nobody of sales is there: the customer reads it, and it waits, is put off, or is left', async () => {
  cast = await Cast.gather(browser, {}, false);
  const { vera, ana } = cast;
  await cast.question();
  await cast.yes();
  await vera.panel.getByText('Nobody of Sales is free right now').first().waitFor();
  await ana.standing.getByText('Nobody of sales is free just now.').waitFor();
  await cast.isWith(ana);
  await Promise.all([inspect(vera.page, 'handoff widget nobody'), inspect(ana.page, 'handoff nobody')]);

  await ana.act('Another time …');
  await inspect(ana.page, 'handoff another time');
  await ana.dialog.getByRole('button', { name: 'Put off' }).click();
  await cast.opportunity('deferred');
  await vera.reads('You would rather talk to Sales another time');

  // Asked once more, and then left.
  await cast.propose();
  await cast.yes();
  await vera.panel.getByText('Nobody of Sales is free right now').first().waitFor();
  await ana.act('Leave it');
  await cast.opportunity('withdrawn');
  await cast.isWith(ana);

  // And once more, waiting until somebody comes.
  await vera.say('I would like to talk to sales after all.');
  await ana.sees('I would like to talk to sales after all.');
  await cast.flag();
  await ana.act('Ask the customer …');
  await ana.dialog.getByLabel('They asked for it themselves').check();
  await ana.dialog.getByLabel('Do not say').fill('Nothing about the lost lid.');
  await ana.dialog.getByRole('button', { name: 'Call sales' }).click();
  await vera.panel.getByText('Nobody of Sales is free right now').first().waitFor();
  await cast.comes();
  await cast.offer();
  await cast.isWith(ana);
  await cast.accept();
}, 240_000);

it('a rep declines: the customer stays with the agent, and the next one takes it', async () => {
  cast = await Cast.gather(browser, { declined_for_ms: 4_000 });
  const { vera, ana, sam } = cast;
  await cast.offered();
  await sam.offers.getByRole('button', { name: /^Decline/ }).click();
  await vera.panel
    .getByText(/Sales could not take over yet/)
    .first()
    .waitFor();
  await ana.standing.getByText('Whoever was asked declined.').waitFor();
  await cast.isWith(ana);
  await Promise.all([inspect(vera.page, 'handoff widget declined'), inspect(ana.page, 'handoff declined')]);
  await cast.offer(); // asked again when the time is over that one is left alone
  await cast.accept();
}, 180_000);

it('what was lost, and what is not over yet, comes back as well', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam } = cast;
  await cast.offered();
  await cast.accept();
  await cast.handBack('Lost', () => sam.dialog.getByLabel('Why it was lost').fill('Too many mugs'));
  await vera.reads('Ana is looking after you again');
  await cast.opportunity('lost');
  await cast.isWith(ana);
  expect(await vera.panel.getByText('Too many mugs').count()).toBe(0);
}, 180_000);

it('the agent is asked back in, and let go', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam } = cast;
  await cast.offered();
  await cast.accept();
  await sam.more('Ask a colleague in …');
  await inspect(sam.page, 'handoff invite');
  await sam.dialog.getByRole('button', { name: 'Cancel' }).click();
  await sam.more('Record a complaint …');
  await inspect(sam.page, 'handoff record complaint');
  await sam.dialog.getByRole('button', { name: 'Cancel' }).click();
  await sam.standing.getByRole('button', { name: 'Ask Ana in' }).click();
  await vera.reads('Ana joined the chat');
  await ana.standing.getByText('You were asked in. You can write here.').waitFor();
  await ana.say('I am here as well.');
  await vera.sees('I am here as well.');
  await cast.isWith(sam);
  await Promise.all([
    inspect(vera.page, 'handoff widget three'),
    inspect(sam.page, 'handoff helped'),
    inspect(ana.page, 'handoff helping'),
  ]);
  await sam.standing.getByRole('button', { name: 'Let Ana go' }).click();
  await vera.reads('Ana left the chat');
  await ana.standing.getByText('You were asked in.').waitFor({ state: 'detached' });
  await cast.isWith(sam);
}, 180_000);
