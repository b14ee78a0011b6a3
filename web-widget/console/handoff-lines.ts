// What happened between care, sales and the customer, as one sentence each.
import type { LogEvent, NotesEvent } from '../client/wire.ts';
import { moneyText } from '../look/money.ts';
import type { Readers } from './lines.ts';
import { words } from './words.ts';

type Event = LogEvent | NotesEvent;
type Note<K extends NotesEvent['kind']> = Extract<NotesEvent, { kind: K }>;

const failed: Readonly<Record<string, string>> = {
  nobody: 'Nobody of sales is free; it waits',
  declined: 'Sales declined the hand-off; it waits',
  timeout: 'Sales did not answer in time; the hand-off waits',
  disconnected: 'The connection of sales was lost; the hand-off waits',
};
const states: Readonly<Record<string, string>> = {
  flagged: 'The opportunity is open again',
  proposed: 'The customer is being asked about the opportunity',
  consented: 'The opportunity waits for sales',
  deferred: 'The opportunity was put off',
  declined: 'The customer declined the opportunity',
  offered: 'The opportunity is being offered to sales',
  accepted: 'Sales has accepted the opportunity',
  lost: 'The opportunity was lost',
  dismissed: 'The opportunity was dismissed',
  withdrawn: 'The opportunity was withdrawn',
};

// Null: none of these.
export function handoffLine(event: Event, { me, name, revenue }: Readers): string | null {
  const { by } = event;
  const whom = (person: { id: string; name?: string }) => (person.id === me ? 'you' : name(person));
  const who = by.id === me ? 'You' : name(by);
  const baton = by.role === 'system';
  switch (event.kind) {
    case 'handoff_proposed':
      return `${baton ? 'The customer was asked' : `${who} asked`} about ${event.to_team}${event.pitch ? `: “${event.pitch}”` : ''}`;
    case 'handoff_consented':
      return by.role === 'visitor' ? `${who} agreed to talk to sales` : `${who} called sales, as the customer asked`;
    case 'handoff_declined':
      return event.later ? `${who} would rather talk to sales later` : `${who} said no to sales`;
    case 'handoff_withdrawn':
      return baton ? 'The hand-off to sales was withdrawn' : `${who} withdrew the hand-off to sales`;
    case 'handoff_failed':
      return failed[event.reason] ?? 'The hand-off to sales did not come about';
    case 'handed_off':
      if (event.to.id === me) return 'Handed to you, with the customer’s consent';
      return `Handed to ${whom(event.to)} of sales, with the customer’s consent`;
    case 'handed_back':
      return event.to.id === me
        ? 'Handed back to you'
        : `${baton ? 'Handed' : `${who} handed it`} back to ${whom(event.to)}`;
    case 'flagged':
      if (baton) return states.flagged!; // it is as it was before the question
      return `${who} flagged an opportunity${amount(event, revenue)}`;
    case 'opportunity':
      return changed(event, baton ? null : who, revenue);
    case 'handoff_brief':
      return `Brief for sales: ${event.summary}`;
    case 'suggested':
      return `Suggested: ${event.product} (rule “${event.rule}”)`;
    case 'suggestion_dismissed':
      return `${who} dismissed the suggestion “${event.suggestion}”`;
    case 'complaint':
      if (!event.open) return baton ? 'The complaint was settled' : `${who} marked the complaint as settled`;
      return `${by.role === 'visitor' ? `${who} complained` : `${who} recorded a complaint`}${event.text ? `: “${event.text}”` : ''}`;
    case 'note':
      return 'withheld' in event ? `A note of care, not shared${by.name ? `: by ${whom(by)}` : ''}` : null;
    case 'shared': {
      const whose = event.author.id === by.id ? 'a note' : `a note of ${whom(event.author)}`;
      return `${who} shared ${whose} with sales: “${event.text}”`;
    }
    default:
      return null;
  }
}

function amount(event: Note<'flagged'> | Note<'opportunity'>, revenue: boolean): string {
  if (!revenue || event.amount === undefined || event.currency === undefined) return '';
  return `: ${moneyText({ amount: event.amount, currency: event.currency })}`;
}

function changed(event: Note<'opportunity'>, who: string | null, revenue: boolean): string {
  if (event.state === 'won') return `${who ?? 'Sales'} won the opportunity${amount(event, revenue)}`;
  if (event.state === 'lost' && who) return `${who} marked the opportunity as lost`;
  if (event.state === 'dismissed' && who) return `${who} dismissed the opportunity`;
  if (event.state === 'deferred' && who && event.outcome === 'later') return `${who} put the opportunity off`;
  return states[event.state] ?? words.handoff.label;
}
