/** How a backup was made. */
export type BackupTool = 'builtIn' | 'spatie' | 'mysqldump' | 'mariadb-dump';

export interface DumpOptions {
  readonly signal: AbortSignal;
  /** AES-256 when given. */
  readonly password?: string;
  /** Tables whose rows are left out (their structure stays). */
  readonly withoutRowsOf?: readonly string[];
  readonly onProgress?: (progress: DumpProgress) => void;
}

export interface DumpProgress {
  readonly tablesDone: number;
  readonly tables: number;
  readonly table?: string;
  readonly rows: number;
  /** Bytes of SQL written so far, before compression. */
  readonly dumpBytes: number;
  /** Bytes of the archive written so far. */
  readonly writtenBytes: number;
}

/** A backup that was made and closed; nothing half-written ever has its final name. */
export interface BackupMade {
  readonly tool: BackupTool;
  /** Absolute, forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly views: number;
  readonly triggers: number;
  readonly routines: number;
  readonly events: number;
  readonly encrypted: boolean;
  readonly milliseconds: number;
  /** What people should know: MyISAM tables are not part of the snapshot, objects that the account may not read. */
  readonly remarks: readonly string[];
}
