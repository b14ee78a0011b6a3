// Who works: status, how much they have of what they can, and the conversations themselves, to be looked into.
import { Avatar } from '../../look/avatar.tsx';
import { waited } from '../ages.ts';
import type { StaffMember } from '../../client/wire.ts';
import type { Row } from '../rows.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.board;
const order = { online: 0, away: 1, offline: 2 } as const;
const statusOf = ({ online, presence }: StaffMember) => (online ? presence : 'offline');

export function Agents() {
  const desk = useDesk();
  const { colleagues } = desk.staffing;
  const all = [...colleagues.all.value].sort(
    (a, b) => order[statusOf(a)] - order[statusOf(b)] || a.name.localeCompare(b.name),
  );
  const { held } = desk.rows.value;
  const state = colleagues.state.value;
  if (all.length === 0) {
    const text = { cannot: say.cannot, failed: say.peopleFailed, there: say.noPeople, unasked: words.transfer.loading };
    return (
      <>
        <p class="hint">{text[state]}</p>
        {state === 'cannot' && <Unlisted rows={held} />}
      </>
    );
  }
  return (
    <table class="agents" aria-labelledby="people-heading">
      <thead>
        <tr>
          <th scope="col">{say.name}</th>
          <th scope="col">{say.departments}</th>
          <th scope="col">{say.status}</th>
          <th scope="col">{say.load}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((member) => (
          <Agent key={member.id} member={member} rows={held.filter(({ owner }) => owner?.id === member.id)} />
        ))}
      </tbody>
    </table>
  );
}

function Agent({ member, rows }: { member: StaffMember; rows: readonly Row[] }) {
  const desk = useDesk();
  const { id, name, departments, presence, online, load, capacity } = member;
  const status = statusOf(member);
  return (
    <tr data-staff={id} data-status={status}>
      <th scope="row">
        <span class="agent-who">
          <Avatar id={id} name={name} size={28} />
          <bdi>{name}</bdi>
        </span>
      </th>
      <td class="agent-where">{departments.map((one) => desk.department(one)).join(', ')}</td>
      <td>
        <span class="agent-status">
          <span class="dot" data-state={status} /> {words.account[status]}
          {!online && presence !== 'offline' && <span class="hint"> ({say.disconnected})</span>}
        </span>
      </td>
      <td>
        <span class="agent-load">
          <meter min={0} max={Math.max(capacity, load, 1)} value={load} aria-label={say.loadOf(load, capacity)} />
          <span aria-hidden="true">{say.loadOf(load, capacity)}</span>
        </span>
        {rows.length > 0 && <Talks rows={rows} label={say.talksWith(name)} />}
      </td>
    </tr>
  );
}

function Talks({ rows, label }: { rows: readonly Row[]; label: string }) {
  const desk = useDesk();
  const now = desk.clock.minute.value * 60_000;
  return (
    <ul class="agent-talks" aria-label={label}>
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" class="chip-add" onClick={() => desk.choose(row.id, 'heading')}>
            <bdi>{row.name}</bdi> {waited(Math.max(0, now - row.since)).replace(/:\d\d$/, ' min')}
          </button>
        </li>
      ))}
    </ul>
  );
}

// Without a list of staff, at least who has what.
function Unlisted({ rows }: { rows: readonly Row[] }) {
  const owners = new Map(rows.flatMap(({ owner }) => (owner ? [[owner.id, owner] as const] : [])));
  return (
    <ul class="unlisted">
      {[...owners.values()].map(({ id, name }) => (
        <li key={id}>
          <span class="agent-who">
            <Avatar id={id} name={name} size={28} />
            <bdi>{name}</bdi>
          </span>
          <Talks rows={rows.filter(({ owner }) => owner?.id === id)} label={say.talksWith(name)} />
        </li>
      ))}
    </ul>
  );
}
