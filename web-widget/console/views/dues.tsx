// Follow-ups until tonight, the latest first: done at one press, or put to another time.
import { useRef } from 'preact/hooks';
import type { Opportunity } from '../../client/wire.ts';
import { check, clock } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { dueOf, mayDeal } from '../deals.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { customerOf, worthOf } from './deal.tsx';
import { Due } from './due.tsx';

const say = words.sales;

export function Dues() {
  const desk = useDesk();
  const { sales } = desk;
  const heading = useRef<HTMLHeadingElement>(null);
  const all = dueOf(sales.of(['deferred', 'won']), desk.clock.minute.value * 60_000);
  return (
    <section class="dues" aria-labelledby="dues-heading">
      <h3 id="dues-heading" ref={heading} tabIndex={-1}>
        {say.dues} <span class="count">{all.length}</span>
      </h3>
      {all.length === 0 ? (
        <p class="hint">{say.noDues}</p>
      ) : (
        <ul class="dues-list">
          {all.map((deal) => (
            <Row key={deal.id} deal={deal} onGone={() => heading.current?.focus()} />
          ))}
        </ul>
      )}
      {sales.hasMore(['deferred', 'won']) && <p class="hint">{say.moreDues}</p>}
    </section>
  );
}

function Row({ deal, onGone }: { deal: Opportunity; onGone(): void }) {
  const desk = useDesk();
  const { sales } = desk;
  const name = customerOf(desk, deal);
  const busy = sales.busy.value.has(deal.id);
  const problem = sales.problem.value;
  const done = async () => {
    if (!(await sales.followUp(deal.id, null))) return;
    desk.announcement.value = say.isDone(name);
    onGone();
  };
  return (
    <li class="due-row" data-opportunity={deal.id}>
      <button type="button" class="due-what" onClick={() => sales.choose(deal)}>
        <span class="deal-top">
          <bdi class="deal-who">{name}</bdi>
          <Due at={deal.due!} />
        </span>
        <span class="hint">
          {deal.state === 'won' ? say.aftercare : say.followUp} · <bdi>{deal.product}</bdi> · {worthOf(deal)}
        </span>
      </button>
      {mayDeal(deal, desk.you).followUp && (
        <span class="due-ways">
          <button
            type="button"
            class="button small"
            disabled={busy}
            aria-label={say.doneOf(name)}
            onClick={() => void done()}
          >
            <Icon path={check} size={14} /> {say.done}
          </button>
          <button
            type="button"
            class="button small"
            aria-label={say.laterOf(name)}
            onClick={() => {
              sales.choose(deal);
              sales.asking.value = 'later';
            }}
          >
            <Icon path={clock} size={14} /> {say.later}
          </button>
        </span>
      )}
      {problem?.opportunity === deal.id && !sales.chosen.value && (
        <p class="due-why" role="alert">
          {problem.text}
        </p>
      )}
    </li>
  );
}
