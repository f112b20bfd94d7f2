import type { QueryOptions, SqlClient } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { mark, type Row } from '../sources/digestRows';
import { shortText, withoutLiterals } from '../statementText';
import { type Asked, ask } from './asked';

/** A transaction that is open. */
export interface OpenTransaction {
  /** 0: a prepared XA transaction whose connection is gone. */
  readonly connectionId: number;
  readonly seconds: number;
  readonly rowsLocked: number;
  readonly rowsModified: number;
  /** What it runs now, without values; undefined: nothing, the application has left it open. */
  readonly running?: string;
}

/**
 * Now as InnoDB writes its times: in the time zone of the server's machine, whatever that of the server or of the session is
 * (fill_trx_row in trx0i_s.cc and i_s.cc of both). Our sessions are in UTC.
 */
export const machineNow = "CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')";

/** The longest text of a statement that is read. */
export const longestText = 1024;

/** A statement of a running transaction for people: on one line, without the application's values. */
export function textOf(cell: Row[string] | undefined): string | undefined {
  const text = toText(cell ?? null);
  return text === undefined ? undefined : shortText(withoutLiterals(text), 100);
}

/** Transactions of others that are open, oldest first (information_schema.INNODB_TRX, MySQL 9.0 reference manual, 28.4.28). */
export function readTransactions(client: SqlClient, options: QueryOptions): Promise<Asked<readonly OpenTransaction[]>> {
  return ask(client, ['PROCESS ON *.*'], async () => {
    const rows = await client.query<Row>(
      `${mark}, t.trx_mysql_thread_id AS id, TIMESTAMPDIFF(SECOND, t.trx_started, ${machineNow}) AS seconds,
  t.trx_rows_locked AS locked, t.trx_rows_modified AS modified, LEFT(t.trx_query, ${longestText}) AS text
FROM information_schema.INNODB_TRX t WHERE t.trx_mysql_thread_id <> CONNECTION_ID()
ORDER BY t.trx_started LIMIT 50`,
      [],
      options,
    );
    return rows.map((row) => {
      const running = textOf(row['text']);
      return {
        connectionId: toNumber(row['id']),
        seconds: Math.max(0, toNumber(row['seconds'])),
        rowsLocked: toNumber(row['locked']),
        rowsModified: toNumber(row['modified']),
        ...(running === undefined ? {} : { running }),
      };
    });
  });
}

/** Deadlocks since the server started: MariaDB has a status counter, MySQL one in INNODB_METRICS (17.15.6), on by default. */
export async function readDeadlocks(client: SqlClient, options: QueryOptions): Promise<Asked<number>> {
  const mysql = client.server.flavour === 'mysql';
  const asked = await ask(client, ['PROCESS ON *.*'], () =>
    client.query<Row>(
      mysql
        ? `${mark}, COUNT AS deadlocks FROM information_schema.INNODB_METRICS
WHERE NAME = 'lock_deadlocks' AND STATUS = 'enabled'`
        : `${mark}, VARIABLE_VALUE AS deadlocks FROM information_schema.GLOBAL_STATUS
WHERE VARIABLE_NAME = 'INNODB_DEADLOCKS'`,
      [],
      options,
    ),
  );
  if ('refused' in asked) return asked;
  const [row] = asked.known;
  return row === undefined
    ? { refused: { why: 'this server does not count them' } }
    : { known: toNumber(row['deadlocks']) };
}
