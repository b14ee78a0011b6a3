// What the page hears of the chat, through `Baton('on', …)`: beginnings and ends, messages of others, what is unread.
import { type ReadonlySignal, effect } from '@preact/signals-core';
import type { Client } from '../client/api.ts';
import type { Frame } from '../loader/frame.ts';
import { isOver } from './stage.ts';
import type { VisitorConversation } from '../client/wire.ts';

export function tellPage(client: Client<'visitor'>, emit: Frame['emit'], unread: ReadonlySignal<number>): () => void {
  let ended = ''; // the page hears of an end once, and of the next one after a reopening
  const told = (copy: VisitorConversation) => {
    if (!isOver(copy)) ended = '';
    else if (ended !== copy.id) {
      ended = copy.id;
      emit('ended', { conversation: copy.id });
    }
  };
  const stops = [
    client.hear('event', (event) => {
      if (event.kind === 'message' && event.by.id !== client.snapshot.you?.id) emit('message', event);
    }),
    client.hear('conversation', ({ conversation, because }) => {
      if (because === 'started') emit('started', { conversation: conversation.id });
      told(conversation as VisitorConversation);
    }),
    effect(() => emit('unread', unread.value)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
