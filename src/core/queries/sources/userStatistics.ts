import type { SqlClient } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { ownBeginning, within } from './ask';
import type { Row } from './digestRows';
import { readServerRun, readVariables } from './serverVariables';

/** What MariaDB counted of one schema while `userstat` was on: rows, not calls. */
export interface UserStatistics {
  /** Nothing is counted from before: the server's start, though userstat may have been turned on later. */
  readonly notBefore: Date;
  readonly tables: readonly { readonly table: string; readonly rowsRead: number; readonly rowsChanged: number }[];
  /** Indexes that were read; what is absent was not read since. */
  readonly indexes: readonly { readonly table: string; readonly index: string; readonly rowsRead: number }[];
}

/**
 * MariaDB's user statistics of the tables of a schema (information_schema.TABLE_STATISTICS, INDEX_STATISTICS). Undefined
 * when the server is not MariaDB, or when the variable `userstat` is off: counts may still be there then, but nobody knows
 * until when they ran. Only tables that the login may read are listed.
 */
export async function readUserStatistics(
  client: SqlClient,
  schema: string,
  signal?: AbortSignal,
): Promise<UserStatistics | undefined> {
  if (client.server.flavour !== 'mariadb') return undefined;
  const variables = await readVariables(client, ['userstat'], signal);
  if (variables.get('userstat') !== 'ON') return undefined;
  const { startedAt } = await readServerRun(client, signal);
  const tables = await client.query<Row>(
    `${ownBeginning}, TABLE_NAME AS name, ROWS_READ AS rows_read, ROWS_CHANGED AS rows_changed
FROM information_schema.TABLE_STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME`,
    [schema],
    within(signal),
  );
  const indexes = await client.query<Row>(
    `${ownBeginning}, TABLE_NAME AS name, INDEX_NAME AS index_name, ROWS_READ AS rows_read
FROM information_schema.INDEX_STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, INDEX_NAME`,
    [schema],
    within(signal),
  );
  return {
    notBefore: startedAt,
    tables: tables.map((row) => ({
      table: toText(row['name']) ?? '',
      rowsRead: toNumber(row['rows_read']),
      rowsChanged: toNumber(row['rows_changed']),
    })),
    indexes: indexes.map((row) => ({
      table: toText(row['name']) ?? '',
      index: toText(row['index_name']) ?? '',
      rowsRead: toNumber(row['rows_read']),
    })),
  };
}
