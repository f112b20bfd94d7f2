import { createConnection } from 'mysql2';
import type { Connection } from 'mysql2';
import { throwIfAborted } from '../../core/base/abort';
import { isOpsError, OpsError } from '../../core/base/errors';
import type { SqlProfile } from '../../core/connections/profile';
import type { SqlConnectOptions, SqlValue } from '../../core/connections/sql';
import { endpointError } from './endpoint';
import type { Endpoint } from './endpoint';
import { mysqlError } from './mysqlErrors';
import type { ErrorContext } from './mysqlErrors';
import { openSocket } from './mysqlGreeting';
import { readTlsFiles } from './tlsFiles';

/** How to reach a server: profile, password, and how errors about it begin. */
export interface Target {
  readonly profile: SqlProfile;
  readonly password: string | undefined;
  readonly endpoint: Endpoint;
  readonly options: Pick<SqlConnectOptions, 'connectTimeoutMs' | 'programName'>;
}

/** How long stopping a statement may take before its connection is dropped. Milliseconds. */
const killTimeout = 3_000;

/** How much longer than the server's own limit we wait for its answer. Milliseconds. */
const grace = 1_000;

/**
 * Connects and logs in, within `connectTimeoutMs` for the greeting and again for the login.
 *
 * @param flags capabilities that differ from mysql2's own, in its notation ("-LOCAL_FILES"). Only bulk sessions may leave
 *   LOCAL_FILES on: the server may otherwise ask us for files.
 */
export async function openConnection(
  { profile, password, endpoint, options }: Target,
  signal: AbortSignal | undefined,
  flags: readonly string[] = ['-LOCAL_FILES'],
): Promise<Connection> {
  const tls = profile.tls === undefined ? undefined : await readTlsFiles(profile.tls, signal);
  const stream = await openSocket(endpoint, options.connectTimeoutMs, signal);
  const connection = createConnection({
    stream,
    // Names the certificate has to carry; the stream is open already.
    ...(profile.address.kind === 'tcp' ? { host: profile.address.host, port: profile.address.port } : {}),
    user: profile.user,
    ...(password === undefined ? {} : { password }),
    ...(profile.database === undefined ? {} : { database: profile.database }),
    ...(tls === undefined ? {} : { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized } }),
    connectTimeout: options.connectTimeoutMs,
    connectAttributes: { program_name: options.programName },
    // Ours and not the application's: escaping is only safe in a charset that is ASCII below 128.
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    multipleStatements: false,
    flags: [...flags],
  });
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      connection.off('connect', onConnect).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      // From here on errors reach the statement that runs; one that comes between statements is met by the next.
      connection.on('error', () => undefined);
      outcome();
    };
    const fail = (error: OpsError): void =>
      settle(() => {
        connection.destroy();
        reject(error);
      });
    const onConnect = (): void => settle(() => resolve(connection));
    const onError = (error: unknown): void =>
      fail(
        isHandshakeTimeout(error)
          ? endpointError(endpoint, 'timeout', `the login was not finished within ${options.connectTimeoutMs / 1000} s`)
          : mysqlError(endpoint, error),
      );
    const onAbort = (): void => fail(new OpsError('cancelled', 'Cancelled.'));
    connection.on('connect', onConnect).on('error', onError);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function isHandshakeTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';
}

/** A logged-in connection that runs one statement at a time and can stop it. */
export interface Session {
  /**
   * Runs `work` when everything before it is done. `statement` inside it runs one statement, at most `timeoutMs` long; on
   * abort and on timeout it is stopped on the server too.
   */
  turn<T>(signal: AbortSignal | undefined, work: (statement: RunStatement) => Promise<T>): Promise<T>;
  /** Set when the connection is of no more use. */
  broken(): boolean;
  close(): Promise<void>;
}

export type RunStatement = (sql: string, values: readonly SqlValue[], limits: StatementLimits) => Promise<unknown>;

export interface StatementLimits {
  readonly timeoutMs: number;
  readonly context?: ErrorContext;
  /** Runs although the turn was aborted: for putting the session back as it was. */
  readonly always?: boolean;
}

/** Wraps a connection; `target` is used for the second connection that stops statements. */
export function createSession(target: Target, connection: Connection): Session {
  const { endpoint } = target;
  let last: Promise<unknown> = Promise.resolve();
  let broken = false;
  connection.on('error', () => {
    broken = true;
  });
  connection.on('end', () => {
    broken = true;
  });

  const drop = (): void => {
    broken = true;
    connection.destroy();
  };

  const runStatement = async (
    signal: AbortSignal | undefined,
    sql: string,
    values: readonly SqlValue[],
    { timeoutMs, context }: StatementLimits,
  ): Promise<unknown> => {
    throwIfAborted(signal);
    if (broken) throw endpointError(endpoint, 'connectionLost', 'the connection is closed', 'Try again.');
    const answer = ask(connection, sql, values);
    const stopped = await interruption(answer, timeoutMs + grace, signal);
    if (stopped === undefined)
      return answer.catch((error: unknown) => {
        throw mysqlError(endpoint, error, { ...context, sql });
      });
    await stop(target, connection, answer, drop);
    throw stopped === 'cancelled'
      ? new OpsError('cancelled', 'Cancelled.')
      : endpointError(endpoint, 'timeout', `no answer within ${timeoutMs / 1000} s, so the statement was stopped`);
  };

  return {
    broken: () => broken,
    turn(signal, work) {
      let waiting = true;
      const mine = last.then(() => {
        waiting = false;
        throwIfAborted(signal);
        return work((sql, values, limits) =>
          limits.always === true
            ? withoutSignal(() => runStatement(undefined, sql, values, limits))
            : runStatement(signal, sql, values, limits),
        );
      });
      last = mine.catch(() => undefined);
      return signal === undefined ? mine : abortWhile(() => waiting, signal, mine);
    },
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

/** A KILL QUERY that came after its statement had ended can hit the next one: that one is asked again. */
async function withoutSignal<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isOpsError(error, 'interrupted')) return run();
    throw error;
  }
}

/** Rejects at once on abort while `waiting`; later the work itself sees to it. */
function abortWhile<T>(waiting: () => boolean, signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      if (waiting()) reject(new OpsError('cancelled', 'Cancelled.'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function ask(connection: Connection, sql: string, values: readonly SqlValue[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, [...values], (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/**
 * Why not to wait for `answer` any longer; undefined once it is there, in whichever way.
 *
 * @param timeoutMs undefined: as long as it takes
 */
export async function interruption(
  answer: Promise<unknown>,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<'cancelled' | 'timeout' | undefined> {
  let release: () => void = () => undefined;
  const outside = new Promise<'cancelled' | 'timeout'>((resolve) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve('timeout'), timeoutMs);
    const onAbort = (): void => resolve('cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([settled(answer), outside]);
  } finally {
    release();
  }
}

async function settled(answer: Promise<unknown>): Promise<undefined> {
  // A failed answer is an answer too: its caller looks at it.
  await answer.catch(() => undefined);
  return undefined;
}

/**
 * KILL QUERY through a second connection (an account may stop its own statements), then waits for the statement to end. When
 * either does not happen in time the connection is dropped: the server notices at its next write, its own limit at the
 * latest.
 */
export async function stop(
  target: Target,
  connection: Connection,
  answer: Promise<unknown>,
  drop: () => void,
): Promise<void> {
  const id = connection.threadId;
  const limits = AbortSignal.timeout(killTimeout);
  try {
    const killer = await openConnection(
      {
        ...target,
        options: { ...target.options, connectTimeoutMs: Math.min(killTimeout, target.options.connectTimeoutMs) },
      },
      limits,
    );
    try {
      if ((await interruption(ask(killer, `KILL QUERY ${id}`, []), killTimeout, limits)) !== undefined) drop();
    } finally {
      killer.destroy();
    }
    if ((await interruption(answer, killTimeout, undefined)) !== undefined) drop();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    // The server takes no second connection: dropping the first is all that is left.
    drop();
  }
}
