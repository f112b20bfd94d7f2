import type { Permit } from './permit';
import type { SqlProfile } from './profile';
import type { SqlServer } from './sql';

/** What the server answered to one statement. */
export interface BulkAnswer {
  readonly affectedRows: number;
  readonly warnings: number;
}

/**
 * A writing session for moving much data: statements go to the server as the bytes they are. One statement at a time;
 * callers that want two at once open two sessions. Ends with its permit.
 */
export interface BulkSession {
  readonly server: SqlServer;
  /** True when both sides allow LOAD DATA LOCAL: asked from the server once, by trying. */
  readonly localInfile: boolean;
  /** Bytes of the largest statement that the server takes (`max_allowed_packet`). */
  readonly maxAllowedPacket: number;
  /** Runs one statement. Rejects with OpsError as `SqlClient` does; on abort it is stopped on the server too. */
  run(statement: Uint8Array | string, signal: AbortSignal): Promise<BulkAnswer>;
  /** Rows of a small result, as text; null stays null. */
  rows(statement: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** Runs a `LOAD DATA LOCAL INFILE` statement and feeds it `data`; no file of this machine is ever read for it. */
  load(statement: string, data: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<BulkAnswer>;
  close(): Promise<void>;
}

export interface BulkConnectOptions {
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly programName: string;
  /** Schema to be in; the profile's own is never used by itself. Undefined: none. */
  readonly database: string | undefined;
  /** Statements run once when the session begins ("SET SESSION foreign_key_checks = 0"). */
  readonly setup: readonly string[];
}

/** Opens bulk sessions; the only implementation is in src/node/drivers. */
export interface BulkConnector {
  connectBulk(
    permit: Permit,
    profile: SqlProfile,
    password: string | undefined,
    options: BulkConnectOptions,
  ): Promise<BulkSession>;
}
