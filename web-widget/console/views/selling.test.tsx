// @vitest-environment happy-dom
// The hand-off on the screen, by role and name: what an agent and a rep see and press at each step.
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConversationView } from '../../client/api.ts';
import type { StaffYou } from '../../client/wire.ts';
import { Desk } from '../desk.ts';
import { localText } from '../due.ts';
import { ana, byBaton, FakeClient, FakeLists, opportunityOf, refusalOf, said, viewOf, withNotes } from '../fakes.ts';
import { Preferences } from '../kept.ts';
import { Session } from '../session.ts';
import { hereContext } from './context.ts';
import { Shell } from './shell.tsx';

let client: FakeClient;
let desk: Desk;
let end: () => void = () => {};
const root = document.createElement('div');
const session = new Session({ ask: async () => new Response(null, { status: 404 }), tab: sessionStorage });
const settle = () => new Promise((done) => setTimeout(done));
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const nameOf = (b: Element) => (b.getAttribute('aria-label') ?? b.textContent ?? '').trim();
const find = (name: string, within: ParentNode = root) =>
  [...within.querySelectorAll('button')].find((b) => nameOf(b) === name);
const press = (name: string, within?: ParentNode) =>
  act(async () => {
    const button = find(name, within);
    if (!button) throw new Error(`no button ${name}`);
    button.click();
    await settle();
  });
const key = (code: string, more: KeyboardEventInit = { altKey: true }) =>
  act(async () => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...more }));
    await settle();
  });
const dialog = () => root.querySelector('dialog')!;
const field = (label: string) => {
  const found = [...dialog().querySelectorAll('label')].find(
    (l) => l.textContent!.startsWith(label) || l.querySelector('bdi')?.textContent === label,
  );
  if (!found) throw new Error(`no field ${label}`);
  const of = found.getAttribute('for');
  return (of ? document.getElementById(of) : found.querySelector('input')) as HTMLInputElement;
};
const type = (label: string, text: string) =>
  act(() => {
    const input = field(label);
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
const choose = (label: string) => act(() => field(label).click());
const send = () =>
  act(async () => {
    dialog()
      .querySelector('form')!
      .dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }));
    await settle();
  });
const calls = (method: string) => client.done.filter(([name]) => name === method).map(([, params]) => params);
const told = (label: string) => document.getElementById(`${field(label).id}-why`)?.textContent;

const departments = [
  { id: 'care', name: 'Care', online: true, wait_ms: null, assign: 'auto', kind: 'care' } as const,
  { id: 'sales', name: 'Sales team', online: true, wait_ms: null, assign: 'offer', kind: 'sales' } as const,
];
const catalogue = [{ name: 'Kettle' }, { name: 'Team plan', price: { amount: 2990, currency: 'EUR' } }];
const member = { departments: ['care'], presence: 'online', online: true, load: 1, capacity: 4, roles: ['agent'] };
const ben = { ...member, id: 'ben', name: 'Ben' };
const rita = { ...member, id: 'rita', name: 'Rita', departments: ['sales'], roles: ['sales'] };
const me = { rita: { ...ana, id: 'rita', name: 'Rita', roles: ['sales'], departments: ['sales'] } as StaffYou };
const sue: StaffYou = { ...ana, id: 'sue', name: 'Sue', roles: ['supervisor'], departments: ['care', 'sales'] };

async function enter(view: ConversationView<'staff'>, you: StaffYou = ana): Promise<void> {
  client.change({ you, desk: { open: true, departments, catalogue } });
  client.answers.set('staff.list', { staff: [ben, rita] });
  client.show(view);
  desk = new Desk(client, new FakeLists(), you, signal({ view: 'inbox', conversation: 'c' }), new Preferences());
  end = desk.start();
  await act(async () => {
    render(
      <hereContext.Provider value={{ desk, session, signOut: () => {}, ask: async () => {} }}>
        <Shell />
      </hereContext.Provider>,
      root,
    );
    await settle();
  });
}

beforeEach(() => {
  document.body.append(root);
  client = new FakeClient();
});
afterEach(() => {
  render(null, root);
  end();
  sessionStorage.clear();
  localStorage.clear();
});

test('an opportunity is flagged in two keystrokes, with what was spoken of', async () => {
  await enter(viewOf('c', [said('Do you have the team plan for 12 people?')]));
  await key('KeyO');
  expect(field('Product').value).toBe('Team plan');
  expect(field('Expected value').value).toMatch(/^29[.,]90$/);
  await send();
  expect(calls('opportunity.flag')).toEqual([
    {
      conversation: 'c',
      kind: 'upsell',
      product: 'Team plan',
      reason: 'Do you have the team plan for 12 people?',
      value: { amount: 2990, currency: 'EUR' },
    },
  ]);
  expect(all('dialog')).toHaveLength(0);
});

test('what is wrong with it stands at its field, and nothing is sent', async () => {
  await enter(viewOf('c', [said('Hello')]));
  await key('KeyO');
  await type('Product', ' ');
  await type('Expected value', '12.345');
  await type('Currency', 'ZZZ');
  await send();
  expect(told('Product')).toBe('This is needed.');
  expect(told('Currency')).toContain('Three letters');
  expect(document.activeElement).toBe(field('Product'));
  await type('Currency', 'EUR');
  expect(told('Expected value')).toContain('fewer digits');
  await type('Product', 'x'.repeat(203));
  expect(told('Product')).toBe('3 characters too many.');
  expect(calls('opportunity.flag')).toEqual([]);
});

test('the server’s refusal stands at its field too', async () => {
  await enter(viewOf('c', [said('Hello')]));
  client.answers.set('opportunity.flag', refusalOf(-32602, { field: 'currency' }));
  await key('KeyO');
  await send();
  expect(told('Currency')).toBe('This currency is not known.');
  expect(dialog().querySelector('[role=alert]')!.textContent).toBe('');
});

const suggested = {
  kind: 'suggested',
  suggestion: 'seats',
  rule: 'Many seats',
  opportunity_kind: 'new',
  product: 'Team plan',
};

test('a suggestion says which rule, and is answered by one key', async () => {
  await enter(
    withNotes(
      viewOf('c', [said('Hi')]),
      { ...suggested, by: byBaton },
      { ...suggested, suggestion: 'cart', product: 'Kettle' },
    ),
  );
  expect(root.querySelector('.strip')!.textContent).toContain('Rule: Many seats');
  await key('KeyS', { key: 's' });
  expect(calls('opportunity.flag')).toEqual([
    expect.objectContaining({
      kind: 'new',
      product: 'Team plan',
      suggestion: 'seats',
      reason: expect.stringContaining('Many seats'),
    }),
  ]);
  expect(all('dialog')).toHaveLength(0);
  await key('KeyX');
  expect(calls('suggestion.dismiss')).toEqual([{ conversation: 'c', suggestion: 'cart' }]);
  expect(root.textContent).not.toContain('Rule:');
});

test('solved is asked, and how they answered is seen', async () => {
  await enter(viewOf('c', [said('Hi')]));
  await press('Mark as solved');
  expect(calls('conversation.solve')).toEqual([{ conversation: 'c', solved: true }]);
  await act(() => client.show(viewOf('c', [{ kind: 'solved' }], { solved: 'proposed' })));
  expect(root.textContent).toContain('Waiting for their answer');
  await press('Not solved after all');
  expect(calls('conversation.solve').at(-1)).toEqual({ conversation: 'c', solved: false });
  await act(() => client.show(viewOf('c', [{ kind: 'solved' }, { kind: 'not_solved' }])));
  expect(root.textContent).toContain('They say: not yet');
});

test('what stands in the way is said with its way out, and goes with it', async () => {
  const flagged = viewOf('c', [said('Hi')], { opportunity: opportunityOf() });
  const notes = [
    { kind: 'alert', on: true, reason: 'unhappy', by: byBaton },
    { kind: 'complaint', open: true, text: 'Too late' },
  ];
  await enter(withNotes(flagged, ...notes));
  const box = () => root.querySelector('.objections')!;
  expect(box().querySelectorAll('li')).toHaveLength(3);
  expect(root.textContent).toContain('Baton noticed it in what they wrote.');
  expect(root.textContent).toContain('“Too late”');
  expect([...box().querySelectorAll('button')].map(nameOf)).toEqual(['Mark as solved']); // strips above have the others
  await press('They are fine');
  await press('Settled');
  await press('Mark as solved', box());
  expect(calls('alert.set')).toEqual([{ conversation: 'c', reason: 'unhappy', on: false }]);
  expect(calls('conversation.complaint')).toEqual([{ conversation: 'c', open: false }]);
  expect(calls('conversation.solve')).toEqual([{ conversation: 'c', solved: true }]);
  const settled = { ...flagged, copy: { ...flagged.copy, solved: 'confirmed' as const } };
  const off = [
    { ...notes[0], on: false },
    { kind: 'complaint', open: false },
  ];
  await act(() => client.show(withNotes(settled, ...notes, ...off)));
  expect(root.querySelector('.objections')).toBeNull();
});

const ready = () =>
  viewOf('c', [said('My kettle leaks'), said('Could we have more seats?')], {
    solved: 'confirmed',
    opportunity: opportunityOf(),
  });

test('the customer is asked in words one sees, with a brief that is filled in', async () => {
  await enter(ready());
  await key('KeyH');
  await type('What they read', 'More seats for your team');
  const preview = root.querySelector('.ask-preview')!.textContent!;
  expect(preview).toContain('Sales team');
  expect(preview).toContain('More seats for your team');
  await type('Promised', 'A call\n\nNo fee');
  await type('Do not say', 'The outage');
  await choose('Rita');
  await send();
  expect(calls('handoff.propose')).toEqual([
    {
      conversation: 'c',
      opportunity: 'c.1',
      pitch: 'More seats for your team',
      to: { staff: 'rita' },
      brief: {
        summary: 'They wrote: “My kettle leaks”',
        need: 'Asked for more seats',
        product: 'Team plan',
        solved: 'Solved, and they confirmed it',
        promises: ['A call', 'No fee'],
        do_not_say: 'The outage',
      },
    },
  ]);
  expect(all('dialog')).toHaveLength(0);
});

test('a brief over its limits is not sent', async () => {
  await enter(ready());
  await key('KeyH');
  await type('Summary', '');
  await type('Need', 'x'.repeat(2001));
  await type('Promised', Array.from({ length: 11 }, (_, i) => `p${i}`).join('\n'));
  await send();
  expect(told('Summary')).toBe('This is needed.');
  expect(told('Need')).toBe('1 character too many.');
  expect(told('Promised')).toContain('At most 10');
  expect(calls('handoff.propose')).toEqual([]);
});

test('their own wish is a message of theirs; then nobody is asked', async () => {
  await enter(ready());
  await press('Ask the customer …');
  await choose('They asked for it themselves');
  expect([...field('The message').querySelectorAll('option')].map((o) => o.textContent)).toEqual([
    'Could we have more seats?',
    'My kettle leaks',
  ]);
  expect(root.querySelector('.ask-preview')).toBeNull();
  await press('Call sales', dialog());
  expect(calls('handoff.propose')).toEqual([
    expect.objectContaining({ customer_asked: { seq: 2 }, to: { department: 'sales' } }),
  ]);
  expect(calls('handoff.propose')[0]).not.toHaveProperty('pitch');
});

test('the guard’s refusal stays in sight, and a supervisor may override where it says so', async () => {
  await enter(ready(), sue);
  await press('Ask the customer …');
  client.answers.set('handoff.propose', refusalOf(4210, { why: 'open_complaint', override: true }));
  await send();
  expect(dialog().querySelector('.objections')!.textContent).toContain('complaint is still open');
  await choose('Override as a supervisor');
  await send();
  expect(told('Why it may be asked')).toBe('This is needed.');
  await type('Why it may be asked', 'Settled by phone');
  expect(dialog().querySelector('.objections')).toBeNull();
  client.answers.delete('handoff.propose');
  await send();
  expect(calls('handoff.propose').at(-1)).toMatchObject({ override: { reason: 'Settled by phone' } });
  expect(root.querySelector('.objections')).toBeNull();
});

test('an agent is not offered to override', async () => {
  await enter(ready());
  client.answers.set('handoff.propose', refusalOf(4210, { why: 'open_complaint', override: true }));
  await press('Ask the customer …');
  await send();
  expect(dialog().textContent).not.toContain('Override');
  await press('Cancel', dialog());
  expect(root.querySelector('.strip .objections')!.textContent).toContain('complaint is still open');
});

const handoff = { id: 'c.1.1', department: 'sales', to_team: 'Sales team', expires_at: 9e12 };

test('at each step it is said where it is, and it can be withdrawn until a rep has it', async () => {
  const at = (state: 'proposed' | 'consented' | 'offered', more = {}) =>
    ready().copy && { ...ready(), copy: { ...ready().copy, opportunity: opportunityOf({ state, handoff }), ...more } };
  const pending = { kind: 'handoff', to: 'sales', until: 0 } as const;
  await enter(at('proposed'));
  expect(root.textContent).toContain('They were asked about Sales team.');
  await press('Withdraw');
  expect(calls('handoff.withdraw')).toEqual([{ conversation: 'c', opportunity: 'c.1' }]);

  const waits = at('consented', { pending });
  await act(() => client.show(waits));
  expect(root.textContent).toContain('Somebody is being looked for.');
  expect(root.textContent).not.toContain('Being transferred');
  const failed = {
    ...viewOf('c', [{ kind: 'handoff_consented' }, { kind: 'handoff_failed', reason: 'nobody' }]),
    copy: waits.copy,
  };
  await act(() => client.show(failed));
  expect(root.querySelector('.strip')!.textContent).toContain('Nobody of sales is free just now. Agree with them');
  await press('Another time …');
  const due = localText(Date.now() + 86_400_000);
  await type('When', '');
  await send();
  expect(told('When')).toBe('Choose when.');
  await type('When', due);
  await send();
  expect(calls('handoff.defer')).toEqual([{ conversation: 'c', opportunity: 'c.1', due: new Date(due).getTime() }]);
  await press('Leave it');
  expect(calls('handoff.withdraw')).toHaveLength(2);

  const offered = { kind: 'decision', what: 'offered', who: { id: 'rita', name: 'Rita' }, by: byBaton };
  await act(() => client.show(withNotes(at('offered', { pending }), offered)));
  expect(root.textContent).toContain('Offered to Rita');
  expect(find('Leave it')).toBeTruthy();
});

const owner = { id: 'rita', name: 'Rita' };
const brief = {
  summary: 'Wants seats',
  need: '12 seats',
  product: 'Team plan',
  budget: '€ 350',
  promises: ['A call'],
  do_not_say: 'The outage',
};
const accepted = opportunityOf({ state: 'accepted', owner, giver: { id: 'ana', name: 'Ana' }, brief, handoff });
const participants = [{ id: 'ana', name: 'Ana', role: 'agent', online: true }] as const;
const taken = () => viewOf('c', [said('Hi')], { owner, opportunity: accepted, participants: [...participants] });

test('an offer shows the brief, what must not be said the loudest', async () => {
  await enter(viewOf('c', [said('My kettle leaks')]), me.rita);
  await act(() => client.tell('offer', { conversation: 'c', kind: 'handoff', brief, deadline: Date.now() + 45_000 }));
  const card = root.querySelector('.offer')!;
  expect([...card.querySelectorAll('dt')].map((dt) => dt.textContent)).toEqual([
    'Product',
    'Budget, size',
    'Need',
    'Summary',
    'Promised',
  ]);
  expect(card.querySelector('.brief-silent')!.textContent).toContain('Do not say: The outage');
  expect(card.querySelector('.offer-words')).toBeNull();
});

test('the rep has the brief in sight, asks the giver in, and hands back what was won', async () => {
  await enter(taken(), me.rita);
  expect(root.querySelector('.pinned')!.textContent).toContain('Brief from Ana');
  expect(root.querySelector('.pinned')!.textContent).toContain('The outage');
  await press('Ask Ana in');
  expect(calls('conversation.invite')).toEqual([{ conversation: 'c', staff: 'ana' }]);
  await key('KeyH');
  await type('Amount', '350,5');
  await type('Currency', 'EUR');
  await type('Note for care', 'Invoice is sent');
  await send();
  expect(calls('handoff.back')).toEqual([
    { conversation: 'c', outcome: 'won', amount: 35_050, currency: 'EUR', note: 'Invoice is sent' },
  ]);
});

test('a sale without an amount, or a loss without a reason, is not sent', async () => {
  await enter(taken(), me.rita);
  await press('Hand back …');
  await send();
  expect(told('Amount')).toBe('This is needed.');
  await choose('Lost');
  await send();
  expect(told('Why it was lost')).toBe('This is needed.');
  await type('Why it was lost', 'Too dear');
  await choose('Care');
  await send();
  expect(calls('handoff.back')).toEqual([
    { conversation: 'c', outcome: 'lost', reason: 'Too dear', to: { department: 'care' } },
  ]);
});

test('the giver reads along, helps when asked, and leaves again', async () => {
  await enter(taken());
  expect(root.textContent).toContain('Rita has taken over');
  expect(find('Hand back …')).toBeUndefined();
  const joined = { kind: 'joined' as const, who: { id: 'ana', name: 'Ana', role: 'agent' } };
  await act(() => client.show({ ...viewOf('c', [said('Hi'), joined]), copy: taken().copy }));
  expect(root.textContent).toContain('You were asked in.');
  await press('Leave');
  expect(calls('conversation.invite')).toEqual([{ conversation: 'c', staff: 'ana', on: false }]);
});

test('a note is shared with sales one by one; to a rep the others are only told of', async () => {
  const note = { kind: 'note', text: 'Kind, but in a hurry' };
  await enter(withNotes({ ...ready() }, note));
  await press('Share with sales: Kind, but in a hurry');
  expect(calls('note.share')).toEqual([{ conversation: 'c', note: 1 }]);
  const author = { id: 'ana', name: 'Ana', role: 'agent' };
  await act(() => client.show(withNotes(ready(), note, { kind: 'shared', note: 1, author, text: note.text })));
  expect(root.querySelector('.shared')!.textContent).toBe('Shared with sales');
  await act(() => render(null, root));
  end();
  await enter(withNotes(taken(), { kind: 'note', withheld: true }), me.rita);
  expect(root.textContent).toContain('A note of care, not shared: by Ana');
  expect(root.textContent).not.toContain('in a hurry');
});
