// What a text frame of the server means to this client. Anything of a later version is ignored, never an error.
import type { Notifications, WireError } from './wire.ts';

export type Notification = { [N in keyof Notifications]: { method: N; params: Notifications[N] } }[keyof Notifications];
export type Meaning =
  | ({ type: 'notification' } & Notification)
  | { type: 'result'; id: string | number; result: unknown }
  | { type: 'error'; id: string | number | null; error: WireError }
  | { type: 'ignored' };

const known: Record<keyof Notifications, true> = {
  conversation: true,
  event: true,
  goodbye: true,
  listed: true,
  offer: true,
  'offer.withdrawn': true,
  queue: true,
  reset: true,
  signal: true,
};
const signals = new Set(['typing', 'read', 'presence']);

export function readFrame(text: string): Meaning {
  let frame: Record<string, unknown>;
  try {
    frame = JSON.parse(text);
  } catch {
    return { type: 'ignored' };
  }
  const { method, params, id, result, error } = frame;
  if (method !== undefined) {
    const name = method as keyof Notifications;
    if (!Object.hasOwn(known, name) || typeof params !== 'object' || params === null) return { type: 'ignored' };
    if (name === 'signal' && !signals.has((params as Notifications['signal']).kind)) return { type: 'ignored' };
    return { type: 'notification', method: name, params } as Meaning;
  }
  if (error !== undefined) return { type: 'error', id: id as number | null, error: error as WireError };
  return result === undefined ? { type: 'ignored' } : { type: 'result', id: id as number, result };
}
