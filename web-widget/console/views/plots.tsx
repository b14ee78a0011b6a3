// Small plots, one under the other on one axis of days, so that care and sales of a day stand in one line. One chosen day
// is marked in all of them, and its figures are read beside the names. Series differ by shape as well as by colour.
import { useState } from 'preact/hooks';
import { lasted } from '../ages.ts';
import { share } from '../measures.ts';
import type { Day, Shown } from '../numbers.ts';
import { across, countTop, named, timeTop, type Values } from '../plot.ts';
import { exponentOf, moneyText } from '../../look/money.ts';
import { words } from '../words.ts';
import { Plot, type PlotProps } from './plot.tsx';
import { useMatch } from './use-match.ts';

const say = words.numbers.plots;

type Of = Omit<PlotProps, 'at' | 'days' | 'label' | 'onAt'>;

export function dayName(key: string, short = false): string {
  const day = new Date(`${key}T12:00`);
  const how = { day: 'numeric', month: 'short' } as const;
  return new Intl.DateTimeFormat(undefined, short ? how : { weekday: 'short', ...how }).format(day);
}

export function Plots({ shown }: { shown: Shown }) {
  const { days } = shown;
  const [chosen, setAt] = useState<string | null>(null);
  const narrow = useMatch('(max-width: 759px)');
  const found = days.findIndex(({ key }) => key === chosen);
  const at = found < 0 ? days.length - 1 : found;
  if (days.length < 2) return <p class="hint">{say.oneDay}</p>;
  const [first, last] = [dayName(days[0]!.key), dayName(days.at(-1)!.key)];
  const plots = [...(shown.all.care ? carePlots(days) : []), ...(shown.all.sales ? salesPlots(days) : [])];
  const onAt = (i: number) => setAt(days[i]?.key ?? null);
  return (
    <section class="plots" aria-labelledby="plots-heading">
      <h3 id="plots-heading">{say.heading}</h3>
      <p class="hint">{say.dayHint}</p>
      {plots.map((plot) => (
        <Plot
          key={plot.title}
          {...plot}
          days={days.length}
          at={at}
          onAt={onAt}
          label={say.label(plot.title, plot.series.map(({ name }) => name).join(', '), first, last)}
        />
      ))}
      <div class="plot-axis" aria-hidden="true">
        {named(days.length, narrow ? 4 : 10).map((i) => (
          <span key={i} style={{ insetInlineStart: `${across(i, days.length)}%` }}>
            {dayName(days[i]!.key, true)}
          </span>
        ))}
      </div>
      <label class="plot-day">
        <span>
          {say.day}: <strong>{dayName(days[at]!.key)}</strong>
        </span>
        <input
          type="range"
          min={0}
          max={days.length - 1}
          value={at}
          aria-label={say.day}
          aria-valuetext={dayName(days[at]!.key)}
          onInput={(event) => onAt(Number(event.currentTarget.value))}
        />
      </label>
    </section>
  );
}

const whole = (n: number) => String(n);

function carePlots(days: readonly Day[]): Of[] {
  const of = (read: (care: NonNullable<Day['care']>) => number | null, otherwise: number | null): Values =>
    days.map(({ care }) => (care ? read(care) : otherwise));
  const half = of((care) => care.first_response_ms.p50, null);
  const most = of((care) => care.first_response_ms.p90, null);
  const trouble = [of((c) => c.complaints, 0), of((c) => c.missed, 0), of((c) => c.repeat_contacts, 0)] as const;
  return [
    {
      title: say.response,
      half: 'care',
      shape: 'line',
      bottom: 0,
      top: timeTop([half, most]),
      text: lasted,
      series: [
        { name: say.half, values: half },
        { name: say.most, values: most },
      ],
    },
    {
      title: say.csat,
      half: 'care',
      shape: 'line',
      bottom: 1,
      top: 5,
      text: (n) => (Number.isInteger(n) ? String(n) : n.toFixed(1)),
      series: [{ name: say.mean, values: of((care) => care.csat, null) }],
    },
    {
      title: say.trouble,
      half: 'care',
      shape: 'bar',
      bottom: 0,
      top: countTop(trouble),
      text: whole,
      series: [
        { name: say.complaints, values: trouble[0] },
        { name: say.missed, values: trouble[1] },
        { name: say.repeat, values: trouble[2] },
      ],
    },
  ];
}

function salesPlots(days: readonly Day[]): Of[] {
  const of = (read: (sales: NonNullable<Day['sales']>) => number | null, otherwise: number | null): Values =>
    days.map(({ sales }) => (sales ? read(sales) : otherwise));
  const asking = [of((s) => s.proposed, 0), of((s) => s.declined, 0)] as const;
  const selling = [of((s) => s.accepted, 0), of((s) => s.won, 0)] as const;
  const currencies = [...new Set(days.flatMap(({ sales }) => sales?.revenue.map(({ currency }) => currency) ?? []))];
  return [
    {
      title: say.asking,
      half: 'sales',
      shape: 'bar',
      bottom: 0,
      top: countTop(asking),
      text: whole,
      series: [
        { name: say.asked, values: asking[0] },
        { name: say.refused, values: asking[1] },
      ],
    },
    {
      title: say.refusal,
      half: 'sales',
      shape: 'line',
      bottom: 0,
      top: 1,
      text: share,
      series: [{ name: say.rate, values: of((s) => s.refusal_rate, null) }],
    },
    {
      title: say.selling,
      half: 'sales',
      shape: 'bar',
      bottom: 0,
      top: countTop(selling),
      text: whole,
      series: [
        { name: say.accepted, values: selling[0] },
        { name: say.won, values: selling[1] },
      ],
    },
    // Currencies have no common axis: one plot each. A day on which more was given back than won goes below nothing.
    ...currencies.sort().map((currency): Of => {
      const sold = of((s) => s.revenue.find((one) => one.currency === currency)?.amount ?? 0, 0);
      const unit = 10 ** exponentOf(currency); // the axis has whole major ones; amounts stay minor ones
      const short = { notation: 'compact', maximumFractionDigits: 1 } as const;
      const steps = new Intl.NumberFormat(undefined, { style: 'currency', currency, ...short });
      const lowest = Math.min(0, ...sold.map((n) => n ?? 0));
      return {
        title: say.revenue(currency),
        half: 'sales',
        shape: 'bar',
        bottom: lowest < 0 ? -countTop([[Math.ceil(-lowest / unit)]]) * unit : 0,
        top: countTop([sold.map((n) => Math.ceil((n ?? 0) / unit))]) * unit,
        text: (amount) => moneyText({ amount, currency }),
        tick: (amount) => steps.format(amount / unit),
        series: [{ name: say.sold, values: sold }],
      };
    }),
  ];
}
