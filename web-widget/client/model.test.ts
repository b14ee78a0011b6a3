// The reducer alone, where an order of things is hard to bring about over a line.
import { describe, expect, it } from 'vitest';
import type { Action, Model } from './model.ts';
import { emptyModel, reduce } from './model.ts';
import type { LogEvent, StaffConversation, VisitorConversation } from './wire.ts';
import { positions, wanted } from './wanted.ts';

const event = (seq: number, epoch = 'e') =>
  ({
    conversation: 'c',
    epoch,
    log: 'log',
    seq,
    at: seq,
    kind: 'message',
    text: `${seq}`,
    by: { id: 'v' },
  }) as LogEvent;
const copy = (id = 'c', more = {}) =>
  ({ id, epoch: 'e', state: 'active', log_seq: 0, notes_seq: 0, ...more }) as unknown as StaffConversation;
const play = (...actions: Action<'staff'>[]) =>
  actions.reduce<Model<'staff'>>(reduce, { ...emptyModel('staff'), link: 'ready' });
const begun: Action<'staff'> = { type: 'conversation', copy: copy(), because: 'assigned' };
const heard = (seq: number, epoch?: string): Action<'staff'> => ({ type: 'event', event: event(seq, epoch) });
const page = (events: LogEvent[], last: number, epoch = 'e'): Action<'staff'> => ({
  type: 'page',
  conversation: 'c',
  log: 'log',
  page: { events, last, epoch },
});

describe('a gap', () => {
  it('is still one after a page that was read before the event was heard', () => {
    const model = play(begun, heard(1), heard(5), page([event(2), event(3)], 3));
    expect(wanted(model).fetches).toEqual([{ conversation: 'c', log: 'log', after: 3, epoch: 'e' }]);
    expect(wanted(reduce(model, page([event(4), event(5)], 5))).fetches).toEqual([]);
  });

  it('is fetched no more of a conversation that is not ours', () => {
    expect(wanted(play(begun, heard(5), { type: 'vanished', conversation: 'c' })).fetches).toEqual([]);
  });
});

describe('another epoch', () => {
  it('is asked for when an event brings it, and cuts what it made void', () => {
    const model = play(begun, heard(1), heard(2), heard(3, 'e2'));
    expect(wanted(model).fetches).toHaveLength(1);
    const after = reduce(model, page([], 1, 'e2'));
    expect(after.conversations.get('c')!.log).toMatchObject({ epoch: 'e2', last: 1, behind: true });
    const again = reduce(after, { type: 'reset', reset: { conversation: 'c', log: 'log', epoch: 'e2', last: 0 } });
    expect(again.conversations.get('c')!.log.last).toBe(1); // the same news twice
  });
});

describe('a hello', () => {
  const welcome = (conversations: StaffConversation[], id = 'ana'): Action<'staff'> => ({
    type: 'welcome',
    welcome: { you: { id }, conversations, offers: [] } as never,
  });

  it('that does not bring an open conversation makes it be asked for', () => {
    const model = play(begun, welcome([copy('other')]));
    expect(wanted(model).looks).toEqual(['c']);
    const closed = reduce(model, { type: 'copy', copy: copy('c', { state: 'closed' }), opened: false });
    expect([wanted(closed).looks, closed.conversations.get('c')!.left]).toEqual([[], false]);
  });

  it('of somebody else keeps nothing of the one before', () => {
    const model = play(
      welcome([copy()]),
      { type: 'say', message: { cid: 'k', conversation: 'c' } as never },
      welcome([], 'ben'),
    );
    expect([model.conversations.size, model.outbox]).toEqual([0, []]);
  });

  it('tells where it stands, at most a hundred places, none that it only looked at', () => {
    const many = Array.from({ length: 120 }, (_, i) => copy(`c${i}`));
    const looked: Action<'staff'> = { type: 'copy', copy: copy('looked'), opened: true };
    const all = positions(play(looked, welcome(many)));
    expect(all).toHaveLength(100);
    expect(all[0]).toEqual({ conversation: 'c0', epoch: 'e', log: 0, notes: 0 });
  });
});

describe('what is kept', () => {
  it('is the last 200 acknowledged messages', () => {
    let model: Model<'visitor'> = { ...emptyModel('visitor'), link: 'ready' };
    model = reduce(model, { type: 'conversation', copy: copy() as unknown as VisitorConversation, because: 'started' });
    for (let i = 0; i < 250; i++) {
      const message = {
        conversation: 'c',
        cid: `k${i}`,
        log: 'log' as const,
        text: '',
        at: i,
        state: 'queued' as const,
      };
      model = reduce(model, { type: 'say', message });
      model = reduce(model, { type: 'landed', cid: `k${i}`, seq: i + 1, epoch: 'e' });
    }
    expect([model.kept.length, model.kept[0]!.cid]).toEqual([200, 'k50']);
  });

  it('of conversations is the latest two hundred, and every open one', () => {
    let model = play(begun);
    for (let i = 0; i < 300; i++)
      model = reduce(model, { type: 'conversation', copy: copy(`x${i}`, { state: 'closed' }), because: 'changed' });
    expect(model.conversations.size).toBe(200);
    expect(model.conversations.has('c')).toBe(true);
  });
});
