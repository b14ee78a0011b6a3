// One conversation: its head, what was said and what happened, and where one writes; and what stands there while it
// is being opened, cannot be opened, or none is chosen.
import { useCallback, useMemo } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { type Item, timeline } from '../../client/timeline.ts';
import { chat, eye, left, lock, refresh } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { type LineItem, type MessageItem, Messages } from '../../look/messages.tsx';
import { when } from '../ages.ts';
import { sharedNotes, shortened } from '../handoff.ts';
import { isQuiet, lineOf, settled } from '../lines.ts';
import { seesRevenue, supervises } from '../may.ts';
import { refusalText } from '../refusals.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Head } from './head.tsx';
import { Recovery } from './recovery.tsx';
import { Strips } from './strips.tsx';
import { Trouble } from './trouble.tsx';
import { Writing } from './writing.tsx';

const say = words.conversation;
type View = ConversationView<'staff'>;

export function Talk({ details, onDetails }: { details: boolean; onDetails(): void }) {
  const desk = useDesk();
  const id = desk.chosen.value;
  const view = desk.view.value;
  void desk.clock.minute.value; // what may be done can end with time
  if (!id) return <Nothing />;
  if (!view) return <Unopened id={id} />;
  const may = desk.may(view);
  return (
    <section class="column talk" aria-label={say.label}>
      <Head view={view} may={may} details={details} onDetails={onDetails} />
      <Strips view={view} may={may} />
      <Trouble id={id} />
      {view.copy.state === 'missed' && <Recovery view={view} may={may} />}
      <Said key={id} view={view} />
      <Writing key={`${id} writing`} view={view} may={may} />
    </section>
  );
}

function Nothing() {
  return (
    <section class="column talk" aria-label={say.label}>
      <div class="blank">
        <Icon path={chat} size={26} />
        <h2>{say.none[0]}</h2>
        <p>{say.none[1]}</p>
      </div>
    </section>
  );
}

function Unopened({ id }: { id: string }) {
  const desk = useDesk();
  const how = desk.opened.value.get(id);
  const failed = typeof how === 'string';
  return (
    <section class="column talk" aria-label={say.label}>
      <div class="talk-top talk-alone">
        <button type="button" class="icon-button talk-back" aria-label={say.back} onClick={() => desk.back()}>
          <Icon path={left} size={20} />
        </button>
      </div>
      <div class="blank" role="status">
        {failed ? (
          <>
            <Icon path={lock} size={26} />
            <h2>{say.notOpened}</h2>
            <p>{how}</p>
            <button type="button" class="button" onClick={() => void desk.reopenView(id)}>
              {say.again}
            </button>
          </>
        ) : (
          <p>{say.loading}</p>
        )}
      </div>
    </section>
  );
}

function Said({ view }: { view: View }) {
  const desk = useDesk();
  const { outbox } = desk.snapshot.value;
  const { id } = view;
  const own = outbox.filter((m) => m.conversation === id);
  const writing = own.map((m) => m.cid + m.state).join();
  const items = useMemo(() => {
    const me = { id: desk.me.id, name: desk.you.name, role: 'agent' } as const;
    const all = timeline(view, own, me);
    const above = supervises(desk.you);
    return settled(all.filter((item) => item.type !== 'line' || !isQuiet(item.event, above))).map((item) =>
      named(item, desk.nameOf(view.copy.visitor)),
    );
  }, [view, writing, desk]);
  const line = useCallback(
    ({ event }: LineItem) =>
      lineOf(event, {
        me: desk.me.id,
        revenue: seesRevenue(desk.you),
        department: (d) => desk.department(d),
        name: (p) => (p.name || p.role === 'visitor' ? desk.nameOf(p) : desk.staffing.staffName(p.id)),
      }),
    [desk],
  );
  const onRead = useCallback((seq: number) => desk.looked(id, seq), [desk, id]);
  const { copy, left: notTold } = view;
  const shared = sharedNotes(view);
  const { share } = desk.may(view);
  // Notes of care's are theirs alone until they are shared, one by one.
  const below = ({ type, by, seq, state, text }: MessageItem) => {
    if (type !== 'note' || seq === undefined || state !== 'sent' || !share || by.role === 'sales') return null;
    return <Share id={id} note={seq} text={text} shared={shared.has(seq)} />;
  };
  const typists = copy.state === 'active' ? view.typing : [];
  const lookedAt = desk.opened.value.get(id);
  const stale = notTold && copy.state !== 'closed' && typeof lookedAt === 'number';
  return (
    <>
      {stale && (
        <div class="stale">
          <span>{say.copyOf(when(lookedAt, lookedAt))}</span>
          <button type="button" class="link" onClick={() => void desk.reopenView(id)}>
            <Icon path={refresh} size={13} /> {say.refresh}
          </button>
          {desk.may(view).observe && (
            <button type="button" class="link" onClick={() => void desk.staffing.oversight.observe(id, true)}>
              <Icon path={eye} size={13} /> {words.force.observeLive}
            </button>
          )}
        </div>
      )}
      <Messages
        items={items}
        label={say.messages}
        line={line}
        failure={failure}
        ours={ours}
        avatars={false}
        typing={typists.map(({ by }) => desk.nameOf(by.role === 'visitor' ? copy.visitor : by))}
        onAgain={(cid) => desk.client.again(cid)}
        onRemove={(cid) => desk.client.discard(cid)}
        onRead={onRead}
        below={below}
      />
    </>
  );
}
function Share({ id, note, text, shared }: { id: string; note: number; text: string; shared: boolean }) {
  const desk = useDesk();
  if (shared) return <span class="shared">{words.share.done}</span>;
  return (
    <button
      type="button"
      class="link quiet shared"
      aria-label={words.share.of(shortened(text, 60))}
      disabled={desk.acts.busy.value.has(`share ${id} ${note}`)}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>('[role="log"]')?.focus(); // this button goes
        void desk.selling.share(id, note);
      }}
    >
      {words.share.act}
    </button>
  );
}

// A visitor's events bear the name they had then, which may be none.
function named(item: Item, visitor: string): Item {
  if (!('by' in item) || item.by.role !== 'visitor') return item;
  return { ...item, by: { ...item.by, name: visitor } };
}
const ours = ({ by }: MessageItem) => by.role !== 'visitor';
const failure = ({ error }: MessageItem) => (error ? refusalText(error) : words.composer.failed);
