import type { BulkSession } from '../../connections/bulk';

/** Session counters that say what a statement did (MySQL 9.0 reference manual, 7.1.10; MariaDB has Handler_tmp_write). */
export interface Counters {
  /** Handler_read_key, _first, _last: places that were looked up in an index. */
  readonly lookups: number;
  /** Handler_read_next, _prev: entries read on from there. */
  readonly entries: number;
  /** Handler_read_rnd_next: rows of a table, or temporary table, read one after the other. */
  readonly scanned: number;
  /** Handler_read_rnd: rows read by their place, after a sort. */
  readonly placed: number;
  /**
   * Entries that a pushed index condition left out: InnoDB reads them and Handler_read_next does not count them. MariaDB counts
   * them apart (Handler_icp_attempts without Handler_icp_match), MySQL nowhere: 0.
   */
  readonly filtered: number;
  readonly sorted: number;
  /** Rows written to temporary tables: Handler_tmp_write on MariaDB, Handler_write on MySQL. */
  readonly tmpRows: number;
  readonly tmpDiskTables: number;
}

const names = {
  lookups: ['Handler_read_key', 'Handler_read_first', 'Handler_read_last', 'Handler_read_retry'],
  entries: ['Handler_read_next', 'Handler_read_prev'],
  scanned: ['Handler_read_rnd_next', 'Handler_read_rnd_deleted'],
  placed: ['Handler_read_rnd'],
  filtered: ['Handler_icp_attempts'],
  sorted: ['Sort_rows'],
  tmpRows: ['Handler_tmp_write', 'Handler_write'],
  tmpDiskTables: ['Created_tmp_disk_tables'],
} as const satisfies Record<keyof Counters, readonly string[]>;

const matched = 'Handler_icp_match';

const statement = `SHOW SESSION STATUS WHERE Variable_name IN (${[...Object.values(names).flat(), matched]
  .map((name) => `'${name}'`)
  .join(', ')})`;

/** The counters of this session now. */
export async function readCounters(session: BulkSession, signal: AbortSignal): Promise<Counters> {
  const rows = await session.rows(statement, signal);
  const values = new Map(rows.map((row) => [row['Variable_name'], Number(row['Value'])]));
  const sum = (of: keyof Counters): number => names[of].reduce((total, name) => total + (values.get(name) ?? 0), 0);
  return combine((of) => sum(of) - (of === 'filtered' ? (values.get(matched) ?? 0) : 0));
}

/** What was counted between two readings. */
export function between(before: Counters, after: Counters): Counters {
  return combine((name) => after[name] - before[name]);
}

/** `counted` without what reading the counters itself costs. */
export function without(counted: Counters, own: Counters): Counters {
  return combine((name) => Math.max(0, counted[name] - own[name]));
}

function combine(value: (name: keyof Counters) => number): Counters {
  return {
    lookups: value('lookups'),
    entries: value('entries'),
    scanned: value('scanned'),
    placed: value('placed'),
    filtered: value('filtered'),
    sorted: value('sorted'),
    tmpRows: value('tmpRows'),
    tmpDiskTables: value('tmpDiskTables'),
  };
}
