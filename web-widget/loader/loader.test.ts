// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://shop.example/" }
// The loader is silent until it is needed, keeps what it is asked, and survives what pages do.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Baton, Frame } from './frame.ts';

const widget = vi.hoisted(() => ({ frames: [] as unknown[], told: [] as unknown[][] }));
vi.mock('https://chat.example/widget/w.js?0', () => ({
  mount: (frame: unknown) => {
    widget.frames.push(frame);
    return (...call: unknown[]) => void widget.told.push(call);
  },
}));

const page = window as unknown as { Baton?: Baton };
const baton = (...call: [string, ...unknown[]]) => page.Baton!(...call);
const host = () => document.querySelector('baton-chat')!;
const launcher = () => host().shadowRoot!.querySelector('button')!;
const settled = () => new Promise((done) => setTimeout(done, 20));

async function load(data: Record<string, string> = {}, path = '/widget/w.js'): Promise<void> {
  vi.stubGlobal('WIDGET_PATH', path);
  const script = document.createElement('script');
  script.type = 'text/plain'; // the test runs the loader, not happy-dom
  Object.assign(script.dataset, data);
  script.src = 'https://chat.example/widget.js';
  document.head.append(script);
  vi.resetModules();
  await import('./loader.ts');
}

const observers: MutationObserver[] = [];
const Observer = MutationObserver;

beforeEach(() => {
  vi.stubGlobal(
    'MutationObserver',
    class extends Observer {
      constructor(changed: MutationCallback) {
        super(changed);
        observers.push(this);
      }
    },
  );
  widget.frames.length = widget.told.length = 0;
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  for (const observer of observers.splice(0)) observer.disconnect();
  delete page.Baton;
  document.head.replaceChildren();
  for (const host of document.querySelectorAll('baton-chat')) host.remove();
  vi.restoreAllMocks();
});

test('it draws a launcher, and does nothing else', async () => {
  const fetches = vi.spyOn(globalThis, 'fetch');
  await load();
  expect(launcher().getAttribute('aria-label')).toBe('Chat with us');
  expect(launcher().getAttribute('aria-expanded')).toBe('false');
  await settled();
  expect(widget.frames).toEqual([]);
  expect(fetches).not.toHaveBeenCalled();
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
});

test('a press fetches the widget and opens it', async () => {
  await load({ site: 'kitchen', title: 'Juniper' });
  launcher().click();
  await settled();
  const [frame] = widget.frames as Frame[];
  expect(frame).toMatchObject({ origin: 'https://chat.example', site: 'kitchen', title: 'Juniper' });
  expect(widget.told).toEqual([['open']]);
});

test('what was said before the widget came is told in order, then it opens', async () => {
  page.Baton = Object.assign(() => {}, { q: [['update', { name: 'V' }]] as [string, unknown][] });
  await load();
  baton('identify', { token: 'jwt' });
  await settled();
  expect(widget.frames).toEqual([]);
  baton('open');
  await settled();
  expect(widget.told).toEqual([['update', { name: 'V' }], ['identify', { token: 'jwt' }], ['open']]);
  baton('close');
  expect(widget.told.at(-1)).toEqual(['close']);
});

test('a live chat brings the widget at once, closed', async () => {
  localStorage.setItem('baton:default:live', '1');
  await load();
  await settled();
  expect([widget.frames.length, widget.told]).toEqual([1, []]);
});

test('so does a panel that was open; the widget opens it itself', async () => {
  sessionStorage.setItem('baton:default:open', '1');
  await load();
  await settled();
  expect([widget.frames.length, widget.told]).toEqual([1, []]);
});

test('the page hears ready whenever it asks, and may stop listening', async () => {
  await load();
  const heard: string[] = [];
  const listener = (event: Event) => heard.push(event.type);
  baton('on', 'ready', listener);
  baton('on', 'unread', listener);
  dispatchEvent(new CustomEvent('baton:unread'));
  baton('off', 'unread', listener);
  dispatchEvent(new CustomEvent('baton:unread'));
  expect(heard).toEqual(['baton:ready', 'baton:unread']);
});

test('a widget that cannot be had is said once to the console, and to who pressed', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  await load({}, '/widget/gone.js');
  launcher().click();
  await settled();
  const problem = () => host().shadowRoot!.querySelector('p')!.textContent;
  expect(problem()).toContain('could not be loaded');
  expect(launcher().getAttribute('aria-busy')).toBe('false');
  launcher().click();
  await settled();
  expect(problem()).toContain('could not be loaded');
  expect(warned).toHaveBeenCalledOnce();
});

test('included twice, it is there once', async () => {
  await load();
  const first = page.Baton;
  await load();
  expect(document.querySelectorAll('baton-chat')).toHaveLength(1);
  expect(page.Baton).toBe(first);
});

test('it comes back when the page swaps its body', async () => {
  await load();
  const was = host();
  document.body.replaceChildren();
  await settled();
  expect(host()).toBe(was);
  document.documentElement.replaceChild(document.createElement('body'), document.body);
  await settled();
  expect(host()).toBe(was);
});

test('hidden until shown', async () => {
  await load({ hideLauncher: '' });
  expect(launcher().hidden).toBe(true);
  baton('show');
  expect(launcher().hidden).toBe(false);
});

test('a brand colour brings its own colour of text', async () => {
  await load({ color: '#ffdd00' });
  const box = host().shadowRoot!.querySelector<HTMLElement>('.baton')!;
  expect(box.style.getPropertyValue('--brand')).toBe('#ffdd00');
  expect(box.style.getPropertyValue('--on-brand')).toBe('rgb(0,0,0)');
});

test('shutdown forgets the visitor and nobody else', async () => {
  localStorage.setItem('baton:default:token', 't');
  localStorage.setItem('baton:other:token', 't');
  localStorage.setItem('theirs', '1');
  await load();
  baton('shutdown');
  expect(Object.keys(localStorage).sort()).toEqual(['baton:other:token', 'theirs']);
});
