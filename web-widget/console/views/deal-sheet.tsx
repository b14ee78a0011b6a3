// An opportunity, opened: what it is about, what one does with it, the brief, what happened, and what else there was
// with this customer.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Opportunity } from '../../client/wire.ts';
import { chat, check } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { moneyText } from '../../look/money.ts';
import { ago, when } from '../ages.ts';
import { mayDeal } from '../deals.ts';
import type { Asking } from '../sales.ts';
import { words } from '../words.ts';
import { Brief } from './brief.tsx';
import { useDesk } from './context.ts';
import { customerOf, worthOf } from './deal.tsx';
import { DealForm } from './deal-form.tsx';
import { CustomerHistory } from './customer-history.tsx';
import { Sheet } from './sheet.tsx';

const say = words.sales;
const details = say.details;

export function DealSheet({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  return (
    <Sheet heading={customerOf(desk, deal)} onClose={() => desk.sales.choose(null)}>
      <div class="deal">
        <Head deal={deal} />
        <Acts deal={deal} />
        <Facts deal={deal} />
        <BriefAndAsking deal={deal} />
        <Story deal={deal} />
        {deal.visitor && <CustomerHistory deal={deal} visitor={deal.visitor.id} />}
      </div>
    </Sheet>
  );
}

function Head({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  const { sales } = desk;
  return (
    <div class="deal-head">
      <p>
        <bdi class="deal-product">{deal.product}</bdi>
        <span class="hint">
          {say.states[deal.state]} · {worthOf(deal)}
        </span>
      </p>
      <button
        type="button"
        class="button"
        onClick={() => {
          sales.choose(null);
          desk.choose(deal.conversation, 'heading');
        }}
      >
        <Icon path={chat} size={16} /> {details.open}
      </button>
    </div>
  );
}

function Acts({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  const { sales } = desk;
  const asking = sales.asking.value;
  const may = mayDeal(deal, desk.you);
  const told = useRef<HTMLParagraphElement>(null);
  const said = sales.said.value;
  const problem = sales.problem.value;
  const ways = useRef<HTMLDivElement>(null);
  const asked = useRef<Asking | null>(null);
  useEffect(() => {
    // The form that had the focus is gone.
    if (said) told.current?.focus();
    else if (asked.current && !asking) ways.current?.querySelector<HTMLElement>(`[data-ask=${asked.current}]`)?.focus();
    asked.current = asking;
  }, [said, asking]);
  const act = (what: Asking, primary = false) => (
    <button
      type="button"
      class={`button small ${primary ? 'primary' : ''}`}
      data-ask={what}
      aria-expanded={asking === what}
      onClick={() => sales.ask(asking === what ? null : what)}
    >
      {say.acts[what]}
    </button>
  );
  const done = async () => {
    if (await sales.followUp(deal.id, null)) sales.tell(say.forms.said.done);
  };
  const any = may.conclude || may.dismiss || may.refund || may.followUp;
  return (
    <section class="deal-acts" aria-label={say.acts.label}>
      <p ref={told} class="deal-said" role="status" tabIndex={-1}>
        {said}
      </p>
      {any && (
        <div class="deal-ways" ref={ways}>
          {may.conclude && act('won', true)}
          {may.conclude && act('lost')}
          {may.followUp && deal.due !== undefined && (
            <button
              type="button"
              class="button small"
              disabled={sales.busy.value.has(deal.id)}
              onClick={() => void done()}
            >
              <Icon path={check} size={14} /> {say.acts.done}
            </button>
          )}
          {may.followUp && act('later')}
          {may.refund && act('refund')}
          {may.dismiss && act('dismissed')}
        </div>
      )}
      {asking && <DealForm key={asking} deal={deal} what={asking} />}
      {!asking && problem?.opportunity === deal.id && (
        <p class="notice" data-tone="danger" role="alert">
          {problem.text}
        </p>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Facts({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  const now = desk.clock.minute.value * 60_000;
  const { value, amount, currency, refunded, owner, giver, flagged_by: flagger, handoff, due, rule } = deal;
  const age = ago(Math.max(0, now - deal.flagged_at));
  return (
    <dl class="facts">
      <Fact name={details.kind}>{words.flag.kinds[deal.kind]}</Fact>
      <Fact name={details.reason}>
        <bdi>{deal.reason}</bdi>
      </Fact>
      {value && <Fact name={details.value}>{moneyText(value)}</Fact>}
      {amount !== undefined && currency && <Fact name={details.amount}>{moneyText({ amount, currency })}</Fact>}
      {!!refunded && currency && <Fact name={details.refunded}>{moneyText({ amount: refunded, currency })}</Fact>}
      <Fact name={details.flagged}>
        {say.by(flagger.id === desk.me.id ? say.you : flagger.name)}, {when(deal.flagged_at, now)} ({age})
      </Fact>
      {owner && <Fact name={details.owner}>{words.lists.owner(owner.name, owner.id === desk.me.id)}</Fact>}
      {giver && <Fact name={details.giver}>{words.lists.owner(giver.name, giver.id === desk.me.id)}</Fact>}
      {handoff && <Fact name={details.team}>{handoff.to_team}</Fact>}
      {due !== undefined && <Fact name={deal.state === 'won' ? details.aftercare : details.due}>{when(due, now)}</Fact>}
      {rule && <Fact name={details.rule}>{rule}</Fact>}
    </dl>
  );
}

function BriefAndAsking({ deal }: { deal: Opportunity }) {
  const { brief, handoff } = deal;
  return (
    <section>
      <h3>{words.brief.headingBare}</h3>
      {brief ? <Brief brief={brief} /> : <p class="hint">{details.noBrief}</p>}
      {handoff?.pitch && (
        <dl class="facts">
          <Fact name={details.pitch}>
            <bdi>{handoff.pitch}</bdi>
          </Fact>
        </dl>
      )}
      {handoff?.customer_asked && <p class="hint">{details.asked}</p>}
      {handoff?.overridden && <p class="hint">{details.overridden}</p>}
    </section>
  );
}

function Story({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  const now = desk.clock.minute.value * 60_000;
  return (
    <section>
      <h3>{details.history}</h3>
      <ol class="deal-story">
        {deal.history.map(({ state, at, by, reason }, i, all) => (
          <li key={`${at} ${state}`}>
            <strong>{stepName(state, all[i - 1]?.state)}</strong>
            <span class="hint">
              {details.since(
                when(at, now),
                words.lists.owner(by.role === 'visitor' ? customerOf(desk, deal) : by.name, by.id === desk.me.id),
              )}
            </span>
            {reason && <bdi class="deal-why">{reason}</bdi>}
          </li>
        ))}
      </ol>
    </section>
  );
}

// A step that leaves it where it was is a refund or a hand-back: its reason says which.
function stepName(state: Opportunity['state'], before: Opportunity['state'] | undefined): string {
  return state === before ? details.still(say.states[state]) : say.states[state];
}
