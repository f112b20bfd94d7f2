import { OpsError } from '../../core/base/errors';
import type { Permit } from '../../core/connections/permit';
import type { SqlProfile } from '../../core/connections/profile';
import type {
  QueryOptions,
  SqlClient,
  SqlConnectOptions,
  SqlConnector,
  SqlServer,
  SqlValue,
} from '../../core/connections/sql';
import { classifyStatement } from '../../core/connections/statement';
import { endpointError, endpointOf } from './endpoint';
import { quoteName } from '../../core/connections/sqlNames';
import { createSession, openConnection } from './mysqlSession';
import type { RunStatement, Session, Target } from './mysqlSession';

/** How long a statement of `execute` may run unless its caller says otherwise. Milliseconds. */
const executeTimeout = 10 * 60_000;

/** How long one of our own statements at the beginning of a session may run. Milliseconds. */
const setupTimeout = 5_000;

/**
 * Sessions with MySQL and MariaDB through mysql2. `query` runs in a session that the server itself keeps read-only, checked
 * after it was asked for; `execute` opens a second, writing one that lives as long as its permit.
 *
 * Measured on MariaDB 10.11 and MySQL 9.7: a read-only session refuses every statement that changes tables, schemas or
 * accounts, functions and procedures included. It does not refuse INTO OUTFILE, ANALYZE TABLE, FLUSH, SET GLOBAL, KILL, GET_LOCK
 * and START TRANSACTION READ WRITE: those are kept out by `classifyStatement` alone.
 */
export function createSqlConnector(): SqlConnector {
  return { connect };
}

async function connect(
  profile: SqlProfile,
  password: string | undefined,
  options: SqlConnectOptions,
): Promise<SqlClient> {
  const endpoint = endpointOf(profile.address, profile.user, profile.password, password);
  const target: Target = { profile, password, endpoint, options };
  const session = await open(target, options.signal);
  try {
    const server = await session.turn(options.signal, (statement) => greet(statement, target, options));
    return createClient(target, session, server, options);
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function open(target: Target, signal: AbortSignal | undefined): Promise<Session> {
  return createSession(target, await openConnection(target, signal));
}

/** A session that may write. It shares quoting and time zone with the reading one, not its limits. */
async function openWriter(target: Target, signal: AbortSignal | undefined): Promise<Session> {
  const session = await open(target, signal);
  try {
    await session.turn(signal, (statement) => statement(`SET ${commonSettings}`, [], { timeoutMs: setupTimeout }));
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** UTC because dates are read as UTC; quoting as the statement classifier and mysql2's escaping take it. */
const commonSettings = [
  "SESSION time_zone = '+00:00'",
  'SESSION autocommit = 1',
  "SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
].join(', ');

/** Asks the server who it is, then makes the session read-only and sees that it took. */
async function greet(statement: RunStatement, target: Target, options: SqlConnectOptions): Promise<SqlServer> {
  const ask = (sql: string): Promise<readonly object[]> => statement(sql, [], { timeoutMs: setupTimeout }).then(rowsOf);
  const [facts = {}] = await ask(
    'SELECT VERSION() AS version, CURRENT_USER() AS user, CONNECTION_ID() AS id, @@performance_schema AS ps',
  );
  const server = serverOf(new Map(Object.entries(facts)));
  await ask('SET SESSION TRANSACTION READ ONLY');
  await ask(sessionSettings(server, options.statementTimeoutMs));
  // tx_read_only up to MySQL 5.7.19 and MariaDB 11.0. A proxy may have answered OK and done nothing.
  const modes = await ask("SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_read_only', 'tx_read_only')");
  if (modes.length === 0 || modes.some((row) => !/^(ON|1)$/i.test(textOf(row, 'Value'))))
    throw endpointError(
      target.endpoint,
      'readOnly',
      'the server did not make the session read-only',
      'Laravel Ops does not read through a session that can write.',
    );
  return server;
}

function sessionSettings({ flavour }: SqlServer, statementTimeoutMs: number): string {
  const seconds = Math.max(1, Math.ceil(statementTimeoutMs / 1000));
  return [
    `SET SESSION ${timeoutSetting(flavour, statementTimeoutMs)}`,
    `SESSION lock_wait_timeout = ${seconds}`,
    `SESSION innodb_lock_wait_timeout = ${seconds}`,
    commonSettings,
  ].join(', ');
}

/** MySQL: milliseconds, SELECT alone. MariaDB: seconds, any statement. */
function timeoutSetting(flavour: SqlServer['flavour'], milliseconds: number): string {
  return flavour === 'mysql'
    ? `max_execution_time = ${Math.max(1, Math.round(milliseconds))}`
    : `max_statement_time = ${Math.max(0.001, milliseconds / 1000)}`;
}

function createClient(target: Target, reading: Session, server: SqlServer, options: SqlConnectOptions): SqlClient {
  const { endpoint, profile } = target;
  const context = {
    currentUser: server.currentUser,
    ...(profile.database === undefined ? {} : { database: profile.database }),
  };
  let writing: { permit: Permit; session: Promise<Session> } | undefined;

  const writer = (permit: Permit, signal: AbortSignal | undefined): Promise<Session> => {
    if (writing?.permit === permit) return writing.session;
    const session = openWriter(target, signal);
    const mine = { permit, session };
    writing = mine;
    const end = (): void => {
      if (writing === mine) writing = undefined;
      session.then((opened) => opened.close()).catch(() => undefined);
    };
    permit.ended.addEventListener('abort', end, { once: true });
    session.catch(end);
    return session;
  };

  return {
    server,
    broken: () => reading.broken(),
    async query<Row extends object>(sql: string, values: readonly SqlValue[] = [], query: QueryOptions = {}) {
      const kind = classifyStatement(sql);
      if (kind !== 'read' && kind !== 'session')
        throw new OpsError('readOnly', `Not sent: ${refusals[kind]}.`, { safe: 'Nothing was run.' });
      const timeoutMs = query.timeoutMs ?? options.statementTimeoutMs;
      const result = await reading.turn(query.signal, (statement) =>
        inSchema(statement, query.database, profile.database, () =>
          withLimit(statement, server.flavour, timeoutMs, options.statementTimeoutMs, () =>
            statement(sql, values, { timeoutMs, context }),
          ),
        ),
      );
      // The only place where a row gets its type: the caller states what its own statement selects.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return rowsOf(result) as readonly Row[];
    },
    async execute(permit, sql, values = [], execution = {}) {
      const live = (): void => {
        if (!permit.allows(profile.id))
          throw endpointError(
            endpoint,
            'noPermit',
            'the permit of this operation has ended or is for another environment',
          );
      };
      live();
      if (classifyStatement(sql) === 'multiple') throw new OpsError('readOnly', `Not sent: ${refusals.multiple}.`);
      const session = await writer(permit, execution.signal);
      const timeoutMs = execution.timeoutMs ?? executeTimeout;
      const result = await session.turn(execution.signal, (statement) =>
        inSchema(statement, execution.database, profile.database, () => {
          live();
          return statement(sql, values, { timeoutMs, context });
        }),
      );
      return { affectedRows: affectedRowsOf(result) };
    },
    async close() {
      const open = writing;
      writing = undefined;
      await Promise.all([reading.close(), open?.session.then((session) => session.close()).catch(() => undefined)]);
    },
  };
}

const refusals = {
  write: 'it changes something, and this session only reads',
  multiple: 'it holds more than one statement',
  unreadable: 'it cannot be told whether it changes something',
} as const;

/** Runs `work` in another schema and goes back. Without a schema to go back to the session stays there. */
async function inSchema<T>(
  statement: RunStatement,
  database: string | undefined,
  home: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (database === undefined || database === home) return work();
  const use = (name: string, always: boolean): Promise<unknown> =>
    statement(`USE ${quoteName(name)}`, [], { timeoutMs: setupTimeout, always });
  await use(database, false);
  return home === undefined ? work() : afterwards(work, () => use(home, true));
}

/** Gives one statement a limit of its own. */
async function withLimit<T>(
  statement: RunStatement,
  flavour: SqlServer['flavour'],
  milliseconds: number,
  usual: number,
  work: () => Promise<T>,
): Promise<T> {
  if (milliseconds === usual) return work();
  const set = (value: number, always: boolean): Promise<unknown> =>
    statement(`SET SESSION ${timeoutSetting(flavour, value)}`, [], { timeoutMs: setupTimeout, always });
  await set(milliseconds, false);
  return afterwards(work, () => set(usual, true));
}

/** Runs `restore` whatever became of `work`; a session that cannot be restored is broken, and its next statement says so. */
async function afterwards<T>(work: () => Promise<T>, restore: () => Promise<unknown>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await restore().catch(() => undefined);
    throw error;
  }
  await restore();
  return result;
}

function rowsOf(result: unknown): readonly object[] {
  return Array.isArray(result) ? result.filter((row): row is object => typeof row === 'object' && row !== null) : [];
}

function affectedRowsOf(result: unknown): number {
  const rows: unknown =
    typeof result === 'object' && result !== null && 'affectedRows' in result ? result.affectedRows : 0;
  return typeof rows === 'number' ? rows : 0;
}

function textOf(row: object, column: string): string {
  const value = new Map<string, unknown>(Object.entries(row)).get(column);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a session says of its server: columns `version`, `user`, `id`, `ps`. */
export function serverOf(facts: ReadonlyMap<string, unknown>): SqlServer {
  const version = String(facts.get('version'));
  const [, major = '0', minor = '0'] = /^(?:5\.5\.5-(?=\d+\.\d+.*MariaDB))?(\d+)\.(\d+)/i.exec(version) ?? [];
  return {
    flavour: /mariadb/i.test(version) ? 'mariadb' : 'mysql',
    version,
    major: Number(major),
    minor: Number(minor),
    currentUser: String(facts.get('user')),
    connectionId: Number(facts.get('id')),
    performanceSchema: Number(facts.get('ps')) === 1,
  };
}
