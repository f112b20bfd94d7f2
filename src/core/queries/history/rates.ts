import type { HistorySnapshot } from './history';
import { sameSeries } from './series';
import { between } from './trend';

/** How often and how long a statement ran between two snapshots. */
export interface StatementRate {
  readonly digest: string;
  readonly calls: number;
  readonly callsPerSecond: number;
  /** Milliseconds of statement time in a second: 1,000 is one connection that runs it all the time. */
  readonly msPerSecond: number;
  /** Undefined without a call. */
  readonly averageMs?: number;
  readonly rowsExaminedPerCall?: number;
}

/**
 * Rates of the statements that both snapshots have, most load first; statements of which a counter went back are left out.
 *
 * @returns undefined when the snapshots are not of one series, or not in this order
 */
export function rates(earlier: HistorySnapshot, later: HistorySnapshot): readonly StatementRate[] | undefined {
  if (!sameSeries(earlier, later) || !(Date.parse(later.at) > Date.parse(earlier.at))) return undefined;
  const before = new Map(earlier.statements.map((counter) => [counter.digest, counter]));
  const found: StatementRate[] = [];
  for (const counter of later.statements) {
    const known = before.get(counter.digest);
    const interval = known === undefined ? undefined : between(earlier, known, later, counter);
    if (interval === undefined) continue;
    const { calls, seconds, averageMs, rowsExaminedPerCall } = interval;
    found.push({
      digest: counter.digest,
      calls,
      callsPerSecond: calls / seconds,
      msPerSecond: (calls * averageMs) / seconds,
      ...(calls === 0 ? {} : { averageMs }),
      ...(rowsExaminedPerCall === undefined ? {} : { rowsExaminedPerCall }),
    });
  }
  return found.sort((a, b) => b.msPerSecond - a.msPerSecond);
}
