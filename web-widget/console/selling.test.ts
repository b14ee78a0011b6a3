// What is done about an opportunity: one call at a time, refusals where they belong, and what they taught.
import { beforeEach, expect, test } from 'vitest';
import { Acts } from './acts.ts';
import { FakeClient, refusalOf, viewOf } from './fakes.ts';
import { Selling } from './selling.ts';

let client: FakeClient;
let acts: Acts;
let selling: Selling;
beforeEach(() => {
  client = new FakeClient();
  client.show(viewOf('c', [{ kind: 'message', text: 'Hi' }]));
  acts = new Acts(client);
  selling = new Selling(client, acts);
});
const flagging = { conversation: 'c', kind: 'renewal', product: 'Care', reason: 'Ends in May' } as const;
const proposing = { conversation: 'c', opportunity: 'c.1', brief: { summary: 'x' } };

test('a refused proposal is told in its sheet, and teaches what stands in the way', async () => {
  client.answers.set('handoff.propose', refusalOf(4210, { why: 'open_complaint', override: true }));
  expect(await selling.propose(proposing)).toBe(false);
  expect(selling.refused.value).toMatchObject({ why: 'open_complaint' });
  expect(acts.problem.value).toBeNull();
  expect(selling.learnt.value.get('c')).toEqual({ why: 'open_complaint', override: true, log: 1, notes: 0 });
  client.answers.delete('handoff.propose');
  expect(await selling.propose(proposing)).toBe(true);
  expect(selling.learnt.value.has('c')).toBe(false);
  expect(selling.refused.value).toBeNull();
});

test('another refusal teaches nothing', async () => {
  client.answers.set('handoff.propose', refusalOf(-32602, { field: 'customer_asked' }));
  await selling.propose(proposing);
  expect(selling.refused.value?.field).toBe('customer_asked');
  expect(selling.learnt.value.size).toBe(0);
});

test('two presses are one call', async () => {
  await Promise.all([selling.flag(flagging), selling.flag(flagging)]);
  expect(client.done).toEqual([['opportunity.flag', flagging]]);
  expect(selling.lastKind).toBe('renewal');
});

test('a suggestion that was answered stays answered; one that somebody else answered too', async () => {
  await selling.acceptSuggestion({ ...flagging, suggestion: 'seats' });
  client.answers.set('suggestion.dismiss', refusalOf(4209, { state: 'active' }));
  await selling.dismissSuggestion('c', 'plans');
  expect([...selling.settledOf('c')]).toEqual(['seats', 'plans']);
  expect([...selling.settledOf('d')]).toEqual([]);
  expect(acts.problem.value).toBeNull();
});

test('a suggestion that could not be answered stands, and says why beside the conversation', async () => {
  client.answers.set('suggestion.dismiss', refusalOf(4503));
  await selling.dismissSuggestion('c', 'plans');
  expect(selling.settledOf('c').size).toBe(0);
  expect(acts.problem.value?.text).toContain('cannot store');
});

test('each press is its own call of the contract', async () => {
  await selling.solve('c', true);
  await selling.alert('c', false);
  await selling.openComplaint('c', 'Late again');
  await selling.closeComplaint('c');
  await selling.withdraw('c', 'c.1');
  await selling.dismiss('c', 'c.1');
  await selling.defer('c', 'c.1', 5);
  await selling.share('c', 3);
  await selling.askIn('c', 'ana');
  await selling.uninvite('c', 'ana');
  expect(client.done).toEqual([
    ['conversation.solve', { conversation: 'c', solved: true }],
    ['alert.set', { conversation: 'c', reason: 'unhappy', on: false }],
    ['conversation.complaint', { conversation: 'c', open: true, text: 'Late again' }],
    ['conversation.complaint', { conversation: 'c', open: false }],
    ['handoff.withdraw', { conversation: 'c', opportunity: 'c.1' }],
    ['opportunity.close', { opportunity: 'c.1', outcome: 'dismissed' }],
    ['handoff.defer', { conversation: 'c', opportunity: 'c.1', due: 5 }],
    ['note.share', { conversation: 'c', note: 3 }],
    ['conversation.invite', { conversation: 'c', staff: 'ana' }],
    ['conversation.invite', { conversation: 'c', staff: 'ana', on: false }],
  ]);
});
