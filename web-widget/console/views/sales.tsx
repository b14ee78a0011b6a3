// What a sales rep works from: the follow-ups that are due, then the opportunities by stage, in columns where there is
// room and one stage at a time where there is none.
import { useEffect, useRef, useState } from 'preact/hooks';
import { alert, handshake, lock } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { type Stage, stages } from '../deals.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { DealCard } from './deal.tsx';
import { DealSheet } from './deal-sheet.tsx';
import { Dues } from './dues.tsx';
import { Tabs } from './tabs.tsx';
import { useMatch } from './use-match.ts';

const say = words.sales;

export function Sales() {
  const { sales } = useDesk();
  useEffect(() => sales.watch(), [sales]);
  const { state, everybody, open } = sales;
  const any = sales.of(stages.flatMap((one) => one.states)).length > 0;
  return (
    <section class="column sales" aria-labelledby="sales-heading">
      <header class="column-head">
        <h2 id="sales-heading">{say.heading}</h2>
        <fieldset class="segments">
          <legend class="sr">{say.whose}</legend>
          <div>
            {[false, true].map((all) => (
              <label key={String(all)}>
                <input
                  type="radio"
                  name="whose"
                  checked={everybody.value === all}
                  onChange={() => sales.setEverybody(all)}
                />
                {all ? say.everybody : say.own}
              </label>
            ))}
          </div>
        </fieldset>
      </header>
      {any ? (
        <div class="sales-body">
          {state.value === 'failed' && <Failed />}
          <Dues />
          <Stages />
        </div>
      ) : (
        <Blank />
      )}
      {open.value && <DealSheet key={open.value.id} deal={open.value} />}
    </section>
  );
}

function Failed() {
  const { sales } = useDesk();
  return (
    <div class="notice" data-tone="warn" role="alert">
      <Icon path={alert} size={16} />
      <span>
        {say.partly} {sales.why.value}
      </span>
      <button type="button" class="button small" onClick={() => void sales.read()}>
        {say.again}
      </button>
    </div>
  );
}

function Blank() {
  const { sales } = useDesk();
  const state = sales.state.value;
  if (state === 'loading')
    return (
      <div class="blank" role="status">
        <p>{say.loading}</p>
      </div>
    );
  if (state === 'failed')
    return (
      <div class="blank" role="alert">
        <Icon path={alert} size={26} />
        <h3>{say.failed}</h3>
        <p>{sales.why.value}</p>
        <button type="button" class="button" onClick={() => void sales.read()}>
          {say.again}
        </button>
      </div>
    );
  return (
    <div class="blank">
      <Icon path={handshake} size={28} />
      <h3>{say.empty[0]}</h3>
      <p>{say.empty[1]}</p>
      <p class="promise">
        <Icon path={lock} size={14} /> {say.promise}
      </p>
    </div>
  );
}

function Stages() {
  const { sales } = useDesk();
  const [tab, setTab] = useState<Stage>('accepted');
  const narrow = useMatch('(max-width: 999px)');
  const own = !sales.everybody.value;
  const name = (stage: Stage) => (stage === 'accepted' && own ? say.ownAccepted : say.stages[stage]);
  const count = (stage: Stage) => {
    const { count, more } = sales.stage(stage);
    return say.count(count, more && count === sales.stage(stage).deals.length);
  };
  if (narrow)
    return (
      <div class="stages-narrow">
        <Tabs<Stage>
          label={say.heading}
          prefix="stage"
          chosen={tab}
          onChoose={setTab}
          tabs={stages.map(({ stage }) => ({
            id: stage,
            name: name(stage),
            count: stage === 'won' || stage === 'lost' ? undefined : count(stage), // there is no room for what is over
          }))}
        />
        <div role="tabpanel" id="stage-panel" aria-labelledby={`stage-${tab}`}>
          <Deals stage={tab} name={name(tab)} />
        </div>
      </div>
    );
  return (
    <div class="stages">
      {stages.map(({ stage }) => (
        <section key={stage} aria-labelledby={`stage-${stage}`} data-stage={stage}>
          <h3 id={`stage-${stage}`}>
            {name(stage)} <span class="count">{count(stage)}</span>
          </h3>
          <Deals stage={stage} name={name(stage)} />
        </section>
      ))}
    </div>
  );
}

function Deals({ stage, name }: { stage: Stage; name: string }) {
  const { sales } = useDesk();
  const list = useRef<HTMLUListElement>(null);
  const from = useRef(-1); // the first of those that were asked for
  const { deals, more } = sales.stage(stage);
  useEffect(() => {
    if (from.current < 0 || deals.length <= from.current) return;
    if (document.activeElement === document.body)
      list.current?.children[from.current]?.querySelector<HTMLElement>('button')?.focus(); // the button that asked is gone
    from.current = -1;
  }, [deals.length]);
  return (
    <>
      {deals.length > 0 ? (
        <ul class="deals" ref={list} aria-label={name}>
          {deals.map((deal) => (
            <DealCard key={deal.id} deal={deal} />
          ))}
        </ul>
      ) : (
        <p class="hint">{say.noneOf[stage]}</p>
      )}
      {more && (
        <button
          type="button"
          class="button small plain"
          aria-label={say.moreOf(name)}
          onClick={() => {
            from.current = deals.length;
            void sales.more(stage);
          }}
        >
          {say.more}
        </button>
      )}
    </>
  );
}
