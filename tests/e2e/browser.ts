// Chromium, and what is demanded of every page in it: no message in the console, no finding of axe-core, nothing
// cut off sideways. Screenshots go to BATON_TEST_SHOTS where it is set.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const require = createRequire(fileURLToPath(new URL('../../web-widget/package.json', import.meta.url)));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.BATON_TEST_SHOTS;

export function launch(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  return chromium.launch({
    executablePath: process.env.BATON_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
  });
}

export const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 375, height: 740 } };

// One person's browser: storage of its own. `complaints` collects what its console says beside what a test expects.
export class Person {
  readonly complaints: string[] = [];
  private constructor(readonly context: BrowserContext) {}

  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
    const person = new Person(await browser.newContext({ viewport: sizes.wide, ...options }));
    person.context.setDefaultTimeout(15_000);
    person.context.on('page', (page) => person.watch(page));
    return person;
  }

  async page(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.stack ?? error.message}`));
  }

  // A cut line makes Chromium itself complain of the socket and of what it could not fetch; that is all it may.
  uncalledFor(): string[] {
    return this.complaints.filter((c) => !/WebSocket connection to|net::ERR_|Failed to load resource/.test(c));
  }
}

// axe-core over the page, open shadow roots included. The page's own policy forbids scripts of others, so it is
// evaluated from outside.
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    interface Violation {
      id: string;
      help: string;
      nodes: { target: unknown; failureSummary?: string }[];
    }
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${JSON.stringify(target)} ${failureSummary}`),
    );
  });
}

// What fades from one scheme to the other has arrived.
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    const all = roots.flatMap((root) => root.getAnimations());
    const ending = all.filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((a) => a.finished));
  });
}

export async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

// Looks at the page in both sizes and both schemes.
export async function inspect(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      const where = `${name} ${size} ${colorScheme}`;
      await shoot(page, where);
      expect(await findings(page), where).toEqual([]);
      expect(await overflows(page), `${where} scrolls sideways`).toBe(false);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

export async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name.replaceAll(' ', '-')}.png`) });
}
