// The console's entry: the door, or the desk of whoever is signed in. Composes session, client, lists and views, and
// keeps the address bar in step with where one is.
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { createClient } from '../client/client.ts';
import { createLists } from '../client/lists.ts';
import { localStore } from '../client/store.ts';
import { wakeWith } from '../client/wake.ts';
import { Desk } from './desk.ts';
import { Preferences } from './kept.ts';
import { firstView } from './may.ts';
import { attend, browserOutside } from './notify.ts';
import { emailOf, hashOf, type Place, placeOf } from './route.ts';
import { Session } from './session.ts';
import { Arriving } from './views/arriving.tsx';
import { hereContext } from './views/context.ts';
import { Shell } from './views/shell.tsx';
import { SignIn } from './views/sign-in.tsx';
import { words } from './words.ts';
import { startHeartbeat, workerTimers } from './worker-timers.ts';

const heartbeat = document.querySelector<HTMLScriptElement>('script[data-heartbeat]')?.dataset.heartbeat ?? '';
const timers = workerTimers(() => startHeartbeat(new URL(heartbeat, document.baseURI).href));
const session = new Session({
  ask: (path, init) => fetch(path, init),
  get tab() {
    return sessionStorage;
  },
});
const prefs = new Preferences();
const outside = browserOutside();
const place = signal<Place>(placeOf(location.hash, 'inbox'));
const root = document.getElementById('console')!;

// A gesture: now the browser may be asked.
async function ask(): Promise<void> {
  const { sound, desktop } = prefs.value.peek();
  if (sound) outside.wake();
  if (!desktop || !('Notification' in window) || Notification.permission !== 'default') return;
  const answer = await Notification.requestPermission();
  if (answer !== 'granted') prefs.set({ desktop: false });
}

function door(told = ''): void {
  const as = emailOf(location.hash);
  document.title = words.title(0);
  render(<SignIn session={session} as={as} told={told} onDone={() => enter(true)} />, root);
}

// `asked`: by the form. Else with what an earlier visit left, and then nobody is told that it was refused.
function enter(asked: boolean): void {
  let desk: Desk | undefined;
  let ends: (() => void)[] = [];
  const url = new URL('/v1/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({
    url: url.href,
    role: 'staff',
    hello: () => ({ ...(session.token && { token: session.token }) }),
    refused: () => false,
    store: (me) => localStore(`baton.console.${me}.`),
    timers,
  });
  const lists = createLists(client, timers);
  let why = ''; // said at the door after a stop of our own
  const stop = (told = '') => {
    why = told;
    client.stop();
  };
  const leave = (told: string) => {
    for (const end of ends) end();
    ends = [];
    session.forget();
    door(told);
  };

  ends.push(
    client.subscribe(() => {
      const { link, ended } = client.snapshot;
      if (link !== 'ended') return;
      if (ended === 'forbidden') leave(words.signIn.forbidden);
      else if (ended === 'stopped') leave(why);
      else leave(desk || asked || session.token ? words.signIn.ended : '');
    }),
    client.welcomed((welcome) => {
      const { you } = welcome;
      const as = emailOf(location.hash);
      // The cookie is somebody else's now: this tab is not theirs.
      if (desk && desk.me.id !== you.id) stop(words.signIn.other(you.name));
      // Another person was asked for than the one this browser knows.
      else if (!desk && !asked && as !== null && as !== you.email) stop();
      else if (!desk) {
        if (as !== null || location.hash.length < 2) place.value = { view: firstView(you), conversation: null };
        desk = new Desk(client, lists, you, place, prefs);
        desk.greeted(welcome);
        ends.push(desk.start(), attend(desk, outside, timers));
        open(desk, () => {
          void session.signOut(); // with the token, which is forgotten next
          stop();
        });
      }
    }),
    wakeWith(window, client),
  );
  render(<Arriving client={client} />, root);
  client.start();
}

function open(desk: Desk, signOut: () => void): void {
  render(
    <hereContext.Provider value={{ desk, session, signOut, ask }}>
      <Shell />
    </hereContext.Provider>,
    root,
  );
}

// From the list into a conversation is a step that Back takes back; between conversations there is none.
let shown = place.peek();
effect(() => {
  const to = place.value;
  const before = shown;
  shown = to;
  if (hashOf(to) === location.hash || to === before) return;
  const into = to.conversation !== null && before.conversation === null;
  if (into) history.pushState({ fromList: true }, '', hashOf(to));
  else if (
    to.conversation === null &&
    before.conversation !== null &&
    to.view === before.view &&
    history.state?.fromList
  )
    history.back();
  else history.replaceState(history.state, '', hashOf(to));
});
window.addEventListener('popstate', () => {
  if (emailOf(location.hash) !== null) return location.reload();
  const to = placeOf(location.hash, place.peek().view);
  if (hashOf(to) !== hashOf(place.peek())) place.value = to;
});
// Sound needs a gesture on every visit.
document.addEventListener('pointerdown', () => prefs.value.peek().sound && outside.wake(), { once: true });

enter(false);
