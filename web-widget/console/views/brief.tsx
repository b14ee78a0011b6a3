// A brief, to be read in half a minute: what must not be said first and loudest, then product, budget and need.
import type { ComponentChildren } from 'preact';
import type { Brief as Told } from '../../client/wire.ts';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';

const say = words.brief;

export function Brief({ brief }: { brief: Told }) {
  const { product, budget, need, summary, solved, mood, promises = [] } = brief;
  return (
    <div class="brief">
      <Silent brief={brief} />
      <dl>
        {product && <Fact name={say.product}>{product}</Fact>}
        {budget && <Fact name={say.budget}>{budget}</Fact>}
        {need && <Fact name={say.need}>{need}</Fact>}
        {mood && <Fact name={say.mood}>{mood}</Fact>}
        <Fact name={say.summary}>{summary}</Fact>
        {solved && <Fact name={say.solved}>{solved}</Fact>}
        {promises.length > 0 && (
          <div>
            <dt>{say.promises}</dt>
            <dd>
              <ul>
                {promises.map((promise) => (
                  <li key={promise}>
                    <bdi>{promise}</bdi>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

// Also where the rest is folded away.
export function Silent({ brief: { do_not_say: silent } }: { brief: Told }) {
  if (!silent) return null;
  return (
    <p class="brief-silent">
      <Icon path={alert} size={15} />
      <span>
        <strong>{say.do_not_say}:</strong> <bdi>{silent}</bdi>
      </span>
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}
