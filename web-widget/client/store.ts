// Where messages outlive the page. Each has a key of its own, so that two tabs never overwrite each other's; a tab
// that adopts another's unsent message sends it under the same cid, which takes effect once. What the storage
// refuses (full, forbidden) lives in memory only.
import type { OutMessage } from './api.ts';

export interface MessageStore {
  all(): OutMessage[]; // in the order of writing
  put(message: OutMessage): void;
  drop(cid: string): void;
}

export function localStore(prefix: string, storage: () => Storage = () => localStorage): MessageStore {
  const attempt = <T>(work: (s: Storage) => T, otherwise: T): T => {
    try {
      return work(storage());
    } catch {
      return otherwise;
    }
  };
  const key = (cid: string) => `${prefix}m:${cid}`;
  return {
    all: () =>
      attempt((s) => keysOf(s, key('')).flatMap((k) => read(s.getItem(k)) ?? []), []).sort((a, b) => a.at - b.at),
    put: (message) => attempt((s) => s.setItem(key(message.cid), JSON.stringify(message)), undefined),
    drop: (cid) => attempt((s) => s.removeItem(key(cid)), undefined),
  };
}

export function memoryStore(): MessageStore {
  const kept = new Map<string, OutMessage>();
  return {
    all: () => [...kept.values()].sort((a, b) => a.at - b.at),
    put: (message) => kept.set(message.cid, message),
    drop: (cid) => kept.delete(cid),
  };
}

function keysOf(storage: Storage, prefix: string): string[] {
  return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter((k) => k.startsWith(prefix));
}

// Others may write to this storage: what is no message is left out.
function read(text: string | null): OutMessage | null {
  try {
    const m = JSON.parse(text ?? '');
    const whole = [m.conversation, m.cid, m.text].every((part) => typeof part === 'string') && Number.isFinite(m.at);
    const reachable = m.contact === undefined || typeof m.contact?.email === 'string';
    return whole && reachable && (m.log === 'log' || m.log === 'notes') ? m : null;
  } catch {
    return null;
  }
}
