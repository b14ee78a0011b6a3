// One baton.v1 connection and what it knows: hello, heartbeat, requests, resume, and the outbox. No DOM.
// Every event is kept once and in order; every message is sent under its first cid until it is acknowledged, one
// at a time a conversation, over reconnects and reloads.
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const NEW = ''; // stands for a conversation that has not begun
const LOGS = ['log', 'notes'];

export function newCid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// What the server answered; a lost connection is a plain Error instead, and its outcome is unknown.
export class Refusal extends Error {
  constructor({ code, message, data }) {
    super(message);
    this.code = code;
    this.data = data ?? {};
  }
}

export class BatonClient {
  conversations = new Map(); // id → {id, epoch, data, left, log: {last, events}, notes: {last, events}}
  outbox = []; // {conversation, cid, log, text, state: queued|flying|sent|failed, error?, seq?, shown?}
  state = 'connecting'; // ready, waiting (for the next attempt), ended (does not come back by itself)
  #calls = new Map();
  #id = 0;
  #attempt = 0;

  // `on`: hello() → params, refused(field) → whether to say hello again, welcome(result), changed(),
  // heard(method, params) for the other notifications, ended(code). `store` keeps the outbox over a reload.
  constructor({ role, on, store }) {
    Object.assign(this, { role, on, store });
    this.outbox = JSON.parse(store.get() ?? '[]').map((kept) => ({ ...kept, state: 'queued' }));
  }

  connect() {
    if (this.state === 'ended') return;
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/v1/ws', 'baton.v1');
    this.#socket = socket;
    this.#readAt = Date.now();
    socket.onopen = () => this.#hello();
    socket.onclose = ({ code }) => this.#closed(socket, code);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#readAt = Date.now();
      this.#receive(JSON.parse(data));
    };
    this.#beat = setInterval(() => {
      if (Date.now() - this.#readAt > 35_000) this.#closed(socket, 1006);
      else if (this.state === 'ready' && ++this.#ticks % 3 === 0) this.call('ping').catch(() => {});
    }, 5_000);
  }
  #socket = null;
  #beat = 0;
  #ticks = 0;
  #readAt = 0;

  stop() {
    this.state = 'ended';
    this.#socket?.close(1000);
  }

  // Resolves with the result; rejects with a Refusal, or an Error when the connection ended first.
  call(method, params = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error('not connected'));
    const id = ++this.#id;
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  // A call with a cid: repeated under the same one until its outcome is known.
  async act(method, params) {
    const cid = newCid();
    for (;;) {
      while (this.state !== 'ready') {
        if (this.state === 'ended') throw new Error('signed out');
        await sleep(200);
      }
      try {
        return await this.call(method, { ...params, cid });
      } catch (error) {
        if (error instanceof Refusal && error.code !== 4503 && error.code !== 4229) throw error;
        await sleep(error.data?.retry_after_ms ?? 1000);
      }
    }
  }

  notify(method, params) {
    if (this.state === 'ready') this.#socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  // Without a conversation the text begins one (visitors only).
  send(conversation, text, log = 'log') {
    this.outbox.push({ conversation: conversation ?? NEW, cid: newCid(), log, text, state: 'queued' });
    this.#moved();
  }

  again(message) {
    message.state = 'queued';
    this.#moved();
  }

  async #hello() {
    const resume = [...this.conversations.values()].filter((c) => !c.left).map((c) => ({
      conversation: c.id, epoch: c.epoch, log: c.log.last, ...(this.role === 'staff' && { notes: c.notes.last }),
    }));
    let welcome;
    try {
      welcome = await this.call('hello', { role: this.role, ...this.on.hello(), ...(resume.length && { resume }) });
    } catch (error) {
      if (!(error instanceof Refusal)) return; // the connection ended, and comes back
      if (error.code === 4103 && this.on.refused(error.data.field)) return this.#hello();
      if (error.code === 4103) this.#closed(this.#socket, 4010);
      else this.#socket.close(1000);
      return;
    }
    this.#attempt = 0;
    this.state = 'ready';
    this.on.welcome(welcome);
    const begun = welcome.conversations ?? (welcome.conversation ? [welcome.conversation] : []);
    const behind = new Set(begun.map((data) => this.#update(data)));
    for (const resumed of welcome.resumed ?? []) {
      const c = this.conversations.get(resumed.conversation);
      if (resumed.status === 'gone') this.#gone(c);
      else if (resumed.status === 'rollback') this.#reset(c, resumed.epoch, resumed.last);
      else resumed.events.forEach((event) => this.#take(event));
      if (!resumed.more) behind.delete(c);
      else behind.add(c);
    }
    behind.forEach((c) => this.#sync(c));
    for (const c of this.conversations.values()) {
      if (!c.left && !begun.some(({ id }) => id === c.id)) this.#look(c);
    }
    this.#moved();
  }

  // A conversation that `hello` did not bring: closed meanwhile, or no longer ours to know.
  async #look(c) {
    try {
      this.#update((await this.call('conversation.get', { conversation: c.id })).conversation);
    } catch (error) {
      c.left = error.code === 4204;
    }
    this.#moved();
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearInterval(this.#beat);
    socket.close();
    const refusedFrame = [1003, 1007, 1009].includes(code); // what is behind these is never repeated
    for (const m of this.outbox) {
      if (m.state === 'flying' && refusedFrame) Object.assign(m, { state: 'failed', error: 'the server refused it' });
      else if (m.state === 'flying') m.state = 'queued';
    }
    this.outbox = this.outbox.filter((m) => !m.shown);
    for (const { reject } of this.#calls.values()) reject(new Error('connection lost'));
    this.#calls.clear();
    if (this.state === 'ended' || code === 4003 || code === 4010) {
      this.state = 'ended';
      this.on.ended(code);
    } else {
      this.state = 'waiting';
      const ceiling = Math.min(30_000, 500 * 2 ** Math.min(this.#attempt++, 10));
      setTimeout(() => this.connect(), this.#comeBack ?? Math.random() * ceiling);
      this.#comeBack = null;
    }
    this.#moved();
  }
  #comeBack = null;

  #receive({ id, method, params, result, error }) {
    if (!method) {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error) call?.reject(new Refusal(error));
      else call?.resolve(result);
      return;
    }
    const c = this.conversations.get(params.conversation);
    if (method === 'event' && !this.#take(params) && c) this.#sync(c, [params.log]);
    else if (method === 'reset' && c) this.#reset(c, params.epoch, { [params.log]: params.last });
    else if (method === 'goodbye') this.#comeBack = params.retry_after_ms;
    else if (method === 'conversation') {
      const known = this.conversations.get(params.conversation.id);
      const fresh = !known || known.left;
      const updated = this.#update(params.conversation);
      updated.left = params.because === 'left';
      if (fresh && !updated.left) this.#sync(updated);
    }
    if (method !== 'event') this.on.heard(method, params);
    this.#moved();
  }

  #update(data) {
    const fresh = () => ({ last: 0, events: [], syncing: false });
    const c = this.conversations.get(data.id) ?? { id: data.id, epoch: data.epoch, log: fresh(), notes: fresh() };
    this.conversations.set(data.id, Object.assign(c, { data, left: false }));
    return c;
  }

  // Keeps an event if it is the next one, drops one that is known. False for a gap or another epoch: sync.
  #take(event) {
    const c = this.conversations.get(event.conversation);
    const log = c?.[event.log];
    if (!log || event.epoch !== c.epoch || event.seq > log.last + 1) return false;
    if (event.seq <= log.last) return true;
    log.last = event.seq;
    log.events.push(event);
    for (const m of this.outbox) if (event.cid === m.cid) m.shown = true;
    this.outbox = this.outbox.filter((m) => !(m.shown && m.state !== 'flying'));
    return true;
  }

  #sync(c, logs = this.role === 'staff' ? LOGS : ['log']) {
    return Promise.all(logs.map((name) => this.#syncLog(c, name).catch(() => {})));
  }

  async #syncLog(c, name) {
    const log = c[name];
    log.again = true;
    if (log.syncing) return;
    log.syncing = true;
    try {
      while (log.again) {
        log.again = false;
        const after = { conversation: c.id, log: name, after: log.last, epoch: c.epoch };
        const { events, last, epoch } = await this.call('conversation.sync', after);
        if (epoch !== c.epoch) this.#reset(c, epoch, { [name]: last });
        events.forEach((event) => this.#take(event));
        if (events.length && log.last < last) log.again = true;
      }
    } catch (error) {
      if (error.code === 4503 || error.code === 4229) setTimeout(() => this.#sync(c, [name]), 1000);
    } finally {
      log.syncing = false;
      this.#moved();
    }
  }

  // What lies after the cuts is void, and what was ours in it is sent again. A log whose cut is not told is read
  // from its beginning when the epoch is new.
  #reset(c, epoch, cuts) {
    const lost = [];
    for (const name of LOGS) {
      const cut = cuts[name] ?? (epoch === c.epoch ? Infinity : 0);
      lost.push(...c[name].events.filter((e) => e.seq > cut && e.cid && ['message', 'note'].includes(e.kind)));
      c[name].events = c[name].events.filter((e) => e.seq <= cut);
      c[name].last = Math.min(c[name].last, cut);
      for (const m of this.outbox) {
        if (m.conversation === c.id && m.log === name && m.state === 'sent' && m.seq > cut) m.state = 'queued';
      }
    }
    c.epoch = epoch;
    const waiting = new Set(this.outbox.map((m) => m.cid));
    this.outbox.unshift(...this.#kept(lost.filter((e) => !waiting.has(e.cid)), c.id));
    this.#sync(c);
  }

  #kept(events, conversation) {
    return events.slice(-200).map(({ cid, log, text }) => ({ conversation, cid, log, text, state: 'queued' }));
  }

  // The store has lost it whole. A visitor begins it again with the first cid, and says again what was said.
  #gone(c) {
    this.conversations.delete(c.id);
    if (this.role === 'staff') return;
    const kept = c.log.events.filter((e) => e.cid && e.kind === 'message');
    this.#restart(c.id);
    this.outbox.unshift(...this.#kept(kept, NEW));
  }

  #restart(conversation) {
    for (const m of this.outbox) {
      if (m.conversation === conversation) Object.assign(m, { conversation: NEW, state: 'queued' });
    }
  }

  #moved() {
    const busy = new Set();
    for (const m of this.state === 'ready' ? [...this.outbox] : []) {
      if (!['queued', 'flying'].includes(m.state) || busy.has(m.conversation)) continue;
      busy.add(m.conversation);
      if (m.state === 'queued') this.#deliver(m);
    }
    const kept = this.outbox.filter((m) => !m.shown && m.state !== 'failed');
    this.store.set(JSON.stringify(kept.map(({ conversation, cid, log, text }) => ({ conversation, cid, log, text }))));
    this.on.changed();
  }

  async #deliver(m) {
    const { conversation, cid, text } = m;
    const method = conversation === NEW ? 'conversation.start' : m.log === 'notes' ? 'note.add' : 'message.send';
    m.state = 'flying';
    try {
      const result = await this.call(method, conversation === NEW ? { cid, text } : { conversation, cid, text });
      Object.assign(m, { state: 'sent', seq: result.seq });
      if (conversation === NEW) {
        const begun = this.#update(result.conversation);
        for (const other of this.outbox) if (other.conversation === NEW) other.conversation = begun.id;
        this.#sync(begun);
      }
      this.outbox = this.outbox.filter((other) => !(other.shown && other.state === 'sent'));
    } catch (error) {
      if (!(error instanceof Refusal)) return; // #closed has put it back
      if (error.code === 4503 || error.code === 4229) {
        await sleep(error.data.retry_after_ms ?? 1000);
        if (m.state === 'flying') m.state = 'queued';
      } else if (error.data.state === 'closed' && this.role === 'visitor' && conversation !== NEW) {
        this.#restart(conversation);
      } else {
        Object.assign(m, { state: 'failed', error: error.data.state === 'offline' ? 'nobody can answer now' : error.message });
      }
    }
    this.#moved();
  }
}
