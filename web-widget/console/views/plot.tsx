// One plot: an area that grows with its column, its places in percent, its texts beside it and not in it, so that they
// keep their size.
import { useId } from 'preact/hooks';
import { none } from '../measures.ts';
import { across, barAt, down, segments, type Values } from '../plot.ts';

export interface PlotProps {
  title: string;
  half: 'care' | 'sales';
  shape: 'line' | 'bar';
  series: readonly { name: string; values: Values }[];
  bottom: number;
  top: number;
  text(value: number): string;
  tick?(value: number): string; // shorter, for the axis
  days: number;
  at: number; // the day that is marked
  label: string;
  onAt(day: number): void;
}
type Series = PlotProps['series'][number] & { i: number };
const pc = (n: number) => `${n}%`;

export function Plot(props: PlotProps) {
  const { title, half, shape, series, bottom, top, text, tick: short = text, days, at, label, onAt } = props;
  const id = useId();
  const ticks = bottom < 0 ? [top, 0, bottom] : [top, (top + bottom) / 2, bottom];
  const point = (event: { clientX: number; currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    if (width > 0) onAt(Math.min(days - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * days))));
  };
  return (
    <figure class="plot" data-half={half}>
      <figcaption>
        <strong>{title}</strong>
        {series.map(({ name, values }, i) => (
          <span key={name} class="plot-name">
            <Swatch shape={shape} i={i} id={id} />
            {name} <b>{shownOf(values[at], text)}</b>
          </span>
        ))}
      </figcaption>
      <div class="plot-ticks" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ insetBlockStart: pc(down(tick, bottom, top)) }}>
            {short(tick)}
          </span>
        ))}
      </div>
      <svg class="plot-area" role="img" aria-label={label} onPointerMove={point} onPointerDown={point}>
        <Hatching id={id} />
        <rect class="plot-at" x={pc((at / days) * 100)} width={pc(100 / days)} y="0" height="100%" />
        {ticks.map((tick) => {
          const y = pc(down(tick, bottom, top));
          return <line key={tick} class="plot-grid" x1="0" x2="100%" y1={y} y2={y} />;
        })}
        {series.map((one, i) =>
          shape === 'line' ? (
            <Line key={one.name} {...props} of={{ ...one, i }} />
          ) : (
            <Bars key={one.name} {...props} of={{ ...one, i }} id={id} />
          ),
        )}
      </svg>
    </figure>
  );
}
const shownOf = (value: number | null | undefined, text: (value: number) => string) =>
  value === null || value === undefined ? none : text(value);

// The first series is drawn solid and round, the second dashed and square.
function Line({ of, days, bottom, top }: PlotProps & { of: Series }) {
  const { values, i } = of;
  const x = (day: number) => pc(across(day, days));
  const y = (day: number) => pc(down(values[day]!, bottom, top));
  return (
    <g class="plot-line" data-series={i}>
      {segments(values).map(([a, b]) => (
        <line key={a} x1={x(a)} y1={y(a)} x2={x(b)} y2={y(b)} />
      ))}
      {values.map(
        (value, day) =>
          value !== null &&
          (i === 0 ? (
            <circle key={day} cx={x(day)} cy={y(day)} r="3" />
          ) : (
            <rect key={day} x={x(day)} y={y(day)} width="6" height="6" transform="translate(-3 -3)" />
          )),
      )}
    </g>
  );
}

// The first is filled, the second hatched, the third an outline.
function Bars({ of, days, series, bottom, top, id }: PlotProps & { of: Series; id: string }) {
  const { values, i } = of;
  const zero = down(0, bottom, top);
  return (
    <g class="plot-bar" data-series={i}>
      {values.map((value, day) => {
        if (!value) return null;
        const { x, width } = barAt(day, days, i, series.length);
        const y = down(value, bottom, top);
        return (
          <rect
            key={day}
            x={pc(x)}
            width={pc(width)}
            y={pc(Math.min(y, zero))}
            height={pc(Math.abs(zero - y))}
            fill={i === 1 ? `url(#${id}-hatch)` : undefined}
          />
        );
      })}
    </g>
  );
}

function Swatch({ shape, i, id }: { shape: 'line' | 'bar'; i: number; id: string }) {
  return (
    <svg class="plot-swatch" width="20" height="12" aria-hidden="true">
      {shape === 'line' ? (
        <g class="plot-line" data-series={i}>
          <line x1="0" x2="20" y1="6" y2="6" />
          {i === 0 ? <circle cx="10" cy="6" r="3" /> : <rect x="7" y="3" width="6" height="6" />}
        </g>
      ) : (
        <g class="plot-bar" data-series={i}>
          <rect x="4" y="1" width="12" height="10" fill={i === 1 ? `url(#${id}-hatch)` : undefined} />
        </g>
      )}
    </svg>
  );
}

function Hatching({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={`${id}-hatch`}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
        class="plot-hatch"
      >
        <rect width="5" height="5" />
        <line x1="0" x2="0" y1="0" y2="5" />
      </pattern>
    </defs>
  );
}
