import type { Permit } from './permit';
import type { SqlProfile } from './profile';

export type SqlValue = string | number | bigint | boolean | null | Date;

/** What the server said of itself when the session began. */
export interface SqlServer {
  readonly flavour: 'mysql' | 'mariadb';
  /** "10.11.14-MariaDB-0+deb12u2" as the server says it. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  /** CURRENT_USER(): "shop_app@localhost", as GRANT wants it. */
  readonly currentUser: string;
  readonly connectionId: number;
  readonly performanceSchema: boolean;
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; the session's own limit when left out. */
  readonly timeoutMs?: number;
  /** Schema to be in while the statement runs (`USE`). */
  readonly database?: string;
}

/**
 * One session with a server. `query` runs in a read-only session with a statement timeout, whatever the role;
 * only `execute` can change something, and it wants the guard's permit.
 */
export interface SqlClient {
  readonly server: SqlServer;
  query<Row extends object>(sql: string, values?: readonly SqlValue[], options?: QueryOptions): Promise<readonly Row[]>;
  execute(
    permit: Permit,
    sql: string,
    values?: readonly SqlValue[],
    options?: QueryOptions,
  ): Promise<{ affectedRows: number }>;
  close(): Promise<void>;
  /** True when the connection is of no more use: its server went away, or a statement could not be stopped. */
  broken?(): boolean;
}

export interface SqlConnectOptions {
  readonly signal?: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** What the server shows for us in its process list. */
  readonly programName: string;
}

/** Opens sessions; the only implementation that talks to a server is in src/node/drivers. */
export interface SqlConnector {
  connect(profile: SqlProfile, password: string | undefined, options: SqlConnectOptions): Promise<SqlClient>;
}
