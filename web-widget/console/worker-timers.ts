// The client's timers, run by the heartbeat worker. Until the worker has said that it is there, and after it failed,
// the page's own timers do: every timer that was set comes, once, unless it was cleared.
import { pageTimers, type Timers } from '../client/timers.ts';

export interface Port {
  postMessage(order: { set: number; ms: number } | { clear: number }): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  run(): void;
  due: number;
  page?: number; // the page's timer, when that one runs it
}

export function workerTimers(start: () => Port, page: Timers = pageTimers, now: () => number = Date.now): Timers {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let ready = false;
  let port: Port | null = null;

  const over = (id: number) => {
    const timer = waiting.get(id);
    waiting.delete(id);
    timer?.run();
  };
  const byPage = (id: number, timer: Waiting) => {
    timer.page = page.set(() => over(id), Math.max(0, timer.due - now()));
  };

  try {
    port = start();
    port.onmessage = ({ data }: MessageEvent<number | 'ready'>) => {
      if (data === 'ready') ready = true;
      else over(data);
    };
    port.onerror = () => {
      ready = false;
      port = null;
      for (const [id, timer] of waiting) if (timer.page === undefined) byPage(id, timer);
    };
  } catch {
    // No worker here: the page's timers are late while it is hidden, and right otherwise.
  }

  return {
    set(run, ms) {
      const id = ++last;
      const timer: Waiting = { run, due: now() + ms };
      waiting.set(id, timer);
      if (ready) port?.postMessage({ set: id, ms });
      else byPage(id, timer);
      return id;
    },
    clear(id) {
      const timer = waiting.get(id);
      if (!timer) return;
      waiting.delete(id);
      if (timer.page !== undefined) page.clear(timer.page);
      else port?.postMessage({ clear: id });
    },
  };
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

// A page under Trusted Types starts no worker by a plain string; this policy lets one address pass, and no other.
export function startHeartbeat(url: string): Port {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('baton-console', {
    createScriptURL: (asked) => {
      if (asked !== url) throw new TypeError(`no script may be loaded from ${asked}`);
      return asked;
    },
  });
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: 'module', name: 'baton heartbeat' }) as Port;
}
