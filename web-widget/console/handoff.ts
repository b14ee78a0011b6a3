// What can be said of the hand-off of one conversation from what is known here: suggestions, how solved and how happy,
// what stands in the way of asking (law L9), and the brief as far as it can be filled in. Pure; the server decides, and
// what it refused is known from then on.
import type { ConversationView } from '../client/api.ts';
import type { Author, Brief, LogEvent, NotesEvent, Opportunity, Product } from '../client/wire.ts';
import { moneyText } from '../look/money.ts';
import { words } from './words.ts';

type View = ConversationView<'staff'>;
type Note<K extends NotesEvent['kind']> = Extract<NotesEvent, { kind: K }>;
type Said = Extract<LogEvent, { kind: 'message' }>;

// In the order in which the guard tells them.
export const objections = ['cooling_off', 'open_complaint', 'unhappy', 'not_solved', 'no_consent'] as const;
export type Objection = (typeof objections)[number];
const overridable: ReadonlySet<string> = new Set<Objection>(['open_complaint', 'not_solved']);
const wishLifts: ReadonlySet<string> = new Set<Objection>(['cooling_off', 'not_solved']);

// What a refused proposal told, and how far the logs were then: what happened since may have settled it.
export interface Learnt {
  readonly why: Objection;
  readonly override: boolean;
  readonly log: number;
  readonly notes: number;
}

export function objectionOf(why: string | undefined): Objection | undefined {
  return objections.find((one) => one === why);
}

const lastNote = <K extends NotesEvent['kind']>(view: View, kind: K, fits: (event: Note<K>) => boolean = () => true) =>
  view.notes.events.findLast((event): event is Note<K> => event.kind === kind && fits(event as Note<K>));

// The alert that the customer may be unhappy, while it stands.
export function unhappyAlert(view: View): Note<'alert'> | undefined {
  const last = lastNote(view, 'alert', ({ reason }) => reason === 'unhappy');
  return last?.on ? last : undefined;
}
export function openComplaint(view: View): Note<'complaint'> | undefined {
  const last = lastNote(view, 'complaint');
  return last?.open ? last : undefined;
}

export type Solved = 'no' | 'not_yet' | 'asked' | 'confirmed';
// `not_yet`: the customer said so to the question.
export function solvedOf({ copy, log }: View): Solved {
  if (copy.solved === 'proposed') return 'asked';
  if (copy.solved === 'confirmed') return 'confirmed';
  const last = log.events.findLast(({ kind }) => kind === 'solved' || kind === 'not_solved' || kind === 'reopened');
  return last?.kind === 'not_solved' && last.by.role === 'visitor' ? 'not_yet' : 'no';
}

// Whether the customer may be asked about it, or asked again. From declined and withdrawn only their own wish leads on.
export function askable(opportunity: Opportunity | null): boolean {
  return opportunity !== null && ['flagged', 'deferred', 'declined', 'withdrawn'].includes(opportunity.state);
}
export const needsWish = ({ state }: Opportunity): boolean => state === 'declined' || state === 'withdrawn';

export interface Suggestion {
  readonly id: string;
  readonly rule: string;
  readonly kind: Opportunity['kind'];
  readonly product: string;
}
// Those nobody answered yet; `settled`: those one answered oneself, whose event may come later or never.
export function suggestionsOf({ notes, copy }: View, settled: ReadonlySet<string>): Suggestion[] {
  const over = new Set<string>(settled);
  if (copy.opportunity?.rule !== undefined) over.add(copy.opportunity.rule);
  for (const event of notes.events) if (event.kind === 'suggestion_dismissed') over.add(event.suggestion);
  return notes.events.flatMap((event) =>
    event.kind === 'suggested' && !over.has(event.suggestion)
      ? [{ id: event.suggestion, rule: event.rule, kind: event.opportunity_kind, product: event.product }]
      : [],
  );
}

// The customer's last answer here was no, and they did not agree since.
function saidNo({ log }: View): boolean {
  const last = log.events.findLast(({ kind }) => kind === 'handoff_declined' || kind === 'handoff_consented');
  return last?.kind === 'handoff_declined' && !last.later;
}

function stillTrue(view: View, { why, log, notes }: Learnt): boolean {
  switch (why) {
    case 'cooling_off':
    case 'no_consent':
      return !view.log.events.some(({ kind, seq }) => kind === 'handoff_consented' && seq > log);
    case 'open_complaint':
      return !view.notes.events.some((event) => event.kind === 'complaint' && !event.open && event.seq > notes);
    case 'unhappy':
      return !view.notes.events.some((e) => e.kind === 'alert' && e.reason === 'unhappy' && !e.on && e.seq > notes);
    case 'not_solved':
      return view.copy.solved === 'no';
  }
}

const unhappyBelow = 3; // a rating

export function objectionsOf(view: View, learnt?: Learnt): Objection[] {
  const found = new Set<Objection>();
  if (saidNo(view)) found.add('cooling_off');
  if (openComplaint(view)) found.add('open_complaint');
  if (unhappyAlert(view) || (view.copy.rating?.score ?? 5) < unhappyBelow) found.add('unhappy');
  if (view.copy.solved === 'no') found.add('not_solved');
  if (learnt && stillTrue(view, learnt)) found.add(learnt.why);
  return objections.filter((one) => found.has(one));
}

// Whether nothing is left in the way of asking.
export function lifted(found: readonly Objection[], asked: boolean, overridden: boolean, learnt?: Learnt): Objection[] {
  const above = (one: Objection) => overridable.has(one) || (learnt?.why === one && learnt.override);
  return found.filter((one) => !(asked && wishLifts.has(one)) && !(overridden && above(one)));
}
export const mayOverride = (found: readonly Objection[], learnt?: Learnt): boolean =>
  found.some((one) => overridable.has(one) || (learnt?.why === one && learnt.override));

// The customer's own messages that could say that they ask for it: newer than their last no, the newest first.
export function wishesOf({ log }: View, most = 12): Said[] {
  const no = log.events.findLast((event) => event.kind === 'handoff_declined' && !event.later)?.seq ?? 0;
  return log.events
    .filter((event): event is Said => event.kind === 'message' && event.by.role === 'visitor' && event.seq > no)
    .slice(-most)
    .reverse();
}

// The product of the catalogue that was spoken of last.
export function spokenOf({ log }: View, catalogue: readonly Product[]): string | undefined {
  for (const event of [...log.events].reverse()) {
    if (event.kind !== 'message') continue;
    const text = event.text.toLowerCase();
    const found = catalogue.find(({ name }) => text.includes(name.toLowerCase()));
    if (found) return found.name;
  }
  return undefined;
}

export function firstWords({ log }: View): string {
  const first = log.events.find((event) => event.kind === 'message' && event.by.role === 'visitor');
  return first?.kind === 'message' ? first.text : '';
}
export function lastWords({ log }: View): string {
  const last = log.events.findLast((event) => event.kind === 'message' && event.by.role === 'visitor');
  return last?.kind === 'message' ? last.text : '';
}

export function shortened(text: string, most: number): string {
  const line = text.trim().replace(/\s+/g, ' ');
  const all = [...line];
  return all.length > most
    ? `${all
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line;
}

const say = words.brief;

// As it was given before, else as far as the conversation tells it.
export function briefOf(view: View, opportunity: Opportunity): Brief {
  if (opportunity.brief) return opportunity.brief;
  const first = shortened(firstWords(view), 400);
  const { rating } = view.copy;
  const mood = [
    rating && say.rated(rating.score),
    unhappyAlert(view) && say.unhappy,
    openComplaint(view) && say.complained,
  ].filter(Boolean);
  return {
    summary: first ? say.wrote(first) : opportunity.reason,
    need: opportunity.reason,
    solved: say.solvedAs[solvedOf(view)],
    mood: mood.join('. '),
    product: opportunity.product,
    budget: opportunity.value ? moneyText(opportunity.value) : '',
    promises: [],
    do_not_say: '',
  };
}

// Without what was left empty.
export function briefToSend(brief: Brief): Brief {
  const { promises, summary, ...texts } = brief;
  const filled = Object.entries(texts).filter(([, text]) => typeof text === 'string' && text.trim() !== '');
  const kept = promises?.map((one) => one.trim()).filter(Boolean) ?? [];
  return { summary: summary.trim(), ...Object.fromEntries(filled), ...(kept.length > 0 && { promises: kept }) };
}

// What is read beside the conversation: of the opportunity, else as it stands in the notes.
export function pinnedBrief({ copy, notes }: View): Brief | undefined {
  if (copy.opportunity?.brief) return copy.opportunity.brief;
  return notes.events.findLast((event): event is Note<'handoff_brief'> => event.kind === 'handoff_brief');
}

// To whom it is being offered just now, by the decision that says so.
export function offeredTo({ notes }: View): Author | { id: string; name: string } | undefined {
  return notes.events.findLast(
    (event): event is Note<'decision'> => event.kind === 'decision' && event.what === 'offered',
  )?.who;
}

// Why it did not come about, since the customer agreed.
export function failedBecause({ log }: View): 'declined' | 'timeout' | 'nobody' | 'disconnected' | undefined {
  const last = log.events.findLast(({ kind }) => kind === 'handoff_failed' || kind === 'handoff_consented');
  return last?.kind === 'handoff_failed' ? last.reason : undefined;
}

export const sharedNotes = ({ notes }: View): ReadonlySet<number> =>
  new Set(notes.events.flatMap((event) => (event.kind === 'shared' ? [event.note] : [])));
