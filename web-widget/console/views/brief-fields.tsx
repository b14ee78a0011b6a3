// The brief while it is written: pre-filled, every part with its own bound.
import type { Brief } from '../../client/wire.ts';
import { words } from '../words.ts';
import { Text, textProblem } from './asked.tsx';

const say = words.brief;
const most = 2000; // characters of each text
const mostPromises = 10;

type Key = Exclude<keyof Brief, 'promises'>;
const parts: readonly (readonly [Key, number | undefined])[] = [
  ['summary', 3],
  ['need', 2],
  ['product', undefined],
  ['budget', undefined],
  ['solved', undefined],
  ['mood', undefined],
];

export type BriefProblems = Partial<Record<keyof Brief, string | null>>;

export function briefProblems(brief: Brief): BriefProblems {
  const of = (key: Key) => textProblem(brief[key] ?? '', most, key === 'summary');
  const promises = (brief.promises ?? []).map((one) => one.trim()).filter(Boolean);
  const long = promises.map((one) => textProblem(one, most, false)).find(Boolean);
  return {
    summary: of('summary'),
    need: of('need'),
    product: of('product'),
    budget: of('budget'),
    solved: of('solved'),
    mood: of('mood'),
    promises: promises.length > mostPromises ? say.tooMany : long,
    do_not_say: of('do_not_say'),
  };
}

export interface BriefFieldsProps {
  brief: Brief;
  problemOf(key: keyof Brief): string | null | undefined;
  onBrief(brief: Brief): void;
}

export function BriefFields({ brief, problemOf, onBrief }: BriefFieldsProps) {
  const draw = (key: Key, lines?: number) => (
    <Text
      key={key}
      label={say[key]}
      value={brief[key] ?? ''}
      most={most}
      lines={lines}
      problem={problemOf(key)}
      onValue={(text) => onBrief({ ...brief, [key]: text })}
    />
  );
  return (
    <>
      {parts.map(([key, lines]) => draw(key, lines))}
      <Text
        label={say.promises}
        hint={say.promisesHint}
        value={(brief.promises ?? []).join('\n')}
        most={most * mostPromises}
        lines={2}
        problem={problemOf('promises')}
        onValue={(text) => onBrief({ ...brief, promises: text.split('\n') })}
      />
      {draw('do_not_say', 2)}
    </>
  );
}
