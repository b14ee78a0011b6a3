// The field of a duration: a whole number and its unit.
import { useState } from 'preact/hooks';
import { numberOf, type Unit, unitOf, units } from '../settings-draft.ts';
import { words } from '../words.ts';
import { Field, type Of } from './settings-field.tsx';

const say = words.settings;

// A duration in ms, shown as a whole number of the largest unit, or of the one that was chosen.
export function Lasts({ value, onChange, ...of }: Of & { value: number; onChange(ms: number): void }) {
  const [raw, setRaw] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Unit | null>(null);
  const gap = Number.isNaN(value);
  const unit = chosen && (gap || value % units[chosen] === 0) ? chosen : unitOf(value);
  const choices = (Object.keys(units) as Unit[]).filter((one) => one !== 'ms' || unit === 'ms');
  const set = (text: string, next: Unit) => {
    setChosen(next);
    onChange(numberOf(text) * units[next]);
  };
  const text = raw ?? (gap ? '' : String(value / units[unit]));
  return (
    <Field {...of}>
      {(about) => (
        <span class="set-lasts">
          <input
            {...about}
            class="field"
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={text}
            onInput={(event) => {
              setRaw(event.currentTarget.value);
              set(event.currentTarget.value, unit);
            }}
            onBlur={() => !gap && setRaw(null)}
          />
          <select
            class="field"
            aria-label={say.unitOf(of.label)}
            value={unit}
            onChange={(event) => set(text, event.currentTarget.value as Unit)}
          >
            {choices.map((one) => (
              <option key={one} value={one}>
                {say.units[one]}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}
