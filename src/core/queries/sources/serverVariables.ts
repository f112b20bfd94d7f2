import type { SqlClient } from '../../connections/sql';
import { toNumber, toText } from '../numbers';
import { within } from './ask';
import type { Row } from './digestRows';

/** Global variables by name in lower case, as SHOW GLOBAL VARIABLES writes them; what this server does not know is absent. */
export type ServerVariables = ReadonlyMap<string, string>;

/**
 * Reads global variables. SHOW needs no privilege on either server.
 *
 * @param names names of ours: they go into the statement as values
 */
export async function readVariables(
  client: SqlClient,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ServerVariables> {
  const rows = await client.query<Row>(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.map(() => '?').join(', ')})`,
    names,
    within(signal),
  );
  return new Map(
    rows.map((row) => [(toText(row['Variable_name']) ?? '').toLowerCase(), toText(row['Value']) ?? ''] as const),
  );
}

/** One run of one server: what is counted or set at run time lasts as long. */
export interface ServerRun {
  /** Tells servers apart: server_uuid (MySQL) or server_uid (MariaDB 10.11), else host name and port as the server says them. */
  readonly server: string;
  readonly startedAt: Date;
}

/** Which server this is and since when it runs, to the second. The server reckons both by one clock, so they do not drift. */
export async function readServerRun(client: SqlClient, signal?: AbortSignal): Promise<ServerRun> {
  const variables = await readVariables(client, ['server_uuid', 'server_uid', 'hostname', 'port'], signal);
  const [uptime] = await client.query<Row>("SHOW GLOBAL STATUS WHERE Variable_name = 'Uptime'", [], within(signal));
  const [clock] = await client.query<Row>('SELECT 1 AS laravel_ops, UNIX_TIMESTAMP() AS now', [], within(signal));
  const started = toNumber(clock?.['now']) - toNumber(uptime?.['Value']);
  return {
    server:
      variables.get('server_uuid') ??
      variables.get('server_uid') ??
      `${variables.get('hostname') ?? ''}:${variables.get('port') ?? ''}`,
    startedAt: new Date(started * 1000),
  };
}

/** Same server, not restarted between. Two readings of one run differ by the second that passes between their statements. */
export function sameRun(one: ServerRun, other: ServerRun): boolean {
  return one.server === other.server && Math.abs(one.startedAt.getTime() - other.startedAt.getTime()) <= 3_000;
}
