// When a department is open: a week of hours in a time zone, and the days that differ; or always.
import type { SettingsDepartment } from '../../client/wire.ts';
import { add, remove } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { hoursOf, hoursText } from '../settings-draft.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { focusAdd } from './focus.ts';
import { Text, Typed, useWhy, Why } from './settings-field.tsx';

const say = words.settings;
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
type Hours = NonNullable<SettingsDepartment['hours']>;

// What most begin with; `kept`: switched off by mistake, it comes back.
const usual = (): Hours => ({
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  ...{ monday: ['09:00-17:00'], tuesday: ['09:00-17:00'], wednesday: ['09:00-17:00'], thursday: ['09:00-17:00'] },
  friday: ['09:00-17:00'],
  saturday: [],
  sunday: [],
  holidays: [],
});
const kept = new WeakMap<SettingsDepartment, Hours>();

export function ZoneNames() {
  const names = 'supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : [];
  return (
    <datalist id="zone-names">
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

export function HoursFields({ department, field }: { department: SettingsDepartment; field: string }) {
  const editor = useDesk().settings;
  const { hours } = department;
  const why = useWhy(field);
  const toggle = (own: boolean) =>
    editor.change(() => {
      if (department.hours) kept.set(department, department.hours);
      if (own) department.hours = kept.get(department) ?? usual();
      else delete department.hours;
    }, field);
  return (
    <fieldset class="set-part">
      <legend>{say.hours}</legend>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={hours !== undefined}
          aria-checked={hours !== undefined}
          onChange={(event) => toggle(event.currentTarget.checked)}
        />
        <span>{hours ? say.ownHours : say.alwaysOpen}</span>
      </label>
      <Why why={why} />
      {hours && <Week hours={hours} field={field} />}
    </fieldset>
  );
}

function Week({ hours, field }: { hours: Hours; field: string }) {
  const editor = useDesk().settings;
  return (
    <>
      <Text
        label={say.zone}
        field={`${field}.zone`}
        value={hours.zone}
        list="zone-names"
        onChange={(zone) => editor.change(() => void (hours.zone = zone.trim()), `${field}.zone`)}
      />
      <p class="hint">{say.hoursHint}</p>
      <div class="set-grid set-week">
        {days.map((day) => (
          <Spans
            key={day}
            label={say.days[day]}
            field={`${field}.${day}`}
            value={hours[day]}
            onChange={(spans) => editor.change(() => void (hours[day] = spans), `${field}.${day}`)}
          />
        ))}
      </div>
      <Holidays hours={hours} field={`${field}.holidays`} />
    </>
  );
}

function Spans(props: { label: string; field: string; value: string[]; onChange(value: string[]): void }) {
  return <Typed {...props} whole textOf={hoursText} readOf={hoursOf} placeholder={say.closed} />;
}

function Holidays({ hours, field }: { hours: Hours; field: string }) {
  const editor = useDesk().settings;
  const why = useWhy(field);
  const { holidays } = hours;
  return (
    <fieldset class="set-rows">
      <legend>{say.holidays}</legend>
      <Why why={why} />
      {holidays.map((holiday, i) => {
        const at = `${field}[${i}]`;
        return (
          <fieldset class="set-row" key={i} aria-label={say.holiday(i + 1)}>
            <Text
              label={say.date}
              field={`${at}.date`}
              type="date"
              value={holiday.date}
              onChange={(date) => editor.change(() => void (holiday.date = date), `${at}.date`)}
            />
            <Spans
              label={say.open}
              field={`${at}.open`}
              value={holiday.open}
              onChange={(open) => editor.change(() => void (holiday.open = open), `${at}.open`)}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={say.removeHoliday(i + 1)}
              onClick={(event) => {
                focusAdd(event);
                editor.change(() => void holidays.splice(i, 1));
              }}
            >
              <Icon path={remove} size={16} />
            </button>
          </fieldset>
        );
      })}
      <button
        type="button"
        class="button small"
        onClick={() => editor.change(() => void holidays.push({ date: '', open: [] }))}
      >
        <Icon path={add} size={14} />
        {say.addHoliday}
      </button>
    </fieldset>
  );
}
