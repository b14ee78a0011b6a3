// What happened in a conversation and why something failed, in the visitor's words; null: nothing they need to read.
import type { LineItem, MessageItem } from '../look/messages.tsx';
import type { View } from './stage.ts';
import { words } from './words.ts';

export function lineOf({ event }: LineItem, view: View | undefined): string | null {
  const me = view?.copy.visitor.id;
  switch (event.kind) {
    case 'assigned':
      return words.assigned(event.to.name);
    case 'joined':
      return event.who.id === me ? null : words.joined(event.who.name);
    case 'left':
      return event.who.id === me ? null : words.departed(event.who.name);
    case 'transferred':
      return words.transferred(event.to.name);
    case 'queued':
      // The first is the beginning.
      return view?.log.events.find(({ kind }) => kind === 'queued')?.seq === event.seq ? null : words.requeued;
    case 'reopened':
      return words.reopened;
    case 'solved':
      return words.solved(event.by.name);
    case 'not_solved':
      return words.notSolved;
    case 'rated':
      return words.rated(event.score);
    case 'gap':
      return words.gap(event.lost);
    case 'erased':
      return words.erased;
    default:
      return null; // `closed` has a card of its own
  }
}

export function failureOf({ error }: MessageItem): string {
  if (error?.data.state === 'offline') return words.failed.offline;
  if (error?.data.why === 'full') return words.failed.full;
  if (error?.data.reason === 'too_large') return words.failed.too_large;
  return words.failed.other;
}
