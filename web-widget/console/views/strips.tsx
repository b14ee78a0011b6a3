// What one must know while writing, in strips under the head: a transfer under way, how the customer is and how far a
// hand-off to sales, that one only looks on, and that the visitor is not there.
import { useEffect, useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { eye, offline, transfer } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { May } from '../may.ts';
import { isMine } from '../rows.ts';
import { words } from '../words.ts';
import { CareStrips } from './care-strips.tsx';
import { useDesk } from './context.ts';
import { CopyButton, ReplyButton } from './copying.tsx';
import { HandoffStrips } from './handoff-strips.tsx';

type View = ConversationView<'staff'>;
const away = 4_000; // ms: whoever changes the page is gone for a moment only

export function Strips({ view, may }: { view: View; may: May }) {
  const desk = useDesk();
  return (
    <>
      {view.copy.pending?.kind === 'transfer' && <Pending view={view} may={may} />}
      <div class="standing">
        <CareStrips view={view} may={may} />
        <HandoffStrips view={view} may={may} />
      </div>
      {desk.observes(view) && <Observing view={view} may={may} />}
      {isMine(view, desk.me.id) && <Absent key={view.id} view={view} />}
    </>
  );
}

function Pending({ view, may }: { view: View; may: May }) {
  const desk = useDesk();
  const { id, copy } = view;
  if (!copy.pending) return null;
  const busy = desk.acts.busy.value.has(`take ${id}`);
  return (
    <div class="strip" role="status" data-tone="accent">
      <Icon path={transfer} size={16} />
      <span>
        <strong>{words.transfer.pending(desk.staffing.targetName(copy.pending.to))}</strong>{' '}
        {may.takeBack && words.transfer.pendingHint}
      </span>
      {may.takeBack && (
        <button
          type="button"
          class="button small"
          disabled={busy}
          onClick={() => {
            desk.focus.value = 'heading';
            void desk.staffing.takeBack(id);
          }}
        >
          {words.transfer.back}
        </button>
      )}
    </div>
  );
}

function Observing({ view, may }: { view: View; may: May }) {
  const desk = useDesk();
  const { id } = view;
  const gave = view.copy.participants.some((one) => one.id === desk.me.id);
  const stop = async () => {
    if (await desk.staffing.oversight.observe(id, false)) desk.focus.value = 'heading';
  };
  return (
    <div class="strip" role="status" data-tone="watch">
      <Icon path={eye} size={16} />
      <span>
        <strong>{gave ? words.force.stayed : words.force.observing}</strong>
      </span>
      {may.takeOver && (
        <button
          type="button"
          class="button small"
          onClick={() => desk.staffing.ask({ kind: 'force', conversation: id, what: 'takeover' })}
        >
          {words.force.takeoverShort}
        </button>
      )}
      <button
        type="button"
        class="button small"
        disabled={desk.acts.busy.value.has(`observe ${id}`)}
        onClick={() => void stop()}
      >
        {words.force.stop}
      </button>
    </div>
  );
}

function Absent({ view }: { view: View }) {
  const desk = useDesk();
  const [shown, setShown] = useState(false);
  const { visitor, participants } = view.copy;
  const gone = participants.find(({ role }) => role === 'visitor')?.online === false;
  useEffect(() => {
    if (!gone) return setShown(false);
    const timer = setTimeout(() => setShown(true), away);
    return () => clearTimeout(timer);
  }, [gone]);
  if (!shown) return <div role="status" />;
  const say = words.recovery;
  return (
    <div class="strip" role="status">
      <Icon path={offline} size={16} />
      <span>
        {say.absent(desk.nameOf(visitor))}
        {visitor.email ? (
          <>
            {`; ${say.reachAt} `}
            <bdi class="strip-mail">{visitor.email}</bdi>.
          </>
        ) : (
          '.'
        )}
      </span>
      {visitor.email && (
        <span class="strip-ways">
          <CopyButton text={visitor.email} label={say.copyEmail} />
          <ReplyButton view={view} />
        </span>
      )}
    </div>
  );
}
