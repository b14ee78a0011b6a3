// The README's picture of both sides, light and dark, made from the real thing. It is written into pictures/ when
// BATON_TEST_PICTURES is set; without it the test shows that it still can be made.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch, settled } from './browser.ts';
import { Agent, Shopper } from './people.ts';
import { Server } from './server.ts';

const folder = fileURLToPath(new URL('./pictures/', import.meta.url));
let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([new Server().start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});

async function sideBySide(pages: Page[], colorScheme: 'light' | 'dark'): Promise<Buffer> {
  const shots = [];
  for (const page of pages) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    shots.push((await page.screenshot()).toString('base64'));
  }
  const canvas = await browser.newPage({ viewport: { width: 1640, height: 720 } });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot}">`).join('');
  const style = `body{margin:0;display:flex;gap:20px;background:transparent}img{border-radius:12px;height:720px}`;
  await canvas.setContent(`<style>${style}</style>${images}`);
  const picture = await canvas.screenshot({ omitBackground: true });
  await canvas.close();
  return picture;
}

it('shows a conversation from both sides', async () => {
  const [vera, ana] = await Promise.all([
    Shopper.arrive(browser, server, { viewport: { width: 560, height: 720 } }),
    Agent.arrive(browser, server, 'Ana, agent', { viewport: { width: 1060, height: 720 } }),
  ]);
  await vera.page.evaluate(() => {
    const { Baton } = window as unknown as { Baton(...call: unknown[]): void };
    Baton('update', { name: 'Vera Lindqvist', email: 'vera@mail.example' });
  });
  await ana.goOnline();
  await vera.openChat();
  await vera.say('Hi! Does the enamel kettle work on an induction hob?');
  await ana.openFirst('Mine');
  await ana.say('Hello Vera, it does: the base is steel under the enamel.');
  await vera.say('Lovely. And could it be here by Friday?');
  await ana.say('Order before noon today and it leaves our workshop this afternoon, so yes.');
  await vera.say('Perfect, thank you Ana!');
  await ana.sees('Perfect, thank you Ana!');
  await vera.field.pressSequentially('One');
  await ana.reads(/is typing/);
  for (const scheme of ['light', 'dark'] as const) {
    const picture = await sideBySide([vera.page, ana.page], scheme);
    expect(picture.length).toBeGreaterThan(20_000);
    const file = `${folder}both-sides-${scheme}.png`;
    if (process.env.BATON_TEST_PICTURES) writeFileSync(file, picture);
    expect(existsSync(file), `${file} is there; BATON_TEST_PICTURES=1 makes it`).toBe(true);
  }
  await Promise.all([vera.leave(), ana.leave()]);
});
