// The column of lists: waiting, mine, missed, all, and what stands there when nobody is.
import { chat, inbox, pause } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { Tab } from '../desk.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Group } from './group.tsx';
import { Recent } from './recent.tsx';
import { Offers } from './offers.tsx';
import { Tabs } from './tabs.tsx';

const say = words.lists;

export function Inbox({ offers }: { offers: boolean }) {
  const desk = useDesk();
  const tab = desk.tab.value;
  const { waiting, mine, missed, held } = desk.rows.value;
  const { ready, more, problem } = desk.listed.value;
  const all = missed.length + waiting.length + held.length;
  const minute = desk.clock.minute.value * 60_000;
  const late = missed.some(({ due }) => due !== undefined && due < minute);
  const count = (n: number) => (ready || n > 0 ? `${n}${more ? '+' : ''}` : undefined);
  const shown = { waiting, mine, missed, all: [...missed, ...waiting, ...held] }[tab];
  return (
    <section class="column lists" aria-labelledby="lists-heading">
      <header class="column-head">
        <h2 id="lists-heading">{words.nav.inbox}</h2>
      </header>
      {offers && <Offers />}
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
          { id: 'missed', name: say.missedTab, count: count(missed.length), tone: late ? 'danger' : undefined },
          { id: 'all', name: say.all, count: count(all) },
        ]}
      />
      <div
        class="lists-panel"
        role="tabpanel"
        id="list-panel"
        aria-labelledby={`list-${tab}`}
        tabIndex={shown.length === 0 ? 0 : undefined}
      >
        {problem && tab !== 'mine' && (
          <p class="notice" data-tone="warn">
            {say.problem}
          </p>
        )}
        {tab === 'waiting' && <Group rows={waiting} label={say.waiting} empty={<Empty tab="waiting" />} />}
        {tab === 'mine' && <Group rows={mine} label={say.mine} empty={<Empty tab="mine" />} />}
        {tab === 'missed' && <Group rows={missed} label={say.missed} empty={<Empty tab="missed" />} />}
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

function Empty({ tab }: { tab: Tab }) {
  const desk = useDesk();
  const { presence, capacity } = desk.you;
  const online = presence === 'online';
  const { empty } = say;
  const resting = presence === 'offline' ? empty.offline : empty.away;
  const texts = {
    waiting: online ? empty.waitingOnline : empty.waitingAway,
    mine: !online ? resting : capacity === 0 ? empty.mineFull : empty.mineOnline,
    missed: empty.missed,
    all: empty.all,
  }[tab];
  const rests = tab === 'mine' && !online;
  return (
    <div class="blank">
      <Icon path={rests ? pause : tab === 'mine' ? chat : inbox} size={26} />
      <h3>{texts[0]}</h3>
      <p>{texts[1]}</p>
      {rests && (
        <button
          type="button"
          class="button primary"
          onClick={() => {
            document.getElementById(`list-${tab}`)?.focus(); // this button goes away
            void desk.status.set('online');
          }}
        >
          {say.goOnline}
        </button>
      )}
    </div>
  );
}
