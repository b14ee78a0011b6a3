// How content the customer is: what they rate, what they complain of, that it is not solved yet, and that somebody in
// distress is not sold to. The agent sees each of it, and the scoreboard counts it.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Cast, pitch } from './handing.ts';
import { until } from './server.ts';

let browser: Browser;
let cast: Cast;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
afterEach(() => cast?.leave());

it('a rating is given, changed and counted', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sue } = cast;
  await cast.talk();
  await ana.act('Close');
  await vera.panel.getByText('How was it?').waitFor();
  await inspect(vera.page, 'rating asked');
  await vera.panel.locator('.rate label').filter({ hasText: '2 of 5' }).click();
  await vera.panel.getByRole('textbox', { name: /^What was good/ }).fill('It took long.');
  await inspect(vera.page, 'rating chosen');
  await vera.panel.getByRole('button', { name: 'Send rating' }).click();
  await vera.panel.getByText('Thank you: you rated this chat 2 of 5.').waitFor();
  await ana.reads(/rated/i);
  await inspect(vera.page, 'rating given');
  await vera.page.reload();
  await vera.panel.getByText('Thank you: you rated this chat 2 of 5.').waitFor();
  await vera.panel.getByRole('button', { name: 'Change' }).click();
  await vera.panel.locator('.rate label').filter({ hasText: '4 of 5' }).click();
  await vera.panel.getByRole('button', { name: 'Send rating' }).click();
  await vera.panel.getByText('Thank you: you rated this chat 4 of 5.').waitFor();
  await sue.view('Numbers');
  await until('the mean has the last one', async () => {
    await sue.page.getByRole('button', { name: 'Count again' }).click();
    return (await sue.page.locator('[data-figure=csat] dd').innerText()) === '4.0';
  });
}, 150_000);

it('not yet is said, and nothing is asked until it is solved', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana } = cast;
  await cast.talk();
  await cast.flag();
  await ana.page.keyboard.press('Alt+m');
  await vera.press('Is it solved?', 'Not yet');
  await vera.reads('You said that it is not solved yet');
  await ana.conversation.getByText('They say: not yet').waitFor();
  await ana.standing.getByText('What they came for is not marked as solved.').waitFor();
  await Promise.all([inspect(vera.page, 'not yet widget'), inspect(ana.page, 'not yet')]);
  await ana.act('Ask the customer …');
  await ana.dialog.getByRole('button', { name: 'Ask them' }).click();
  await ana.dialog.getByRole('alert').getByText('What they came for is not marked as solved.').waitFor();
  await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await vera.card('May Sales talk to you?').count()).toBe(0);
  await ana.page.keyboard.press('Alt+m');
  await vera.card('Is it solved?').waitFor();
  await cast.propose(); // their answer is not waited for

  // It turns out not to be solved after all, while they are being asked: the question goes.
  await ana.act('Not solved after all');
  await vera.reads('The question about Sales was taken back');
  await vera.card('May Sales talk to you?').waitFor({ state: 'detached' });
  await cast.isWith(ana);
}, 150_000);

it('a complaint keeps sales away until it is settled, and a supervisor may override it', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana, sam, sue } = cast;
  await cast.talk();
  await cast.flag();
  await cast.solve();
  await vera.choose('Make a complaint');
  const form = vera.page.getByRole('dialog', { name: 'What went wrong?' });
  await form.getByRole('button', { name: 'Send complaint' }).click();
  await form.getByText('Please say what went wrong.').waitFor();
  await inspect(vera.page, 'complaint empty');
  await form.getByRole('textbox', { name: 'Your complaint' }).fill('The second lid is broken, too.');
  await form.getByRole('button', { name: 'Send complaint' }).click();
  await vera.panel.getByText('We have your complaint. Our team takes care of it.').waitFor();
  await inspect(vera.page, 'complaint sent');
  await ana.standing.getByText('They have an open complaint.').waitFor();
  await inspect(ana.page, 'complaint at the agent');
  await ana.act('Ask the customer …');
  await ana.dialog.getByRole('button', { name: 'Ask them' }).click();
  await ana.dialog.getByRole('alert').getByText('They have a complaint that is still open.').waitFor();
  await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await vera.card('May Sales talk to you?').count()).toBe(0);

  await sue.openFirst('All');
  await sue.act('Ask the customer …');
  await sue.dialog.getByLabel('Override as a supervisor').check();
  await sue.dialog.getByLabel('Why it may be asked all the same').fill('They asked for the offer by phone.');
  await sue.dialog.getByLabel('What they read').fill(pitch);
  await inspect(sue.page, 'complaint overridden');
  await sue.dialog.getByRole('button', { name: 'Ask them' }).click();
  await vera.press('May Sales talk to you?', 'Later');
  await vera.press('May Sales talk to you?', 'Tomorrow');
  await vera.reads('You would rather talk to Sales another time');

  await ana.standing.getByRole('button', { name: 'Settled' }).first().click();
  await ana.standing.getByText('They have an open complaint.').waitFor({ state: 'detached' });
  await cast.propose();
  await cast.isWith(ana);
  expect(await sam.offers.count()).toBe(0);
}, 180_000);

it('somebody in distress is not sold to, until the agent says that they are fine', async () => {
  cast = await Cast.gather(browser);
  const { vera, ana } = cast;
  await cast.question();
  await vera.say('This is unacceptable, I am really disappointed.');
  await vera.card('May Sales talk to you?').waitFor({ state: 'detached' });
  await ana.standing.getByText('They may be unhappy.').waitFor();
  await ana.standing.getByText('Baton noticed it in what they wrote.').waitFor();
  await inspect(ana.page, 'unhappy');
  await inspect(vera.page, 'unhappy widget');
  await ana.standing.getByRole('button', { name: 'They are fine' }).first().click();
  await ana.standing.getByText('They may be unhappy.').waitFor({ state: 'detached' });
  await cast.propose();
  await cast.isWith(ana);
}, 150_000);

it('a note is care’s alone until it is shared with the rep', async () => {
  cast = await Cast.gather(browser);
  const { ana, sam } = cast;
  await cast.talk();
  await ana.conversation.getByRole('radio', { name: 'Note' }).check();
  await ana.say('She is a friend of the boss.');
  await ana.say('Pays by invoice.');
  await ana.sees('Pays by invoice.');
  await ana.conversation.getByRole('radio', { name: 'Reply' }).check();
  await cast.flag();
  await cast.solve();
  await ana.page.getByRole('button', { name: 'Share with sales: Pays by invoice.' }).click();
  await ana.log.getByText('Shared with sales').waitFor();
  await cast.propose();
  await cast.yes();
  await cast.offer();
  await cast.accept();
  await sam.reads(/shared .*Pays by invoice\./);
  await sam.reads('A note of care, not shared');
  expect(await sam.page.getByText('friend of the boss').count()).toBe(0);
  await Promise.all([inspect(ana.page, 'notes of care'), inspect(sam.page, 'notes at the rep')]);
}, 150_000);
