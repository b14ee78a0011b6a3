// One conversation in a list. Two lines that never grow: who and how old; what is going on and what wants attention.
import type { ComponentChildren } from 'preact';
import { Avatar } from '../../look/avatar.tsx';
import { clock, transfer, urgent } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { ago, waited, when } from '../ages.ts';
import type { Row } from '../rows.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.lists;
const late = 3 * 60_000; // a wait that should not be overlooked

export function Entry({ row, focusable }: { row: Row; focusable: boolean }) {
  const desk = useDesk();
  const chosen = desk.chosen.value === row.id;
  return (
    <li>
      <button
        type="button"
        class="entry"
        data-conversation={row.id}
        data-unread={row.unread > 0}
        aria-current={chosen ? 'true' : undefined}
        tabIndex={focusable ? 0 : -1}
        onClick={() => desk.choose(row.id)}
      >
        <Avatar id={row.visitor} name={row.named} size={36} />
        <span class="entry-body">
          <span class="entry-top">
            <bdi class="entry-name">{row.name}</bdi>
            <Age row={row} />
          </span>
          <span class="entry-low">
            <span class="entry-what">
              <What row={row} />
            </span>
            <Marks row={row} />
          </span>
        </span>
      </button>
    </li>
  );
}

// Only this is drawn again every second.
function Age({ row }: { row: Row }) {
  const now = useDesk().clock.now.value;
  const { state, since, waits } = row;
  if (state === 'queued' || state === 'offered') {
    return (
      <span class="entry-age" data-late={now - since > late}>
        <span class="sr">{say.waitsFor}</span>
        {waited(now - since)}
      </span>
    );
  }
  if (waits !== undefined) {
    return (
      <span class="entry-age" data-late={now - waits > late} title={say.waits}>
        <Icon path={clock} size={12} />
        <span class="sr">{say.waitsFor}</span>
        {waited(now - waits)}
      </span>
    );
  }
  if (row.due !== undefined) {
    const over = row.due < now;
    return (
      <span class="entry-age" data-over={over}>
        {over ? say.overdue(ago(now - row.due)) : say.due(when(row.due, now))}
      </span>
    );
  }
  return <span class="entry-age">{ago(now - since)}</span>;
}

function What({ row }: { row: Row }): ComponentChildren {
  const desk = useDesk();
  const { state, owner, last, typing, department } = row;
  if (typing) return <em>{say.typing}</em>;
  if (last) {
    const draft = desk.chosen.value === row.id ? '' : desk.drafts.of(row.id, 'reply');
    if (draft) {
      return (
        <>
          <em>{say.draft}</em> <bdi>{draft}</bdi>
        </>
      );
    }
    return (
      <>
        {last.mine && say.you}
        <bdi>{last.text}</bdi>
      </>
    );
  }
  const parts = [desk.department(department)];
  const offered = desk.staffing.offers.open.value.some(({ offer }) => offer.conversation === row.id);
  if (offered) parts.push(say.offeredToYou);
  else if (state === 'offered') parts.push(say.offered);

  if (state === 'active' && owner) parts.unshift(say.owner(owner.name, owner.id === desk.me.id));
  if (state === 'missed' && row.contact) parts.unshift(row.contact);
  if (state === 'closed' && owner) parts.unshift(say.owner(owner.name, owner.id === desk.me.id));
  return parts.join(' · ');
}

function Marks({ row }: { row: Row }) {
  const desk = useDesk();
  const { priority, unread, away, reserved, pending } = row;
  return (
    <>
      {pending && (
        <span class="mark-chip">
          <Icon path={transfer} size={11} /> <span>{say.handed(desk.staffing.targetName(pending.to))}</span>
        </span>
      )}
      {away && (
        <span class="mark-chip" title={say.visitorAwayHint}>
          {say.visitorAway}
        </span>
      )}
      {reserved !== undefined && (
        <span class="mark-chip" title={say.reservedHint}>
          {say.reserved(desk.staffing.staffName(reserved))}
        </span>
      )}
      {(priority === 'urgent' || priority === 'high') && (
        <span class="mark-chip" data-priority={priority}>
          <Icon path={urgent} size={11} /> {say.priority[priority]}
        </span>
      )}
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span class="sr">{say.unread(unread)}</span>
        </span>
      )}
    </>
  );
}
