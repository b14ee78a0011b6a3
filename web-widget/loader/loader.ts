// The script tag. Draws the launcher, keeps what a page asks for until the widget can do it, and fetches the widget
// when a visitor means to chat, or has a chat that is live. Before that: nothing is fetched, stored, or connected.
// Paid by every page view, so it has a budget (build.mjs) and says things once.
import { onColour, parseColour } from '../look/colour.ts';
import { chat } from '../look/icon-paths.ts';
import { launcherWords as words } from '../widget/words.ts';
import type { Baton, BatonEvent, Call, Command, Mount } from './frame.ts';
import css from './launcher.css';

const page = window as unknown as { Baton?: Baton };
if (!page.Baton?.up) start(page.Baton?.q ?? []);

// `waiting`: what the page asked for and nobody has heard yet.
function start(waiting: Call[]): void {
  const script = (document.currentScript ?? document.querySelector('[src*="/widget.js"]')) as HTMLScriptElement;
  const { site = 'default', theme = '', color = '', position, title, hideLauncher } = script.dataset;
  const { origin } = new URL(script.src);
  const prefix = `baton:${site}:`;

  // --- the launcher

  const host = document.createElement('baton-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement('div');
  box.className = 'baton';
  Object.assign(box.dataset, { theme, position });
  const rgb = parseColour(color);
  if (rgb) box.style.cssText = `--brand:${color};--on-brand:rgb(${onColour(rgb)})`;
  const launcher = document.createElement('button');
  const say = (attribute: string, value: string) => launcher.setAttribute(attribute, value);
  say('aria-label', words.open);
  say('aria-expanded', 'false');
  launcher.hidden = hideLauncher !== undefined;
  const [svg, path] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  path!.setAttribute('d', chat);
  svg!.append(path!);
  launcher.append(svg!);
  const problem = document.createElement('p');
  problem.setAttribute('role', 'status');
  box.append(launcher, problem);
  root.append(box);

  // A page may swap its body, or clear it, at any time.
  const keep = () => {
    const { body } = document;
    if (!body) return;
    if (!host.isConnected) body.append(host);
    bodies.observe(body, { childList: true });
  };
  const bodies = new MutationObserver(keep);
  bodies.observe(document.documentElement, { childList: true });
  keep();

  // --- the widget

  let command: Command | undefined;
  let loading: Promise<{ mount: Mount } | undefined> | undefined;
  let failures = 0;

  const happened = (event: BatonEvent, detail?: unknown) => new CustomEvent(`baton:${event}`, { detail });
  const emit = (event: BatonEvent, detail?: unknown) => dispatchEvent(happened(event, detail));
  // A failed address may stay failed for the page's life: the next try is another address.
  const fetchWidget = () =>
    (loading ??= import(`${origin + WIDGET_PATH}?${failures}`).catch((error) => {
      loading = undefined;
      if (!failures++) console.warn('Baton not loaded', error);
    }));
  const run = async (open: boolean) => {
    say('aria-busy', 'true');
    problem.textContent = '';
    const widget = await fetchWidget();
    say('aria-busy', 'false');
    if (widget) {
      const tell = (command ??= widget.mount({ origin, site, title, color, root, box, launcher, emit }));
      for (const call of waiting.splice(0)) tell(...call);
      if (open) tell('open');
    } else if (open) problem.textContent = words.failed;
  };
  launcher.onclick = () => baton('toggle');
  launcher.onpointerdown = fetchWidget; // the press is the opening's first half

  // --- what the page may call

  const baton: Baton = (name, ...args) => {
    if (name === 'on' || name === 'off') {
      const [event, listener] = args as [BatonEvent, (event: Event) => void];
      (name === 'on' ? addEventListener : removeEventListener)(`baton:${event}`, listener);
      if (name + event === 'onready') listener(happened(event));
    } else if (name === 'show' || name === 'hide') launcher.hidden = name === 'hide';
    else if (name === 'shutdown') {
      command?.(name);
      command = undefined;
      waiting.length = 0;
      for (const storage of storages())
        for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
    } else if (command) command(name, ...args);
    else if (name === 'open' || name === 'toggle') run(true);
    else if (name === 'identify' || name === 'update') waiting.push([name, ...args]);
  };
  baton.up = true;
  page.Baton = baton;

  emit('ready');
  for (const call of waiting.splice(0)) baton(...call);
  const kept = (key: string) => storages().some((storage) => storage[prefix + key]);
  if (kept('live') || kept('open')) run(false);
}

// Reading the property throws where storage is forbidden.
function storages(): Storage[] {
  try {
    return [localStorage, sessionStorage];
  } catch {
    return [];
  }
}
