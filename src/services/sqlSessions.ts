import type { Disposable } from '../core/base/disposable';
import { isOpsError } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import type { SqlProfile } from '../core/connections/profile';
import type { SqlClient, SqlConnectOptions } from '../core/connections/sql';

/** Opens a session; in the product this loads the drivers first. */
export type OpenSession = (profile: SqlProfile, options: SqlConnectOptions) => Promise<SqlClient>;

/** Milliseconds a session may be idle before it is closed: views poll every 30 s by default. */
const idleMs = 90_000;
const connectTimeoutMs = 8_000;

interface Session {
  readonly client: Promise<SqlClient>;
  users: number;
  idle?: ReturnType<typeof setTimeout>;
}

/**
 * Keeps at most one session for each profile, opened when first asked for, closed when idle. A session whose
 * connection broke is forgotten, so the next caller gets a new one.
 */
export class SqlSessions implements Disposable {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly open: OpenSession,
    private readonly logger: Logger,
  ) {}

  /** Runs `work` with the profile's session. */
  async use<T>(
    profile: SqlProfile,
    statementTimeoutMs: number,
    signal: AbortSignal | undefined,
    work: (client: SqlClient) => Promise<T>,
  ): Promise<T> {
    const session = this.sessions.get(profile.id) ?? this.start(profile, statementTimeoutMs);
    session.users++;
    clearTimeout(session.idle);
    try {
      signal?.throwIfAborted();
      return await work(await session.client);
    } catch (error) {
      if (isOpsError(error) && brokenReasons.has(error.reason)) this.forget(profile.id, session);
      throw error;
    } finally {
      session.users--;
      if (session.users === 0) session.idle = setTimeout(() => this.forget(profile.id, session), idleMs);
    }
  }

  /** Closes every session: after a change of environment, settings or passwords. */
  dispose(): void {
    for (const [id, session] of this.sessions) this.forget(id, session);
  }

  private start(profile: SqlProfile, statementTimeoutMs: number): Session {
    // Opened without the first caller's signal: others may be waiting for the same session, and the connect has its own timeout.
    const client = this.open(profile, { connectTimeoutMs, statementTimeoutMs, programName: 'Laravel Ops' });
    const session: Session = { client, users: 0 };
    this.sessions.set(profile.id, session);
    client.catch(() => this.forget(profile.id, session));
    return session;
  }

  private forget(id: string, session: Session): void {
    clearTimeout(session.idle);
    if (this.sessions.get(id) === session) this.sessions.delete(id);
    session.client.then(
      (client) => client.close().catch((error: unknown) => this.logger.warn(`closing ${id}: ${String(error)}`)),
      () => undefined, // The caller who opened it was told why it failed.
    );
  }
}

/** Reasons after which a session cannot be used again. */
const brokenReasons = new Set(['connectionLost', 'timeout', 'refused', 'protocol']);
