// What a user interface sees of the client: a snapshot that never changes in place, and a few verbs. One client is
// one person's connection to one site; widget and console use it alike. All times are the server's, in ms, unless
// a comment says otherwise.
import type {
  Author,
  Limits,
  LogEvent,
  Methods,
  NotesEvent,
  Notifications,
  StaffConversation,
  VisitorConversation,
  WireError,
} from './wire.ts';

export type Role = 'visitor' | 'staff';
export type Copy<R extends Role> = R extends 'visitor' ? VisitorConversation : StaffConversation;
export type LogName = 'log' | 'notes';
export type Welcome<R extends Role> = R extends 'visitor'
  ? Extract<Methods['hello']['result'], { token: string }>
  : Extract<Methods['hello']['result'], { conversations: unknown }>;

// One log of a conversation as far as it is known: dense from 1 to `last` within `epoch`. `behind`: something is
// missing and is being fetched.
export interface Log<Event> {
  readonly epoch: string;
  readonly last: number;
  readonly events: readonly Event[];
  readonly known: number; // the highest sequence that was heard of
  readonly unchecked: boolean; // nobody has told yet how far it reaches
  readonly behind: boolean; // unchecked, or last < known
}

export interface Typing {
  readonly by: Author;
  readonly until: number; // this machine's clock
}

// A conversation as this client knows it.
export interface ConversationView<R extends Role = Role> {
  readonly id: string;
  readonly copy: Copy<R>; // the last copy that was told
  readonly left: boolean; // ours no more: what is here stays readable, nothing new comes
  readonly log: Log<LogEvent>;
  readonly notes: Log<NotesEvent>; // staff only, else empty
  readonly typing: readonly Typing[]; // others, who type just now
  readonly read: Readonly<Record<string, number>>; // person → how far they read the log
}

// How a visitor's message begins a conversation. With an address it is left (`conversation.leave`): nobody is there,
// and the answer goes to that address. Where a chat is open after all, it becomes a message of that chat.
export interface Beginning {
  readonly department?: string;
  readonly contact?: { readonly email: string; readonly name?: string };
}

// A message that was written here. It is sent under its first `cid` until its outcome is known, one at a time a
// conversation, over reconnects and reloads.
//   queued: waits for its turn or for the line · flying: sent, unanswered
//   sent: acknowledged (then `seq`); it leaves the outbox once its event is shown
//   failed: the server refused it for good, `error` says why; `again` or `discard` it
export interface OutMessage extends Beginning {
  readonly conversation: string; // '' begins one (visitor only)
  readonly cid: string;
  readonly log: LogName;
  readonly text: string;
  readonly at: number; // this machine's clock, when it was written
  readonly state: 'queued' | 'flying' | 'sent' | 'failed';
  readonly seq?: number;
  readonly epoch?: string;
  readonly error?: WireError;
}

//   idle: not started · connecting: the first try, or a new one · ready: welcomed · waiting: for the next try
//   ended: it does not come back by itself (`start` again after signing in)
export type Link = 'idle' | 'connecting' | 'ready' | 'waiting' | 'ended';

export interface Snapshot<R extends Role = Role> {
  readonly link: Link;
  readonly retryAt?: number; // while waiting; this machine's clock
  readonly ended?: 'signed_out' | 'forbidden' | 'stopped';
  readonly you?: Welcome<R>['you']; // kept up to date: presence, capacity, name
  readonly desk?: Welcome<R>['desk'];
  readonly limits?: Limits;
  readonly conversations: ReadonlyMap<string, ConversationView<R>>; // in the order in which they were met
  readonly outbox: readonly OutMessage[]; // in the order of writing
}

// Thrown by `call` and `act` when the server answered with an error. A lost line is a LineLost instead: nobody
// knows whether the call took effect.
export class Refusal extends Error {
  readonly code: number;
  readonly data: WireError['data'];
  constructor(readonly wire: WireError) {
    super(wire.message);
    this.name = 'Refusal';
    this.code = wire.code;
    this.data = wire.data;
  }
}
export class LineLost extends Error {
  constructor() {
    super('the connection was lost');
    this.name = 'LineLost';
  }
}

export type Method = keyof Methods;
// Methods that take a `cid`: `act` makes it and repeats the call under it.
export type ActMethod = { [M in Method]: Methods[M]['params'] extends { cid: string } ? M : never }[Method];
type WithoutCid<P> = P extends unknown ? Omit<P, 'cid'> : never;

export interface Client<R extends Role = Role> {
  readonly snapshot: Snapshot<R>;
  // Called after every change, at once; gives the way to stop.
  subscribe(listener: () => void): () => void;
  // Every notification as it came, after the snapshot has taken it in (for offers, lists, sounds).
  hear<N extends keyof Notifications>(name: N, listener: (params: Notifications[N]) => void): () => void;
  // After every good hello: what is per connection (a watch) must be asked for again.
  welcomed(listener: (welcome: Welcome<R>) => void): () => void;

  start(): void;
  // Closes the connection and stays away. Unsent messages stay stored.
  stop(): void;
  // The world changed (page shown, network back): tries or probes the line now.
  nudge(): void;

  // One call over the line as it is now. Rejects with Refusal or LineLost.
  call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']>;
  // The same for a method with a cid, repeated until its outcome is known. Rejects with Refusal only, or LineLost
  // when the client ended.
  act<M extends ActMethod>(method: M, params: WithoutCid<Methods[M]['params']>): Promise<Methods[M]['result']>;
  // Puts a message into the outbox: shown at once, sent when its turn comes. '' begins a conversation, in the way of
  // `begins`; it takes the place of those that were refused before it (`instead`, their cids).
  send(conversation: string, text: string, log?: LogName, begins?: Beginning, instead?: readonly string[]): void;
  again(cid: string): void;
  discard(cid: string): void;
  // Repeats itself while on, and is taken back by a message or after `false`. Never for a note.
  typing(conversation: string, on: boolean): void;
  // Tells the others how far this person has looked; only what moves forward is sent.
  read(conversation: string, seq: number): void;
  // Takes a conversation into the snapshot to look at it, without being subscribed (staff: a colleague's, or a
  // closed one): its copy and its logs as they are now.
  open(conversation: string): Promise<void>;
}
