// The golden vectors of the contract, which the C++ tests run as well: every frame of the server means here what it
// means there, and the rules of a text are the same.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFrame } from './frame.ts';
import { emptyModel, reduce } from './model.ts';
import { faultOf, wellFormed } from './text.ts';
import type { LogEvent, StaffConversation } from './wire.ts';

interface Case {
  name: string;
  frame?: string;
  meaning?: { type: string; shown?: boolean; last?: number };
  expect?: { error?: { field: string }; ok?: unknown };
}
const folder = new URL('../../protocol/golden/', import.meta.url);
const cases = (file: string): Case[] => JSON.parse(readFileSync(new URL(file, folder), 'utf8')).cases;
const files = readdirSync(folder).filter((file) => /^(server|client)\./.test(file));

describe.each(files)('%s', (file) => {
  it.each(cases(file).map((c) => [c.name, c] as const))('%s', (_, { frame, meaning }) => {
    const { shown, last, ...expected } = meaning!;
    expect(readFrame(frame!)).toMatchObject(expected);
  });
});

describe('events', () => {
  const events = [...cases('server.events.json'), ...cases('client.unknown.json')]
    .map(({ frame }) => readFrame(frame!))
    .flatMap((meaning) => (meaning.type === 'notification' && meaning.method === 'event' ? [meaning.params] : []));

  it('of every kind, an unknown one included, take their place in the log', () => {
    const { conversation: id, epoch } = events[0]!;
    const copy = { id, epoch, state: 'active', log_seq: 0, notes_seq: 0 } as unknown as StaffConversation;
    const begun = reduce(emptyModel('staff'), { type: 'conversation', copy, because: 'started' });
    const log = events.filter((e) => e.log === 'log').sort((a, b) => a.seq - b.seq);
    const view = log
      .map((event, i) => ({ ...event, seq: i + 1 }) as LogEvent)
      .reduce((model, event) => reduce(model, { type: 'event', event }), begun)
      .conversations.get(id)!;
    expect(log.length).toBeGreaterThan(10);
    expect(view.log.last).toBe(log.length);
    expect(view.log.events.map((e) => e.kind)).toEqual(log.map((e) => e.kind));
  });
});

describe('what a person writes', () => {
  const texts = cases('message.send.json').flatMap(({ name, frame, expect: answer }) => {
    const text = frame?.startsWith('{') ? JSON.parse(frame).params?.text : undefined;
    const judged = answer?.ok !== undefined || answer?.error?.field === 'text';
    return typeof text === 'string' && judged && !name.includes('twice')
      ? [[name, text, answer?.ok !== undefined] as const]
      : [];
  });

  it.each(texts)('%s', (_, text, good) => {
    expect(faultOf(text) === null).toBe(good);
  });

  it('is judged by enough of them', () => expect(texts.filter(([, , good]) => !good).length).toBeGreaterThan(3));

  it('counts characters, not code units', () => {
    expect(faultOf('🙂'.repeat(4000))).toBeNull();
    expect(faultOf('🙂'.repeat(4001))).toBe('long');
  });

  it('never holds half a character', () => {
    expect(wellFormed('a\uD83Db🙂\uDE42')).toBe('a\uFFFDb🙂\uFFFD');
  });
});
