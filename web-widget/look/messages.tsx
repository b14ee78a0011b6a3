// A conversation from top to bottom, as widget and console draw it. It renders `Item`s of client/timeline.ts, keeps the
// end in sight unless the reader scrolled up, and says how far it was read. It knows no client and holds no words.
//   items     what to show, in order
//   label     the accessible name of the log
//   line      a system event in words, or null to leave it out
//   failure   why a message was not sent, in words
//   typing    names of those who type just now
//   ours      which authors stand on this side's end; left out: whoever is `mine`
//   avatars   small discs beside others' messages (default true)
//   onRead    called with the newest sequence of the log whenever the end is in sight on a visible page
//   below     what else stands under a message, such as what can be done with it
//   head, tail  what scrolls above the first and below the last item
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Item } from '../client/timeline.ts';
import { toEnd as toEndIcon } from './icon-paths.ts';
import { Icon } from './icons.tsx';
import { Message, type MessageItem } from './message.tsx';
import { Text } from './text.tsx';
import { dayName } from './times.ts';
import { useEnd } from './use-end.ts';
import { type LookWords, english } from './words.ts';

export type { MessageItem } from './message.tsx';
export type LineItem = Extract<Item, { type: 'line' }>;

export interface MessagesProps {
  items: readonly Item[];
  label: string;
  line(item: LineItem): string | null;
  failure(item: MessageItem): string;
  onAgain(cid: string): void;
  onRemove(cid: string): void;
  typing?: readonly string[];
  ours?(item: MessageItem): boolean;
  avatars?: boolean;
  onRead?(seq: number): void;
  below?(item: MessageItem): ComponentChildren;
  head?: ComponentChildren;
  tail?: ComponentChildren;
  words?: LookWords;
}

export function Messages(props: MessagesProps) {
  const { items, typing = [], avatars = true, words = english, ours = (item) => item.mine } = props;
  const newest = items.findLast((item) => item.type !== 'day');
  const { box, content, atEnd, fresh, toEnd } = useEnd(newest?.key ?? '', newest !== undefined && isMine(newest));
  useRead(items, atEnd, props.onRead);
  const receipts = receiptsOf(items, words);
  return (
    <div class="messages" data-avatars={avatars}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="scroller" ref={box} tabIndex={0} role="log" aria-label={props.label}>
        <div class="content" ref={content}>
          {props.head}
          <div class="items">
            {items.map((item) => {
              if (item.type === 'day') return <Day key={item.key} text={dayName(item.at, words)} />;
              if (item.type === 'line') return <Line key={item.key} text={props.line(item)} />;
              // Nobody said it: a notice, not a bubble.
              if (item.by.role === 'system') return <Said key={item.key} text={item.text} />;
              return (
                <Message
                  key={item.cid ?? item.key}
                  item={item}
                  ours={ours(item)}
                  avatars={avatars}
                  receipt={receipts.get(item)}
                  words={words}
                  failure={props.failure}
                  below={props.below}
                  onAgain={props.onAgain}
                  onRemove={props.onRemove}
                />
              );
            })}
          </div>
          {props.tail}
          {typing.length > 0 && <Typing text={words.typing(typing)} />}
        </div>
      </div>
      {fresh && !atEnd && (
        <button type="button" class="pill" onClick={toEnd}>
          <Icon path={toEndIcon} size={14} /> {words.newMessages}
        </button>
      )}
    </div>
  );
}

const isMine = (item: Item) => 'mine' in item && item.mine;

function Day({ text }: { text: string }) {
  return (
    <div class="day">
      <span>{text}</span>
    </div>
  );
}

function Line({ text }: { text: string | null }) {
  return text === null ? null : (
    <div class="line">
      <bdi>{text}</bdi>
    </div>
  );
}

function Said({ text }: { text: string }) {
  return (
    <div class="line said">
      <Text text={text} />
    </div>
  );
}

function Typing({ text }: { text: string }) {
  return (
    <div class="typing" aria-live="off">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <bdi>{text}</bdi>
    </div>
  );
}

// "Seen" stands on the last of one's own that was seen, "Sent" on the last that was sent: two words at most.
function receiptsOf(items: readonly Item[], words: LookWords): Map<Item, string> {
  const own = (item: Item): item is MessageItem => item.type === 'message' && item.mine && item.state === 'sent';
  const sent = items.findLast(own);
  const seen = items.findLast((item) => own(item) && item.seen);
  const receipts = new Map<Item, string>();
  if (sent) receipts.set(sent, words.sent);
  if (seen) receipts.set(seen, words.seen);
  return receipts;
}

// The newest that is not one's own: one need not say that one has read oneself.
function useRead(items: readonly Item[], atEnd: boolean, onRead: ((seq: number) => void) | undefined): void {
  const last = items.findLast((item) => item.type === 'message' && !item.mine && item.seq !== undefined);
  const seq = last?.type === 'message' ? last.seq : undefined;
  useEffect(() => {
    if (!onRead || seq === undefined || !atEnd) return;
    const tell = () => document.visibilityState === 'visible' && onRead(seq);
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [seq, atEnd, onRead]);
}
