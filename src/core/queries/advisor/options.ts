/** What the advisor may suggest and from when on it is worth it. */
export interface AdviceOptions {
  readonly server: { readonly flavour: 'mysql' | 'mariadb'; readonly major: number; readonly minor: number };
  /** Most columns of an index. */
  readonly maxWidth: number;
  /** Tables with fewer rows get a suggestion only where they are read so much more often: reading all of them takes no time. */
  readonly minRows: number;
  /** Statements called less often an hour ask for no index. */
  readonly minCalls: number;
  /** Most indexes that are suggested. */
  readonly maxIndexes: number;
  /** What one statement at least has to gain from an index: share of its cost by the model. */
  readonly minStatementShare: number;
  /** What an index at least has to save: share of what the workload costs without it, as far as indexes can help it. */
  readonly minShare: number;
  /**
   * Microseconds an hour that a byte of index has to earn: it takes memory from other pages, disk, and time in backups.
   * 0.01: an index of 100 MB has to save one second of reading an hour.
   */
  readonly bytePrice: number;
  /** Statements beyond this many, by what they cost, ask for no index. */
  readonly maxStatements: number;
}

export const usualOptions: Omit<AdviceOptions, 'server'> = {
  maxWidth: 4,
  minRows: 1_000,
  minCalls: 10,
  maxIndexes: 60,
  minStatementShare: 0.3,
  minShare: 0.001,
  bytePrice: 0.01,
  maxStatements: 400,
};

/** The server has made this an index for more than form: MySQL 8.0, MariaDB 10.8. */
export function hasDescending({ flavour, major, minor }: AdviceOptions['server']): boolean {
  return flavour === 'mysql' ? major >= 8 : major > 10 || (major === 10 && minor >= 8);
}

/** Functional key parts came with MySQL 8.0.13; MariaDB has none. The last number is not known here: 8.0 counts. */
export function hasFunctional({ flavour, major }: AdviceOptions['server']): boolean {
  return flavour === 'mysql' && major >= 8;
}

/** Hash joins came with MySQL 8.0.18; MariaDB uses them only where join_cache_level is raised. */
export function hasHashJoin({ flavour, major }: AdviceOptions['server']): boolean {
  return flavour === 'mysql' && major >= 8;
}
