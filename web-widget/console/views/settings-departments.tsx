// The departments: each folded up until it is looked into, or until something is wrong inside.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SettingsDepartment } from '../../client/wire.ts';
import { add, alert, right } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { idOf } from '../settings-draft.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { focusOnce } from './focus.ts';
import { Choice, OptionalWhole, Text, useWhy, Whole, Why } from './settings-field.tsx';
import { HoursFields, ZoneNames } from './settings-hours.tsx';
import { Ladder } from './settings-ladder.tsx';

const say = words.settings;
const shownHere = /^(id|name|kind|assign|queue_limit|reopen_below|capacity|ladder|hours)\b/;

export function Departments() {
  const editor = useDesk().settings;
  const heading = useRef<HTMLHeadingElement>(null);
  const [added, setAdded] = useState<SettingsDepartment | null>(null);
  const why = useWhy('departments');
  return (
    <section aria-labelledby="set-departments">
      <h3 id="set-departments" tabIndex={-1} ref={heading}>
        {say.departments}
      </h3>
      <Why why={why} />
      <ZoneNames />
      {editor.draft.value?.departments.map((department, i) => (
        <Card
          key={editor.keyOf(department)}
          department={department}
          field={`departments[${i}]`}
          fresh={department === added}
          onRemove={() => {
            heading.current?.focus(); // its button goes away
            editor.change((draft) => void draft.departments.splice(i, 1));
          }}
        />
      ))}
      <button type="button" class="button" onClick={() => setAdded(editor.addDepartment())}>
        <Icon path={add} size={16} />
        {say.addDepartment}
      </button>
    </section>
  );
}

interface CardProps {
  department: SettingsDepartment;
  field: string;
  fresh: boolean;
  onRemove(): void;
}

function Card({ department: d, field, fresh, onRemove }: CardProps) {
  const editor = useDesk().settings;
  const problems = editor.problems.value.filter((p) => p.field.startsWith(`${field}.`));
  const [open, setOpen] = useState(fresh);
  const wrong = problems.length > 0;
  useEffect(() => {
    if (wrong) setOpen(true);
  }, [wrong]);
  const others = problems
    .filter((p) => !shownHere.test(p.field.slice(field.length + 1)))
    .map((p) => ({ text: `${p.field.slice(field.length + 1)}: ${p.message}`, wrong: true }));
  const name = d.name || say.unnamed;
  return (
    <details class="set-card" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon path={right} size={16} />
        <bdi>{name}</bdi>
        {wrong && (
          <span class="set-marked">
            <Icon path={alert} size={16} />
          </span>
        )}
        <span class="hint">
          {say.kinds[d.kind]} · {words.board.assign[d.assign]} · {d.hours ? say.ownHours : say.alwaysOpen}
        </span>
      </summary>
      <div class="set-body">
        <Why why={others} />
        <Basics department={d} field={field} fresh={fresh} />
        <HoursFields department={d} field={`${field}.hours`} />
        <Ladder department={d} field={`${field}.ladder`} />
        <button type="button" class="button small set-remove" onClick={onRemove}>
          {say.removeDepartment(name)}
        </button>
      </div>
    </details>
  );
}

function Basics({ department: d, field, fresh }: { department: SettingsDepartment; field: string; fresh: boolean }) {
  const editor = useDesk().settings;
  const [named, setNamed] = useState(false); // its id by hand
  const stored = editor.stored(d.id);
  const draft = editor.draft.value;
  const at = (member: string) => `${field}.${member}`;
  const callIt = (name: string) => {
    editor.change(() => void (d.name = name), at('name'));
    const taken = draft?.departments.filter((other) => other !== d).map(({ id }) => id) ?? [];
    if (!stored && !named) editor.callIt(d, idOf(name || say.newDepartment, taken), at('id'));
  };
  const set = <K extends keyof SettingsDepartment>(member: K, value: SettingsDepartment[K]) =>
    editor.change(() => {
      if (value === undefined) delete d[member];
      else d[member] = value;
    }, at(member));
  return (
    <div class="set-grid">
      <Text label={say.name} field={at('name')} value={d.name} onChange={callIt} {...(fresh && { focus: focusOnce })} />
      {stored ? (
        <div class="set-field">
          <span class="set-label">{say.id}</span>
          <code>{d.id}</code>
        </div>
      ) : (
        <Text
          label={say.id}
          field={at('id')}
          hint={say.idHint}
          value={d.id}
          onChange={(id) => {
            setNamed(true);
            editor.callIt(d, id.trim(), at('id'));
          }}
        />
      )}
      <Choice
        label={say.kind}
        field={at('kind')}
        value={d.kind}
        choices={[
          ['care', say.kinds.care],
          ['sales', say.kinds.sales],
        ]}
        onChange={(kind) => set('kind', kind)}
      />
      <Choice
        label={say.assign}
        field={at('assign')}
        value={d.assign}
        choices={[
          ['auto', say.assigns.auto],
          ['offer', say.assigns.offer],
          ['manual', say.assigns.manual],
        ]}
        onChange={(assign) => set('assign', assign)}
      />
      <Whole
        label={say.queueLimit}
        field={at('queue_limit')}
        value={d.queue_limit}
        onChange={(n) => set('queue_limit', n)}
      />
      <OptionalWhole
        label={say.reopenBelow}
        field={at('reopen_below')}
        hint={say.reopenHint(Math.max(1, Math.floor((d.queue_limit * 4) / 5) || 1))}
        value={d.reopen_below}
        onChange={(n) => set('reopen_below', n)}
      />
      <OptionalWhole
        label={say.capacity}
        field={at('capacity')}
        hint={say.capacityHint(draft?.default_capacity || 0)}
        value={d.capacity}
        onChange={(n) => set('capacity', n)}
      />
    </div>
  );
}
