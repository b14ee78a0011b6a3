// The widget, as the loader mounts it: puts client, visit and panel together, and answers the page's commands.
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { createClient } from '../client/client.ts';
import { localStore } from '../client/store.ts';
import { wakeWith } from '../client/wake.ts';
import type { Frame, Mount } from '../loader/frame.ts';
import { brandOf } from '../look/colour.ts';
import { keptIn } from './kept.ts';
import { dressLauncher } from './launcher.ts';
import { Panel } from './panel.tsx';
import { Papers, type Profile } from './papers.ts';
import { followScreen, full } from './screen.ts';
import { chime } from './sound.ts';
import { Visit } from './visit.ts';
import css from './widget.css';
import { words } from './words.ts';

export const mount: Mount = (frame) => {
  const { origin, site, emit } = frame;
  const prefix = `baton:${site}:`;
  const local = keptIn(() => localStorage, prefix);
  const papers = new Papers(site, local);
  const client = createClient({
    url: `${origin.replace(/^http/, 'ws')}/v1/ws`,
    role: 'visitor',
    hello: () => papers.hello(),
    refused: (field) => papers.refused(field),
    store: localStore(prefix),
  });
  const visit = new Visit({ client, papers, local, session: keptIn(() => sessionStorage, prefix), emit });
  const stops = [dress(frame), followScreen(), wakeWith(window, client), ring(visit), dressLauncher(frame, visit)];

  const place = document.createElement('div');
  frame.box.append(place);
  let focus = false;
  const minimise = () => {
    visit.hide();
    frame.launcher.focus();
  };
  const title = frame.title ?? words.title;
  stops.push(
    effect(() => {
      const shown = visit.open.value ? visit.shown.value : undefined;
      render(
        shown ? <Panel {...{ visit, shown, title, origin, focus }} full={full.value} onMinimise={minimise} /> : null,
        place,
      );
    }),
  );
  const show = (byHand: boolean) => {
    focus = byHand;
    visit.show();
  };

  // A visitor with a live chat, or with the panel open on the page before.
  if (visit.parts.session.get('open')) show(false);
  else if (local.get('live')) visit.begin();

  return (name, ...args) => {
    const [value] = args as [Record<string, unknown> | undefined];
    if (name === 'open') show(true);
    else if (name === 'close') visit.hide();
    else if (name === 'toggle') visit.open.value ? minimise() : show(true);
    else if (name === 'identify') visit.telling.identify(String(value?.token ?? ''));
    else if (name === 'update') visit.update((value ?? {}) as Profile);
    else if (name === 'shutdown') {
      visit.hide();
      visit.stop();
      for (const stop of stops) stop();
      render(null, place);
      place.remove();
    }
  };
};

// The shadow root's clothes; a page may mount again after a shutdown.
function dress({ root, box, color }: Frame): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const brand = brandOf(color);
  if (brand) {
    box.style.setProperty('--accent-light', brand.accentLight);
    box.style.setProperty('--accent-dark', brand.accentDark);
  }
  return () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet));
}

// Sounds for what comes while nobody looks.
function ring({ parts, open, sound }: Visit): () => void {
  return parts.client.hear('event', (event) => {
    const theirs = event.kind === 'message' && event.by.id !== parts.client.snapshot.you?.id;
    if (theirs && sound.value && (!open.value || document.hidden)) chime();
  });
}
