import { momentText } from '../../base/clock';
import type { SqlClient } from '../../connections/sql';
import { toMoment, toNumber, toText } from '../numbers';
import { performanceSchemaGrant } from '../serverErrors';
import { tryFirst, within } from './ask';
import { mark, type Row } from './digestRows';
import { titles, type SourceState } from './sourceState';

const id = 'performance_schema';

/**
 * State of the statement digests. The `sys` schema is no source of its own: its views of statements read the same tables
 * with the privileges of whoever asks (SQL SECURITY INVOKER, checked on MariaDB 10.11 and MySQL 9.7), so they show nothing
 * where performance_schema is closed.
 */
export async function describePerformanceSchema(
  client: SqlClient,
  schema: string | undefined,
  now: Date,
  signal?: AbortSignal,
): Promise<SourceState> {
  const state = { id, title: titles[id], live: true } as const;
  if (!client.server.performanceSchema)
    return {
      ...state,
      usable: false,
      why: 'performance_schema is off on this server, and cannot be turned on while it runs.',
      next: 'Write the line under [mysqld] in my.cnf and restart the server.',
      config: ['performance_schema = ON'],
    };
  const inSchema = schema === undefined ? '' : ' WHERE SCHEMA_NAME = ?';
  const first = await tryFirst(
    client,
    `${mark}, UNIX_TIMESTAMP(FIRST_SEEN) AS first_seen
FROM performance_schema.events_statements_summary_by_digest${inSchema} LIMIT 1`,
    schema === undefined ? [] : [schema],
    signal,
  );
  if ('refused' in first)
    return {
      ...state,
      usable: false,
      why: `The login ${client.server.currentUser} cannot read performance_schema.`,
      next: 'Ask an administrator to run the statement.',
      sql: [performanceSchemaGrant(client)],
    };
  const consumer = await tryFirst(
    client,
    `${mark}, ENABLED AS enabled FROM performance_schema.setup_consumers WHERE NAME = 'statements_digest'`,
    [],
    signal,
  );
  const on = 'refused' in consumer || consumer.row === undefined || toText(consumer.row['enabled']) === 'YES';
  if (!on)
    return {
      ...state,
      live: false,
      usable: false,
      why: 'performance_schema is on, but its consumer statements_digest is off.',
      next: 'An administrator can turn it on without a restart.',
      sql: ["UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'statements_digest';"],
    };
  if (first.row === undefined)
    return {
      ...state,
      usable: false,
      why:
        client.server.flavour === 'mariadb'
          ? 'No statement was counted yet. MariaDB counts no prepared statements, which is how Laravel sends nearly all.'
          : 'No statement was counted yet.',
      next: 'Use the application, then refresh.',
    };
  return { ...state, usable: true, ...(await reach(client, toMoment(first.row['first_seen']), now, signal)) };
}

/** How much of the load has a name. Only MariaDB counts executions without one. */
async function reach(
  client: SqlClient,
  seen: Date,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<Pick<SourceState, 'detail' | 'named' | 'next' | 'since'>> {
  const counted = `Counts every statement; since ${momentText(seen, now)} or earlier.`;
  if (client.server.flavour !== 'mariadb') return { since: seen, named: 1, detail: counted };
  const rows = await client.query<Row>(
    `${mark}, EVENT_NAME AS name, SUM_TIMER_WAIT / 1e9 AS ms
FROM performance_schema.events_statements_summary_global_by_event_name
WHERE COUNT_STAR > 0 AND (EVENT_NAME = 'statement/com/Execute' OR EVENT_NAME LIKE 'statement/sql/%')`,
    [],
    within(signal),
  );
  const sum = (prepared: boolean): number =>
    rows
      .filter((row) => (toText(row['name']) === 'statement/com/Execute') === prepared)
      .reduce((total, row) => total + toNumber(row['ms']), 0);
  const total = sum(true) + sum(false);
  const named = total === 0 ? 1 : sum(false) / total;
  if (named > 0.99) return { since: seen, named, detail: counted };
  return {
    since: seen,
    named,
    detail: `${counted} ${Math.round((1 - named) * 100)} % of the server's statement time is not named: MariaDB keeps no text of prepared statements, which is how Laravel sends nearly all.`,
    next: 'Capture slow statements for some minutes: the slow log names prepared statements too.',
  };
}
