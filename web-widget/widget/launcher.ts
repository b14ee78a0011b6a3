// The launcher once the widget runs: says whether the panel is open and how much is unread. The loader drew it.
import { effect } from '@preact/signals-core';
import type { Frame } from '../loader/frame.ts';
import { down } from '../look/icon-paths.ts';
import { full } from './screen.ts';
import type { Visit } from './visit.ts';
import { launcherWords, words } from './words.ts';

export function dressLauncher({ launcher }: Frame, { open, unread }: Visit): () => void {
  const arrow = launcher.querySelector('svg')!.cloneNode(true) as SVGElement;
  arrow.querySelector('path')!.setAttribute('d', down);
  const badge = document.createElement('span');
  badge.className = 'count';
  const said = document.createElement('span');
  said.className = 'sr';
  said.setAttribute('role', 'status');
  launcher.append(arrow, badge);
  launcher.after(said);
  launcher.setAttribute('aria-haspopup', 'dialog');
  const stop = effect(() => {
    const count = open.value ? 0 : unread.value;
    launcher.setAttribute('aria-expanded', String(open.value));
    launcher.dataset.away = String(open.value && full.value);
    badge.textContent = count > 9 ? '9+' : String(count);
    badge.hidden = count === 0;
    said.textContent = count > 0 ? words.unread(count) : '';
    const name = launcherWords.open;
    launcher.setAttribute('aria-label', count > 0 ? `${name}, ${words.unread(count)}` : name);
  });
  return () => {
    stop();
    arrow.remove();
    badge.remove();
    said.remove();
    launcher.setAttribute('aria-expanded', 'false');
    launcher.setAttribute('aria-label', launcherWords.open);
    delete launcher.dataset.away;
  };
}
