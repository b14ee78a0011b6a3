// Draws attention to what somebody who looks elsewhere must not miss: a new conversation of theirs, a visitor's message
// in one of theirs. The page's title counts, always; sound and desktop notifications are asked for. An offer rings until
// it is answered, also where somebody looks at the page: it is somebody's turn now.
import { effect } from '@preact/signals';
import { pageTimers, type Timers } from '../client/timers.ts';
import type { Desk } from './desk.ts';
import { isMine } from './rows.ts';
import { words } from './words.ts';

const begins = new Set(['assigned', 'transferred', 'handed_off', 'handed_back']);

function said(because: string): (name: string) => string {
  if (because === 'handed_off') return words.handed.off;
  return because === 'handed_back' ? words.handed.back : words.lists.nowYours;
}

export interface Outside {
  ring(): void;
  show(title: string, text: string, tag: string, open: () => void): void;
  away(): boolean; // nobody looks at this page
  title(text: string): void;
}

const ringEvery = 4_000;

export function attend(desk: Desk, outside: Outside, timers: Timers = pageTimers): () => void {
  const { client, prefs } = desk;
  const { offers } = desk.staffing;
  let ringing = 0;
  const ring = () => {
    if (prefs.value.peek().sound) outside.ring();
    ringing = timers.set(ring, ringEvery);
  };
  const call = (title: string, text: string, conversation: string) => {
    if (!outside.away()) return;
    const { sound, desktop } = prefs.value.peek();
    if (sound) outside.ring();
    if (desktop) outside.show(title, text, conversation, () => desk.choose(conversation));
  };
  const ends = [
    client.hear('conversation', ({ conversation, because }) => {
      if (!begins.has(because) || conversation.owner?.id !== desk.me.id) return;
      const text = said(because)(desk.nameOf(conversation.visitor));
      desk.announcement.value = text;
      call(words.product, text, conversation.id);
    }),
    client.hear('event', (event) => {
      if (event.kind !== 'message' || event.by.role !== 'visitor') return;
      const view = client.snapshot.conversations.get(event.conversation);
      if (!view || !isMine(view, desk.me.id)) return;
      call(words.lists.newMessage(desk.nameOf(view.copy.visitor)), event.text, event.conversation);
    }),
    client.hear('offer', ({ conversation, kind }) => {
      if (!outside.away() || !prefs.value.peek().desktop) return;
      const view = client.snapshot.conversations.get(conversation);
      const from = view?.copy.owner?.name;
      const title =
        kind === 'handoff'
          ? words.offers.handoff
          : from && kind === 'transfer'
            ? words.offers.transfer(from)
            : words.offers.chat;
      outside.show(title, desk.staffing.visitorOf(conversation), conversation, () => {});
    }),
    effect(() => {
      const waits = offers.open.value.some(({ answering }) => !answering);
      if (waits && !ringing) ring();
      else if (!waits && ringing) {
        timers.clear(ringing);
        ringing = 0;
      }
    }),
    effect(() => outside.title(words.title(desk.unread.value, offers.open.value.length))),
  ];
  return () => {
    for (const end of ends) end();
    timers.clear(ringing);
    outside.title(words.title(0));
  };
}

// Two short tones. A page may sound only after somebody touched it: `wake` is called on a gesture.
export function browserOutside(): Outside & { wake(): void } {
  let audio: AudioContext | undefined;
  return {
    wake() {
      audio ??= new AudioContext();
      void audio.resume();
    },
    ring() {
      if (audio?.state !== 'running') return;
      for (const [pitch, from] of [
        [660, 0],
        [880, 0.14],
      ] as const) {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        const start = audio.currentTime + from;
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0, start);
        volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.001, start + 0.28);
        tone.connect(volume).connect(audio.destination);
        tone.start(start);
        tone.stop(start + 0.3);
      }
    },
    show(title, body, tag, open) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return;
      const shown = new Notification(title, { body: body.slice(0, 140), tag: `baton ${tag}` });
      shown.onclick = () => {
        window.focus();
        open();
        shown.close();
      };
    },
    away: () => document.visibilityState === 'hidden' || !document.hasFocus(),
    title: (text) => {
      document.title = text;
    },
  };
}
