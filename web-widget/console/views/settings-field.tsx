// The fields of the settings: label above, hint and what is wrong below, tied together for ears as well. What is typed
// stays as it was typed while the focus is in it, and as long as it is no number where one is wanted.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { hoursText, numberOf, problemsAt } from '../settings-draft.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.settings;

interface About {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}
export interface Of {
  label: string;
  field: string; // its path, as the server names it in what it refuses
  hint?: string;
  whole?: boolean; // shows a whole list, and what is wrong with its items
}

export function Field({ label, field, hint, whole, children }: Of & { children(about: About): ComponentChildren }) {
  const id = useId();
  const why = useWhy(field, whole);
  const described = [hint && `${id}-hint`, why.length > 0 && `${id}-why`].filter(Boolean).join(' ');
  return (
    <div class="set-field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': why.some(({ wrong }) => wrong), 'aria-describedby': described || undefined })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <Why id={`${id}-why`} why={why} />
    </div>
  );
}

interface Said {
  text: string;
  wrong: boolean; // or only worth knowing
}
export function useWhy(field: string, whole = false): Said[] {
  const { problems, both } = useDesk().settings;
  return [
    ...problemsAt(problems.value, field, whole).map((p) => ({ text: placed(p.message, p.field, field), wrong: true })),
    ...both.value
      .filter((one) => one.field === field)
      .map(({ theirs }) => ({ text: say.both(shown(theirs)), wrong: false })),
  ];
}

export function Why({ id, why }: { id?: string; why: readonly Said[] }) {
  if (why.length === 0) return null;
  return (
    <span class="set-why" id={id} data-wrong={why.some(({ wrong }) => wrong)}>
      {why.map(({ text }) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  );
}

// Which line of a list of origins it is.
function placed(message: string, at: string, field: string): string {
  const item = field === 'origins' && /\[(\d+)\]$/.exec(at);
  return item ? say.line(Number(item[1]) + 1) + message : message;
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return say.nothing;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return hoursText(value) || say.nothing;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// --- what is typed

interface Typed<T> extends Of {
  value: T;
  textOf(value: T): string;
  readOf(text: string): T;
  onChange(value: T): void;
  placeholder?: string;
  lines?: number;
  type?: 'date';
  list?: string;
  numeric?: boolean;
  focus?: (element: HTMLElement | null) => void;
}

export function Typed<T>({ value, textOf, readOf, onChange, lines, numeric, focus, ...rest }: Typed<T>) {
  const { placeholder, type, list, ...of } = rest;
  const [raw, setRaw] = useState<string | null>(null);
  const gap = typeof value === 'number' && Number.isNaN(value);
  const common = {
    class: 'field',
    dir: 'auto' as const,
    value: raw ?? (gap ? '' : textOf(value)),
    placeholder,
    onInput: (event: { currentTarget: { value: string } }) => {
      setRaw(event.currentTarget.value);
      onChange(readOf(event.currentTarget.value));
    },
    onBlur: () => !gap && setRaw(null),
  };
  return (
    <Field {...of}>
      {(about) =>
        lines ? (
          <textarea {...about} {...common} rows={lines} />
        ) : (
          <input
            {...about}
            {...common}
            type={type ?? 'text'}
            list={list}
            ref={focus}
            inputMode={numeric ? 'numeric' : undefined}
            autocomplete="off"
          />
        )
      }
    </Field>
  );
}

export function Text(props: Omit<Typed<string>, 'textOf' | 'readOf'>) {
  return <Typed {...props} textOf={String} readOf={String} />;
}

export function Whole(props: Omit<Typed<number>, 'textOf' | 'readOf'>) {
  return <Typed {...props} numeric textOf={String} readOf={numberOf} />;
}

// Empty: what follows from other settings.
export function OptionalWhole(props: Omit<Typed<number | undefined>, 'textOf' | 'readOf'>) {
  const readOf = (text: string) => (text.trim() === '' ? undefined : numberOf(text));
  return <Typed {...props} numeric textOf={(n) => (n === undefined ? '' : String(n))} readOf={readOf} />;
}

export function Choice<T extends string>({
  value,
  choices,
  onChange,
  ...of
}: Of & { value: T; choices: readonly (readonly [T, string])[]; onChange(value: T): void }) {
  return (
    <Field {...of}>
      {(about) => (
        <select {...about} class="field" value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {choices.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
