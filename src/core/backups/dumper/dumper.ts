import type { SqlProfile } from '../../connections/profile';
import type { BackupMade } from './made';

/** Where a dump goes. */
export interface DumpSink {
  /** Takes one piece. @returns a promise when it has enough for now: it settles when more may come */
  write(bytes: Uint8Array): Promise<void> | undefined;
}

/** What was dumped, counted while dumping. */
export type DumpSummary = Pick<BackupMade, 'tables' | 'views' | 'triggers' | 'routines' | 'events' | 'remarks'> & {
  /** Bytes of SQL. */
  readonly dumpBytes: number;
};

export interface DatabaseDumpOptions {
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly programName: string;
  /** The profile's own when left out. */
  readonly database?: string;
  /** Tables whose rows are left out (their structure stays). */
  readonly withoutRowsOf?: readonly string[];
  readonly now: Date;
  readonly onProgress?: (progress: {
    readonly tablesDone: number;
    readonly tables: number;
    readonly table?: string;
    readonly rows: number;
    readonly dumpBytes: number;
  }) => void;
}

/** What the server is, known before the first byte: the dump's file is named after it. */
export interface DumpSource {
  readonly flavour: 'mysql' | 'mariadb';
  readonly serverVersion: string;
  readonly database: string;
  /** Dumps everything; once. Rejects with OpsError. */
  dump(sink: DumpSink): Promise<DumpSummary>;
  close(): void;
}

/** Port: reads a whole database through a consistent snapshot. The only implementation is in src/node/drivers. */
export interface DatabaseDumper {
  /** Connects and begins the snapshot. */
  open(profile: SqlProfile, password: string | undefined, options: DatabaseDumpOptions): Promise<DumpSource>;
}
