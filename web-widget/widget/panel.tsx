// The open panel. It shows what the visit knows and passes on what the visitor does; the state of the chat is never
// kept here. Keys pressed in it stay in it: the page's own shortcuts must not hear what is typed.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { beginning, timeline, withRuns } from '../client/timeline.ts';
import { Composer } from '../look/composer.tsx';
import { alert, download, newChat, offline, power, sound as soundIcon } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';
import { Messages } from '../look/messages.tsx';
import { EndCard, Greeting, QueueCard, SignedOut } from './cards.tsx';
import { Confirm } from './confirm.tsx';
import { Header } from './header.tsx';
import { failureOf, lineOf as lineWords } from './lines.ts';
import type { MenuItem } from './menu.tsx';
import { fillScreen, full } from './screen.ts';
import { isHeld, isOver, lineOf } from './stage.ts';
import { saveTranscript } from './transcript.ts';
import { trapTab } from './trap.ts';
import type { Visit } from './visit.ts';
import { words } from './words.ts';

export interface PanelProps {
  visit: Visit;
  title: string;
  origin: string;
  focus: boolean; // the visitor opened it, so the focus goes in
  onMinimise(): void;
}

export function Panel({ visit, title, origin, focus, onMinimise }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [confirming, setConfirming] = useState(false);
  const [problem, setProblem] = useState('');
  const seen = visit.seen.value;
  const view = visit.view.value;
  const stage = visit.stage.value;
  const line = lineOf(seen);
  const over = view !== undefined && isOver(view.copy);
  const reopens = view !== undefined && over && visit.mayReopen(view);
  const items = useMemo(() => {
    const me = { id: seen.you?.id ?? '', name: seen.you?.name ?? '', role: 'visitor' } as const;
    const all = [...(view ? timeline(view, seen.outbox, me) : []), ...beginning(seen.outbox, me)];
    return withRuns(all.filter((item) => item.type !== 'line' || lineWords(item, view) !== null));
  }, [view, seen.outbox, seen.you]);

  useEffect(() => {
    // A keyboard that comes up by itself would hide half of a small screen.
    if (focus) (full.value ? panel : field).current?.focus();
  }, [focus]);
  useEffect(() => (full.value && panel.current ? fillScreen(panel.current) : undefined), [full.value]);

  const save = () => {
    setProblem('');
    if (view) saveTranscript(origin, view.id, visit.parts.papers.token).catch(() => setProblem(words.transcriptFailed));
  };
  const startNew = () => {
    visit.startNew();
    field.current?.focus();
  };
  const stayed = () => {
    setConfirming(false);
    field.current?.focus();
  };
  const menu: MenuItem[] = [
    { label: words.sound, icon: soundIcon, checked: visit.sound.value, run: () => visit.setSound(!visit.sound.value) },
    ...(view ? [{ label: words.download, icon: download, run: save }] : []),
    ...(over ? [{ label: words.startNew, icon: newChat, run: startNew }] : []),
    ...(view && !over ? [{ label: words.end, icon: power, danger: true, run: () => setConfirming(true) }] : []),
  ];
  const place = visit.place.value?.conversation === view?.id ? visit.place.value : view?.copy.queue;

  return (
    <section
      class="panel"
      ref={panel}
      role="dialog"
      aria-modal={full.value}
      aria-label={title}
      tabIndex={-1}
      data-full={full.value}
      lang={words.lang}
      dir={words.dir}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) onMinimise();
        if (event.key === 'Tab' && full.value) trapTab(panel.current!, event);
        event.stopPropagation();
      }}
      onKeyUp={(event) => event.stopPropagation()}
      onKeyPress={(event) => event.stopPropagation()}
    >
      <Header title={title} seen={seen} stage={stage} view={view} items={menu} onMinimise={onMinimise} />
      {line === 'down' && (
        <div class="banner" role="status">
          <Icon path={offline} size={16} />
          <span>
            <b>{seen.you ? words.reconnecting : words.unreachable}</b> {words.reconnectingText}
          </span>
        </div>
      )}
      <div class="body" inert={confirming}>
        <Messages
          items={items}
          label={words.messages}
          words={words.look}
          line={(item) => lineWords(item, view)}
          failure={failureOf}
          typing={over ? [] : (view?.typing ?? []).map(({ by }) => by.name || words.somebody)}
          onAgain={(cid) => {
            visit.again(cid);
            field.current?.focus();
          }}
          onRemove={(cid) => {
            visit.discard(cid);
            field.current?.focus();
          }}
          onRead={(seq) => visit.read(seq)}
          head={stage === 'greeting' && line !== 'ended' && <Greeting seen={seen} />}
          tail={
            line === 'ended' ? (
              <SignedOut forbidden={seen.ended === 'forbidden'} onAgain={() => visit.startAgain()} />
            ) : stage === 'starting' || stage === 'queued' ? (
              <QueueCard starting={stage === 'starting'} place={place} />
            ) : stage === 'closed' && view ? (
              <EndCard
                reason={view.copy.close_reason ?? ''}
                missed={view.copy.state === 'missed'}
                mayReopen={reopens}
                onNew={startNew}
                onDownload={save}
              />
            ) : undefined
          }
        />
        <div class="foot-bar">
          {problem && <Notice tone="danger" text={problem} />}
          {isHeld(seen) && <Notice tone="warn" text={words.held} />}
          {line !== 'ended' && (
            <Composer
              field={field}
              value={visit.draft.value}
              onValue={(value) => (visit.draft.value = value)}
              onSend={(text) => visit.send(text)}
              onTyping={(on) => visit.typing(on)}
              limit={seen.limits?.message_chars ?? 4000}
              label={words.field}
              sendLabel={words.send}
              placeholder={!over ? words.placeholder : reopens ? words.placeholderReopen : words.placeholderNew}
              words={words.look}
            />
          )}
        </div>
      </div>
      {confirming && view && !over && (
        <Confirm minutes={Math.round((seen.limits?.reopen_ms ?? 0) / 60_000)} onYes={() => visit.end()} onNo={stayed} />
      )}
    </section>
  );
}

function Notice({ tone, text }: { tone: string; text: string }) {
  return (
    <div class="notice" data-tone={tone} role="status">
      <Icon path={alert} size={16} />
      <span>{text}</span>
    </div>
  );
}
