// What plots of days need to know, as numbers: places in percent of their area, so that nothing has to be measured;
// tops of axes that can be halved and said; which days are named below. Pure.
export type Values = readonly (number | null)[]; // one a day; null: nothing to say of that day

// The middle of a day's band, in percent from the left.
export function across(i: number, days: number): number {
  return ((i + 0.5) / days) * 100;
}
// In percent from the top.
export function down(value: number, bottom: number, top: number): number {
  return top === bottom ? 100 : 100 - (Math.min(Math.max(value, bottom), top) - bottom) * (100 / (top - bottom));
}

// Between which neighbouring days a line is drawn: not over a day of which nothing is known.
export function segments(values: Values): [number, number][] {
  return values.flatMap((value, i): [number, number][] =>
    value !== null && values[i + 1] !== null && i + 1 < values.length ? [[i, i + 1]] : [],
  );
}

const most = (all: readonly Values[]) => Math.max(0, ...all.flat().map((value) => value ?? 0));

// Of whole things: 2, 4, 10, 20, 40, 100 …, the half of each a whole one too.
export function countTop(all: readonly Values[]): number {
  const highest = most(all);
  for (let ten = 1; ; ten *= 10) for (const step of [2, 4, 10]) if (step * ten >= highest) return step * ten;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const times = [
  ...[10, 20, 30].map((n) => n * second),
  ...[1, 2, 4, 10, 20, 30].map((n) => n * minute),
  ...[1, 2, 4, 8, 12, 24, 48].map((n) => n * hour),
];
export function timeTop(all: readonly Values[]): number {
  const highest = most(all);
  return times.find((time) => time >= highest) ?? Math.ceil(highest / (48 * hour)) * 48 * hour;
}

// Which days are named on the axis: the first, the last, and evenly between.
export function named(days: number, atMost: number): number[] {
  if (days <= atMost) return [...Array(days).keys()];
  const step = (days - 1) / (atMost - 1);
  return [...Array(atMost).keys()].map((i) => Math.round(i * step));
}

// A day's bars stand side by side in the middle of its band: from the left and wide, in percent.
export function barAt(i: number, days: number, bar: number, bars: number): { x: number; width: number } {
  const band = 100 / days;
  const width = (band * 0.7) / bars;
  return { x: band * (i + 0.15) + width * bar, width };
}
