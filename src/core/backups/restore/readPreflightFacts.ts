import { isAbort, isOpsError, messageOf, OpsError } from '../../base/errors';
import type { SqlClient, SqlValue } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import type { Asked, OpenSessions, OpenTransaction, PreflightFacts, ReplicaSource } from './preflightFacts';
import { type Grants, mayGlobally, parseGrants } from './preflightGrants';

/** Port: disks of this machine, for servers that run on it. */
export interface ServerDisk {
  /** This machine's name: a server with another `hostname` keeps its data elsewhere, whatever its address is. */
  readonly hostname: string;
  /** Bytes that may still be written in a folder; undefined when it is not here or cannot be looked at. */
  freeBytes(folder: string, signal: AbortSignal): Promise<number | undefined>;
}

export interface ReadPreflightOptions {
  /** Databases: the new one, the live one, and the name that a switch gives to what is live now. */
  readonly target: { readonly database: string; readonly live: string; readonly before: string };
  /** Table of Laravel's migrations, with its prefix; "migrations" when left out. */
  readonly migrationsTable?: string;
  /** Undefined: nothing is known of the server's disk. */
  readonly disk?: ServerDisk;
  readonly signal: AbortSignal;
  /** Milliseconds for each question; 4,000 when left out. */
  readonly timeoutMs?: number;
  /** Milliseconds for all of them; 20,000 when left out. What was not asked by then is unknown. */
  readonly totalMs?: number;
}

type Row = Readonly<Record<string, SqlValue>>;

const variables = [
  'binlog_expire_logs_seconds',
  'datadir',
  'event_scheduler',
  'expire_logs_days',
  'hostname',
  'innodb_read_only',
  'local_infile',
  'log_bin',
  'log_bin_trust_function_creators',
  'max_allowed_packet',
  'partial_revokes',
  'read_only',
  'sql_require_primary_key',
  'super_read_only',
];

/**
 * Asks the server what a restore has to know, in a reading session and one question after the other. What cannot be read is
 * unknown, with the reason.
 *
 * @throws OpsError `cancelled` when the signal aborts, and nothing else but bugs
 */
export async function readPreflightFacts(client: SqlClient, options: ReadPreflightOptions): Promise<PreflightFacts> {
  const { signal, target, timeoutMs = 4_000, totalMs = 20_000 } = options;
  const deadline = AbortSignal.timeout(totalMs);
  const either = AbortSignal.any([signal, deadline]);
  const query = (sql: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> =>
    client.query<Row>(sql, values, { signal: either, timeoutMs });

  async function ask<T>(read: () => Promise<T>): Promise<Asked<T>> {
    try {
      if (either.aborted) throw new OpsError('cancelled', 'Cancelled.');
      return { value: await read() };
    } catch (error) {
      if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
      if (deadline.aborted) return { unknown: 'The server took too long to answer.' };
      if (!isOpsError(error) || isAbort(error)) throw error;
      return { unknown: messageOf(error) };
    }
  }

  const { server } = client;
  const known = await ask(() => readVariables(query));
  const grants = await ask(async () => {
    const lines = (await query('SHOW GRANTS')).flatMap((row) => Object.values(row).slice(0, 1).map(String));
    return parseGrants(lines, await activeRoles());
  });

  /** A server without roles (MySQL 5.7) knows no such function. */
  async function activeRoles(): Promise<string | null> {
    const role = await ask(async () => (await query('SELECT CURRENT_ROLE() AS role'))[0]?.['role']);
    return 'value' in role && typeof role.value === 'string' ? role.value : null;
  }

  return {
    server,
    variables: known,
    grants,
    taken: await ask(async () => {
      const names = [target.database, target.before];
      const rows = await query(
        'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?, ?)',
        names,
      );
      return rows.map((row) => String(row['name']));
    }),
    collations: await ask(() => readCollations(query, server.flavour)),
    freeBytes: await readFreeBytes(options.disk, known, either),
    sessions: await ask(() => readSessions(query, client, target.live, grants)),
    transactions: await ask(() => readTransactions(query, client, target.live)),
    replica: await ask(() => readReplica(query, client)),
    ranMigrations: await ask(async () => {
      const table = `${quoteName(target.live)}.${quoteName(options.migrationsTable ?? 'migrations')}`;
      return (await query(`SELECT migration AS name FROM ${table} LIMIT 20000`)).map((row) => String(row['name']));
    }),
    foreignKeysInto: await ask(async () => {
      const rows = await query(
        `SELECT DISTINCT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name FROM information_schema.KEY_COLUMN_USAGE
          WHERE REFERENCED_TABLE_SCHEMA = ? AND TABLE_SCHEMA <> ? ORDER BY 1 LIMIT 100`,
        [target.live, target.live],
      );
      return rows.map((row) => String(row['name']));
    }),
  };
}

type Query = (sql: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;

/** The server's own values and not this session's: the restore opens sessions of its own. */
async function readVariables(query: Query): Promise<ReadonlyMap<string, string>> {
  const names = variables.map((name) => `'${name}'`).join(', ');
  const rows = await query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`);
  return new Map(rows.map((row) => [String(row['Variable_name']).toLowerCase(), String(row['Value'])]));
}

/** Full names: MariaDB 10.10 and later list some collations without their character set ("uca1400_ai_ci"). */
async function readCollations(query: Query, flavour: 'mysql' | 'mariadb'): Promise<ReadonlySet<string>> {
  const rows = await query(
    flavour === 'mariadb'
      ? `SELECT COLLATION_NAME AS name, CONCAT(CHARACTER_SET_NAME, '_', COLLATION_NAME) AS full
           FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY`
      : 'SELECT COLLATION_NAME AS name, NULL AS full FROM information_schema.COLLATIONS',
  );
  return new Set(
    rows
      .flatMap(({ name, full }) => [name, full])
      .flatMap((text) => (text === null || text === undefined ? [] : [String(text).toLowerCase()])),
  );
}

async function readFreeBytes(
  disk: ServerDisk | undefined,
  known: Asked<ReadonlyMap<string, string>>,
  signal: AbortSignal,
): Promise<Asked<number>> {
  const folder = 'value' in known ? known.value.get('datadir') : undefined;
  const host = 'value' in known ? known.value.get('hostname') : undefined;
  const elsewhere = { unknown: 'The server runs on another machine, so its free disk is not known here.' };
  if (disk === undefined || folder === undefined || host !== disk.hostname) return elsewhere;
  const free = await disk.freeBytes(folder, signal);
  return free === undefined
    ? { unknown: `The server’s data folder (${folder}) cannot be looked at from here.` }
    : { value: free };
}

/** Where MySQL lists its sessions: information_schema.PROCESSLIST is gone in 9.7; the other needs 8.0.22. */
function sessionList({ server }: SqlClient): string {
  const moved = server.flavour === 'mysql' && server.major >= 8 && server.performanceSchema;
  return moved ? 'performance_schema.processlist' : 'information_schema.PROCESSLIST';
}

async function readSessions(
  query: Query,
  client: SqlClient,
  live: string,
  grants: Asked<Grants>,
): Promise<OpenSessions> {
  const [row] = await query(
    `SELECT SUM(DB = ? AND ID <> CONNECTION_ID()) AS inLive, SUM(COMMAND LIKE 'Binlog Dump%') AS replicas
       FROM ${sessionList(client)}`,
    [live],
  );
  const all = 'value' in grants && mayGlobally(grants.value, 'PROCESS');
  return { inLive: Number(row?.['inLive'] ?? 0), replicas: Number(row?.['replicas'] ?? 0), all };
}

/**
 * Open transactions of sessions in the live database. `trx_started` is in the server's own time zone, whatever the session's
 * is: it is compared with the time there.
 */
async function readTransactions(query: Query, client: SqlClient, live: string): Promise<readonly OpenTransaction[]> {
  const rows = await query(
    `SELECT t.trx_mysql_thread_id AS id, p.USER AS user,
            TIMESTAMPDIFF(SECOND, t.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')) AS seconds
       FROM information_schema.INNODB_TRX t JOIN ${sessionList(client)} p ON p.ID = t.trx_mysql_thread_id
      WHERE p.DB = ? AND p.ID <> CONNECTION_ID()
      ORDER BY t.trx_started LIMIT 50`,
    [live],
  );
  return rows.map((row) => ({
    connectionId: Number(row['id']),
    user: String(row['user']),
    seconds: Math.max(0, Number(row['seconds'] ?? 0)),
  }));
}

/** SHOW REPLICA STATUS is MySQL 8.0.22's name; MariaDB may copy from several servers at once. */
async function readReplica(query: Query, { server }: SqlClient): Promise<ReplicaSource | undefined> {
  const modern = server.major > 8 || (server.major === 8 && (server.minor > 0 || patchOf(server.version) >= 22));
  const statement =
    server.flavour === 'mariadb' ? 'SHOW ALL SLAVES STATUS' : modern ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS';
  const rows = await query(statement);
  const first = rows[0];
  if (first === undefined) return undefined;
  const text = (...names: readonly string[]): string =>
    String(names.map((name) => first[name]).find((value) => value !== undefined) ?? '');
  const running = [text('Replica_IO_Running', 'Slave_IO_Running'), text('Replica_SQL_Running', 'Slave_SQL_Running')];
  return { from: text('Source_Host', 'Master_Host'), running: running.every((state) => state !== 'No') };
}

function patchOf(version: string): number {
  return Number(/^\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? 0);
}
