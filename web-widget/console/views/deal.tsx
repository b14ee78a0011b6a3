// One opportunity as a card of its stage: who, what, how much, who saw it, how old. Pressed, it opens.
import type { Opportunity } from '../../client/wire.ts';
import { moneyText } from '../../look/money.ts';
import { ago } from '../ages.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Due } from './due.tsx';

const say = words.sales;

export function DealCard({ deal }: { deal: Opportunity }) {
  const desk = useDesk();
  const now = desk.clock.minute.value * 60_000;
  const { product, kind, flagged_by: flagger, flagged_at: at, owner } = deal;
  const everybody = desk.sales.everybody.value;
  return (
    <li>
      <button type="button" class="deal-card" data-opportunity={deal.id} onClick={() => desk.sales.choose(deal)}>
        <span class="deal-top">
          <bdi class="deal-who">{customerOf(desk, deal)}</bdi>
          <span class="deal-age">{ago(Math.max(0, now - at))}</span>
        </span>
        <span class="deal-what">
          <bdi>{product}</bdi>
        </span>
        <span class="deal-low">
          <strong>{worthOf(deal)}</strong>
          <span class="hint">{words.flag.kinds[kind]}</span>
        </span>
        <span class="hint">
          {say.flaggedBy(flagger.name, flagger.id === desk.me.id)}
          {everybody && owner && ` · ${words.lists.owner(owner.name, owner.id === desk.me.id)}`}
        </span>
        {deal.due !== undefined && (deal.state === 'deferred' || deal.state === 'won') && <Due at={deal.due} />}
      </button>
    </li>
  );
}

export function customerOf(desk: ReturnType<typeof useDesk>, { visitor, conversation }: Opportunity): string {
  return desk.nameOf(visitor ?? { id: conversation });
}

// What it brought, else what is expected of it.
export function worthOf({ amount, currency, value }: Opportunity): string {
  if (amount !== undefined && currency) return moneyText({ amount, currency });
  return value ? moneyText(value) : say.noValue;
}
