// What is known of a customer beside the log decides what stands in the way of sales, and how.
import { expect, test } from 'vitest';
import { answered, byBaton, opportunityOf, said, viewOf, withNotes } from './fakes.ts';
import {
  askable,
  briefOf,
  briefToSend,
  failedBecause,
  lifted,
  mayOverride,
  objectionsOf,
  openComplaint,
  shortened,
  solvedOf,
  spokenOf,
  suggestionsOf,
  unhappyAlert,
  wishesOf,
} from './handoff.ts';

const nina = { id: 'v-nina', name: 'Nina', role: 'visitor' };
const declined = { kind: 'handoff_declined' as const, handoff: 'c.1.1', by: nina };
const solved = { solved: 'proposed' as const };
const unhappy = (on: boolean, more: object = {}) => ({ kind: 'alert', reason: 'unhappy', on, ...more });
const complaint = (open: boolean) => ({ kind: 'complaint', open });

test('an alert stands until it is cleared, whoever raised it; other alerts say nothing of it', () => {
  const raised = withNotes(viewOf('c'), unhappy(true, { by: byBaton }), { kind: 'alert', reason: 'missed', on: false });
  expect(unhappyAlert(raised)?.by.role).toBe('system');
  expect(unhappyAlert(withNotes(viewOf('c'), unhappy(true), unhappy(false)))).toBeUndefined();
  expect(openComplaint(withNotes(viewOf('c'), complaint(false), complaint(true)))).toBeTruthy();
  expect(openComplaint(withNotes(viewOf('c'), complaint(true), complaint(false)))).toBeUndefined();
});

test('how the customer answered is told from not having been asked', () => {
  const asked = { kind: 'solved' as const };
  const no = { kind: 'not_solved' as const };
  expect(solvedOf(viewOf('c'))).toBe('no');
  expect(solvedOf(viewOf('c', [asked], solved))).toBe('asked');
  expect(solvedOf(viewOf('c', [asked, { ...no, by: nina }]))).toBe('not_yet');
  const takenBack = { ...no, by: { id: 'ana', name: 'Ana', role: 'agent' } };
  expect(solvedOf(viewOf('c', [asked, takenBack]))).toBe('no');
  expect(solvedOf(viewOf('c', [asked, asked], { solved: 'confirmed' }))).toBe('confirmed');
  expect(solvedOf(viewOf('c', [asked, { ...no, by: nina }, { kind: 'reopened' }]))).toBe('no');
});

test('objections come in the guard’s order, from what is known here', () => {
  expect(objectionsOf(viewOf('c', [], solved))).toEqual([]);
  expect(objectionsOf(viewOf('c'))).toEqual(['not_solved']);
  const all = withNotes(viewOf('c', [declined]), unhappy(true), complaint(true));
  expect(objectionsOf(all)).toEqual(['cooling_off', 'open_complaint', 'unhappy', 'not_solved']);
  expect(objectionsOf(viewOf('c', [{ ...declined, later: true }], solved))).toEqual([]);
  expect(objectionsOf(viewOf('c', [declined, { kind: 'handoff_consented', handoff: 'c.1.2' }], solved))).toEqual([]);
  expect(objectionsOf(viewOf('c', [], { ...solved, rating: { score: 2 } }))).toEqual(['unhappy']);
});

test('what a refusal taught holds until it is settled here', () => {
  const learnt = (why: 'unhappy' | 'open_complaint' | 'cooling_off' | 'not_solved') => ({
    why,
    override: false,
    log: 0,
    notes: 0,
  });
  expect(objectionsOf(viewOf('c', [], solved), learnt('unhappy'))).toEqual(['unhappy']);
  const cleared = withNotes(viewOf('c', [], solved), unhappy(false));
  expect(objectionsOf(cleared, learnt('unhappy'))).toEqual([]);
  expect(objectionsOf(cleared, { ...learnt('unhappy'), notes: 1 })).toEqual(['unhappy']); // cleared before
  expect(objectionsOf(cleared, learnt('open_complaint'))).toEqual(['open_complaint']);
  expect(objectionsOf(viewOf('c', [], solved), learnt('cooling_off'))).toEqual(['cooling_off']);
  expect(objectionsOf(viewOf('c', [], solved), learnt('not_solved'))).toEqual([]);
});

test('a wish and a supervisor lift what the guard lets them, and no more', () => {
  const all = ['cooling_off', 'open_complaint', 'unhappy', 'not_solved'] as const;
  expect(lifted(all, true, false)).toEqual(['open_complaint', 'unhappy']);
  expect(lifted(all, false, true)).toEqual(['cooling_off', 'unhappy']);
  expect(lifted(all, true, true)).toEqual(['unhappy']);
  expect(mayOverride(['cooling_off', 'unhappy'])).toBe(false);
  expect(mayOverride(['open_complaint'])).toBe(true);
});

test('a wish is a message of theirs since their last no, the newest first', () => {
  const view = viewOf('c', [said('Old'), declined, said('How much?'), answered('29'), said('Then yes')]);
  expect(wishesOf(view).map(({ text }) => text)).toEqual(['Then yes', 'How much?']);
  expect(wishesOf(viewOf('c', [said('Old'), declined]))).toEqual([]);
});

test('suggestions go when they were answered, here or by anybody', () => {
  const suggested = (id: string) => ({
    kind: 'suggested',
    suggestion: id,
    rule: id,
    opportunity_kind: 'new',
    product: id,
  });
  const view = withNotes(viewOf('c'), suggested('a'), suggested('b'), {
    kind: 'suggestion_dismissed',
    suggestion: 'a',
  });
  expect(suggestionsOf(view, new Set()).map(({ id }) => id)).toEqual(['b']);
  expect(suggestionsOf(view, new Set(['b']))).toEqual([]);
  const taken = { ...view, copy: { ...view.copy, opportunity: opportunityOf({ rule: 'b' }) } };
  expect(suggestionsOf(taken, new Set())).toEqual([]);
});

test('a brief is filled in from the conversation, and sent without what is empty', () => {
  const view = withNotes(
    viewOf('c', [said('My kettle leaks'), said('And more seats?')], { ...solved, rating: { score: 4 } }),
    complaint(true),
  );
  const brief = briefOf(view, opportunityOf({ value: { amount: 2900, currency: 'EUR' } }));
  expect(brief).toMatchObject({
    summary: 'They wrote: “My kettle leaks”',
    need: 'Asked for more seats',
    product: 'Team plan',
    mood: 'Rated 4 of 5. Has an open complaint',
    solved: 'Marked as solved; they have not confirmed it yet',
    budget: expect.stringContaining('29'),
  });
  expect(briefToSend({ ...brief, mood: ' ', promises: ['', ' A call '] })).toEqual({
    summary: brief.summary,
    need: brief.need,
    product: brief.product,
    solved: brief.solved,
    budget: brief.budget,
    promises: ['A call'],
  });
  const before = { summary: 'As it was' };
  expect(briefOf(view, opportunityOf({ brief: before }))).toBe(before);
});

test('why it failed is of this consent, not of one before', () => {
  const consented = { kind: 'handoff_consented' as const };
  const failed = { kind: 'handoff_failed' as const, reason: 'nobody' };
  expect(failedBecause(viewOf('c', [consented, failed]))).toBe('nobody');
  expect(failedBecause(viewOf('c', [consented, failed, consented]))).toBeUndefined();
});

test('the product that was spoken of last comes first', () => {
  const catalogue = [{ name: 'Kettle' }, { name: 'Team plan' }];
  expect(spokenOf(viewOf('c', [said('My kettle'), said('a TEAM PLAN?'), answered('Yes')]), catalogue)).toBe(
    'Team plan',
  );
  expect(spokenOf(viewOf('c', [said('Hello')]), catalogue)).toBeUndefined();
});

test('small things', () => {
  expect(shortened('  a\n\n b ', 10)).toBe('a b');
  expect(shortened('abcdef', 4)).toBe('abc…');
  expect(askable(null)).toBe(false);
  expect(askable(opportunityOf({ state: 'proposed' }))).toBe(false);
  expect(askable(opportunityOf({ state: 'deferred' }))).toBe(true);
});
