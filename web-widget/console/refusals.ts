// Why something did not work, in words: chosen by the contract's code and `why`, never the server's own sentence.
import { LineLost, Refusal } from '../client/api.ts';
import type { WireError } from '../client/wire.ts';
import type { To } from './targets.ts';

type Known = Pick<WireError, 'code' | 'data'>;

const byWhy: Readonly<Record<string, string>> = {
  capacity: 'You already have as many conversations as your limit allows.',
  full: 'This conversation has become too long for more. Close it and go on in a new one.',
  cid_reused: 'This was already done in another way. Reload the page to see how things are.',
  offline: 'They are not there just now.',
  window: 'It was closed too long ago to be reopened.',
  self: 'It is with you already.',
};
const byState: Readonly<Record<string, string>> = {
  queued: 'The conversation is waiting in the queue, so this cannot be done now.',
  offered: 'The conversation is just being offered to somebody.',
  active: 'Somebody has taken the conversation already.',
  closed: 'The conversation is closed, so this cannot be done any more.',
  missed: 'The conversation is closed and waits to be recovered. Take it first.',
};

export function refusalText({ code, data }: Known): string {
  switch (code) {
    case 4209:
      if (data.why && byWhy[data.why]) return byWhy[data.why]!;
      if (data.state === 'active' && data.owner) return `${data.owner.name} has this conversation already.`;
      return (data.state && byState[data.state]) || 'The conversation has changed meanwhile. Look again and retry.';
    case 4104:
      return data.owner ? `${data.owner.name} owns this conversation.` : 'You may not do this.';
    case 4204:
      return 'This conversation is not there any more, or it is not yours to see.';
    case 4210:
      return 'The rules for sales do not allow this now.';
    case 4213:
      return 'This text is too long.';
    case 4229:
      return `Too fast. Try again in ${Math.max(1, Math.ceil((data.retry_after_ms ?? 1000) / 1000))} s.`;
    case 4503:
      return 'The server cannot store anything just now. Try again in a moment.';
    case 4100:
    case 4103:
      return 'Your session has ended. Sign in again.';
    case -32601:
      return 'This server cannot do that yet.';
    case -32602:
      return data.field ? `The server did not accept this (${data.field}).` : 'The server did not accept this.';
    default:
      return 'The server did not accept this.';
  }
}

export function problemText(error: unknown): string {
  if (error instanceof Refusal) return refusalText(error as unknown as Known);
  if (error instanceof LineLost) return 'The connection was lost before it was done. Look whether it took effect.';
  return 'That did not work. Try again.';
}

export function overCapacity(error: unknown): boolean {
  return error instanceof Refusal && error.code === 4209 && error.data.why === 'capacity';
}

// Of an answer to an offer. `over`: there is nothing more to answer.
export function offerRefused(error: unknown): { text: string; over: boolean } {
  if (overCapacity(error)) return { text: byWhy.capacity!, over: false };
  if (error instanceof Refusal && error.code === 4209) return { text: 'The offer was over already.', over: true };
  return { text: problemText(error), over: false };
}

// Of handing a conversation to somebody: here offline and capacity are theirs, not one's own.
export function transferRefused(error: unknown): { text: string; choices: readonly To[] } {
  if (!(error instanceof Refusal) || error.code !== 4209) return { text: problemText(error), choices: [] };
  const { why, choices = [] } = error.data;
  const would = choices.flatMap(({ department, staff }): To[] => {
    if (staff !== undefined) return [{ staff }];
    return department === undefined ? [] : [{ department }];
  });
  const text =
    { offline: 'They are not there just now.', capacity: 'They have as many conversations as they can take.' }[
      why ?? ''
    ] ?? problemText(error);
  return { text, choices: would };
}
