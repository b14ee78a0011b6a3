// The scoreboards: care and sales side by side, for the same customers and the same days, so that whoever is answerable
// for both sees when selling hurts care. Who sees which half is may.ts's to say.
import { useEffect, useState } from 'preact/hooks';
import { alert, download, refresh } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { when } from '../ages.ts';
import { halves } from '../may.ts';
import { care, careTiles, sales, salesTiles } from '../measures.ts';
import { mostDays, type Shown, type Span } from '../numbers.ts';
import { saveAs } from '../save-as.ts';
import { words } from '../words.ts';
import { useDesk, useHere } from './context.ts';
import { Tables } from './numbers-tables.tsx';
import { Plots } from './plots.tsx';

const say = words.numbers;
const spans = Object.keys(say.spans) as Span[];

export function Numbers() {
  const desk = useDesk();
  const { numbers } = desk;
  const ready = desk.snapshot.value.link === 'ready';
  useEffect(() => {
    if (ready) void numbers.load();
  }, [ready, numbers]);
  const see = halves(desk.you);
  const shown = numbers.shown.value;
  return (
    <section class="column numbers" aria-labelledby="numbers-heading">
      <header class="column-head">
        <h2 id="numbers-heading">{say.heading}</h2>
        <Counted at={shown?.at} />
      </header>
      <div class="numbers-body">
        {see.care && see.sales && <p class="hint">{say.lead}</p>}
        <Choice />
        {shown ? <Boards shown={shown} /> : <Blank />}
      </div>
    </section>
  );
}

function Counted({ at }: { at: number | undefined }) {
  const desk = useDesk();
  const { numbers } = desk;
  const loading = numbers.state.value === 'loading';
  return (
    <span class="numbers-counted">
      <span class="hint" role="status">
        {loading ? say.loading : at !== undefined && say.countedAt(when(at, desk.clock.minute.value * 60_000))}
      </span>
      <button type="button" class="icon-button" aria-label={say.refresh} onClick={() => void numbers.load()}>
        <Icon path={refresh} size={16} />
      </button>
    </span>
  );
}

function Choice() {
  const desk = useDesk();
  const { numbers } = desk;
  const own = numbers.own.value;
  const span = numbers.span.value;
  const departments = desk.snapshot.value.desk?.departments ?? [];
  const wrong = numbers.period === null;
  const day = (name: 'from' | 'to') => (
    <label>
      {say[name]}
      <input
        class="field"
        type="date"
        value={own[name]}
        aria-invalid={wrong}
        onInput={(event) => numbers.setOwn({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="numbers-choice">
      <fieldset class="segments">
        <legend class="sr">{say.span}</legend>
        <div>
          {spans.map((one) => (
            <label key={one}>
              <input type="radio" name="span" checked={span === one} onChange={() => numbers.choose(one)} />
              {say.spans[one]}
            </label>
          ))}
        </div>
      </fieldset>
      {span === 'own' && day('from')}
      {span === 'own' && day('to')}
      <label>
        {say.department}
        <select
          class="field"
          value={numbers.department.value ?? ''}
          onChange={(event) => numbers.setDepartment(event.currentTarget.value || null)}
        >
          <option value="">{say.allDepartments}</option>
          {departments.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {wrong && (
        <p class="numbers-wrong" role="alert">
          {say.noPeriod(mostDays)}
        </p>
      )}
    </div>
  );
}

function Blank() {
  const { numbers } = useDesk();
  const failed = numbers.state.value === 'failed';
  return (
    <div class="blank" role={failed ? 'alert' : undefined}>
      {failed ? (
        <>
          <Icon path={alert} size={26} />
          <h3>{say.failed}</h3>
          <p>{numbers.why.value}</p>
          <button type="button" class="button" onClick={() => void numbers.load()}>
            {say.again}
          </button>
        </>
      ) : (
        numbers.period && <p>{say.loading}</p>
      )}
    </div>
  );
}

function Boards({ shown }: { shown: Shown }) {
  const { numbers } = useDesk();
  const { all } = shown;
  return (
    <>
      {numbers.state.value === 'failed' && (
        <div class="notice" data-tone="warn" role="alert">
          <Icon path={alert} size={16} />
          <span>
            {say.stale} {numbers.why.value}
          </span>
          <button type="button" class="button small" onClick={() => void numbers.load()}>
            {say.again}
          </button>
        </div>
      )}
      <div class="halves" data-both={Boolean(all.care && all.sales)}>
        {all.care && <Half id="care" figures={careTiles} of={care} stats={all.care} />}
        {all.sales && <Half id="sales" figures={salesTiles} of={sales} stats={all.sales} />}
      </div>
      <Plots shown={shown} />
      <Tables shown={shown} />
      {all.sales && <Ledger shown={shown} />}
    </>
  );
}

interface HalfProps<Figure extends string, Stats> {
  id: 'care' | 'sales';
  figures: readonly Figure[];
  of: Readonly<Record<Figure, (stats: Stats) => string>>;
  stats: Stats;
}

function Half<Figure extends keyof typeof say.figures, Stats>({ id, figures, of, stats }: HalfProps<Figure, Stats>) {
  return (
    <section class="half" aria-labelledby={`half-${id}`} data-half={id}>
      <h3 id={`half-${id}`}>{say[id]}</h3>
      <dl>
        {figures.map((figure) => (
          <div key={figure} data-figure={figure}>
            <dt>{say.figures[figure]}</dt>
            <dd>{of[figure](stats)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Ledger({ shown }: { shown: Shown }) {
  const { session } = useHere();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const { from, to } = shown.period;
  const save = async (format: 'csv' | 'ndjson') => {
    setState('busy');
    try {
      saveAs(await session.ledger(format, from, to), `baton-ledger.${format}`);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <section class="numbers-ledger" aria-labelledby="ledger-heading">
      <h3 id="ledger-heading">{say.ledger.heading}</h3>
      <p class="hint">{say.ledger.lead}</p>
      <div class="deal-ways">
        {(['csv', 'ndjson'] as const).map((format) => (
          <button
            key={format}
            type="button"
            class="button small"
            aria-disabled={state === 'busy'}
            onClick={() => state !== 'busy' && void save(format)}
          >
            <Icon path={download} size={14} /> {say.ledger[format]}
          </button>
        ))}
      </div>
      <p class={state === 'failed' ? 'numbers-wrong' : 'hint'} role="status">
        {state === 'busy' && say.ledger.busy}
        {state === 'failed' && say.ledger.failed}
      </p>
    </section>
  );
}
