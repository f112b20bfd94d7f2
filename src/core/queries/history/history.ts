import type { QuerySource } from '../digest';

/** Counters of the statements of one database at one moment, as one line of the history file. */
export interface HistorySnapshot {
  /** ISO 8601, UTC, by the server's clock. */
  readonly at: string;
  readonly source: QuerySource;
  /** Which server and since when it counts: a restart or a reset begins a new series. */
  readonly series: string;
  /** HEAD of the application's repository when it was taken, when there is one. */
  readonly commit?: string;
  readonly statements: readonly HistoryCounter[];
}

export interface HistoryCounter {
  readonly digest: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly rowsExamined?: number;
}

/** What happened between two snapshots to one statement. */
export interface TrendPoint {
  /** End of the interval, ISO 8601, UTC. */
  readonly at: string;
  readonly seconds: number;
  readonly calls: number;
  readonly averageMs: number;
  readonly rowsExaminedPerCall?: number;
}

/** A commit, or a deploy when `deployedAt` is there, on the time axis. */
export interface CommitMark {
  readonly commit: string;
  /** Seven hexadecimal digits or as many as are needed. */
  readonly short: string;
  readonly subject: string;
  readonly at: string;
  /** First snapshot that was taken with it: it was running then. */
  readonly seenAt?: string;
  /** When it was deployed, where something says so; ISO 8601, UTC. */
  readonly deployedAt?: string;
  /**
   * What says so · `tag`: a tag named as for a release · `release`: a folder or log of a deploying program · `checkout`:
   * checked out on this machine.
   */
  readonly deployedBy?: 'tag' | 'release' | 'checkout';
  /** The tag or the release's folder. */
  readonly name?: string;
}

export interface Trend {
  readonly digest: string;
  readonly points: readonly TrendPoint[];
  readonly marks: readonly CommitMark[];
}

/** The same statement, slower since a moment, with the commits of that time. */
export interface Regression {
  readonly digest: string;
  readonly since: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly callsBefore: number;
  readonly callsAfter: number;
  /** The first commit seen at or just before; undefined when no repository is known. */
  readonly commit?: CommitMark;
  /** `read`: rows examined a call rose as well, so the plan or the data changed. `time`: time alone. */
  readonly cause: 'read' | 'time';
}
