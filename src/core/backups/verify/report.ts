import type { Rewriting } from '../dump/rewriting';

/** How deep a verification went. `container`: CRC or authentication code of every entry · `dump`: every statement besides. */
export type VerifyLevel = 'container' | 'dump';

export interface VerifiedTable {
  readonly name: string;
  readonly rows: number;
  /** SHA-256 over the bytes of its CREATE TABLE and rows, hex. */
  readonly sha256: string;
}

export interface VerifiedDump {
  readonly entry: string;
  readonly database?: string;
  /** "MariaDB 10.11.6", where the dump says so. */
  readonly server?: string;
  readonly bytes: number;
  readonly statements: number;
  readonly tables: readonly VerifiedTable[];
  readonly views: number;
  readonly triggers: number;
  readonly routines: number;
  readonly events: number;
  /** What a restore will write differently. */
  readonly rewritings: readonly Rewriting[];
  /** Why it is not whole; empty when it is. */
  readonly problems: readonly string[];
  /** MariaDB's sequences. */
  readonly sequences?: number;
  /** What the server that it was fitted to does not take; the dump itself may be whole. Absent where it was fitted to none. */
  readonly refusals?: readonly string[];
  /** What people should know and what speaks against nothing: "holds 2 databases: shop, crm". */
  readonly remarks?: readonly string[];
}

/** What a verification found. `whole` only when every problem list is empty. */
export interface VerifyReport {
  readonly path: string;
  readonly level: VerifyLevel;
  readonly whole: boolean;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** When the file was written, milliseconds since 1970: a file with another time is another file. Absent for remote ones. */
  readonly mtimeMs?: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly milliseconds: number;
  readonly entries: number;
  readonly encrypted: boolean;
  /** Problems of the container, for people. */
  readonly problems: readonly string[];
  readonly dumps: readonly VerifiedDump[];
  /** Server and account that `rewritings` and `refusals` were worked out for; absent where there was none. */
  readonly fittedTo?: string;
}

export interface VerifyProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
  /** Entry or table that is being read. */
  readonly current?: string;
}
