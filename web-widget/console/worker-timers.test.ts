// The heartbeat's page side against a worker made by hand: nothing is lost or run twice, whatever the worker does.
import { expect, test } from 'vitest';
import type { Timers } from '../client/timers.ts';
import { type Port, workerTimers } from './worker-timers.ts';

function fakePort() {
  const orders: unknown[] = [];
  const port: Port = { postMessage: (order) => orders.push(order), onmessage: null, onerror: null };
  const say = (data: number | 'ready') => port.onmessage?.({ data } as MessageEvent);
  return { port, orders, say, fail: () => port.onerror?.({} as ErrorEvent) };
}

function fakePage() {
  const set = new Map<number, { run: () => void; ms: number }>();
  let last = 100;
  const timers: Timers = {
    set: (run, ms) => {
      set.set(++last, { run, ms });
      return last;
    },
    clear: (id) => void set.delete(id),
  };
  return { timers, set, runAll: () => void [...set.values()].map(({ run }) => run()) };
}

test('a ready worker runs the timers', () => {
  const { port, orders, say } = fakePort();
  const page = fakePage();
  const timers = workerTimers(() => port, page.timers);
  const ran: string[] = [];
  say('ready');
  const a = timers.set(() => ran.push('a'), 50);
  const b = timers.set(() => ran.push('b'), 60);
  timers.clear(b);
  expect(orders).toEqual([{ set: a, ms: 50 }, { set: b, ms: 60 }, { clear: b }]);
  say(a);
  say(a); // twice told is once run
  say(b); // was under way when it was cleared
  expect(ran).toEqual(['a']);
  expect(page.set.size).toBe(0);
});

test('before the worker is there the page runs them', () => {
  const { port, orders, say } = fakePort();
  const page = fakePage();
  const timers = workerTimers(() => port, page.timers);
  const ran: string[] = [];
  timers.set(() => ran.push('early'), 10);
  const cleared = timers.set(() => ran.push('cleared'), 10);
  timers.clear(cleared);
  say('ready');
  page.runAll();
  expect(ran).toEqual(['early']);
  expect(orders).toEqual([]);
});

test('a worker that fails hands its timers to the page, with what is left of their time', () => {
  const { port, say, fail } = fakePort();
  const page = fakePage();
  let clock = 1000;
  const timers = workerTimers(
    () => port,
    page.timers,
    () => clock,
  );
  const ran: string[] = [];
  say('ready');
  timers.set(() => ran.push('a'), 500);
  clock = 1200;
  fail();
  expect([...page.set.values()].map(({ ms }) => ms)).toEqual([300]);
  timers.set(() => ran.push('b'), 5);
  page.runAll();
  expect(ran).toEqual(['a', 'b']);
});

test('where no worker can start the page runs them', () => {
  const page = fakePage();
  const timers = workerTimers(() => {
    throw new DOMException('no', 'SecurityError');
  }, page.timers);
  let ran = 0;
  timers.set(() => ran++, 1);
  page.runAll();
  expect(ran).toBe(1);
});
