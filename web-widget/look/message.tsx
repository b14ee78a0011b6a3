// One message or note: who (first of a run), the bubble, when (last of a run), and how far it got. A failed one says
// why and offers the two ways out.
import type { ComponentChildren } from 'preact';
import type { Item } from '../client/timeline.ts';
import { Avatar } from './avatar.tsx';
import { alert, lock } from './icon-paths.ts';
import { Icon } from './icons.tsx';
import { Text } from './text.tsx';
import { clockTime } from './times.ts';
import type { LookWords } from './words.ts';

export type MessageItem = Extract<Item, { type: 'message' | 'note' }>;

export interface MessageProps {
  item: MessageItem;
  ours: boolean; // stands on this side's end
  avatars: boolean;
  receipt?: string; // "Sent", "Seen": on the one message that carries it
  words: LookWords;
  failure(item: MessageItem): string;
  below?(item: MessageItem): ComponentChildren;
  onAgain(cid: string): void;
  onRemove(cid: string): void;
}

export function Message({ item, ours, avatars, receipt, words, failure, below, onAgain, onRemove }: MessageProps) {
  const { type, by, mine, first, last, state, cid } = item;
  const who = mine ? words.you : by.name;
  const note = type === 'note';
  const pending = state === 'queued' || state === 'flying';
  const foot = [last || receipt ? clockTime(item.at, words.locale) : '', pending ? words.sending : (receipt ?? '')];
  return (
    <div class="message" data-ours={ours} data-note={note} data-first={first} data-last={last} data-state={state}>
      {avatars && !ours && last && <Avatar id={by.id} name={by.name} bot={by.role === 'bot'} size={28} />}
      {first && (!ours || !mine || note) && (
        <div class="author" aria-hidden="true">
          <bdi>{who}</bdi>
          {note && (
            <span class="tagged" title={words.noteHint}>
              <Icon path={lock} size={11} /> {words.note}
            </span>
          )}
        </div>
      )}
      <div class="bubble">
        <span class="sr">{words.says(note ? `${words.note}, ${who}` : who)}</span>
        <Text text={item.text} />
      </div>
      {state === 'failed' && cid ? (
        <div class="failed">
          <span class="why">
            <Icon path={alert} size={14} /> <span>{failure(item)}</span>
          </span>
          <span class="ways">
            <button type="button" class="link" onClick={() => onAgain(cid)}>
              {words.again}
            </button>
            <button type="button" class="link quiet" onClick={() => onRemove(cid)}>
              {words.remove}
            </button>
          </span>
        </div>
      ) : (
        (last || pending || receipt) && (
          <div class="foot" aria-live="off">
            <bdi>{foot[0]}</bdi>
            {foot[0] && foot[1] && ' · '}
            {foot[1]}
          </div>
        )
      )}
      {below?.(item)}
    </div>
  );
}
