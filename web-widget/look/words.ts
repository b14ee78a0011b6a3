// What the shared components say. A translation is another object of this type; nothing else in look/ holds words.
export const english = {
  you: 'You',
  sending: 'Sending…',
  sent: 'Sent',
  seen: 'Seen',
  failed: 'Not sent',
  again: 'Try again',
  remove: 'Remove',
  note: 'Note',
  noteHint: 'Only colleagues see this',
  newMessages: 'New messages',
  today: 'Today',
  yesterday: 'Yesterday',
  says: (who: string) => `${who}: `,
  typing: (names: readonly string[]) =>
    names.length === 1
      ? `${names[0]} is typing`
      : names.length === 2
        ? `${names[0]} and ${names[1]} are typing`
        : `${names.length} people are typing`,
  send: 'Send',
  left: (count: number) => `${count} left`,
  over: (count: number) => `${count} too many`,
  tooLong: 'This is too long to send.',
  locale: undefined as string | undefined, // for dates and times; undefined is the reader's
};
export type LookWords = typeof english;
