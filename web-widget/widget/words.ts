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
// A wait is an estimate: said as a range, in steps as coarse as it is long. [up to so many minutes, words]
const waits: [number, string][] = [
  [1, 'less than a minute'],
  [2, '1–2 minutes'],
  [3, '2–3 minutes'],
  [5, '3–5 minutes'],
  [10, '5–10 minutes'],
  [15, '10–15 minutes'],
  [20, '15–20 minutes'],
  [30, '20–30 minutes'],
  [60, '30–60 minutes'],
];
const wait = (ms: number) => waits.find(([most]) => ms <= most * 60_000)?.[1] ?? 'more than an hour';
const oldPlace = 'You are in line again and keep your place.';
const newLine = (department: string | undefined) => `You are in line for ${department ?? 'another team'} now.`;
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
  placeholderMissed: 'Write to go on…',
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
  owed: 'We owe you an answer',
  withYou: (department: string) => department,
  left: 'Not on the line at the moment',
  ended: 'Chat ended',

  // Before the first message
  hello: 'How can we help?',
  helloText: 'Write to us here. Your chat stays in this window, also when you move on to another page.',
  helloOffline: 'Nobody is at the desk right now. You can write anyway: we tell you at once whether it went through.',
  departments: 'Who is here',
  choose: 'Who can help?',
  here: (waitMs: number | null) => (waitMs === null ? 'Online' : `Online · ${wait(waitMs)}`),
  away: 'Away',

  // In the queue
  starting: 'Starting your chat…',
  queueTitle: (position: number | undefined) =>
    position === undefined
      ? 'You are in the queue'
      : position === 1
        ? 'You are next'
        : `You are ${ordinal(position)} in line`,
  queueSpoken: (position: number) => `Your place in line: ${position}`,
  queueText: 'The answer appears here. You can keep writing meanwhile.',
  queueWait: (ms: number) => `It takes ${wait(ms).replace(/^\d/, 'about $&')} just now.`,

  // Where nobody can take a chat
  leaveClosed: 'We are not here right now',
  leaveBusy: 'Nobody can take a chat right now',
  leaveText: 'Leave a message and an address. Our team answers by e-mail, or here if you come back.',
  leaveDepartment: 'Department',
  leaveField: 'Your message',
  leaveEmail: 'E-mail',
  leaveName: 'Name (optional)',
  leaveSend: 'Leave message',
  leaveAgain: 'Try to chat now',
  leaveBack: 'Back to the chat',
  leaveNoText: 'Please write a message.',
  leaveNoEmail: 'Please enter an address like name@example.com.',
  leaving: 'Leaving your message…',

  // What happened, in the conversation
  assigned: (name: string) => `${name} joined the chat`,
  joined: (name: string) => `${name} joined the chat`,
  departed: (name: string) => `${name} left the chat`,
  transferred: (name: string) => `${name} is looking after you now`,
  // Back in the queue; `who` has just left, `department` is another one than before.
  requeued: (because: string, who: string | undefined, moved: boolean, department: string | undefined) => {
    const next = moved ? newLine(department) : oldPlace;
    if (because === 'agent_left' && who) return `${who} had to go. ${next}`;
    if (because === 'no_reply' && who) return `${who} could not answer in time. ${next}`;
    if (because === 'overflow') return `Nobody was free there. ${next}`;
    return next;
  },
  proposed: (who: string, team: string, pitch: string | undefined) =>
    `${who} asked whether ${team} may talk to you${pitch ? `: “${pitch}”` : ''}`,
  consented: (team: string) => `You agreed to talk to ${team}`,
  asked: (team: string) => `You asked for ${team}`,
  declined: (team: string, later: boolean) =>
    later ? `You would rather talk to ${team} another time` : `You said no to ${team}. Nothing else changes.`,
  withdrawn: (team: string) => `The question about ${team} was taken back`,
  handoffFailed: (reason: string, team: string, owner: string | undefined) => {
    const stays = owner ? ` ${owner} stays with you.` : '';
    return reason === 'nobody'
      ? `Nobody of ${team} is free right now.${stays}`
      : `${team} could not take over yet.${stays}`;
  },
  handedOff: (name: string, team: string) => `${name} (${team}) has taken over, as you agreed`,
  handedBack: (name: string, person: boolean) =>
    person ? `${name} is looking after you again` : `You are back with ${name}`,
  team: 'our sales team',
  reopened: 'Chat continued',
  solved: (name: string) => `${name} marked this as solved`,
  solvedByYou: 'You confirmed that it is solved',
  notSolved: 'Marked as not solved yet',
  notSolvedByYou: 'You said that it is not solved yet',
  rated: (score: number) => `You rated this chat ${score} of 5`,
  gap: (count: number) => `${plural(count, 'message')} could not be recovered`,
  erased: 'This chat was erased',
  closed: {
    resolved: 'It was closed by our team.',
    visitor_left: 'You ended it.',
    gone: 'You had left.',
    idle: 'It was closed because it was quiet for a while.',
    spam: 'It was closed by our team.',
  } as Record<string, string>,
  closedTitle: 'This chat has ended',
  mayReopen: 'Anything else? Write below, and the same chat goes on.',
  missedTitle: {
    received: 'We have your message',
    left: 'You left before we could answer',
    late: 'We could not answer in time',
  },
  missedText: {
    received: (email: string) =>
      `It is on our team’s list. They write ${email ? `to ${email}` : 'an e-mail'} or answer here if you come back.`,
    left: () => 'We still owe you an answer: what you wrote is on our team’s list. Write below to go on.',
    late: () =>
      'We are sorry, and still owe you an answer: what you wrote is on our team’s list. Write below to go on.',
  },
  download: 'Download transcript',
  startNew: 'Start a new chat',

  // Questions to the visitor
  ask: {
    title: (team: string) => `May ${team} talk to you?`,
    text: (team: string, who: string | undefined) =>
      `This would be a sales conversation with ${team}. ${who ?? 'We'} only ${who ? 'hands' : 'hand'} the chat over if you agree; if not, nothing changes.`,
    yes: 'Yes, please',
    later: 'Later',
    no: 'No, thanks',
    when: 'When would suit you?',
    tomorrow: 'Tomorrow',
    nextWeek: 'Next week',
    whenever: 'No matter',
    back: 'Back',
    lookingTitle: (team: string) => `Asking ${team} to join`,
    looking: (who: string | undefined) => `${who ?? 'Our team'} stays with you until somebody has taken over.`,
    nobodyTitle: (team: string) => `Nobody of ${team} is free right now`,
    nobody: (who: string | undefined) =>
      `${who ?? 'Our team'} is still here. You can wait, or say here that you would rather do it another time.`,
    solvedTitle: 'Is it solved?',
    solvedText: (who: string | undefined) => `${who ?? 'Our team'} thinks that your question is answered.`,
    solvedYes: 'Yes, solved',
    solvedNo: 'Not yet',
    refused: 'This question is not open any more.',
  },
  rate: {
    title: 'How was it?',
    score: (n: number) => `${n} of 5`,
    comment: 'What was good, what was not? (optional)',
    send: 'Send rating',
    thanks: (n: number) => `Thank you: you rated this chat ${n} of 5.`,
    change: 'Change',
    refused: 'The rating could not be sent. Please try again.',
  },
  complaint: {
    item: 'Make a complaint',
    title: 'What went wrong?',
    text: 'Our team reads it and takes care of it.',
    field: 'Your complaint',
    empty: 'Please say what went wrong.',
    send: 'Send complaint',
    cancel: 'Back',
    done: 'We have your complaint. Our team takes care of it.',
    refused: 'The complaint could not be sent. Please try again.',
  },

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
