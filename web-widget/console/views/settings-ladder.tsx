// Where a conversation goes that nobody takes: one step after the other, the form last.
import type { SettingsDepartment } from '../../client/wire.ts';
import { add, remove } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { focusAdd } from './focus.ts';
import { Choice, useWhy, Why } from './settings-field.tsx';
import { Lasts } from './settings-lasts.tsx';

const say = words.settings;
const form = 'form';

export function Ladder({ department, field }: { department: SettingsDepartment; field: string }) {
  const editor = useDesk().settings;
  const why = useWhy(field);
  const { ladder } = department;
  const all = editor.draft.value?.departments ?? [];
  const others = all.filter((d) => d !== department).map((d) => [d.id, d.name || say.unnamed] as const);
  // What it leads to may have been taken out.
  const choices = (to: string) => {
    const known = [...others, [form, say.form] as const];
    return known.some(([id]) => id === to) ? known : [...known, [to, to] as const];
  };
  const grow = () =>
    editor.change(() => {
      const last = ladder.at(-1);
      ladder.push({ after_ms: (last?.after_ms || 0) + 120_000, to: form });
    });
  return (
    <fieldset class="set-part set-rows">
      <legend>{say.ladder}</legend>
      {ladder.length === 0 && <p class="hint">{say.ladderNone}</p>}
      <Why why={why} />
      {ladder.map((rung, i) => {
        const at = `${field}[${i}]`;
        return (
          <fieldset class="set-row" key={i} aria-label={say.rung(i + 1)}>
            <Lasts
              label={say.after}
              field={`${at}.after_ms`}
              value={rung.after_ms}
              onChange={(ms) => editor.change(() => void (rung.after_ms = ms), `${at}.after_ms`)}
            />
            <Choice
              label={say.goesTo}
              field={`${at}.to`}
              value={rung.to}
              choices={choices(rung.to)}
              onChange={(to) => editor.change(() => void (rung.to = to), `${at}.to`)}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={say.removeRung(i + 1)}
              onClick={(event) => {
                focusAdd(event);
                editor.change(() => void ladder.splice(i, 1));
              }}
            >
              <Icon path={remove} size={16} />
            </button>
          </fieldset>
        );
      })}
      <button type="button" class="button small" onClick={grow}>
        <Icon path={add} size={14} />
        {say.addRung}
      </button>
    </fieldset>
  );
}
