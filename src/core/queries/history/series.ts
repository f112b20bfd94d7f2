import type { DigestSnapshot } from '../digest';
import type { HistorySnapshot } from './history';

/** What a snapshot is of. */
export interface SnapshotOrigin {
  /** Names the server and what was selected, without secrets: "127.0.0.1:3306 shop". */
  readonly server: string;
  /** When the server started; its uptime is known to a second only. */
  readonly startedAt?: Date;
  /** HEAD of the application's repository. */
  readonly commit?: string;
}

/** Seconds by which two readings of one server's start may differ. */
const startTolerance = 5;
const separator = ' | ';

/** The counters of a reading as one line of history. Holds no text of a statement: digests alone. */
export function snapshotOf(read: DigestSnapshot, origin: SnapshotOrigin): HistorySnapshot {
  const series = [origin.server, origin.startedAt?.toISOString() ?? '', read.since?.toISOString() ?? ''].join(
    separator,
  );
  return {
    at: read.readAt.toISOString(),
    source: read.source,
    series,
    ...(origin.commit === undefined ? {} : { commit: origin.commit }),
    statements: read.statements.map(({ digest, calls, totalMs, rowsExamined }) => ({
      digest,
      calls,
      totalMs: Math.round(totalMs * 1000) / 1000,
      ...(rowsExamined === undefined ? {} : { rowsExamined }),
    })),
  };
}

/** True when counters of both can be subtracted: same source, same server, and neither a restart nor a reset between them. */
export function sameSeries(a: HistorySnapshot, b: HistorySnapshot): boolean {
  if (a.source !== b.source) return false;
  if (a.series === b.series) return true;
  const [serverA, startA, sinceA] = a.series.split(separator);
  const [serverB, startB, sinceB] = b.series.split(separator);
  if (serverA !== serverB || sinceA !== sinceB || startA === undefined || startB === undefined) return false;
  return Math.abs(Date.parse(startA) - Date.parse(startB)) <= startTolerance * 1000;
}
