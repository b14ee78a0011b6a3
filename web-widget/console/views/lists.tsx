// The column of lists: waiting, mine, all. One row is in the tab order; arrows move between rows, Enter opens one.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { chat, inbox, pause } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { Tab } from '../desk.ts';
import { closedRows, type Row } from '../rows.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Entry } from './entry.tsx';
import { Tabs } from './tabs.tsx';

const say = words.lists;

export function Inbox() {
  const desk = useDesk();
  const tab = desk.tab.value;
  const { waiting, mine, missed, held } = desk.rows.value;
  const { ready, more, problem } = desk.listed.value;
  const all = missed.length + waiting.length + held.length;
  const count = (n: number) => (ready || n > 0 ? `${n}${more ? '+' : ''}` : undefined);
  return (
    <section class="column lists" aria-labelledby="lists-heading">
      <header class="column-head">
        <h2 id="lists-heading">{words.nav.inbox}</h2>
      </header>
      <Tabs<Tab>
        label={say.label}
        prefix="list"
        chosen={tab}
        onChoose={(id) => {
          desk.tab.value = id;
        }}
        tabs={[
          { id: 'waiting', name: say.waiting, count: count(waiting.length), strong: waiting.length > 0 },
          { id: 'mine', name: say.mine, count: String(mine.length), strong: desk.unread.value > 0 },
          { id: 'all', name: say.all, count: count(all) },
        ]}
      />
      <div class="lists-panel" role="tabpanel" id="list-panel" aria-labelledby={`list-${tab}`}>
        {problem && tab !== 'mine' && (
          <p class="notice" data-tone="warn">
            {say.problem}
          </p>
        )}
        {tab === 'waiting' && <Group rows={waiting} label={say.waiting} empty={<Empty tab="waiting" />} />}
        {tab === 'mine' && <Group rows={mine} label={say.mine} empty={<Empty tab="mine" />} />}
        {tab === 'all' && <All />}
        {more && tab !== 'mine' && <p class="lists-more">{say.more}</p>}
      </div>
    </section>
  );
}

function All() {
  const { missed, waiting, held } = useDesk().rows.value;
  const any = missed.length + waiting.length + held.length > 0;
  return (
    <>
      {missed.length > 0 && <Group rows={missed} label={say.missed} heading />}
      {waiting.length > 0 && <Group rows={waiting} label={say.waiting} heading />}
      {held.length > 0 && <Group rows={held} label={say.held} heading />}
      {!any && <Empty tab="all" />}
      <Recent />
    </>
  );
}

function Recent() {
  const desk = useDesk();
  const found = desk.past.closed.value;
  if (!found) {
    return (
      <div class="lists-foot">
        <button type="button" class="button small plain" onClick={() => void desk.past.closedMore()}>
          {say.showRecent}
        </button>
      </div>
    );
  }
  const rows = closedRows(found.conversations, words.unnamed);
  return (
    <>
      <Group rows={rows} label={say.recent} heading empty={<p class="lists-more">{recentWords(found.state)}</p>} />
      {(found.cursor || found.state !== 'there') && (
        <div class="lists-foot">
          <button
            type="button"
            class="button small plain"
            disabled={found.state === 'loading'}
            onClick={() => void desk.past.closedMore()}
          >
            {found.state === 'loading'
              ? say.loading
              : found.state === 'failed'
                ? words.conversation.again
                : say.moreRecent}
          </button>
        </div>
      )}
    </>
  );
}
const recentWords = (state: 'loading' | 'there' | 'failed') =>
  state === 'loading' ? say.loading : state === 'failed' ? say.problem : say.noRecent;

interface GroupProps {
  rows: readonly Row[];
  label: string;
  heading?: boolean;
  empty?: ComponentChildren;
}

function Group({ rows, label, heading = false, empty }: GroupProps) {
  const desk = useDesk();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const has = (id: string | null) => rows.some((row) => row.id === id);
  const chosen = desk.chosen.value;
  const roving = has(at) ? at : has(chosen) ? chosen : (rows[0]?.id ?? null);

  const wanted = desk.focus.value === 'row';
  useEffect(() => {
    const { from } = desk;
    if (!wanted || !from) return;
    desk.focus.value = null;
    list.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(from)}"]`)?.focus();
  }, [wanted, desk]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('.entry') ?? [])];
    const here = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    const next = entries[Math.min(Math.max(to, 0), entries.length - 1)];
    setAt(next?.dataset.conversation ?? null);
    next?.focus();
  };

  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      {heading && (
        <h3 class="lists-heading">
          {label} <span>{rows.length}</span>
        </h3>
      )}
      <ul class="entries" ref={list} aria-label={label} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} focusable={row.id === roving} />
        ))}
      </ul>
    </>
  );
}

function Empty({ tab }: { tab: Tab }) {
  const desk = useDesk();
  const { presence, capacity } = desk.you;
  const online = presence === 'online';
  const { empty } = say;
  const resting = presence === 'offline' ? empty.offline : empty.away;
  const texts = {
    waiting: online ? empty.waitingOnline : empty.waitingAway,
    mine: !online ? resting : capacity === 0 ? empty.mineFull : empty.mineOnline,
    all: empty.all,
  }[tab];
  const rests = tab === 'mine' && !online;
  return (
    <div class="blank">
      <Icon path={rests ? pause : tab === 'mine' ? chat : inbox} size={26} />
      <h3>{texts[0]}</h3>
      <p>{texts[1]}</p>
      {rests && (
        <button type="button" class="button primary" onClick={() => void desk.setPresence('online')}>
          {say.goOnline}
        </button>
      )}
    </div>
  );
}
