// Merging with somebody else's settings, and the texts of hours, lists and durations.
import { expect, test } from 'vitest';
import { siteOf } from './fakes.ts';
import {
  hoursOf,
  idOf,
  merged,
  problemsAt,
  secondsOf,
  secondsText,
  spelled,
  unfilled,
  unitOf,
} from './settings-draft.ts';

test('both sides’ changes come together; what both changed stays mine and is told', () => {
  const base = siteOf();
  const mine = siteOf();
  mine.departments[0]!.name = 'Mine';
  mine.timing.offer_ms = 1;
  mine.origins = ['https://mine.test'];
  const theirs = siteOf();
  theirs.departments[0]!.queue_limit = 7;
  theirs.departments[0]!.capacity = 9;
  theirs.timing.offer_ms = 2;
  theirs.timing.idle_warn_ms = 3;
  const { settings, both } = merged(base, mine, theirs);
  expect(settings.departments[0]).toMatchObject({ name: 'Mine', queue_limit: 7, capacity: 9 });
  expect(settings.timing).toMatchObject({ offer_ms: 1, idle_warn_ms: 3 });
  expect(settings.origins).toEqual(['https://mine.test']);
  expect(both).toEqual([{ field: 'timing.offer_ms', theirs: 2 }]);
});

test('departments come and go by their id', () => {
  const extra = (id: string) => ({ ...siteOf().departments[0]!, id, name: id });
  const base = siteOf();
  base.departments.push(extra('old'), extra('kept'));
  const mine = structuredClone(base);
  mine.departments = mine.departments.filter(({ id }) => id !== 'old'); // I take one out
  mine.departments.push(extra('mine'));
  mine.departments.find(({ id }) => id === 'kept')!.queue_limit = 5;
  const theirs = structuredClone(base);
  theirs.departments = theirs.departments.filter(({ id }) => id !== 'kept' && id !== 'sales'); // they take out two
  theirs.departments.push(extra('theirs'));
  const { settings } = merged(base, mine, theirs);
  expect(settings.departments.map(({ id }) => id)).toEqual(['care', 'theirs', 'kept', 'mine']);
});

test('what an older console does not know goes through', () => {
  const later = { ...siteOf(), later: { rules: [1] } };
  const mine = { ...structuredClone(later), name: 'Mine' };
  const theirs = { ...later, later: { rules: [2] } };
  expect(merged(later, mine, theirs).settings).toMatchObject({
    name: 'Mine',
    later: { rules: [2] },
  });
});

test('numbers that are not filled in are found where the server would name them', () => {
  const site = siteOf();
  site.departments[1]!.queue_limit = Number.NaN;
  site.timing.relax_skills_ms = [1, Number.NaN];
  expect(unfilled(site)).toEqual(['departments[1].queue_limit', 'timing.relax_skills_ms[1]']);
  expect(unfilled(siteOf())).toEqual([]);
});

test('the two spellings of a path are one', () => {
  expect(spelled('settings.departments.0.hours.holidays.12.open.3')).toBe('departments[0].hours.holidays[12].open[3]');
  expect(spelled('departments[0].name')).toBe('departments[0].name');
});

test('a list’s field shows what is wrong with its items, and no other’s', () => {
  const of = (field: string) => ({ field, message: '' });
  const all = [of('origins'), of('origins[1]'), of('origins_more'), of('name')];
  expect(problemsAt(all, 'origins', true)).toEqual([of('origins'), of('origins[1]')]);
  expect(problemsAt(all, 'origins')).toEqual([of('origins')]);
});

test('hours as people write them', () => {
  expect(hoursOf('9:00 – 12:30, 13:30-8:00; 22:00-30:00')).toEqual(['09:00-12:30', '13:30-08:00', '22:00-30:00']);
  expect(hoursOf(' ')).toEqual([]);
  expect(hoursOf('soon')).toEqual(['soon']);
});

test('durations in units', () => {
  expect([500, 1000, 90_000, 60_000, 7_200_000, 86_400_000, 0].map(unitOf)).toEqual([
    'ms',
    's',
    's',
    'min',
    'h',
    'd',
    's',
  ]);
  expect(secondsOf('30, 60 s')).toEqual([30_000, 60_000]);
  expect(secondsText([30_000, 1500])).toBe('30, 1.5');
  expect(secondsOf('x')).toEqual([Number.NaN]);
});

test('an id out of a name', () => {
  expect(idOf('Büro & Technik', [])).toBe('buro-technik');
  expect(idOf('Care', ['care', 'care-2'])).toBe('care-3');
  expect(idOf('Form', [])).toBe('department');
});
