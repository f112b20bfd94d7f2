import type { Disposable } from '../core/base/disposable';
import { OpsError } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import type { SqlProfile } from '../core/connections/profile';
import type { SqlClient, SqlConnectOptions } from '../core/connections/sql';

/** Opens a session; in the product this loads the drivers first. */
type OpenSession = (options: SqlConnectOptions) => Promise<SqlClient>;

/** What is to be connected to, and how. */
export interface WantedSession {
  readonly profile: SqlProfile;
  readonly statementTimeoutMs: number;
  readonly open: OpenSession;
}

/** Milliseconds a session may be idle before it is closed: views poll every 30 s by default. */
const idleMs = 90_000;

/** How every session of ours is opened. */
export const connectOptions = { connectTimeoutMs: 8_000, programName: 'Laravel Ops' } as const;

interface Session {
  readonly client: Promise<SqlClient>;
  /** Set once it is open. */
  opened?: SqlClient;
  users: number;
  idle?: ReturnType<typeof setTimeout>;
}

/**
 * Keeps at most one session for each profile, opened when first asked for, closed when idle. A session whose
 * connection broke is forgotten, so the next caller gets a new one.
 */
export class SqlSessions implements Disposable {
  private readonly sessions = new Map<string, Session>();
  private disposed = false;

  constructor(private readonly logger: Logger) {}

  /**
   * Runs `work` with the profile's session. On abort it rejects without waiting for a connection that is being opened.
   *
   * @throws OpsError `cancelled` on abort and after `dispose`, and what `open` and `work` throw
   */
  async use<T>(
    wanted: WantedSession,
    signal: AbortSignal | undefined,
    work: (client: SqlClient) => Promise<T>,
  ): Promise<T> {
    if (this.disposed || signal?.aborted === true) throw cancelled();
    const { id } = wanted.profile;
    const session = this.usable(id) ?? this.start(wanted);
    session.users++;
    clearTimeout(session.idle);
    try {
      return await work(await abortable(session.client, signal));
    } finally {
      session.users--;
      if (session.opened?.broken?.() === true) this.forget(id, session);
      else if (session.users === 0 && this.sessions.get(id) === session)
        session.idle = setTimeout(() => this.forget(id, session), idleMs);
    }
  }

  /** Closes every session and opens none any more: what they were opened for has changed. */
  dispose(): void {
    this.disposed = true;
    for (const [id, session] of this.sessions) this.forget(id, session);
  }

  /** The profile's session, unless its server went away while nobody used it. */
  private usable(id: string): Session | undefined {
    const session = this.sessions.get(id);
    if (session?.opened?.broken?.() !== true) return session;
    this.forget(id, session);
    return undefined;
  }

  private start({ profile, statementTimeoutMs, open }: WantedSession): Session {
    // Opened without the first caller's signal: others may be waiting for the same session, and the connect has its own timeout.
    const client = open({ ...connectOptions, statementTimeoutMs });
    const session: Session = { client, users: 0 };
    this.sessions.set(profile.id, session);
    client.then(
      (opened) => void (session.opened = opened),
      () => this.forget(profile.id, session),
    );
    return session;
  }

  private forget(id: string, session: Session): void {
    clearTimeout(session.idle);
    if (this.sessions.get(id) !== session) return;
    this.sessions.delete(id);
    session.client.then(
      (client) => client.close().catch((error: unknown) => this.logger.warn(`closing ${id}: ${String(error)}`)),
      () => undefined, // The caller who opened it was told why it failed.
    );
  }
}

function cancelled(): OpsError {
  return new OpsError('cancelled', 'Cancelled.');
}

/** The outcome of `work`, or the `cancelled` error as soon as the signal aborts; the work itself goes on for others. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
