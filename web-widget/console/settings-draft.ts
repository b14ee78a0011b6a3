// What is done with settings before the server judges them, pure: merging with somebody else's, finding what is not
// filled in, and the texts in which hours, durations and lists are written. A number that is not filled in is NaN.
import type { Settings, SettingsDepartment } from '../client/wire.ts';

export interface Problem {
  readonly field: string; // `departments[1].hours.monday[0]`
  readonly message: string;
}
export interface Conflict {
  readonly field: string;
  readonly theirs: unknown;
}

type Json = unknown;
type Tree = { [key: string]: Json };
const isTree = (value: Json): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
// By value, whatever the order of keys.
export function same(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isTree(a) || !isTree(b)) return Object.is(a, b);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

// Mine over theirs, field by field, as far as I changed what both began with; departments by their id, other lists as
// a whole. Also tells what both changed.
export function merged(base: Settings, mine: Settings, theirs: Settings): { settings: Settings; both: Conflict[] } {
  const both: Conflict[] = [];
  const byId = (list: readonly SettingsDepartment[]) => new Map(list.map((d) => [d.id, d]));
  const merge = (b: Json, m: Json, t: Json, field: string): Json => {
    if (same(b, m)) return t;
    if (same(b, t) || same(m, t)) return m;
    if (isTree(b) && isTree(m) && isTree(t)) {
      const out: Tree = {};
      for (const key of new Set([...Object.keys(t), ...Object.keys(m)])) {
        const value = merge(b[key], m[key], t[key], field ? `${field}.${key}` : key);
        if (value !== undefined) out[key] = value;
      }
      return out;
    }
    both.push({ field, theirs: t });
    return m;
  };
  const [were, ours, others] = [byId(base.departments), byId(mine.departments), byId(theirs.departments)];
  const departments: SettingsDepartment[] = [];
  for (const id of new Set([...others.keys(), ...ours.keys()])) {
    const [b, m, t] = [were.get(id), ours.get(id), others.get(id)];
    if (m && t) departments.push(merge(b ?? {}, m, t, `departments[${departments.length}]`) as SettingsDepartment);
    else if (m && (!b || !same(b, m)))
      departments.push(m); // new here, or theirs to remove but changed here
    else if (t && !b) departments.push(t);
  }
  const rest = ({ departments: _, ...others }: Settings) => others;
  const settings = { ...(merge(rest(base), rest(mine), rest(theirs), '') as Settings), departments };
  return { settings, both };
}

// The fields whose number is not filled in.
export function unfilled(value: Json, field = ''): string[] {
  if (typeof value === 'number') return Number.isNaN(value) ? [field] : [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unfilled(item, `${field}[${i}]`));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => unfilled(item, field ? `${field}.${key}` : key));
}

// The server's own path, whichever of its two spellings it came in.
export const spelled = (field: string): string => field.replace(/^settings\./, '').replace(/\.(\d+)(?=\.|$)/g, '[$1]');

// Of a field and, where it shows a whole list, of the list's items.
export function problemsAt(problems: readonly Problem[], field: string, whole = false): Problem[] {
  return problems.filter((p) => p.field === field || (whole && p.field.startsWith(`${field}[`)));
}

// --- texts

export const hoursText = (spans: string[]): string => spans.join(', ');
export const hoursOf = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((span) =>
      span
        .trim()
        .replace(/\s*[-–—]\s*/, '-')
        .replace(/^(\d):/, '0$1:')
        .replace(/-(\d):/, '-0$1:'),
    )
    .filter((span) => span !== '');

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const secondsText = (ms: number[]): string => ms.map((one) => (Number.isNaN(one) ? '?' : one / 1000)).join(', ');
export const secondsOf = (text: string): number[] =>
  text
    .split(/[,;]/)
    .filter((one) => one.trim() !== '')
    .map((one) => Math.round(Number(one.trim().replace(/\s*s$/, '')) * 1000));

export const units = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type Unit = keyof typeof units;
// The largest in which it is a whole number.
export function unitOf(ms: number): Unit {
  const whole = (['d', 'h', 'min', 's'] as const).find((unit) => ms > 0 && ms % units[unit] === 0);
  return whole ?? (ms % 1000 === 0 || Number.isNaN(ms) ? 's' : 'ms');
}
export const numberOf = (text: string): number => (/^-?\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN);

// An id out of a name, none that is taken.
export function idOf(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 36);
  const id = plain === '' || plain === 'form' ? 'department' : plain;
  for (let n = 1; ; ++n) {
    const next = n === 1 ? id : `${id}-${n}`;
    if (!taken.includes(next)) return next;
  }
}
