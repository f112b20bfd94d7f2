import { TwinTable } from './twinTable';

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
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${bars.length * 10} 56`} preserveAspectRatio="none" aria-hidden="true" class="bars">
        <line class="bars-base" x1="0" y1="55.5" x2={bars.length * 10} y2="55.5" />
        {bars.map(({ at, count }, index) => {
          const tall = count === 0 ? 0 : Math.max(2, (count / most) * 54);
          return <rect key={`${at} ${index}`} class="bar" x={index * 10 + 1} y={55 - tall} width={8} height={tall} />;
        })}
      </svg>
      <p class="chart-ends" aria-hidden="true">
        <span>{bars[0]?.at}</span>
        <span>{total === 0 ? 'No events' : `most ${most} at ${peak?.at ?? ''}`}</span>
        <span>{bars.at(-1)?.at}</span>
      </p>
      <TwinTable caption={name} columns={['When', 'Events']} rows={bars.map(({ at, count }) => [at, String(count)])} />
    </figure>
  );
}
