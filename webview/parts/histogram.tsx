import { TwinTable } from './twinTable';

/** Bars that fill the drawing; fewer stand at its right end, each as wide as it would be among all. */
const places = 24;

/** Bars over time; what they show stands in a hidden table. */
export function Histogram({
  name,
  bars,
}: {
  readonly name: string;
  readonly bars: readonly { readonly at: string; readonly count: number }[];
}) {
  const most = Math.max(...bars.map(({ count }) => count), 1);
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const peak = bars.find(({ count }) => count === most);
  const width = Math.max(bars.length, places) * 10;
  const left = width - bars.length * 10;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${width} 56`} preserveAspectRatio="none" aria-hidden="true" class="bars">
        {/* The line stands under what was read: the hours before it are not known, and not zero. */}
        <line class="bars-base" x1={left} y1="55.5" x2={width} y2="55.5" />
        {bars.map(({ at, count }, index) => {
          const tall = count === 0 ? 0 : Math.max(2, (count / most) * 54);
          return (
            <rect key={`${at} ${index}`} class="bar" x={left + index * 10 + 1} y={55 - tall} width={8} height={tall} />
          );
        })}
      </svg>
      <p class="chart-ends" aria-hidden="true">
        <span>{bars.length < places ? `since ${bars[0]?.at ?? ''}` : bars[0]?.at}</span>
        <span>{total === 0 ? 'No events' : `most ${most} at ${peak?.at ?? ''}`}</span>
        {bars.length < places ? null : <span>{bars.at(-1)?.at}</span>}
      </p>
      <TwinTable caption={name} columns={['When', 'Events']} rows={bars.map(({ at, count }) => [at, String(count)])} />
    </figure>
  );
}
