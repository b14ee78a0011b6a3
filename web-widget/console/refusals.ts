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
// Of the guard, law L9.
const byGuard: Readonly<Record<string, string>> = {
  cooling_off:
    'They said no to sales before, and are left alone for a while. Only if they ask themselves may it go on.',
  open_complaint: 'They have a complaint that is still open.',
  unhappy: 'They are unhappy, so nothing may be sold to them now.',
  not_solved: 'What they came for is not marked as solved.',
  no_consent: 'They have not agreed to talk to sales.',
};
const byField: Readonly<Record<string, string>> = {
  customer_asked: 'Choose a message of theirs that is newer than their last no.',
  currency: 'This currency is not known.',
  amount: 'This amount is not possible.',
  due: 'This time is not possible.',
  override: 'Only a supervisor can override this, with a reason.',
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
      return byGuard[data.why ?? ''] ?? 'The rules for sales do not allow this now.';
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
      if (data.field && byField[lastPart(data.field)]) return byField[lastPart(data.field)]!;
      return data.field ? `The server did not accept this (${data.field}).` : 'The server did not accept this.';
    default:
      return 'The server did not accept this.';
  }
}

// value.currency → currency; customer_asked.seq → customer_asked.
function lastPart(field: string): string {
  const parts = field.split(/[.[]/);
  return parts.find((part) => byField[part]) ?? parts.at(-1)!;
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

// Whether what the server named is this field, a part of it, or the part of it that bears the name.
export function isAt(told: string | undefined, field: string): boolean {
  if (told === undefined) return false;
  return told === field || told.startsWith(`${field}.`) || told.startsWith(`${field}[`) || field.endsWith(`.${told}`);
}

// Of a hand-off's step: at which field, what the guard says, and what would do instead.
export function sellingRefused(error: unknown): { text: string; field?: string; why?: string; choices: readonly To[] } {
  if (!(error instanceof Refusal)) return { text: problemText(error), choices: [] };
  const { code, data } = error;
  if (code === 4210) return { text: problemText(error), why: data.why, choices: [] };
  if (code === -32602) return { text: problemText(error), field: data.field, choices: [] };
  if (code === 4209 && data.why === 'full')
    return { text: 'There are too many opportunities here already.', choices: [] };
  return transferRefused(error);
}
