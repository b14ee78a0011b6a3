// The agent's side: sign-in, presence, the own conversations, one of them open. The session's token lives in
// sessionStorage, so that a closed tab is signed out of this page.
import { BatonClient } from './baton-client.js';
import { $, composer, drawMessages, element, nameOf, readReceipts, say, timeline, typingLine } from './view.js';

export function startAgent() {
  const typing = typingLine($('agent-typing'));
  const seen = new Map(); // conversation → last sequence looked at
  let client = null;
  let read = () => {};
  let you = null;
  let chosen = null;

  function connect(token) {
    sessionStorage['baton.demo.staff'] = token;
    client = new BatonClient({
      role: 'staff',
      store: { get: () => sessionStorage['baton.demo.outbox.staff'], set: (text) => (sessionStorage['baton.demo.outbox.staff'] = text) },
      on: {
        hello: () => ({ token }),
        refused: () => false,
        welcome: (welcome) => (you = welcome.you),
        changed: draw,
        heard: (method, params) => {
          if (method === 'signal' && params.kind === 'typing' && params.conversation === chosen) typing(params.on, nameOf(params.by));
        },
        ended: () => leave('You are signed out.'),
      },
    });
    read = readReceipts(client);
    client.connect();
    draw();
  }

  function leave(sentence) {
    for (const key of ['baton.demo.staff', 'baton.demo.outbox.staff']) sessionStorage.removeItem(key);
    client = you = chosen = null;
    $('agent-problem').textContent = sentence;
    draw();
  }

  const failed = (error) => ($('agent-note').textContent = say(error));

  $('sign-in').onsubmit = async (submit) => {
    submit.preventDefault();
    const { email, password } = submit.target.elements;
    try {
      const answer = await fetch('/api/v1/sessions', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: email.value, password: password.value }),
      });
      if (!answer.ok) throw new Error(answer.status === 401 ? 'the address or the password is wrong' : `the server answered ${answer.status}`);
      $('agent-problem').textContent = '';
      connect((await answer.json()).token);
    } catch (error) {
      $('agent-problem').textContent = say(error);
    }
  };

  $('sign-out').onclick = async () => {
    const token = sessionStorage['baton.demo.staff'];
    client.stop();
    await fetch('/api/v1/sessions', { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } }).catch(() => {});
  };

  for (const button of [$('presence'), $('go-online')]) {
    button.onclick = async () => {
      try {
        const presence = you.presence === 'online' ? 'away' : 'online';
        you.presence = (await client.call('presence.set', { presence })).presence;
        $('agent-note').textContent = '';
      } catch (error) {
        failed(error);
      }
      draw();
    };
  }

  composer(
    $('agent-form'),
    (text) => client.send(chosen, text, $('as-note').checked ? 'notes' : 'log'),
    (on) => !$('as-note').checked && chosen && client.notify('typing', { conversation: chosen, on }),
  );
  $('as-note').onchange = draw;
  $('agent-close').onclick = () =>
    client.act('conversation.close', { conversation: chosen, reason: 'resolved' }).catch(failed);
  document.addEventListener('visibilitychange', draw);

  const ended = (c) => ['closed', 'missed'].includes(c.data.state);
  const mine = (e) => e.by.id === you?.id;

  function drawList(conversations) {
    const rows = conversations.map((c) => {
      const row = element('button', `row ${c.id === chosen ? 'chosen' : ''}`);
      row.type = 'button';
      row.ariaCurrent = String(c.id === chosen);
      const last = c.log.events.findLast((e) => e.kind === 'message');
      const unread = c.id === chosen ? 0 : c.log.events.filter((e) => e.kind === 'message' && e.by.role === 'visitor' && e.seq > (seen.get(c.id) ?? 0)).length;
      row.append(element('strong', '', nameOf(c.data.visitor)), element('span', 'preview', ended(c) ? 'Ended' : (last?.text ?? '')));
      if (unread) row.append(element('span', 'badge', String(unread)));
      row.onclick = () => ((chosen = c.id), typing(false), draw(), $('agent-form').elements.text.focus());
      return row;
    });
    const focused = [...$('agent-list').children].indexOf(document.activeElement);
    $('agent-list').replaceChildren(...rows);
    rows[focused]?.focus();
  }

  function draw() {
    $('sign-in').hidden = Boolean(client);
    $('desk').hidden = !client;
    if (!client) return;
    const conversations = [...client.conversations.values()].filter((c) => !c.left || c.id === chosen);
    if (!client.conversations.has(chosen)) chosen = conversations[0]?.id ?? null;
    const c = client.conversations.get(chosen);
    const online = you?.presence === 'online';
    $('agent-name').textContent = you?.name ?? '';
    $('agent-state').textContent = client.state === 'ready' ? (online ? 'Online' : 'Away') : client.state === 'waiting' ? 'Reconnecting …' : 'Connecting …';
    $('presence').textContent = online ? 'Go away' : 'Go online';
    $('presence').disabled = $('go-online').disabled = client.state !== 'ready';
    $('agent-empty').hidden = Boolean(c);
    $('agent-empty-text').textContent = online ? 'No conversations yet. The next visitor who writes comes to you.' : 'You are away, so no conversation comes to you.';
    $('go-online').hidden = online;
    $('conversation').hidden = !c;
    drawList(conversations);
    if (!c) return;
    seen.set(c.id, c.log.last);
    $('agent-title').textContent = nameOf(c.data.visitor);
    $('agent-close').hidden = ended(c) || c.left;
    const note = $('as-note').checked;
    $('agent-form').classList.toggle('noting', note);
    $('agent-form').elements.text.placeholder = note ? 'A note for colleagues only' : ended(c) ? 'This chat has ended' : 'Write an answer';
    drawMessages($('agent-log'), timeline(c), client.outbox.filter((m) => !m.shown && m.conversation === c.id), mine, (m) => client.again(m));
    read(c);
  }

  if (sessionStorage['baton.demo.staff']) connect(sessionStorage['baton.demo.staff']);
  else draw();
}
