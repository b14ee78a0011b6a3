// The visitor's side: a chat panel in a shop. The token lives in localStorage, so a reload is the same visitor.
import { BatonClient } from './baton-client.js';
import { $, composer, drawMessages, nameOf, readReceipts, say, timeline, typingLine } from './view.js';

export function startVisitor() {
  const typing = typingLine($('visitor-typing'));
  let place = null; // {position, wait_ms} in the queue
  const client = new BatonClient({
    role: 'visitor',
    store: { get: () => sessionStorage['baton.demo.outbox.visitor'], set: (text) => (sessionStorage['baton.demo.outbox.visitor'] = text) },
    on: {
      hello: () => ({
        ...(localStorage['baton.demo.visitor'] && { token: localStorage['baton.demo.visitor'] }),
        page: { url: location.href, title: document.title, referrer: document.referrer },
        locale: navigator.language,
      }),
      refused: (field) => field === 'token' && (localStorage.removeItem('baton.demo.visitor'), true),
      welcome: ({ token }) => (localStorage['baton.demo.visitor'] = token),
      changed: draw,
      heard: (method, params) => {
        if (method === 'queue') place = params;
        if (method === 'signal' && params.kind === 'typing') typing(params.on, nameOf(params.by));
      },
      ended: draw,
    },
  });
  const read = readReceipts(client);
  const current = () => [...client.conversations.values()].filter((c) => !c.left).at(-1);
  const open = (c) => c && !['closed', 'missed'].includes(c.data.state);

  composer(
    $('visitor-form'),
    (text) => client.send(current()?.id, text),
    (on) => open(current()) && client.notify('typing', { conversation: current().id, on }),
  );
  $('visitor-end').onclick = () =>
    client.act('conversation.close', { conversation: current().id }).catch((error) => ($('visitor-status').textContent = say(error)));
  document.addEventListener('visibilitychange', draw);

  function status(c) {
    if (client.state === 'ended') return 'This page may not chat here. Reload it to try again.';
    if (client.state === 'waiting') return 'The connection is lost. Coming back; what you write is kept.';
    if (client.state !== 'ready') return 'Connecting …';
    if (!c) return 'We usually answer in a few minutes.';
    if (c.data.owner && open(c)) return `You are talking to ${nameOf(c.data.owner)}.`;
    if (!open(c)) return 'This chat has ended. Write again, and it goes on.';
    const queue = place?.conversation === c.id ? place : c.data.queue;
    return queue ? `You are number ${queue.position} in the queue.` : 'You are in the queue.';
  }

  function draw() {
    const c = current();
    const waiting = client.outbox.filter((m) => !m.shown && (m.conversation === '' || m.conversation === c?.id));
    $('visitor-status').textContent = status(c);
    $('visitor-empty').hidden = Boolean(c?.log.events.length || waiting.length);
    $('visitor-end').hidden = !open(c);
    drawMessages($('visitor-log'), c ? timeline(c) : [], waiting, (e) => e.by.role === 'visitor', (m) => client.again(m));
    if (c) read(c);
  }

  client.connect();
}
