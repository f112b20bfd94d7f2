import type { QueryOptions, SqlClient } from '../../connections/sql';
import { toText } from '../numbers';
import { type Asked, ask } from './asked';
import type { Row } from '../sources/digestRows';

/** How far this server is behind one of its sources. */
export interface ReplicaState {
  /** Host of the source. */
  readonly source: string;
  /** Name of the channel (MySQL) or connection (MariaDB), where there are several. */
  readonly channel?: string;
  /** Seconds beyond the delay that somebody asked for; undefined: not running, so nobody knows. */
  readonly secondsBehind?: number;
  /** It is kept behind on purpose, by so many seconds. */
  readonly delay?: number;
  readonly running: boolean;
  /** Number of the last error. Its text holds the statement with the application's values, so it is not kept. */
  readonly error?: number;
}

/**
 * SHOW REPLICA STATUS since MySQL 8.0.22, whose old words went in 8.4; of MariaDB SHOW ALL SLAVES STATUS, which shows every
 * source and is understood by all its versions (10.0 to 12).
 */
export function readReplicas(client: SqlClient, options: QueryOptions): Promise<Asked<readonly ReplicaState[]>> {
  const { flavour, major, minor, version } = client.server;
  const patch = Number(/^\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? 0);
  const renamed = major > 8 || (major === 8 && (minor > 0 || patch >= 22));
  const mysql = renamed ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
  const monitors = major > 10 || (major === 10 && minor >= 5);
  const needs = flavour === 'mariadb' && monitors ? 'SLAVE MONITOR ON *.*' : 'REPLICATION CLIENT ON *.*';
  return ask(client, [needs], async () => {
    const rows = await client.query<Row>(flavour === 'mariadb' ? 'SHOW ALL SLAVES STATUS' : mysql, [], options);
    return rows.map(replicaOf);
  });
}

/** One row, in the old words or the new ones. */
export function replicaOf(row: Row): ReplicaState {
  const of = (...names: readonly string[]): string | undefined =>
    names.map((name) => toText(row[name])).find((value) => value !== undefined && value !== '');
  const behind = of('Seconds_Behind_Source', 'Seconds_Behind_Master');
  const delay = Number(of('SQL_Delay') ?? 0);
  const error = Number(of('Last_SQL_Errno') ?? 0) || Number(of('Last_IO_Errno') ?? 0);
  const channel = of('Channel_Name', 'Connection_name');
  const yes = (...names: readonly string[]): boolean => of(...names) === 'Yes';
  return {
    source: of('Source_Host', 'Master_Host') ?? '',
    running: yes('Replica_SQL_Running', 'Slave_SQL_Running') && yes('Replica_IO_Running', 'Slave_IO_Running'),
    ...(channel === undefined ? {} : { channel }),
    ...(behind === undefined ? {} : { secondsBehind: Math.max(0, Number(behind) - delay) }),
    ...(delay > 0 ? { delay } : {}),
    ...(error === 0 ? {} : { error }),
  };
}
