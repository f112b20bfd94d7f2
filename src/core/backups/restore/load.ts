import type { BulkSession } from '../../connections/bulk';
import type { Rewriting } from '../dump/rewriting';

/** Where a dump is loaded to: an empty database of its own, never the live one. */
export interface LoadTarget {
  readonly database: string;
  /** Opens one more session in `database`. */
  open(setup: readonly string[], signal: AbortSignal): Promise<BulkSession>;
}

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Only these tables (and no views, routines, events); undefined: everything. */
  readonly tables?: readonly string[];
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Sessions that load and build indexes side by side; 2 when left out. */
  readonly sessions?: number;
  /** false: never LOAD DATA LOCAL, even where it is allowed. */
  readonly localInfile?: boolean;
  /** The database that the dump is of, where its file's name says it. */
  readonly source?: string;
  /** SHA-256 of the decompressed bytes, for `LoadReport.dumpSha256`; left out: it is not computed. */
  readonly hash?: RunningHash;
}

/** A hash that is fed piece by piece (node:crypto's fits). */
export interface RunningHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string;
}

export interface LoadProgress {
  /** Bytes of the file (compressed) read, of all that there are. */
  readonly readBytes: number;
  readonly totalBytes: number;
  /** Decompressed bytes that went through. */
  readonly dumpBytes: number;
  readonly rows: number;
  readonly tablesDone: number;
  /** What is being worked on now. */
  readonly table?: string;
  readonly phase: 'rows' | 'indexes' | 'foreignKeys' | 'objects';
}

export interface LoadedTable {
  readonly name: string;
  /** Rows counted in the dump. */
  readonly dumpRows: number;
  /** Rows that the server took; equal to `dumpRows`, or the load is rejected. */
  readonly rows: number;
  readonly method: 'localInfile' | 'statements';
  readonly milliseconds: number;
}

/** A view, trigger, routine or event of the dump that the server did not take. */
export interface MissingObject {
  readonly kind: 'view' | 'trigger' | 'routine' | 'event';
  readonly name: string;
  /** Its definition, as the dump has it. */
  readonly sql: string;
  /** What the server said. */
  readonly why: string;
}

/** A foreign key that was not created, because the table that it points to is not in the copy. */
export interface LeftForeignKey {
  readonly table: string;
  readonly references: string;
  /** "CONSTRAINT `fk` FOREIGN KEY (…) REFERENCES …", for the switch. */
  readonly definition: string;
}

/** What was loaded. */
export interface LoadReport {
  readonly database: string;
  readonly tables: readonly LoadedTable[];
  readonly views: readonly string[];
  readonly triggers: readonly string[];
  readonly routines: readonly string[];
  /** Created switched off ("parked", see parkedEvents.ts): a copy beside the live database must not act. */
  readonly events: readonly string[];
  readonly rewritings: readonly Rewriting[];
  /** What people should know: objects that could not be created for want of a privilege, with their definitions. */
  readonly remarks: readonly string[];
  /**
   * Objects of the dump that are not in the copy. Where there are any, the copy is not the whole: a missing trigger is silent
   * damage, so a switch has to refuse or to ask.
   */
  readonly missing: readonly MissingObject[];
  /** Only with selected tables. */
  readonly foreignKeysLeft: readonly LeftForeignKey[];
  readonly dumpBytes: number;
  readonly milliseconds: number;
  /** SHA-256 of the decompressed dump, hex. */
  readonly dumpSha256?: string;
}
