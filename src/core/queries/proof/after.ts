import type { HistoryCounter, HistorySnapshot } from '../history/history';

/** One statement before and after an index appeared, by what the server counted of the real calls. */
export interface AfterProof {
  readonly digest: string;
  readonly before: CallFigures;
  readonly after: CallFigures;
  /** Share of the rows examined a call that is saved, where the source counts them; 0 to 1, negative when it is more. */
  readonly rowsSaved?: number;
  /** Share of the time a call that is saved. */
  readonly timeSaved: number;
  /**
   * `proven`: less is read and it is not slower · `noGain`: not so, or under 10 % · `unknown`: too few calls on one side to
   * say.
   */
  readonly verdict: 'proven' | 'noGain' | 'unknown';
}

export interface CallFigures {
  readonly calls: number;
  readonly averageMs: number;
  readonly rowsExaminedPerCall?: number;
  /** Seconds over which they were counted. */
  readonly seconds: number;
}

/** Calls on each side below which nothing is said. */
const fewestCalls = 20;

const leastGain = 0.1;

/**
 * Compares the calls of statements before and after an index was there. Snapshots are cumulative counters: only intervals whose
 * two ends are of the same series count, and the interval in which the index appeared belongs to neither side.
 *
 * @param snapshots of one database, in any order
 * @param appeared between which two moments the index appeared in the catalog: the last reading without it and the first with
 *   it. ISO 8601, UTC
 */
export function proveAfter(
  snapshots: readonly HistorySnapshot[],
  digests: readonly string[],
  appeared: { readonly after: string; readonly before: string },
): readonly AfterProof[] {
  const ordered = snapshots.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [last, first] = [Date.parse(appeared.after), Date.parse(appeared.before)];
  return digests.flatMap((digest): readonly AfterProof[] => {
    const before = figures(
      ordered.filter(({ at }) => Date.parse(at) <= last),
      digest,
    );
    const after = figures(
      ordered.filter(({ at }) => Date.parse(at) >= first),
      digest,
    );
    if (before === undefined || after === undefined) return [];
    const rowsSaved = share(before.rowsExaminedPerCall, after.rowsExaminedPerCall);
    const timeSaved = share(before.averageMs, after.averageMs) ?? 0;
    const few = before.calls < fewestCalls || after.calls < fewestCalls;
    const gain = rowsSaved === undefined ? timeSaved >= leastGain : rowsSaved >= leastGain && timeSaved > -leastGain;
    return [
      {
        digest,
        before,
        after,
        ...(rowsSaved === undefined ? {} : { rowsSaved }),
        timeSaved,
        verdict: few ? 'unknown' : gain ? 'proven' : 'noGain',
      },
    ];
  });
}

function share(before: number | undefined, after: number | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  return before <= 0 ? 0 : (before - after) / before;
}

/** What the intervals between neighbouring snapshots add up to. */
function figures(snapshots: readonly HistorySnapshot[], digest: string): CallFigures | undefined {
  let [calls, ms, seconds, rows] = [0, 0, 0, 0];
  let counted = true;
  for (const [place, to] of snapshots.entries()) {
    const from = snapshots[place - 1];
    const end = counterOf(to, digest);
    // A digest that the snapshot before does not have may have been counted then all the same, below its limit.
    const start = from === undefined ? undefined : counterOf(from, digest);
    if (from === undefined || from.series !== to.series || start === undefined || end === undefined) continue;
    if (end.calls <= start.calls || end.totalMs < start.totalMs) continue;
    calls += end.calls - start.calls;
    ms += end.totalMs - start.totalMs;
    seconds += (Date.parse(to.at) - Date.parse(from.at)) / 1000;
    if (end.rowsExamined === undefined || start.rowsExamined === undefined) counted = false;
    else rows += end.rowsExamined - start.rowsExamined;
  }
  if (calls === 0) return undefined;
  return { calls, averageMs: ms / calls, seconds, ...(counted ? { rowsExaminedPerCall: rows / calls } : {}) };
}

function counterOf(snapshot: HistorySnapshot, digest: string): HistoryCounter | undefined {
  return snapshot.statements.find((each) => each.digest === digest);
}
