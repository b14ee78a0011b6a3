// The figures of both scoreboards: how each is read from what the server counted, and how it is written. Pure. What
// there is nothing to say of is a dash.
import type { CareStats, SalesStats, Sum } from '../client/wire.ts';
import { moneyText } from '../look/money.ts';
import { lasted } from './ages.ts';

export const none = '–';
const count = (n: number | undefined) => (n === undefined ? none : n.toLocaleString());
const time = (ms: number | null) => (ms === null ? none : lasted(ms));
const fixed = (n: number | null, digits: number) => (n === null ? none : n.toFixed(digits));
export const share = (part: number | null) => (part === null ? none : `${Math.round(part * 100)} %`);
export const sums = (all: readonly Sum[]) => (all.length === 0 ? none : all.map((one) => moneyText(one)).join(', '));

// Boards of a day on which nothing happened.
const never = { p50: null, p90: null };
export const noCare: CareStats = {
  conversations: 0,
  first_response_ms: never,
  resolution_ms: never,
  csat: null,
  nps: null,
  missed: 0,
  recovered: 0,
  repeat_contacts: 0,
  complaints: 0,
};
export const noSales: SalesStats = {
  suggested: 0,
  suggestions_accepted: 0,
  suggestions_dismissed: 0,
  flagged: 0,
  proposed: 0,
  consented: 0,
  declined: 0,
  deferred: 0,
  accepted: 0,
  won: 0,
  lost: 0,
  conversion: null,
  refusal_rate: null,
  time_to_accept_ms: never,
  revenue: [],
  average_deal: [],
};

type Read<Stats> = Readonly<Record<string, (stats: Stats) => string>>;

export const care = {
  waiting: (s) => count(s.waiting),
  conversations: (s) => count(s.conversations),
  first50: (s) => time(s.first_response_ms.p50),
  first90: (s) => time(s.first_response_ms.p90),
  resolution50: (s) => time(s.resolution_ms.p50),
  resolution90: (s) => time(s.resolution_ms.p90),
  csat: (s) => fixed(s.csat, 1),
  nps: (s) => fixed(s.nps, 0),
  repeat: (s) => count(s.repeat_contacts),
  missed: (s) => count(s.missed),
  recovered: (s) => count(s.recovered),
  complaints: (s) => count(s.complaints),
} satisfies Read<CareStats>;

export const sales = {
  suggested: (s) => count(s.suggested),
  suggestionsAccepted: (s) => count(s.suggestions_accepted),
  suggestionsDismissed: (s) => count(s.suggestions_dismissed),
  flagged: (s) => count(s.flagged),
  asked: (s) => count(s.proposed),
  consented: (s) => count(s.consented),
  deferred: (s) => count(s.deferred),
  refused: (s) => count(s.declined),
  refusalRate: (s) => share(s.refusal_rate),
  accepted: (s) => count(s.accepted),
  accept50: (s) => time(s.time_to_accept_ms.p50),
  accept90: (s) => time(s.time_to_accept_ms.p90),
  won: (s) => count(s.won),
  lost: (s) => count(s.lost),
  conversion: (s) => share(s.conversion),
  revenue: (s) => sums(s.revenue),
  average: (s) => sums(s.average_deal),
} satisfies Read<SalesStats>;

export type CareFigure = keyof typeof care;
export type SalesFigure = keyof typeof sales;
// What the halves show large, and what tables have a column for.
export const careTiles = Object.keys(care) as CareFigure[];
export const salesTiles = Object.keys(sales) as SalesFigure[];
export const careColumns = careTiles.filter((figure) => figure !== 'waiting'); // that is now, of no day
export const salesColumns: readonly SalesFigure[] = [
  'flagged',
  'asked',
  'consented',
  'refused',
  'refusalRate',
  'accepted',
  'accept50',
  'won',
  'lost',
  'conversion',
  'revenue',
  'average',
];
export const repColumns: readonly SalesFigure[] = [
  'accepted',
  'accept50',
  'won',
  'lost',
  'conversion',
  'revenue',
  'average',
];
export const ruleColumns: readonly SalesFigure[] = [
  'suggested',
  'suggestionsAccepted',
  'suggestionsDismissed',
  'flagged',
  'asked',
  'refused',
  'accepted',
  'won',
  'revenue',
];
