// Hand-made stand-ins for tests: a client that does nothing but remember, and conversations with what a test needs.
import type { Client, ConversationView, Method, Snapshot, Welcome } from '../client/api.ts';
import { Refusal } from '../client/api.ts';
import type { Lists, ListsSnapshot } from '../client/lists.ts';
import type {
  CareStats,
  LogEvent,
  NotesEvent,
  Notifications,
  Opportunity,
  SalesStats,
  Settings,
  StaffConversation,
  StaffYou,
  Summary,
  WireError,
} from '../client/wire.ts';

export const ana: StaffYou = {
  id: 'ana',
  role: 'staff',
  name: 'Ana',
  email: 'ana@demo.test',
  roles: ['agent'],
  departments: ['care'],
  presence: 'online',
  capacity: 4,
};
const nina = { id: 'v-nina', name: 'Nina', role: 'visitor' } as const;

type Line = { kind: LogEvent['kind']; by?: { id: string; name: string; role: string } } & Record<string, unknown>;
export const said = (text: string): Line => ({ kind: 'message', text });
export const answered = (text: string): Line => ({
  kind: 'message',
  text,
  by: { id: 'ana', name: 'Ana', role: 'agent' },
});

export function copyOf(id: string, more: Partial<StaffConversation> = {}): StaffConversation {
  return {
    id,
    epoch: 'e',
    state: 'active',
    department: 'care',
    solved: 'no',
    priority: 'normal',
    visitor: { id: 'v-nina', name: 'Nina', verified: false },
    owner: { id: 'ana', name: 'Ana' },
    participants: [],
    started_at: 1000,
    log_seq: 0,
    notes_seq: 0,
    tags: [],
    handoff: null,
    opportunity: null,
    ...more,
  };
}

export function viewOf(
  id: string,
  lines: Line[] = [],
  more: Partial<StaffConversation> = {},
  left = false,
): ConversationView<'staff'> {
  const events = lines.map((line, i) => {
    const place = { conversation: id, epoch: 'e', log: 'log', seq: i + 1, at: 1000 * (i + 1), by: nina };
    return { ...place, ...line } as LogEvent;
  });
  const empty = { epoch: 'e', last: 0, known: 0, events: [], behind: false, unchecked: false };
  const log = { ...empty, last: events.length, known: events.length, events };
  return { id, copy: copyOf(id, more), left, log, notes: empty, typing: [], read: {} };
}

// The same with notes besides; each is by Ana unless it says otherwise.
export function withNotes(
  view: ConversationView<'staff'>,
  ...notes: Record<string, unknown>[]
): ConversationView<'staff'> {
  const by = { id: 'ana', name: 'Ana', role: 'agent' };
  const place = { conversation: view.id, epoch: 'e', log: 'notes', log_seq: view.log.last, by };
  const events = notes.map((note, i) => ({ ...place, seq: i + 1, at: 5000 + i, ...note }) as unknown as NotesEvent);
  return { ...view, notes: { ...view.notes, last: events.length, known: events.length, events } };
}
export const byBaton = { id: 'system', name: 'Baton', role: 'system' } as const;

export function opportunityOf(more: Partial<Opportunity> = {}): Opportunity {
  return {
    id: 'c.1',
    conversation: 'c',
    state: 'flagged',
    kind: 'upsell',
    product: 'Team plan',
    reason: 'Asked for more seats',
    flagged_by: { id: 'ana', name: 'Ana' },
    flagged_at: 1000,
    history: [],
    ...more,
  };
}

export function summaryOf(id: string, more: Partial<Summary> = {}): Summary {
  const { epoch, participants, log_seq, notes_seq, handoff, opportunity, ...rest } = copyOf(id);
  return { ...rest, state: 'queued', owner: null, ...more };
}

export function refusalOf(code: WireError['code'], data: Partial<WireError['data']> = {}): Refusal {
  return new Refusal({ code, message: 'no', data: { reason: 'conflict', ...data } });
}

export class FakeClient implements Client<'staff'> {
  snapshot: Snapshot<'staff'> = { link: 'ready', you: ana, conversations: new Map(), outbox: [] };
  readonly done: unknown[][] = [];
  readonly answers = new Map<string, unknown>(); // method → result, how to make it, or an Error to reject with
  private readonly listeners = new Set<() => void>();
  private readonly greeted = new Set<(welcome: Welcome<'staff'>) => void>();
  private readonly heard = new Map<string, Set<(params: never) => void>>();

  show(...views: ConversationView<'staff'>[]): void {
    const conversations = new Map(this.snapshot.conversations);
    for (const view of views) conversations.set(view.id, view);
    this.change({ conversations });
  }
  change(change: Partial<Snapshot<'staff'>>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of [...this.listeners]) listener();
  }
  tell<N extends keyof Notifications>(name: N, params: Notifications[N]): void {
    for (const listener of [...(this.heard.get(name) ?? [])]) listener(params as never);
  }
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  hear<N extends keyof Notifications>(name: N, listener: (params: Notifications[N]) => void): () => void {
    const all = this.heard.get(name) ?? new Set();
    this.heard.set(name, all.add(listener));
    return () => all.delete(listener);
  }
  welcomed(listener: (welcome: Welcome<'staff'>) => void): () => void {
    this.greeted.add(listener);
    return () => this.greeted.delete(listener);
  }
  welcome(welcome: Partial<Welcome<'staff'>> = {}): void {
    for (const listener of [...this.greeted]) listener(welcome as Welcome<'staff'>);
  }
  private async answer(method: string, params: unknown) {
    this.done.push([method, params]);
    const answer = this.answers.get(method) ?? {};
    const made = typeof answer === 'function' ? answer(params) : answer;
    if (made instanceof Error) throw made;
    return made as never;
  }
  call = (method: Method, params: unknown) => this.answer(method, params);
  act = (method: Method, params: unknown) => this.answer(method, params);
  open = (conversation: string) => this.answer('open', conversation);
  start = () => void this.done.push(['start']);
  stop = () => void this.done.push(['stop']);
  nudge = () => void this.done.push(['nudge']);
  send = (...message: unknown[]) => void this.done.push(['send', ...message]);
  again = (cid: string) => void this.done.push(['again', cid]);
  discard = (cid: string) => void this.done.push(['discard', cid]);
  typing = (...what: unknown[]) => void this.done.push(['typing', ...what]);
  read = (...what: unknown[]) => void this.done.push(['read', ...what]);
}

export class FakeLists implements Lists {
  snapshot: ListsSnapshot = { ready: true, summaries: new Map(), more: false };
  readonly done: unknown[][] = [];
  private readonly listeners = new Set<() => void>();
  show(...summaries: Summary[]): void {
    this.snapshot = { ...this.snapshot, summaries: new Map(summaries.map((s) => [s.id, s])) };
    for (const listener of [...this.listeners]) listener();
  }
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  watch = (...what: unknown[]) => void this.done.push(['watch', ...what]);
  stop = () => void this.done.push(['stop']);
}

export const sam: StaffYou = { ...ana, id: 'sam', name: 'Sam', roles: ['sales'], departments: ['sales'] };

// Scoreboards on which nothing happened but what a test says.
const never = { p50: null, p90: null };
export function careOf(more: Partial<CareStats> = {}): CareStats {
  const counts = { conversations: 0, missed: 0, recovered: 0, repeat_contacts: 0, complaints: 0 };
  return { ...counts, first_response_ms: never, resolution_ms: never, csat: null, nps: null, ...more };
}
export function salesOf(more: Partial<SalesStats> = {}): SalesStats {
  const suggestions = { suggested: 0, suggestions_accepted: 0, suggestions_dismissed: 0 };
  const steps = { flagged: 0, proposed: 0, consented: 0, declined: 0, deferred: 0, accepted: 0, won: 0, lost: 0 };
  const rates = { conversion: null, refusal_rate: null, time_to_accept_ms: never, revenue: [], average_deal: [] };
  return { ...suggestions, ...steps, ...rates, ...more };
}

// A site's settings with a care and a sales department.
export function siteOf(): Settings {
  const department = { assign: 'auto' as const, queue_limit: 200, ladder: [] };
  return {
    name: 'Juniper Goods',
    departments: [
      { id: 'care', name: 'Customer care', kind: 'care', ...department },
      { id: 'sales', name: 'Sales', kind: 'sales', ...department, ladder: [] },
    ],
    timing: {
      owner_grace_ms: 20_000,
      preferred_patience_ms: 60_000,
      reopen_window_ms: 1_800_000,
      seal_after_ms: 1_800_000,
      offer_ms: 20_000,
      sales_offer_ms: 45_000,
      first_reply_ms: 90_000,
      visitor_away_ms: 60_000,
      visitor_recovery_ms: 600_000,
      idle_warn_ms: 300_000,
      idle_close_ms: 600_000,
      declined_for_ms: 600_000,
      recovery_due_ms: 14_400_000,
      missed_offers: 2,
      relax_skills_ms: [30_000, 60_000],
    },
    origins: [],
    default_capacity: 4,
    identity: false,
  };
}
