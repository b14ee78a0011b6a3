// What both sides of the demo page draw: a list of messages and lines of events. Text is only ever textContent, so
// a hostile name or message is shown, never run.
export const $ = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export const nameOf = (who) => who?.name || (who?.role && who.role !== 'visitor' ? who.role : 'Visitor');
export const say = (error) => `That did not work: ${error.message}.`;
const time = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

const LINES = {
  queued: (e) => `Waiting for ${e.department ?? 'an agent'}`,
  assigned: (e) => `${nameOf(e.to)} is here`,
  joined: (e) => `${nameOf(e.who)} joined`,
  left: (e) => `${nameOf(e.who)} left`,
  transferred: (e) => `Passed on to ${nameOf(e.to)}`,
  solved: () => 'Marked as solved',
  not_solved: () => 'Not solved yet',
  closed: (e) => (e.reason === 'visitor_left' ? 'The visitor ended the chat' : 'The chat has ended'),
  reopened: () => 'The chat goes on',
};

// A conversation's log with its notes between, each note after the last event that its author had before them.
export function timeline(c) {
  const at = (e) => (e.log === 'notes' ? e.log_seq + 0.5 : e.seq);
  return [...c.log.events, ...c.notes.events].sort((a, b) => at(a) - at(b));
}

function bubble(key, kind, text, meta) {
  const node = element('li', `bubble ${kind}`);
  node.dataset.key = key;
  node.append(element('p', 'text', text), meta);
  return node;
}

function drawEvent(e, mine) {
  const key = `${e.log}-${e.epoch}-${e.seq}`;
  if (e.kind !== 'message' && e.kind !== 'note') {
    const node = element('li', 'line', LINES[e.kind]?.(e));
    node.dataset.key = key;
    return LINES[e.kind] ? node : null;
  }
  const who = mine(e) ? 'You' : nameOf(e.by);
  const kind = e.kind === 'note' ? 'note' : mine(e) ? 'mine' : 'theirs';
  return bubble(key, kind, e.text, element('span', 'meta', `${e.kind === 'note' ? 'Note · ' : ''}${who} · ${time(e.at)}`));
}

function drawWaiting(m, again) {
  const meta = element('span', 'meta', m.state === 'failed' ? `Not sent: ${m.error} ` : m.state === 'sent' ? 'Sent' : 'Sending…');
  if (m.state === 'failed') {
    const button = element('button', 'link', 'Try again');
    button.type = 'button';
    button.onclick = () => again(m);
    meta.append(button);
  }
  return bubble(`${m.cid}-${m.state}`, `${m.log === 'notes' ? 'note' : 'mine'} ${m.state}`, m.text, meta);
}

// Draws events and unacknowledged messages into a list; keeps what is there, and the end in sight if it was.
export function drawMessages(list, events, waiting, mine, again) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const had = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const nodes = [...events.map((e) => drawEvent(e, mine)), ...waiting.map((m) => drawWaiting(m, again))];
  nodes.filter(Boolean).forEach((fresh, i) => {
    const node = had.get(fresh.dataset.key) ?? fresh;
    had.delete(fresh.dataset.key);
    if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null);
  });
  for (const node of had.values()) node.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

// Enter sends, Shift+Enter breaks the line. `typing` hears on (every 3 s while keys are pressed) and off.
export function composer(form, send, typing) {
  const box = form.elements.text;
  let until = 0;
  form.onsubmit = (submit) => {
    submit.preventDefault();
    if (box.value.trim() === '') return;
    send(box.value);
    box.value = '';
    until = 0;
    typing(false);
  };
  box.onkeydown = (key) => {
    if (key.key !== 'Enter' || key.shiftKey || key.isComposing) return;
    key.preventDefault();
    form.requestSubmit();
  };
  box.oninput = () => {
    if (Date.now() < until || box.value === '') return;
    until = Date.now() + 3000;
    typing(true);
  };
}

// "… is writing" for 6 s after each signal.
export function typingLine(node) {
  let timer = 0;
  return (on, who) => {
    clearTimeout(timer);
    node.textContent = on ? `${who} is writing …` : '';
    if (on) timer = setTimeout(() => (node.textContent = ''), 6000);
  };
}

// Tells the server how far the log is read, once a position and only while the page is in sight.
export function readReceipts(client) {
  const told = new Map();
  return (c) => {
    const key = c.epoch + c.id;
    if (document.hidden || !c.log.last || told.get(key) === c.log.last || client.state !== 'ready') return;
    told.set(key, c.log.last);
    client.notify('read', { conversation: c.id, seq: c.log.last });
  };
}
