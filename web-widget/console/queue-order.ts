// The order in which matching looks at those who wait: by virtual start, which is the arrival less the head start that
// the priority gives. The lists show the same order, so that what is on top is what comes next.
import type { Summary } from '../client/wire.ts';

const minute = 60_000;
const headStart: Readonly<Record<Summary['priority'], number>> = {
  urgent: 30 * minute,
  high: 10 * minute,
  normal: 0,
  low: -10 * minute,
};

interface Waits {
  readonly id: string;
  readonly since: number;
  readonly priority: Summary['priority'];
}

export const virtualStart = ({ since, priority }: Waits): number => since - headStart[priority];

export const queueOrder = (a: Waits, b: Waits): number =>
  virtualStart(a) - virtualStart(b) || a.since - b.since || (a.id < b.id ? -1 : 1);
