import { OpsError } from '../../core/base/errors';
import type { SqlClient } from '../../core/connections/sql';
import type { SecurityEvent } from '../../core/security/securityEvent';
import type { AuditRow, AuditTable } from '../../core/security/tables/auditTable';
import { type RowRange, selectRows, type TableColumn } from '../../core/security/tables/selectRows';

/** Rows that follow each other, as events. */
export interface AuditPage {
  /** Oldest first. */
  readonly events: readonly SecurityEvent[];
  /** Keys of its first and last row; absent when there is none. */
  readonly first?: number;
  readonly last?: number;
  /** True when fewer rows were there than asked for. */
  readonly atEnd: boolean;
}

/** One audit table, read in pages by its primary key. */
export interface AuditTableReader {
  latest(count: number, signal: AbortSignal): Promise<AuditPage>;
  before(key: number, count: number, signal: AbortSignal): Promise<AuditPage>;
  after(key: number, count: number, signal: AbortSignal): Promise<AuditPage>;
  /**
   * A poll that gives each row after `key` once, oldest first, up to 1,000 rows a call. Keys are given out before a
   * transaction ends, so a lower one may appear later: the last 200 keys are looked at again each time. Changes of rows
   * that were given (the logout of a login) do not appear.
   */
  follow(key: number): (signal: AbortSignal) => Promise<AuditPage>;
}

const pollRows = 1000;
const lookBack = 200;
const mostRows = 5000;
const integers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);

/**
 * Looks which of the table's columns are there; nothing else is ever asked for.
 *
 * @param schema the connection's database
 * @param zone what moments in it are in: the application's `app.timezone`
 * @throws OpsError `missingTable`; `otherTable` when columns are missing without which it is not the package's; `noNumericKey`
 *   when its primary key is no number, so that new rows cannot be told from old ones
 */
export async function openAuditTable(
  client: SqlClient,
  table: AuditTable,
  schema: string,
  zone: string | undefined,
  signal: AbortSignal,
): Promise<AuditTableReader> {
  const columns = await client.query<TableColumn>(
    'SELECT COLUMN_NAME AS name, LOWER(DATA_TYPE) AS type FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
    [schema, table.table],
    { signal },
  );
  check(table, columns);
  const read = async (range: RowRange, count: number, cancel: AbortSignal): Promise<readonly ReadRow[]> => {
    const { sql, values } = selectRows(table, columns, schema, range, Math.min(count, mostRows));
    const rows = (await client.query<Record<string, unknown>>(sql, values, { signal: cancel })).map(readRow);
    return range.kind === 'after' ? rows : rows.reverse();
  };
  const page = (rows: readonly ReadRow[], count: number): AuditPage => {
    const [first, last] = [rows[0]?.key, rows.at(-1)?.key];
    return {
      events: rows.flatMap(({ key, row }) => table.kind.events(row, key, table.id, zone)),
      atEnd: rows.length < count,
      ...(first === undefined || last === undefined ? {} : { first, last }),
    };
  };
  const paged = async (range: RowRange, wanted: number, cancel: AbortSignal): Promise<AuditPage> => {
    const count = Math.max(1, Math.min(wanted, mostRows));
    return page(await read(range, count, cancel), count);
  };
  return {
    latest: (count, cancel) => paged({ kind: 'latest' }, count, cancel),
    before: (key, count, cancel) => paged({ kind: 'before', key }, count, cancel),
    after: (key, count, cancel) => paged({ kind: 'after', key }, count, cancel),
    follow(from) {
      let last = from;
      let given: ReadonlySet<number> | undefined;
      return async (cancel) => {
        // What stood before the first poll is not new: only gaps between its keys may still fill.
        given ??= new Set(
          (await read({ kind: 'after', key: from - lookBack }, lookBack, cancel))
            .map(({ key }) => key)
            .filter((key) => key <= from),
        );
        const known = given;
        const rows = await read({ kind: 'after', key: last - lookBack }, pollRows + lookBack, cancel);
        const fresh = rows.filter(({ key }) => !known.has(key)).slice(0, pollRows);
        last = Math.max(last, fresh.at(-1)?.key ?? last);
        const kept = last - lookBack;
        given = new Set([...known, ...fresh.map(({ key }) => key)].filter((key) => key > kept));
        return page(fresh, pollRows);
      };
    },
  };
}

interface ReadRow {
  readonly key: number;
  readonly row: AuditRow;
}

function readRow({ position, ...columns }: Record<string, unknown>): ReadRow {
  const row: Record<string, string> = {};
  for (const [name, value] of Object.entries(columns)) {
    // JSON's own null arrives as its name.
    if (typeof value === 'string' && value !== '' && value !== 'null') row[name] = value;
  }
  return { key: Number(position), row };
}

function check({ table, kind }: AuditTable, columns: readonly TableColumn[]): void {
  const safe = 'Nothing was read or changed.';
  if (columns.length === 0) {
    throw new OpsError('missingTable', `The database has no table "${table}" of ${kind.package}.`, {
      safe,
      next: 'Run the migrations that the package publishes, or check which connection and table its configuration names.',
    });
  }
  const names = new Set(columns.map(({ name }) => name));
  const missing = kind.needs.filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new OpsError(
      'otherTable',
      `The table "${table}" has no ${missing.join(', ')}: it is not what ${kind.package} makes.`,
      {
        safe,
        next: 'Check the table name in its configuration.',
      },
    );
  }
  if (!integers.has(columns.find(({ name }) => name === 'id')?.type ?? '')) {
    throw new OpsError(
      'noNumericKey',
      `The key of "${table}" is no number, so new rows cannot be told from old ones.`,
      {
        safe,
        next: 'Only tables with a numeric "id" can be followed.',
      },
    );
  }
}
