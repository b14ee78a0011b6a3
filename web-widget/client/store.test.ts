// What outlives a page, and what a storage may do to it.
import { expect, it } from 'vitest';
import type { OutMessage } from './api.ts';
import { localStore } from './store.ts';

class Kept implements Storage {
  readonly map = new Map<string, string>();
  full = false;
  get length() {
    return this.map.size;
  }
  key = (i: number) => [...this.map.keys()][i] ?? null;
  getItem = (k: string) => this.map.get(k) ?? null;
  setItem(k: string, v: string) {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.map.set(k, v);
  }
  removeItem = (k: string) => void this.map.delete(k);
  clear = () => this.map.clear();
}
const message = (cid: string, at: number): OutMessage => ({
  conversation: 'c',
  cid,
  log: 'log',
  text: 'x',
  at,
  state: 'queued',
});

it('gives back in the order of writing, whatever other tabs wrote between', () => {
  const storage = new Kept();
  const [a, b] = [localStore('baton:', () => storage), localStore('baton:', () => storage)];
  a.put(message('z', 1));
  b.put(message('m', 2));
  a.put(message('a', 3));
  b.drop('m');
  expect(
    localStore('baton:', () => storage)
      .all()
      .map((m) => m.cid),
  ).toEqual(['z', 'a']);
});

it('takes no other keys, and nothing that is no message', () => {
  const storage = new Kept();
  storage.map
    .set('baton:m:1', '{"cid":')
    .set('baton:m:2', 'null')
    .set('baton:m:3', '{"cid":"k","text":1}')
    .set('other:m:x', '{}');
  expect(localStore('baton:', () => storage).all()).toEqual([]);
});

it('goes on without a storage that is full or forbidden', () => {
  const storage = new Kept();
  storage.full = true;
  const forbidden = localStore('baton:', () => {
    throw new DOMException('no', 'SecurityError');
  });
  for (const store of [localStore('baton:', () => storage), forbidden]) {
    store.put(message('a', 1));
    store.drop('b');
    expect(store.all()).toEqual([]);
  }
});
