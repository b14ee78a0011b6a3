// The conversation itself: what was said, the card that says how it stands, and the field to write in.
import { useMemo } from 'preact/hooks';
import type { RefObject } from 'preact';
import { beginning, timeline, withRuns } from '../client/timeline.ts';
import { Composer } from '../look/composer.tsx';
import { Messages } from '../look/messages.tsx';
import { Ask } from './asking.tsx';
import { EndCard, Greeting, QueueCard, SignedOut, StartingCard } from './cards.tsx';
import { failureOf, lineOf as lineWords } from './lines.ts';
import { Notice } from './notice.tsx';
import { Spoken } from './place.tsx';
import { Rate } from './rating.tsx';
import { isHeld, isOver, lineOf } from './stage.ts';
import type { Shown, Visit } from './visit.ts';
import { words } from './words.ts';

export interface TalkProps {
  visit: Visit;
  shown: Shown;
  field: RefObject<HTMLTextAreaElement | null>;
  problem: string; // what could not be done, in words
  told: string; // what was done
  onNew(): void;
  onDownload(): void;
}

export function Talk({ visit, shown, field, problem, told, onNew, onDownload }: TalkProps) {
  const { seen, view, stage, reopens } = shown;
  const over = view !== undefined && isOver(view.copy);
  const ended = lineOf(seen) === 'ended';
  const departments = seen.desk?.departments;
  const items = useMemo(() => {
    const me = { id: seen.you?.id ?? '', name: seen.you?.name ?? '', role: 'visitor' } as const;
    const all = [...(view ? timeline(view, seen.outbox, me) : []), ...beginning(seen.outbox, me)];
    return withRuns(all.filter((item) => item.type !== 'line' || lineWords(item, view, departments) !== null));
  }, [view, seen.outbox, seen.you, departments]);
  const then = (run: (cid: string) => void) => (cid: string) => {
    run(cid);
    field.current?.focus();
  };
  const { client } = visit.parts;
  const { placeholder, placeholderReopen, placeholderMissed, placeholderNew } = words;
  const invites = !over
    ? placeholder
    : stage === 'missed'
      ? placeholderMissed
      : reopens
        ? placeholderReopen
        : placeholderNew;
  return (
    <>
      <Messages
        items={items}
        label={words.messages}
        words={words.look}
        line={(item) => lineWords(item, view, departments)}
        failure={failureOf}
        typing={over ? [] : (view?.typing ?? []).map(({ by }) => by.name || words.somebody)}
        onAgain={then((cid) => client.again(cid))}
        onRemove={then((cid) => client.discard(cid))}
        onRead={(seq) => visit.read(seq)}
        head={
          stage === 'greeting' &&
          !ended && <Greeting seen={seen} choice={shown.choice} onChoose={(id) => visit.choosing.choose(id)} />
        }
        tail={
          ended ? (
            <SignedOut forbidden={seen.ended === 'forbidden'} onAgain={() => visit.startAgain()} />
          ) : stage === 'starting' ? (
            <StartingCard leaving={seen.outbox.some(({ contact }) => contact)} />
          ) : stage === 'active' && view ? (
            <Ask {...{ view, answering: visit.answering, refused: shown.refused, now: shown.now }} />
          ) : stage === 'queued' ? (
            <QueueCard place={view?.copy.queue} />
          ) : over ? (
            <EndCard {...{ view, onNew, onDownload }} email={shown.writing.email} mayReopen={reopens}>
              {stage === 'closed' && <Rate {...{ view, answering: visit.answering, refused: shown.refused }} />}
            </EndCard>
          ) : undefined
        }
      />
      <Spoken text={stage === 'queued' && view?.copy.queue ? words.queueSpoken(view.copy.queue.position) : ''} />
      <div class="foot-bar">
        {problem && <Notice tone="danger" text={problem} />}
        {told && <Notice tone="good" text={told} />}
        {isHeld(seen) && <Notice tone="warn" text={words.held} />}
        {!ended && (
          <Composer
            field={field}
            value={shown.draft}
            onValue={(value) => visit.letter.write(value)}
            onSend={(text) => visit.send(text)}
            onTyping={(on) => visit.typing(on)}
            limit={seen.limits?.message_chars ?? 4000}
            label={words.field}
            sendLabel={words.send}
            placeholder={invites}
            words={words.look}
          />
        )}
      </div>
    </>
  );
}
