// Tags are a set that each call replaces: however fast they are changed, the last wish is what the server has.
import { expect, test } from 'vitest';
import { Acts } from './acts.ts';
import { FakeClient, refusalOf, viewOf } from './fakes.ts';

test('what is wanted while a call is under way goes out next', async () => {
  const client = new FakeClient();
  const acts = new Acts(client);
  const view = viewOf('c', [], { tags: ['a'] });
  const first = acts.tag(view, ['a', 'b']);
  expect(acts.tagsOf(view)).toEqual(['a', 'b']);
  void acts.tag(view, [...acts.tagsOf(view), 'c']);
  void acts.tag(view, [...acts.tagsOf(view), 'd']);
  await first;
  expect(client.done).toEqual([
    ['conversation.tag', { conversation: 'c', tags: ['a', 'b'] }],
    ['conversation.tag', { conversation: 'c', tags: ['a', 'b', 'c', 'd'] }],
  ]);
  expect(acts.tagsOf(view)).toEqual(['a', 'b', 'c', 'd']); // the new copy may come later
  expect(acts.tagsOf(viewOf('c', [], { tags: ['x'] }))).toEqual(['x']);
});

test('a refusal shows them as they are', async () => {
  const client = new FakeClient();
  client.answers.set('conversation.tag', refusalOf(4104));
  const acts = new Acts(client);
  const view = viewOf('c', [], { tags: ['a'] });
  await acts.tag(view, []);
  expect(acts.tagsOf(view)).toEqual(['a']);
  expect(acts.problem.value).toEqual({ conversation: 'c', text: 'You may not do this.' });
});
