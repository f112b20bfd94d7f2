import { TwinTable } from './twinTable';

export interface SparkPoint {
  readonly at: string;
  readonly value: number;
  readonly text: string;
}

const width = 320;
const height = 56;
const inset = 4;

/** Points of the line in a 320 × 56 box, the scale starting at zero so that a small change looks small. */
export function sparkPath(values: readonly number[]): readonly (readonly [number, number])[] {
  const most = Math.max(...values, 1);
  const step = values.length < 2 ? 0 : (width - 2 * inset) / (values.length - 1);
  return values.map((value, at) => [
    round(values.length < 2 ? width / 2 : inset + at * step),
    round(height - inset - (Math.max(0, value) / most) * (height - 2 * inset)),
  ]);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Breaks between date and value, never inside one. */
function PointEnd({ point }: { readonly point: SparkPoint }) {
  return (
    <span class="chart-end">
      <span>{point.at}</span> <span class="chart-value">{point.text}</span>
    </span>
  );
}

/** A line of how something grew; what it shows stands in a hidden table. */
export function Sparkline({ name, points }: { readonly name: string; readonly points: readonly SparkPoint[] }) {
  const path = sparkPath(points.map(({ value }) => value));
  const first = points[0];
  const last = points.at(-1);
  const end = path.at(-1);
  if (first === undefined || last === undefined || end === undefined) return null;
  const line = path.map(([x, y]) => `${x},${y}`).join(' ');
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" class="spark">
        <polygon class="spark-area" points={`${path[0]?.[0]},${height - inset} ${line} ${end[0]},${height - inset}`} />
        <polyline class="spark-line" points={line} />
        {path.map(([x, y], at) => (
          <line key={at} class={at === path.length - 1 ? 'spark-end' : 'spark-dot'} x1={x} y1={y} x2={x} y2={y} />
        ))}
      </svg>
      <p class="chart-ends" aria-hidden="true">
        <PointEnd point={first} />
        {points.length > 1 ? <PointEnd point={last} /> : null}
      </p>
      <TwinTable caption={name} columns={['When', 'Size']} rows={points.map(({ at, text }) => [at, text])} />
    </figure>
  );
}
