import type { SqlClient } from '../../connections/sql';
import type { TableWrites } from '../advisor/workload';
import { toNumber, toText } from '../numbers';
import { refusal, within } from './ask';
import { mark, type Row } from './digestRows';
import { readServerRun } from './serverVariables';
import { readUserStatistics } from './userStatistics';

/** Rows written an hour, by table, and how that is known. */
export interface CountedWrites {
  readonly writes: readonly TableWrites[];
  /**
   * `tableIo`: performance_schema, each kind of write · `userstat`: MariaDB's user statistics, all kinds together, given here
   * as updates of any column.
   */
  readonly from: 'tableIo' | 'userstat';
  /** The time that the rates are of. */
  readonly hours: number;
}

export interface TableWritesOptions {
  /** Shorter than this there is no rate to speak of: a seeding would look like a busy shop. Hours; a minute when left out. */
  readonly leastHours?: number;
  readonly signal?: AbortSignal;
}

/**
 * How often rows of a schema's tables are written, since the server's start. Rates are too low when the counters were
 * emptied since (TRUNCATE of the summary, FLUSH TABLE_STATISTICS): no server says so.
 *
 * @returns undefined when nothing counts writes, the login may not read it, or the server runs for too short a time
 */
export async function readTableWrites(
  client: SqlClient,
  schema: string,
  { leastHours = 1 / 60, signal }: TableWritesOptions = {},
): Promise<CountedWrites | undefined> {
  const { startedAt } = await readServerRun(client, signal);
  const [clock] = await client.query<Row>(`${mark}, UNIX_TIMESTAMP() AS now`, [], within(signal));
  const hours = (toNumber(clock?.['now']) * 1000 - startedAt.getTime()) / 3_600_000;
  if (hours <= 0 || hours < leastHours) return undefined;
  const counted = client.server.performanceSchema ? await readTableIo(client, schema, hours, signal) : [];
  if (counted.length > 0) return { writes: counted, from: 'tableIo', hours };
  const statistics = await readUserStatistics(client, schema, signal);
  if (statistics === undefined) return undefined;
  return {
    from: 'userstat',
    hours,
    writes: statistics.tables.map(({ table, rowsChanged }) => ({
      table,
      insertsPerHour: 0,
      deletesPerHour: 0,
      updates: rowsChanged === 0 ? [] : [{ perHour: rowsChanged / hours }],
    })),
  };
}

/** Empty when the instrument is off (it is on unless told otherwise, on both servers), or when the login may not read it. */
async function readTableIo(
  client: SqlClient,
  schema: string,
  hours: number,
  signal: AbortSignal | undefined,
): Promise<readonly TableWrites[]> {
  try {
    const [instrument] = await client.query<Row>(
      `${mark}, ENABLED AS enabled FROM performance_schema.setup_instruments WHERE NAME = 'wait/io/table/sql/handler'`,
      [],
      within(signal),
    );
    if (toText(instrument?.['enabled']) !== 'YES') return [];
    const rows = await client.query<Row>(
      `${mark}, OBJECT_NAME AS name, COUNT_INSERT AS inserted, COUNT_UPDATE AS updated, COUNT_DELETE AS deleted
FROM performance_schema.table_io_waits_summary_by_table
WHERE OBJECT_TYPE = 'TABLE' AND OBJECT_SCHEMA = ? ORDER BY OBJECT_NAME`,
      [schema],
      within(signal),
    );
    return rows.map((row) => {
      const updated = toNumber(row['updated']);
      return {
        table: toText(row['name']) ?? '',
        insertsPerHour: toNumber(row['inserted']) / hours,
        deletesPerHour: toNumber(row['deleted']) / hours,
        updates: updated === 0 ? [] : [{ perHour: updated / hours }],
      };
    });
  } catch (error) {
    if (refusal(error) !== 'denied') throw error;
    return [];
  }
}
