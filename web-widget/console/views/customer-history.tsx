// What else there was with a customer: their conversations, and the opportunities that were seen in them.
import { useEffect } from 'preact/hooks';
import type { Opportunity } from '../../client/wire.ts';
import { when } from '../ages.ts';
import { newestFirst } from '../deals.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { worthOf } from './deal.tsx';

const say = words.sales.details;

export function CustomerHistory({ deal, visitor }: { deal: Opportunity; visitor: string }) {
  const desk = useDesk();
  const { past, sales } = desk;
  const found = past.of(visitor).value;
  const ready = desk.snapshot.value.link === 'ready';
  const now = desk.clock.minute.value * 60_000;
  useEffect(() => {
    if (ready) void past.visitorMore(visitor, true);
  }, [ready, visitor, past]);
  const talks = found?.conversations ?? [];
  const all = new Map<string, Opportunity>();
  for (const { opportunity, visitor: of } of talks)
    if (opportunity)
      all.set(opportunity.id, { ...opportunity, visitor: { id: of.id, ...(of.name && { name: of.name }) } });
  for (const known of sales.known.value.values()) if (known.visitor?.id === visitor) all.set(known.id, known);
  all.delete(deal.id);
  const others = [...all.values()].sort(newestFirst);
  return (
    <section>
      <h3>{say.customer}</h3>
      <h4>{say.deals}</h4>
      {others.length > 0 ? (
        <ul class="earlier">
          {others.map((other) => (
            <li key={other.id}>
              <button type="button" onClick={() => sales.choose(other)}>
                <bdi>{other.product}</bdi>
                <span class="hint">
                  {words.sales.states[other.state]} · {worthOf(other)} · {when(other.flagged_at, now)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="hint">{say.noDeals}</p>
      )}
      <h4>{say.talks}</h4>
      {talks.length > 0 && (
        <ul class="earlier">
          {talks.map((talk) => (
            <li key={talk.id}>
              <button
                type="button"
                onClick={() => {
                  sales.choose(null);
                  desk.choose(talk.id, 'heading');
                }}
              >
                <span>{when(talk.started_at, now)}</span>
                <span class="hint">
                  {words.conversation.state[talk.state]}
                  {talk.owner && ` · ${words.lists.owner(talk.owner.name, talk.owner.id === desk.me.id)}`}
                  {talk.id === deal.conversation && ` · ${say.here}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found?.state === 'there' && talks.length === 0 && <p class="hint">{say.noTalks}</p>}
      {(!found || (found.state === 'loading' && talks.length === 0)) && (
        <p class="hint" role="status">
          {say.loading}
        </p>
      )}
      {found?.state === 'failed' && (
        <p class="hint">
          {words.panel.earlierFailed}{' '}
          <button type="button" class="link" onClick={() => void past.visitorMore(visitor)}>
            {words.conversation.again}
          </button>
        </p>
      )}
      {found?.state === 'there' && found.cursor && (
        <button type="button" class="button small plain" onClick={() => void past.visitorMore(visitor)}>
          {words.lists.moreRecent}
        </button>
      )}
    </section>
  );
}
