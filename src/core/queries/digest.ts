/** Where statements and their figures come from. */
export const querySources = [
  'performance_schema',
  'slowLogTable',
  'slowLogFile',
  'pulse',
  'telescope',
  'queryLog',
  'processlist',
] as const;
export type QuerySource = (typeof querySources)[number];

/** One kind of statement, its literals replaced, with what the server counted since it first saw it. */
export interface StatementDigest {
  /** The server's own hash: 64 hexadecimal digits on MySQL, 32 on MariaDB. */
  readonly digest: string;
  /** Normalised text as the server keeps it: literals are "?", lists "(...)". Never holds a value of the application. */
  readonly text: string;
  /** Schema that was selected when it ran. */
  readonly schema?: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly averageMs: number;
  /** 95th percentile; MySQL 8 and later only. An upper bound: the server counts in buckets of about 5 %. */
  readonly p95Ms?: number;
  /** 99th percentile, where `p95Ms` is. */
  readonly p99Ms?: number;
  readonly maxMs: number;
  /** Undefined where the source does not count rows. */
  readonly rowsExamined?: number;
  readonly rowsSent?: number;
  readonly rowsExaminedPerCall?: number;
  /** Calls that read a table without an index. */
  readonly noIndexUsed?: number;
  /** Temporary tables written to disk. */
  readonly tmpDiskTables?: number;
  /** Rows sorted without the help of an index. */
  readonly sortRows?: number;
  /** Errors and warnings that its calls raised, where the source counts them. */
  readonly errors?: number;
  readonly warnings?: number;
  /** Sampling alone: readings of `DigestSnapshot.samples` in which it was running. */
  readonly seenInSamples?: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** Share of the captured load of the same selection, 0 to 1. */
  readonly loadShare: number;
  /** It was sent through the protocol's prepared statements: samples then hold "?" in place of values. */
  readonly prepared: boolean;
  /** Where in the code the source saw it sent from, the most frequent first; relative to the application. */
  readonly locations?: readonly StatementLocation[];
}

/** A line of the application that sent a statement, as the source recorded it. */
export interface StatementLocation {
  /** Relative to the application, forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `comment`: an SQL comment of the application · `pulse`, `telescope`: recorded by the package. */
  readonly by: 'comment' | 'pulse' | 'telescope';
  readonly calls?: number;
}

/** Load that the server counted without keeping which statement it was. */
export interface UncapturedLoad {
  /**
   * `tableFull`: the digest table was full, whatever schema the calls were for · `prepared`: MariaDB keeps no digest of
   * statements executed through the protocol's prepared statements, which is how PDO sends them unless it emulates.
   */
  readonly reason: 'tableFull' | 'prepared';
  readonly calls: number;
  readonly totalMs: number;
}

/** The statements that cost most, with what the whole selection cost. */
export interface DigestSnapshot {
  readonly source: QuerySource;
  /** Only statements of this schema, when set. */
  readonly schema?: string;
  /** The server's clock. */
  readonly readAt: Date;
  /** When the oldest digest of the selection was first seen: counting may have begun earlier. */
  readonly since?: Date;
  /** All captured statements of the selection, not only those listed. */
  readonly digests: number;
  readonly totalCalls: number;
  readonly totalMs: number;
  readonly uncaptured: readonly UncapturedLoad[];
  /** By total time, most first. */
  readonly statements: readonly StatementDigest[];
  /** What the source does not see, or only estimates: a sentence each, for people. */
  readonly remarks?: readonly string[];
  /** Readings that the figures are estimated from. Defined for sampling alone: nothing of it was counted by the server. */
  readonly samples?: number;
}
