// The script tag on somebody else's page, under that page's own strict policy: what it costs, that it keeps silent
// until the visitor opens the chat or has one, and that it works there as on the server's own pages.
import { createServer, type Server as HttpServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findings, launch, Person } from './browser.ts';
import { Server, until, web } from './server.ts';

let browser: Browser;
let server: Server;
let shop: HttpServer; // a page of another origin
let person: Person;
let asked: string[]; // what the browser asked the chat server for
let policy: string[];

const origin = () => `http://127.0.0.1:${(shop.address() as { port: number }).port}`;

function page(): string {
  const tag = `<script async src="${server.url}/widget.js" data-title="Ask us"></script>`;
  return `<!doctype html><html lang="en"><title>A shop</title><main><h1>A shop</h1></main>${tag}</html>`;
}

// Nothing but the chat server may be talked to, nothing inline, no strings made into code.
function strict(): string {
  const chat = server.url;
  return [
    "default-src 'none'",
    `script-src ${chat}`,
    `connect-src ${chat} ${chat.replace('http', 'ws')}`,
    "style-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

beforeAll(async () => {
  browser = await launch();
  server = await new Server('demo', ['--no-seed']).start();
  shop = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.setHeader('Content-Security-Policy', strict());
    answer.end(page());
  });
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
  server.settings((toml) => toml.replace(/^origins = .*$/m, `origins = ["${origin()}"]`));
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await server?.end();
});
beforeEach(async () => {
  asked = [];
  policy = [];
  person = await Person.arrive(browser);
  person.context.on('request', (request) => request.url().startsWith(server.url) && asked.push(new URL(request.url()).pathname));
  person.context.on('page', (opened) => {
    opened.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname));
    opened.on('console', (message) => /Content Security|Trusted/i.test(message.text()) && policy.push(message.text()));
  });
});
afterEach(() => person.context.close());

const launcher = (p: Page) => p.locator('baton-chat').getByRole('button').last();
const stored = (p: Page) =>
  p.evaluate(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean));

it('costs at most 2 kB gzip', () => {
  expect(gzipSync(readFileSync(join(web, 'widget.js')), { level: 9 }).length).toBeLessThanOrEqual(2048);
});

it('fetches, stores and connects nothing until the chat is opened', async () => {
  const p = await person.page(origin());
  await launcher(p).waitFor();
  await launcher(p).hover();
  await launcher(p).focus();
  await p.waitForLoadState('networkidle');
  expect(asked).toEqual(['/widget.js']);
  expect(await stored(p)).toEqual([]);
  await launcher(p).click();
  await p.getByRole('dialog', { name: 'Ask us' }).waitFor();
  await until('it has connected', () => asked.includes('/v1/ws'));
  expect(asked.filter((path) => path !== '/widget.js' && path !== '/v1/ws')).toEqual([expect.stringMatching(/^\/widget\/widget-\w+\.js$/)]);
});

it('chats under the page’s strict policy, and comes back by itself where a chat is live', async () => {
  const p = await person.page(origin());
  await launcher(p).click();
  await p.getByRole('textbox', { name: 'Message' }).fill('from another origin');
  await p.keyboard.press('Enter');
  await p.getByText(/You are (next|\d+\w\w in line)/).waitFor();
  expect(await findings(p)).toEqual([]);
  asked = [];
  await p.reload();
  await p.getByRole('log').getByText('from another origin').waitFor();
  expect(asked).toContain('/v1/ws');
  const [file] = await Promise.all([
    p.waitForEvent('download'),
    p.getByRole('button', { name: 'Chat menu' }).click().then(() => p.getByRole('menuitem', { name: 'Download transcript' }).click()),
  ]);
  expect(readFileSync(await file.path(), 'utf8')).toContain('from another origin');
  expect([...policy, ...person.uncalledFor()]).toEqual([]);
});

it('says so on a page of an origin that the site does not list', async () => {
  const other = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(page()));
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const p = await person.page(`http://127.0.0.1:${(other.address() as { port: number }).port}`);
  await launcher(p).click();
  await p.getByRole('dialog').getByText(/cannot be reached|not available/).first().waitFor();
  other.close();
});

it('is called by the page before and after it has come', async () => {
  const p = await person.context.newPage();
  await p.addInitScript(() => {
    const early = window as unknown as { Baton?: { (...call: unknown[]): void; q?: unknown[][] }; heard: string[] };
    early.heard = [];
    const stub: typeof early.Baton = (...call) => void (stub!.q ??= []).push(call);
    early.Baton = stub;
    for (const name of ['open', 'close', 'started']) stub('on', name, () => early.heard.push(name));
    stub('update', { name: 'Vera', email: 'vera@example.test' });
    stub('open');
  });
  await p.goto(origin());
  await p.getByRole('textbox', { name: 'Message' }).fill('hello');
  await p.keyboard.press('Enter');
  await p.getByText(/You are (next|\d+\w\w in line)/).waitFor();
  const call = (...words: string[]) =>
    p.evaluate((w) => (window as unknown as { Baton(...c: string[]): void }).Baton(...w), words);
  await call('close');
  await p.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await p.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(['open', 'started', 'close']);
  await call('shutdown');
  expect(await stored(p)).toEqual([]);
});
