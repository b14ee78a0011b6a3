// Decision records: why this person got this conversation, as one sentence. What the server decided and why are words of
// its own; one that is not known here is said as it came.
import type { NotesEvent, Person } from '../client/wire.ts';

type Decision = Extract<NotesEvent, { kind: 'decision' }>;
interface Readers {
  readonly me: string;
  department(id: string): string;
  name(person: { id: string; name?: string }): string;
}

export function isUsual({ what, why }: Decision): boolean {
  return ['matched', 'offered', 'accepted'].includes(what) || why === 'taken in turn';
}

// A supervisor's own taking over stands in the log already.
export function isRepeated({ what, why, who, by }: Decision): boolean {
  return what === 'forced' && who?.id === by.id && why !== 'over capacity';
}

const upper = (text: string) => text && text[0]!.toUpperCase() + text.slice(1);

export function decisionLine(event: Decision, { me, department, name }: Readers): string {
  const { what, why, who, by, considered = [] } = event;
  const called = (person: Person) => (person.id === me ? 'you' : name(person));
  const whom = who ? called(who) : 'somebody';
  const did = by.id === me ? 'You' : name(by);
  const others = considered.filter((id) => id !== who?.id).map((id) => called({ id, name: '' }));
  const because = [why, others.length && `considered ${others.join(', ')}`].filter(Boolean).join('; ');
  const whose = because ? `: ${because}` : '';
  switch (what) {
    case 'matched':
      return `Matched to ${whom}${whose}`;
    case 'offered':
      return `Offered to ${whom}${whose}`;
    case 'accepted':
      return `${upper(whom)} accepted the offer`;
    case 'declined':
      return declined(whom, why);
    case 'withdrawn':
      return `The offer to ${whom} was withdrawn${why ? `: ${why}` : ''}`;
    case 'transfer':
      return transfer(did, whom, why, department);
    case 'taken':
      return why === 'the transfer was taken back' ? `${did} took the transfer back` : upper(why ?? 'taken by hand');
    case 'forced':
      if (who?.id === by.id) return `${did} took it above the limit of conversations`;
      return `${did} gave it to ${whom}${why === 'over capacity' ? ', above their limit' : ''}`;
    case 'recovered':
      return `Recovered by ${whom}${why ? `: ${why}` : ''}`;
    case 'priority':
      return `${did} changed the priority`;
    default:
      return [`Decided: ${what.replaceAll('_', ' ')}`, who && `for ${whom}`, why && `(${why})`]
        .filter(Boolean)
        .join(' ');
  }
}

function declined(whom: string, why: string | undefined): string {
  if (why === 'the offer lapsed') return `${upper(whom)} did not answer the offer in time`;
  if (why === 'not there any more') return `The offer to ${whom} ended: not there any more`;
  return `${upper(whom)} declined the offer${why?.startsWith('and ') ? `, ${why}` : ''}`;
}

function transfer(did: string, whom: string, why: string | undefined, department: (id: string) => string): string {
  const to = why?.startsWith('to ') && why !== 'to a person' ? department(why.slice(3)) : whom;
  return `${did} began a transfer to ${to}`;
}
