// The open panel: its frame, the line's banner, and in it the conversation or the form to leave a message. It is drawn
// from `shown` and passes on what the visitor does; the state of the chat is never kept here. Keys pressed in it stay
// in it: the page's own shortcuts must not hear what is typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { alert, download, newChat, offline, power, sound as soundIcon } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';
import { Complain } from './complaint.tsx';
import { Confirm } from './confirm.tsx';
import { Header } from './header.tsx';
import { LeaveForm } from './leave.tsx';
import type { MenuItem } from './menu.tsx';
import { fillScreen } from './screen.ts';
import { isOver, lineOf } from './stage.ts';
import { Talk } from './talk.tsx';
import { saveTranscript } from './transcript.ts';
import { trapTab } from './trap.ts';
import type { Shown, Visit } from './visit.ts';
import { words } from './words.ts';

export interface PanelProps {
  visit: Visit;
  shown: Shown;
  title: string;
  origin: string;
  full: boolean; // it fills the screen
  focus: boolean; // the visitor opened it, so the focus goes in
  onMinimise(): void;
}

export function Panel({ visit, shown, title, origin, full, focus, onMinimise }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [confirming, setConfirming] = useState(false);
  const [complaining, setComplaining] = useState(false);
  const [problem, setProblem] = useState('');
  const [told, setTold] = useState('');
  const { seen, view, stage, sound } = shown;
  const line = lineOf(seen);
  const over = view !== undefined && isOver(view.copy);
  const leaving = stage === 'leave' && line !== 'ended';
  // Asked while drawing: a field that goes takes the focus with it.
  const writing = panel.current?.contains((panel.current.getRootNode() as ShadowRoot).activeElement) ?? false;

  useEffect(() => {
    // A keyboard that comes up by itself would hide half of a small screen.
    if (focus) (full ? panel : field).current?.focus();
  }, [focus]);
  useEffect(() => (full && panel.current ? fillScreen(panel.current) : undefined), [full]);
  const was = useRef(leaving);
  useEffect(() => {
    if (was.current && !leaving && writing) field.current?.focus();
    was.current = leaving;
  }, [leaving]);

  const save = () => {
    setProblem('');
    if (view) saveTranscript(origin, view.id, visit.parts.papers.token).catch(() => setProblem(words.transcriptFailed));
  };
  const startNew = () => {
    visit.startNew();
    field.current?.focus();
  };
  const complain = () => {
    setTold('');
    setComplaining(true);
  };
  const stayed = () => {
    setConfirming(false);
    setComplaining(false);
    field.current?.focus();
  };
  const menu: MenuItem[] = [
    { label: words.sound, icon: soundIcon, checked: sound, run: () => visit.setSound(!sound) },
    ...(view ? [{ label: words.download, icon: download, run: save }] : []),
    ...(view ? [{ label: words.complaint.item, icon: alert, run: complain }] : []),
    ...(over ? [{ label: words.startNew, icon: newChat, run: startNew }] : []),
    ...(view && !over ? [{ label: words.end, icon: power, danger: true, run: () => setConfirming(true) }] : []),
  ];

  return (
    <section
      class="panel"
      ref={panel}
      role="dialog"
      aria-modal={full}
      aria-label={title}
      tabIndex={-1}
      data-full={full}
      lang={words.lang}
      dir={words.dir}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.isComposing) onMinimise();
        if (event.key === 'Tab' && full) trapTab(panel.current!, event);
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
      <div class="body" inert={confirming || complaining}>
        {leaving ? (
          <LeaveForm visit={visit} shown={shown} field={field} focus={writing} />
        ) : (
          <Talk {...{ visit, shown, field, problem, told }} onNew={startNew} onDownload={save} />
        )}
      </div>
      {confirming && view && !over && (
        <Confirm minutes={Math.round((seen.limits?.reopen_ms ?? 0) / 60_000)} onYes={() => visit.end()} onNo={stayed} />
      )}
      {complaining && view && (
        <Complain
          answering={visit.answering}
          limit={seen.limits?.message_chars ?? 4000}
          onDone={() => {
            setTold(words.complaint.done);
            stayed();
          }}
          onClose={stayed}
        />
      )}
    </section>
  );
}
