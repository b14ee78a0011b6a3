// The editor of the site's settings: what it asks of the server, and what it keeps when that says no.
import { beforeEach, expect, test } from 'vitest';
import { FakeClient, refusalOf, siteOf } from './fakes.ts';
import { SettingsEditor } from './settings.ts';

let client: FakeClient;
let editor: SettingsEditor;
const sent = () => client.done.filter(([method]) => method === 'settings.set').map(([, params]) => params as Sent);
interface Sent {
  settings: ReturnType<typeof siteOf>;
  version: number;
  moves?: unknown;
}

beforeEach(async () => {
  client = new FakeClient();
  client.answers.set('settings.get', { settings: siteOf(), version: 3 });
  editor = new SettingsEditor(client);
  await editor.open();
});
const rename = (name: string) => editor.change((draft) => void (draft.name = name), 'name');

test('what is changed is saved over the version that was read', async () => {
  expect(editor.dirty).toBe(false);
  rename('Mine');
  expect(editor.dirty).toBe(true);
  client.answers.set('settings.set', { version: 4, moved: 2 });
  client.answers.set('settings.get', { settings: { ...siteOf(), name: 'Mine' }, version: 4 });
  await editor.save();
  expect(sent()).toMatchObject([{ settings: { name: 'Mine' }, version: 3 }]);
  expect(editor.outcome.value).toEqual({ kind: 'saved', moved: 2 });
  expect(editor.dirty).toBe(false);
});

test('what is typed while it is saved stays, unsaved', async () => {
  rename('Mine');
  client.answers.set('settings.set', { version: 4, moved: 0 });
  client.answers.set('settings.get', { settings: { ...siteOf(), name: 'Mine' }, version: 4 });
  const saved = editor.save();
  editor.change((draft) => void (draft.default_capacity = 9), 'default_capacity');
  await saved;
  expect(sent()).toMatchObject([{ settings: { name: 'Mine', default_capacity: 4 } }]);
  expect(editor.draft.value).toMatchObject({ name: 'Mine', default_capacity: 9 });
  expect(editor.dirty).toBe(true);
});

test('opening again leaves what is being changed', async () => {
  rename('Mine');
  client.answers.set('settings.get', { settings: { ...siteOf(), name: 'Theirs' }, version: 4 });
  await editor.open();
  expect(editor.draft.value?.name).toBe('Mine');
  editor.discard();
  await Promise.resolve();
  await Promise.resolve();
  expect(editor.draft.value?.name).toBe('Theirs');
});

test('what is refused stands at its field until that is changed', async () => {
  rename('');
  const problems = [
    { field: 'name', message: 'A name.' },
    { field: 'departments[1].hours.monday[0]', message: 'Hours.' },
  ];
  client.answers.set('settings.set', refusalOf(-32602, { field: 'name', problems }));
  await editor.save();
  expect(editor.outcome.value).toEqual({ kind: 'wrong' });
  expect(editor.problems.value).toEqual(problems);
  rename('Good');
  expect(editor.problems.value).toEqual([problems[1]]);
  editor.change(() => {}, 'departments[1].hours.monday');
  expect(editor.problems.value).toEqual([]);
});

test('a shape that is none is said by the path of the wire', async () => {
  client.answers.set('settings.set', refusalOf(-32602, { field: 'settings.departments.0.ladder' }));
  await editor.save();
  expect(editor.problems.value).toEqual([{ field: 'departments[0].ladder', message: 'no' }]);
});

test('a number that is not filled in is not sent', async () => {
  editor.change((draft) => void (draft.default_capacity = Number.NaN), 'default_capacity');
  await editor.save();
  expect(sent()).toEqual([]);
  expect(editor.problems.value).toMatchObject([{ field: 'default_capacity' }]);
});

test('somebody else’s change is taken in, and mine stays', async () => {
  rename('Mine');
  client.answers.set('settings.set', refusalOf(4209, { why: 'version' }));
  await editor.save();
  expect(editor.outcome.value).toEqual({ kind: 'outdated' });
  rename('Mine too');
  expect(editor.outcome.value).toEqual({ kind: 'outdated' });
  client.answers.set('settings.get', { settings: { ...siteOf(), name: 'Theirs', default_capacity: 9 }, version: 8 });
  await editor.takeIn();
  expect(editor.draft.value).toMatchObject({ name: 'Mine too', default_capacity: 9 });
  expect(editor.both.value).toEqual([{ field: 'name', theirs: 'Theirs' }]);
  client.answers.set('settings.set', { version: 9, moved: 0 });
  await editor.save();
  expect(sent().at(-1)).toMatchObject({ version: 8, settings: { name: 'Mine too', default_capacity: 9 } });
});

test('a department that conversations need goes with a move', async () => {
  editor.change((draft) => void draft.departments.pop());
  client.answers.set(
    'settings.set',
    refusalOf(4209, { why: 'stranded', stranded: [{ department: 'sales', conversations: 3 }] }),
  );
  await editor.save();
  expect(editor.stranded.value).toEqual([{ department: 'sales', conversations: 3 }]);
  expect(editor.nameOf('sales')).toBe('Sales');
  expect(editor.dirty).toBe(true);
  client.answers.set('settings.set', { version: 4, moved: 3 });
  await editor.save([{ from: 'sales', to: 'care' }]);
  expect(sent().at(-1)?.moves).toEqual([{ from: 'sales', to: 'care' }]);
  expect(editor.stranded.value).toEqual([]);
});

test('ladders follow a new department that is called otherwise', () => {
  const added = editor.addDepartment();
  editor.change(({ departments }) => departments[0]!.ladder.push({ after_ms: 1, to: added.id }));
  const key = editor.keyOf(added);
  editor.callIt(added, 'repairs', 'departments[2].id');
  expect(editor.draft.value?.departments[0]?.ladder).toEqual([{ after_ms: 1, to: 'repairs' }]);
  expect(editor.keyOf(added)).toBe(key);
  expect([editor.stored('care'), editor.stored('repairs')]).toEqual([true, false]);
});

test('who may not is told why', async () => {
  client.answers.set('settings.get', refusalOf(4104));
  const other = new SettingsEditor(client);
  await other.open();
  expect([other.state.value, other.why.value]).toEqual(['failed', 'You may not do this.']);
});
