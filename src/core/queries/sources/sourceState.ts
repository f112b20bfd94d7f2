import type { QuerySource } from '../digest';

/** One source of statements on one server, and whether it can be used now. */
export interface SourceState {
  readonly id: QuerySource;
  /** For people: "Statement statistics (performance_schema)". */
  readonly title: string;
  readonly usable: boolean;
  /** What it shows, when usable: "since 13:02", "threshold 1 s: faster statements are not seen". A sentence or two. */
  readonly detail?: string;
  /** Why it cannot be used: a sentence. Undefined when usable. */
  readonly why?: string;
  /** What a person can do to have it, or to have more of it: a sentence. */
  readonly next?: string;
  /** Exact statements for an administrator that do it. */
  readonly sql?: readonly string[];
  /** Exact lines for the server's configuration under [mysqld]; they need a restart. */
  readonly config?: readonly string[];
  /** Since when it has statements. */
  readonly since?: Date;
  /**
   * Share of the load of the statements that it can name, 0 to 1, where the server tells. Below 1 on MariaDB, whose
   * performance_schema keeps no digest of prepared statements: Laravel sends nearly everything as such.
   */
  readonly named?: number;
  /** It gains statements now: false for a log that is switched off and still has entries. */
  readonly live: boolean;
}

export const titles: Readonly<Record<QuerySource, string>> = {
  performance_schema: 'Statement statistics (performance_schema)',
  slowLogTable: 'Slow log (mysql.slow_log)',
  slowLogFile: 'Slow log file',
  pulse: 'Laravel Pulse',
  telescope: 'Laravel Telescope',
  queryLog: 'Query log of the application',
  processlist: 'Samples of what runs',
};

/** With less than this of the load named, the rest is the better part of it. */
const halfOfTheLoad = 0.5;

/** Places of the sources, best first: when they are live and name the better part of the load, and when not. */
const places: Readonly<Record<QuerySource, readonly [number, number]>> = {
  performance_schema: [0, 5],
  slowLogTable: [1, 6],
  slowLogFile: [2, 7],
  telescope: [3, 3],
  pulse: [4, 4],
  queryLog: [8, 8],
  processlist: [9, 9],
};

function placeOf({ id, live, named }: SourceState): number {
  const [best, otherwise] = places[id];
  return live && (named === undefined || named >= halfOfTheLoad) ? best : otherwise;
}

/**
 * The source that says most: what counts every statement, then logs of slow ones that are being written, then what the
 * application recorded of itself, then statistics that miss most of the load, then old logs; samples when nothing else is there.
 */
export function chooseSource(states: readonly SourceState[]): SourceState | undefined {
  return states.filter(({ usable }) => usable).toSorted((a, b) => placeOf(a) - placeOf(b))[0];
}
