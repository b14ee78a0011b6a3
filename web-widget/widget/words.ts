// Everything the visitor's side says. A translation is another file with the same two exports.
// Honest words: nothing is promised that the server did not say.
import { english } from '../look/words.ts';

export const launcherWords = {
  open: 'Chat with us',
  failed: 'The chat could not be loaded. Press again.',
};

const ordinals = /* @__PURE__ */ new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (n: number) => `${n}${endings[ordinals.select(n)] ?? 'th'}`;
const minutes = (ms: number) => Math.max(1, Math.round(ms / 60_000));
const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const words = {
  lang: 'en',
  dir: 'ltr' as 'ltr' | 'rtl',
  look: english,

  title: 'Chat with us',
  unread: (count: number) => plural(count, 'unread message'),
  messages: 'Messages',
  field: 'Message',
  placeholder: 'Write a message…',
  placeholderReopen: 'Write to continue this chat…',
  placeholderNew: 'Write to start a new chat…',
  send: 'Send message',
  minimise: 'Minimise chat',
  menu: 'Chat menu',

  // Under the title
  connecting: 'Connecting…',
  noLine: 'Not connected',
  online: 'We are online',
  offline: 'Nobody is online right now',
  unavailable: 'Not taking chats right now',
  waiting: 'Waiting for someone to answer',
  withYou: (department: string) => department,
  left: 'Not on the line at the moment',
  ended: 'Chat ended',

  // Before the first message
  hello: 'How can we help?',
  helloText: 'Write to us here. Your chat stays in this window, also when you move on to another page.',
  helloOffline: 'Nobody is at the desk right now. You can write anyway: we tell you at once whether it went through.',
  departments: 'Who is here',
  here: 'Online',
  away: 'Away',

  // In the queue
  starting: 'Starting your chat…',
  queueTitle: (position: number | undefined) =>
    position === undefined
      ? 'You are in the queue'
      : position === 1
        ? 'You are next'
        : `You are ${ordinal(position)} in line`,
  queueText: 'The answer appears here. You can keep writing meanwhile.',
  queueWait: (ms: number) => `About ${plural(minutes(ms), 'minute')} at the moment.`,

  // What happened, in the conversation
  assigned: (name: string) => `${name} joined the chat`,
  joined: (name: string) => `${name} joined the chat`,
  departed: (name: string) => `${name} left the chat`,
  transferred: (name: string) => `${name} is looking after you now`,
  requeued: 'You are in the queue again',
  reopened: 'Chat continued',
  solved: (name: string) => `${name} marked this as solved`,
  notSolved: 'Marked as not solved yet',
  rated: (score: number) => `You rated this chat ${score} of 5`,
  gap: (count: number) => `${plural(count, 'message')} could not be recovered`,
  erased: 'This chat was erased',
  closed: {
    resolved: 'It was closed by our team.',
    visitor_left: 'You ended it.',
    idle: 'It was closed because it was quiet for a while.',
    missed: 'Nobody could answer you in time. We are sorry.',
    spam: 'It was closed by our team.',
  } as Record<string, string>,
  closedTitle: 'This chat has ended',
  mayReopen: 'Anything else? Write below, and the same chat goes on.',
  missedText: 'What you wrote stays with our team. Write below to be in line again.',
  download: 'Download transcript',
  startNew: 'Start a new chat',

  // The line
  reconnecting: 'The connection is lost. Trying again…',
  unreachable: 'The chat cannot be reached. Trying again…',
  reconnectingText: 'Keep writing: your messages go out as soon as it is back.',
  held: 'Your message goes out in a moment.',
  forbiddenTitle: 'Chat is not available here',
  forbidden: 'This page is not one of those where our team answers.',
  signedOutTitle: 'You were signed out of this chat',
  signedOut: 'Our side ended it. You can start again at any time.',
  startAgain: 'Start again',

  // What went wrong
  failed: {
    offline: 'Nobody can take a chat right now. Your message is kept here; please try again later.',
    too_large: 'This message is too long.',
    full: 'This chat is full. Please start a new one.',
    other: 'This message could not be sent.',
  },
  transcriptFailed: 'The transcript could not be fetched. Please try again.',
  transcriptName: (day: string) => `chat-${day}.txt`,

  // Ending
  end: 'End chat',
  endTitle: 'End this chat?',
  endText: (minutes: number) =>
    minutes > 0
      ? `You can continue it for ${plural(minutes, 'minute')} afterwards by writing again.`
      : 'You can start a new one at any time.',
  keep: 'Keep chatting',

  sound: 'Sound for new messages',
  somebody: 'Our team',
};
