// The opportunity of a conversation and how far its hand-off is, in a strip, with what can be done in that state; the
// brief of whoever has taken over; and who was asked in.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { ConversationView } from '../../client/api.ts';
import type { Opportunity } from '../../client/wire.ts';
import { down, flag, handshake, people, right } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { when } from '../ages.ts';
import { failedBecause, needsWish, type Objection, objectionsOf, offeredTo, pinnedBrief } from '../handoff.ts';
import type { May } from '../may.ts';
import { helps } from '../rows.ts';
import { words } from '../words.ts';
import { Brief, Silent } from './brief.tsx';
import { Way } from './care-strips.tsx';
import { useDesk } from './context.ts';
import { Objections } from './objections.tsx';

const say = words.handoff;

interface StripProps {
  view: ConversationView<'staff'>;
  may: May;
}
interface StateProps extends StripProps {
  opportunity: Opportunity;
}

export function HandoffStrips({ view, may }: StripProps) {
  const desk = useDesk();
  const { opportunity, state } = view.copy;
  const open = state === 'active' || state === 'queued' || state === 'offered';
  return (
    <>
      {open && opportunity && <Standing view={view} may={may} opportunity={opportunity} />}
      {state === 'active' && <Helpers view={view} may={may} />}
      {(may.back || (may.take && view.copy.pending?.kind === 'handoff')) && <Pinned view={view} />}
      {state === 'active' && helps(view, desk.me.id) && view.copy.owner?.id !== desk.me.id && <Helping id={view.id} />}
    </>
  );
}

function Standing(props: StateProps) {
  switch (props.opportunity.state) {
    case 'flagged':
    case 'deferred':
    case 'declined':
      return <Open {...props} />;
    case 'proposed':
      return <Proposed {...props} />;
    case 'consented':
      return <Consented {...props} />;
    case 'offered':
      return <Offered {...props} />;
    case 'accepted':
      return <Accepted {...props} />;
    default:
      return null; // it is over, and stands in the notes
  }
}

function Strip({ icon, tone, ways, below, children }: StripParts) {
  return (
    <div class="strip" role="status" data-tone={tone}>
      <Icon path={icon} size={16} />
      <span>{children}</span>
      {ways && <span class="strip-ways">{ways}</span>}
      {below}
    </div>
  );
}
interface StripParts {
  icon: string;
  tone?: 'accent' | 'warn';
  ways?: ComponentChildren;
  below?: ComponentChildren;
  children: ComponentChildren;
}

// Nobody is asked yet, or the answer was later, or no.
function Open({ view, may, opportunity }: StateProps) {
  const desk = useDesk();
  const now = desk.clock.minute.value * 60_000;
  const { product, kind, flagged_by: by, state, due, id } = opportunity;
  const found = objectionsOf(view, desk.selling.learnt.value.get(view.id));
  const ask = (asked: boolean) => desk.staffing.ask({ kind: 'propose', conversation: view.id, asked });
  const drop = () => {
    desk.focus.value = 'heading';
    void desk.selling.dismiss(view.id, id);
  };
  const ways = (
    <>
      {may.propose && (
        <button
          type="button"
          class="button small"
          aria-keyshortcuts="Alt+H"
          onClick={() => ask(needsWish(opportunity))}
        >
          {needsWish(opportunity) ? words.guard.askedWay : words.propose.act}
        </button>
      )}
      {may.drop && <Way text={say.dismiss} what={`dismiss ${view.id}`} onDo={drop} />}
    </>
  );
  const blocked = may.propose && found.length > 0 && !needsWish(opportunity);
  return (
    <Strip
      icon={flag}
      ways={(may.propose || may.drop) && ways}
      below={blocked && <Objections view={view} found={found} above onAsked={() => ask(true)} />}
    >
      <strong>
        <bdi>{{ flagged: say.flagged, deferred: say.deferred, declined: say.declined }[state as Unasked](product)}</bdi>
      </strong>{' '}
      {state === 'deferred' && due !== undefined
        ? say.deferredUntil(when(due, now))
        : say.flaggedBy(by.name, words.flag.kinds[kind])}
    </Strip>
  );
}
type Unasked = 'flagged' | 'deferred' | 'declined';

function useWithdraw(view: ConversationView<'staff'>, opportunity: Opportunity): () => void {
  const desk = useDesk();
  return () => {
    desk.focus.value = 'heading';
    void desk.selling.withdraw(view.id, opportunity.id);
  };
}

function Proposed({ view, may, opportunity }: StateProps) {
  const now = useDesk().clock.minute.value * 60_000;
  const withdraw = useWithdraw(view, opportunity);
  const asked = opportunity.history.findLast(({ state }) => state === 'proposed')?.at ?? opportunity.flagged_at;
  const { handoff } = opportunity;
  return (
    <Strip
      icon={handshake}
      tone="accent"
      ways={may.propose && <Way text={say.withdraw} what={`withdraw ${view.id}`} onDo={withdraw} />}
    >
      <strong>{say.proposed(handoff?.to_team ?? words.nav.sales)}</strong>{' '}
      {handoff && say.proposedUntil(when(asked, now), when(handoff.expires_at, now))}
    </Strip>
  );
}

function Later({ view, may, opportunity }: StateProps) {
  const desk = useDesk();
  const withdraw = useWithdraw(view, opportunity);
  if (!may.propose) return null;
  return (
    <>
      <Way text={say.defer} onDo={() => desk.staffing.ask({ kind: 'defer', conversation: view.id })} />
      <Way text={say.leave} what={`withdraw ${view.id}`} onDo={withdraw} />
    </>
  );
}

// Agreed, and nobody of sales has it: it waits, unless the agent and the customer choose otherwise.
function Consented(props: StateProps) {
  const desk = useDesk();
  const { view, opportunity } = props;
  const failed = failedBecause(view);
  const found = heldBack(objectionsOf(view, desk.selling.learnt.value.get(view.id)), opportunity);
  const held = !view.copy.pending && found.length > 0;
  return (
    <Strip
      icon={handshake}
      tone={failed || held ? 'warn' : 'accent'}
      ways={<Later {...props} />}
      below={held && <Objections view={view} found={found} above />}
    >
      <strong>{say.consented(opportunity.handoff?.to_team ?? words.nav.sales)}</strong>{' '}
      {held ? say.held : failed ? `${say.failed[failed]} ${say.choose}` : say.waits}
    </Strip>
  );
}
// Having agreed lifts an earlier no; their own wish and a supervisor lift the rest as they did.
function heldBack(found: readonly Objection[], { handoff }: Opportunity): Objection[] {
  return found.filter(
    (one) =>
      one !== 'cooling_off' &&
      one !== 'no_consent' &&
      !(one === 'not_solved' && (handoff?.customer_asked || handoff?.overridden)) &&
      !(one === 'open_complaint' && handoff?.overridden),
  );
}

function Offered(props: StateProps) {
  const desk = useDesk();
  const who = offeredTo(props.view);
  return (
    <Strip icon={handshake} tone="accent" ways={<Later {...props} />}>
      <strong>{who ? say.offered(who.name || desk.staffing.staffName(who.id)) : say.offeredBare}</strong>{' '}
      {say.offeredHint}
    </Strip>
  );
}

function Accepted({ view, may, opportunity }: StateProps) {
  const desk = useDesk();
  const { owner, product } = opportunity;
  const mine = owner?.id === desk.me.id;
  const back = () => desk.staffing.ask({ kind: 'back', conversation: view.id });
  return (
    <Strip
      icon={handshake}
      tone="accent"
      ways={
        may.back && (
          <button type="button" class="button small primary" aria-keyshortcuts="Alt+H" onClick={back}>
            {words.back.act}
          </button>
        )
      }
    >
      {mine ? (
        <strong>
          <bdi>{say.yours(product)}</bdi>
        </strong>
      ) : (
        <>
          <strong>{say.accepted(owner?.name ?? words.nav.sales)}</strong> <bdi>{say.acceptedHint(product)}</bdi>
        </>
      )}
    </Strip>
  );
}

// Stays in sight while one talks, as far as there is room; what must not be said always.
function Pinned({ view }: { view: ConversationView<'staff'> }) {
  const [open, setOpen] = useState(() => matchMedia('(min-width: 760px)').matches);
  const brief = pinnedBrief(view);
  if (!brief) return null;
  const giver = view.copy.opportunity?.giver?.name;
  return (
    <div class="pinned">
      <button
        type="button"
        class="pinned-head"
        aria-expanded={open}
        aria-controls="pinned-brief"
        onClick={() => setOpen(!open)}
      >
        <Icon path={open ? down : right} size={16} /> {giver ? words.brief.heading(giver) : words.brief.headingBare}
      </button>
      {!open && brief.do_not_say && (
        <div class="pinned-body">
          <Silent brief={brief} />
        </div>
      )}
      <section
        id="pinned-brief"
        class="pinned-body"
        hidden={!open}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={words.brief.headingBare}
      >
        <Brief brief={brief} />
      </section>
    </div>
  );
}

// Whoever handed it over and reads along can be asked in, and be let go again.
function Helpers({ view, may }: StripProps) {
  const desk = useDesk();
  const { id, copy } = view;
  const giver = copy.opportunity?.giver;
  if (!may.invite || !giver || giver.id === desk.me.id || giver.id === copy.owner?.id) return null;
  const present = copy.participants.some((one) => one.id === giver.id);
  const helping = helps(view, giver.id);
  if (!present && !helping) return null;
  const say = words.invite;
  const { selling } = desk;
  return (
    <Strip
      icon={people}
      ways={
        helping ? (
          <Way text={say.letGo(giver.name)} what={`invite ${id}`} onDo={() => void selling.uninvite(id, giver.id)} />
        ) : (
          <Way text={say.again(giver.name)} what={`invite ${id}`} onDo={() => void selling.askIn(id, giver.id)} />
        )
      }
    >
      {helping ? say.helps(giver.name) : say.gives(giver.name)}
    </Strip>
  );
}

function Helping({ id }: { id: string }) {
  const desk = useDesk();
  const leave = () => {
    desk.focus.value = 'heading';
    void desk.selling.uninvite(id, desk.me.id);
  };
  return (
    <Strip icon={people} tone="accent" ways={<Way text={words.invite.leave} what={`invite ${id}`} onDo={leave} />}>
      <strong>{words.invite.helping}</strong>
    </Strip>
  );
}
