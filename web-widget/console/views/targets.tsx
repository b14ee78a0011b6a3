// Departments and colleagues as one choice. Whoever cannot have it now stands below with why, and can be seen but not
// chosen: a list that hides them would make one look for them.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { Avatar } from '../../look/avatar.tsx';
import { people } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { StaffMember } from '../../client/wire.ts';
import {
  careTeams,
  carers,
  departmentTargets,
  reps,
  salesTeams,
  type StaffTarget,
  sameTarget,
  staffTargets,
  type To,
} from '../targets.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.transfer;
const manyPeople = 8;

export interface TargetsProps {
  view: ConversationView<'staff'>;
  only?: 'care' | 'sales'; // of that kind
  chosen: To | null;
  onChoose(to: To): void;
}

export function Targets({ view, only, chosen, onChoose }: TargetsProps) {
  const desk = useDesk();
  const { colleagues } = desk.staffing;
  const all = desk.snapshot.value.desk?.departments ?? [];
  const teams = only === 'sales' ? salesTeams(all) : only === 'care' ? careTeams(all) : all;
  const known = colleagues.state.value === 'there' ? colleagues.all.value : undefined;
  const departments = departmentTargets(teams, view.copy.department, known);
  const of = only === 'sales' ? reps : carers;
  const among = only ? (staff: readonly StaffMember[]) => of(staff, teams) : undefined;
  return (
    <>
      <fieldset class="choices">
        <legend>{say.departments}</legend>
        {departments.map(({ id, name, here, present }) => (
          <label key={id} class="choice">
            <input
              type="radio"
              name="to"
              checked={sameTarget(chosen, { department: id })}
              onChange={() => onChoose({ department: id })}
            />
            <span class="choice-face">
              <Icon path={people} size={16} />
            </span>
            <span class="choice-name">
              {name} {here && <span class="hint">({say.here})</span>}
            </span>
            <span class="hint">{present ? say.present : say.absent}</span>
          </label>
        ))}
        {departments.some(({ id, present }) => id === chosen?.department && !present) && (
          <p class="hint choice-why">{say.waits}</p>
        )}
      </fieldset>
      <People owner={view.copy.owner?.id} among={among} chosen={chosen} onChoose={onChoose} />
    </>
  );
}

interface PeopleProps extends Pick<TargetsProps, 'chosen' | 'onChoose'> {
  owner: string | undefined;
  among?(staff: readonly StaffMember[]): readonly StaffMember[];
}

export function People({ owner, among = (staff) => staff, chosen, onChoose }: PeopleProps) {
  const { colleagues } = useDesk().staffing;
  const [sought, setSought] = useState('');
  const state = colleagues.state.value;
  const all = staffTargets(among(colleagues.all.value), owner);
  if (state === 'cannot') return <p class="hint">{say.cannot}</p>;
  if (all.length === 0)
    return <p class="hint">{state === 'failed' ? say.failed : state === 'there' ? '' : say.loading}</p>;
  const wanted = sought.trim().toLocaleLowerCase();
  const shown = wanted ? all.filter(({ member }) => member.name.toLocaleLowerCase().includes(wanted)) : all;
  return (
    <fieldset class="choices">
      <legend>{say.people}</legend>
      {all.length > manyPeople && (
        <input
          type="search"
          class="field"
          aria-label={say.find}
          placeholder={say.find}
          autocomplete="off"
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      )}
      <div class="choices-people">
        {shown.map((target) => (
          <Colleague key={target.member.id} target={target} chosen={chosen} onChoose={onChoose} />
        ))}
      </div>
      {shown.length === 0 && <p class="hint">{say.nobodyFound}</p>}
    </fieldset>
  );
}

function Colleague({ target, chosen, onChoose }: { target: StaffTarget } & Pick<TargetsProps, 'chosen' | 'onChoose'>) {
  const desk = useDesk();
  const { member, bar } = target;
  const { id, name, departments, load, capacity, presence, online } = member;
  return (
    <label class="choice" data-barred={bar !== undefined}>
      <input
        type="radio"
        name="to"
        disabled={bar !== undefined}
        checked={sameTarget(chosen, { staff: id })}
        onChange={() => onChoose({ staff: id })}
      />
      <span class="choice-face">
        <Avatar id={id} name={name} size={28} />
        <span class="dot" data-state={online ? presence : 'offline'} />
      </span>
      <span class="choice-name">
        <bdi>{name}</bdi> <span class="hint">{departments.map((one) => desk.department(one)).join(', ')}</span>
      </span>
      <span class="hint">
        {bar && `${say.bar[bar]}${bar === 'full' ? ', ' : ''}`}
        {(!bar || bar === 'full') && say.load(load, capacity)}
      </span>
    </label>
  );
}
