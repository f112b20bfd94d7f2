import { randomUUID } from 'node:crypto';
import type { Connection } from 'mysql2';
import { throwIfAborted } from '../../core/base/abort';
import { isOpsError, OpsError } from '../../core/base/errors';
import type { BulkAnswer, BulkConnectOptions, BulkConnector, BulkSession } from '../../core/connections/bulk';
import type { Permit } from '../../core/connections/permit';
import type { SqlProfile } from '../../core/connections/profile';
import type { SqlServer } from '../../core/connections/sql';
import { infilePacketBytes, runBulk, UnexpectedFileRequest } from './bulkCommand';
import type { BulkStatement, RawConnection } from './bulkCommand';
import { endpointError, endpointOf } from './endpoint';
import { serverOf } from './mysql';
import { mysqlError } from './mysqlErrors';
import { interruption, openConnection, stop } from './mysqlSession';
import type { Target } from './mysqlSession';

/**
 * LOCAL_FILES stays on, unlike in every other session: `runBulk` answers a request for a file only for the statement that we
 * sent for it, and from memory. Query attributes go off, because a packet of ours carries none; IGNORE_SPACE and ODBC
 * because they change how a statement is read, FOUND_ROWS because it changes what is counted.
 */
const flags = ['-CLIENT_QUERY_ATTRIBUTES', '-IGNORE_SPACE', '-ODBC', '-FOUND_ROWS'];

/** Idle time after which the system asks whether the server is still there: a statement may run for hours. Milliseconds. */
const keepAliveAfter = 30_000;

/** How long our own statements at the beginning of a session may run. Milliseconds. */
const setupTimeout = 15_000;

/** Statements are named in errors by their beginning alone: the rest is data. */
const sqlInErrors = 200;

/** Bulk sessions with MySQL and MariaDB through mysql2's connection, with commands of our own (`bulkCommand.ts`). */
export function createBulkConnector(): BulkConnector {
  return { connectBulk };
}

async function connectBulk(
  permit: Permit,
  profile: SqlProfile,
  password: string | undefined,
  options: BulkConnectOptions,
): Promise<BulkSession> {
  const endpoint = endpointOf(profile.address, profile.user, profile.password, password);
  const live = (): void => {
    if (!permit.allows(profile.id))
      throw endpointError(endpoint, 'noPermit', 'the permit of this operation has ended or is for another environment');
  };
  live();
  const target: Target = { profile: inDatabase(profile, options.database), password, endpoint, options };
  const connection = await openConnection(target, options.signal, flags);
  const session = createBulkRunner(target, connection, live);
  const end = (): void => session.drop();
  permit.ended.addEventListener('abort', end, { once: true });
  const close = async (): Promise<void> => {
    permit.ended.removeEventListener('abort', end);
    await session.close();
  };
  try {
    const limit = AbortSignal.any([options.signal, AbortSignal.timeout(setupTimeout)]);
    const server = await greet(session, limit);
    session.knows(server.server);
    for (const statement of options.setup) await session.run(statement, undefined, options.signal);
    const localInfile = options.database !== undefined && (await takesLocalInfile(session, limit));
    return {
      ...server,
      localInfile,
      run: (statement, signal) => session.run(statement, undefined, signal),
      rows: (statement, signal) => session.rows(statement, signal),
      load: (statement, data, signal) =>
        session.run(
          statement,
          { name: fileNameIn(statement), data, packetBytes: infilePacketBytes(server.maxAllowedPacket) },
          signal,
        ),
      close,
    };
  } catch (error) {
    await close();
    if (isOpsError(error, 'cancelled') && !options.signal.aborted)
      throw endpointError(
        endpoint,
        'timeout',
        `the session was not ready within ${setupTimeout / 1000} s`,
        'Try again.',
      );
    throw error;
  }
}

/** The profile's own database is never entered by itself: it is the live one. */
function inDatabase(profile: SqlProfile, database: string | undefined): SqlProfile {
  const { database: _live, ...rest } = profile;
  return database === undefined ? rest : { ...rest, database };
}

interface BulkRunner {
  run(statement: Uint8Array | string, infile: BulkStatement['infile'], signal: AbortSignal): Promise<BulkAnswer>;
  rows(statement: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** Tells it whom it talks to, so that errors can say what to GRANT. */
  knows(server: SqlServer): void;
  drop(): void;
  close(): Promise<void>;
}

function createBulkRunner(target: Target, connection: Connection, live: () => void): BulkRunner {
  const { endpoint, profile } = target;
  const raw = rawConnection(connection);
  let last: Promise<unknown> = Promise.resolve();
  let broken = false;
  let currentUser: string | undefined;
  connection.on('error', () => (broken = true));
  connection.on('end', () => (broken = true));
  raw.stream.setKeepAlive?.(true, keepAliveAfter);

  const drop = (): void => {
    broken = true;
    connection.destroy();
  };

  const one = async <T>(
    sql: () => string,
    infile: BulkStatement['infile'],
    signal: AbortSignal,
    send: () => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    live();
    if (broken) throw endpointError(endpoint, 'connectionLost', 'the connection is closed', 'Try again.');
    const answer = send();
    if ((await interruption(answer, undefined, signal)) === 'cancelled') {
      // Rows that were half sent would be kept at an orderly end. A server whose client is gone rolls them back.
      if (infile === undefined) await stop(target, connection, answer, drop);
      else drop();
      throw new OpsError('cancelled', 'Cancelled.');
    }
    return answer.catch((error: unknown) => {
      if (raw.stream.destroyed) broken = true;
      if (error instanceof UnexpectedFileRequest) {
        drop();
        throw endpointError(
          endpoint,
          'hostile',
          error.message,
          'A server that does so may have been taken over: look at it before you connect again.',
        );
      }
      throw mysqlError(endpoint, error, {
        ...(currentUser === undefined ? {} : { currentUser }),
        ...(profile.database === undefined ? {} : { database: profile.database }),
        sql: sql(),
      });
    });
  };

  /** One after the other, whoever asks. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    run(statement, infile, signal) {
      const bytes = typeof statement === 'string' ? Buffer.from(statement, 'utf8') : statement;
      const beginning = (): string => Buffer.from(bytes.subarray(0, sqlInErrors)).toString('latin1');
      return inTurn(() =>
        one(beginning, infile, signal, () => runBulk(raw, { bytes, ...(infile === undefined ? {} : { infile }) })),
      );
    },
    rows: (statement, signal) =>
      inTurn(() =>
        one(
          () => statement.slice(0, sqlInErrors),
          undefined,
          signal,
          () => textRows(connection, statement),
        ),
      ),
    knows(server) {
      currentUser = server.currentUser;
    },
    drop,
    async close() {
      if (broken) return connection.destroy();
      broken = true;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        connection.end(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      connection.destroy();
    },
  };
}

/** mysql2's declarations leave out what its own commands use; all of it is there in 3.24. */
function rawConnection(connection: Connection): RawConnection {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return connection as unknown as RawConnection;
}

function textRows(connection: Connection, sql: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
  return new Promise((resolve, reject) => {
    const typeCast = (field: { string(): string | null }): string | null => field.string();
    connection.query({ sql, typeCast }, (error, result: unknown) => {
      if (error) reject(error);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what typeCast made
      else resolve(Array.isArray(result) ? (result as Readonly<Record<string, string | null>>[]) : []);
    });
  });
}

async function greet(
  session: BulkRunner,
  signal: AbortSignal,
): Promise<{ readonly server: SqlServer; readonly maxAllowedPacket: number }> {
  const [facts = {}] = await session.rows(
    'SELECT VERSION() AS version, CURRENT_USER() AS user, CONNECTION_ID() AS id, @@performance_schema AS ps, @@max_allowed_packet AS packet',
    signal,
  );
  return { server: serverOf(new Map(Object.entries(facts))), maxAllowedPacket: Number(facts.packet) };
}

/**
 * Tries LOAD DATA LOCAL for a table that is not there. @@local_infile would say what the server allows, and nothing of a
 * proxy in between. Both servers look at the permission before the table (MySQL 9.7 and MariaDB 10.11: 3948, 1148 or 4166 when
 * it is off, 1146 "no such table" when it is on), so nothing is ever read.
 */
async function takesLocalInfile(session: BulkRunner, signal: AbortSignal): Promise<boolean> {
  const name = `laravel_ops_${randomUUID().replaceAll('-', '')}`;
  try {
    await session.run(`LOAD DATA LOCAL INFILE '${name}' INTO TABLE \`${name}\``, undefined, signal);
    return false;
  } catch (error) {
    if (!isOpsError(error) || !answeredReasons.has(error.reason)) throw error;
    return error.message.includes('(1146)');
  }
}

/** Errors that are an answer of the server to the statement; with any other the session is of no use. */
const answeredReasons: ReadonlySet<string> = new Set(['server', 'noPrivilege', 'readOnly']);

/** The name in a LOAD DATA statement, as the server will ask for it. */
function fileNameIn(statement: string): string {
  const name = /\bLOCAL\s+INFILE\s+'([^'\\]+)'/i.exec(statement)?.[1];
  if (name === undefined) throw new Error('a LOAD DATA LOCAL INFILE statement names its file in plain characters');
  return name;
}
