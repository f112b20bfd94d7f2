import type { QueryOptions, SqlClient } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { mark, type Row } from '../sources/digestRows';
import { type Asked, ask } from './asked';
import { longestText, machineNow, textOf } from './transactionRows';

/** One connection that waits for a row lock of another. */
export interface LockWait {
  readonly waiting: number;
  readonly blocking: number;
  readonly seconds: number;
  /** "`shop`.`orders`" */
  readonly table: string;
  /** The statement that waits, without values. */
  readonly waitingText?: string;
  /** The statement that the other one runs, without values; where it runs none, its last one, where the server kept it. */
  readonly blockingText?: string;
  /** The other one runs nothing: its transaction was left open. */
  readonly blockingIdle: boolean;
}

const columns = `r.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking,
  TIMESTAMPDIFF(SECOND, r.trx_wait_started, ${machineNow}) AS seconds,
  LEFT(r.trx_query, ${longestText}) AS waiting_text, LEFT(b.trx_query, ${longestText}) AS blocking_text`;

/** MySQL 8 and later (9.0 reference manual, 29.12.13.1 and .2). */
const dataLocks = `${mark}, ${columns},
  (SELECT CONCAT('\`', l.OBJECT_SCHEMA, '\`.\`', l.OBJECT_NAME, '\`') FROM performance_schema.data_locks l
   WHERE l.ENGINE_LOCK_ID = w.REQUESTING_ENGINE_LOCK_ID LIMIT 1) AS name
FROM performance_schema.data_lock_waits w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.REQUESTING_ENGINE_TRANSACTION_ID
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.BLOCKING_ENGINE_TRANSACTION_ID LIMIT 50`;

/** MariaDB and MySQL 5.7 (5.7 reference manual, 24.4.13 and .14). */
const lockTables = `${mark}, ${columns}, l.lock_table AS name
FROM information_schema.INNODB_LOCK_WAITS w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
JOIN information_schema.INNODB_LOCKS l ON l.lock_id = w.requested_lock_id LIMIT 50`;

/** Connections that wait for a row lock now, and for whom. */
export async function readLockWaits(client: SqlClient, options: QueryOptions): Promise<Asked<readonly LockWait[]>> {
  const { flavour, major, performanceSchema } = client.server;
  const moved = flavour === 'mysql' && major >= 8;
  // The tables are there and empty: that would read as "nobody waits".
  if (moved && !performanceSchema)
    return { refused: { why: 'performance_schema is off, and only that holds it on this server' } };
  const needs = moved ? ['PROCESS ON *.*', 'SELECT ON performance_schema.*'] : ['PROCESS ON *.*'];
  return ask(client, needs, async () => {
    const rows = await client.query<Row>(moved ? dataLocks : lockTables, [], options);
    const waits = rows.map((row): LockWait => {
      const waitingText = textOf(row['waiting_text']);
      const blockingText = textOf(row['blocking_text']);
      return {
        waiting: toNumber(row['waiting']),
        blocking: toNumber(row['blocking']),
        seconds: Math.max(0, toNumber(row['seconds'])),
        table: toText(row['name']) ?? '',
        blockingIdle: blockingText === undefined,
        ...(waitingText === undefined ? {} : { waitingText }),
        ...(blockingText === undefined ? {} : { blockingText }),
      };
    });
    const last = await lastStatements(client, waits, options);
    return waits.map((wait) => {
      const text = wait.blockingIdle ? last.get(wait.blocking) : undefined;
      return text === undefined ? wait : { ...wait, blockingText: text };
    });
  });
}

/** What idle blockers ran last, where performance_schema keeps it and this login may see it. */
async function lastStatements(
  client: SqlClient,
  waits: readonly LockWait[],
  options: QueryOptions,
): Promise<ReadonlyMap<number, string>> {
  const idle = [...new Set(waits.flatMap(({ blockingIdle, blocking }) => (blockingIdle ? [blocking] : [])))];
  if (idle.length === 0 || !client.server.performanceSchema) return new Map();
  const asked = await ask(client, [], () =>
    client.query<Row>(
      `${mark}, t.PROCESSLIST_ID AS id, LEFT(s.SQL_TEXT, ${longestText}) AS text
FROM performance_schema.threads t JOIN performance_schema.events_statements_current s ON s.THREAD_ID = t.THREAD_ID
WHERE t.PROCESSLIST_ID IN (${idle.map(() => '?').join(', ')})`,
      idle,
      options,
    ),
  );
  if ('refused' in asked) return new Map();
  return new Map(
    asked.known.flatMap((row) => {
      const text = textOf(row['text']);
      return text === undefined ? [] : [[toNumber(row['id']), text] as const];
    }),
  );
}
