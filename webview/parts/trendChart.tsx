import type { TrendModel } from '../../src/protocol/views/explain';
import { Icon } from './icon';
import { TwinTable } from './twinTable';

const width = 640;
const height = 120;
const inset = 6;

interface Scale {
  readonly x: (time: number) => number;
  readonly y: (milliseconds: number) => number;
}

/** Time from left to right, milliseconds upwards from zero, so that a small change looks small. */
export function scaleOf({ points, marks }: Pick<TrendModel, 'points' | 'marks'>): Scale {
  const times = [...points.map(({ time }) => time), ...marks.map(({ time }) => time)];
  const from = Math.min(...times);
  const to = Math.max(...times);
  const most = Math.max(...points.map(({ averageMs }) => averageMs), 0.001);
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    x: (time) => round(to === from ? width / 2 : inset + ((time - from) / (to - from)) * (width - 2 * inset)),
    y: (milliseconds) => round(height - inset - (milliseconds / most) * (height - 2 * inset)),
  };
}

/** How long a statement took over time, with the commits of that time; what it shows stands in a hidden table. */
export function TrendChart({ trend }: { readonly trend: TrendModel }) {
  const { points, marks, regression, note } = trend;
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined)
    return <p class="note">{note} Two readings make the first point of the line.</p>;
  const { x, y } = scaleOf(trend);
  return (
    <>
      {regression === undefined ? null : (
        <p class="called-out">
          <Icon name="warning" tone="warning" /> {regression}
        </p>
      )}
      <figure class="chart trend">
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" class="trend-lines">
          {marks.map(({ time, deployed }, at) => (
            <line
              key={at}
              class={deployed ? 'trend-deploy' : 'trend-commit'}
              x1={x(time)}
              x2={x(time)}
              y1={0}
              y2={height}
            />
          ))}
          <polyline
            class="spark-line"
            points={points.map(({ time, averageMs }) => `${x(time)},${y(averageMs)}`).join(' ')}
          />
          {points.map(({ time, averageMs }, at) => (
            <line key={at} class="spark-dot" x1={x(time)} y1={y(averageMs)} x2={x(time)} y2={y(averageMs)} />
          ))}
        </svg>
        <p class="chart-ends" aria-hidden="true">
          <span class="chart-end">
            <span>{first.at}</span> <span class="chart-value">{first.average}</span>
          </span>
          {points.length < 2 ? null : (
            <span class="chart-end">
              <span>{last.at}</span> <span class="chart-value">{last.average}</span>
            </span>
          )}
        </p>
        <TwinTable
          caption="Average time of a call"
          columns={['Until', 'Average', 'Calls']}
          rows={points.map(({ at, average, calls }) => [at, average, calls])}
        />
      </figure>
      <p class="note">{note}</p>
      {marks.length === 0 ? null : (
        <ul class="marks" aria-label="Commits and deploys">
          {marks.toReversed().map(({ at, title, deployed }) => (
            <li key={`${at} ${title}`}>
              <Icon name={deployed ? 'rocket' : 'git-commit'} /> <span class="note">{at}</span> {title}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
