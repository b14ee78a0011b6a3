// What strangers may say: a name, a page's title and a message that try to be markup, code, or to turn the text
// around, show as the text they are on both sides, and nothing of them runs.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspect, launch } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server } from './server.ts';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new Server('demo', ['--no-seed']).start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});

const markup = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const name = `<b>Vera</b> ${'\u202E'}evil`;
const title = `"><svg onload=window.hit=1> {{7*7}} javascript:window.hit=1`;

it('shows as text on both sides', async () => {
  const [vera, ana] = await Promise.all([
    Shopper.arrive(browser, server),
    Agent.arrive(browser, server, 'Ana, agent'),
  ]);
  await vera.page.evaluate(
    ([n, t]) => {
      document.title = t!;
      (window as unknown as { Baton(...call: unknown[]): void }).Baton('update', { name: n });
    },
    [name, title],
  );
  await vera.openChat();
  const long = 'x'.repeat(3_000);
  const links = 'javascript:window.hit=1 data:text/html,x https://a.example/?q="><img/onerror=hit>';
  for (const text of [markup, long, links, '\u202Eturned around', '🙂👩‍👩‍👧‍👦 \u0301\u0301\u0301']) await vera.say(text);
  await ana.openFirst('Waiting');
  await ana.act('Take');
  await ana.conversation.getByText('with you').waitFor(); // until it is hers, what she writes is a note
  await ana.say(markup);
  await vera.reads(/onerror/);
  await ana.readsAll(await vera.texts());
  expect((await ana.texts())[0]).toBe(markup);
  await ana.page.getByRole('heading', { name: /<b>Vera<\/b>/ }).first().waitFor();
  await ana.page.getByRole('complementary').getByText(/<svg onload/).first().waitFor();

  for (const { page } of [vera, ana]) {
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    const hrefs = await page.locator('.bubble a').evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).protocol));
    expect(hrefs).toEqual(['https:']);
  }
  await inspect(vera.page, 'widget hostile');
  await inspect(ana.page, 'console hostile');
  await Promise.all([vera.leave(), ana.leave()]);
}, 120_000);
