/** Copy against live: what a person looks at before a switch. Plain data, figures in absolute units. */
export interface Comparison {
  readonly copy: string;
  readonly live: string;
  readonly tables: readonly TableComparison[];
  readonly objects: readonly ObjectDifference[];
  /** Newest created_at or updated_at anywhere, ISO 8601 as the server says it (its own zone is not known to it). */
  readonly newest: { readonly copy?: string; readonly live?: string };
  readonly migrations?: MigrationComparison;
}

export interface TableComparison {
  readonly name: string;
  /** `same`: definition, exact row count, newest time stamp and, where it was read, checksum. Anything unknown is `different`. */
  readonly state: 'same' | 'different' | 'onlyCopy' | 'onlyLive';
  readonly copyRows?: RowCount;
  readonly liveRows?: RowCount;
  /** Newest created_at or updated_at, where it could be asked quickly. */
  readonly copyNewest?: string;
  readonly liveNewest?: string;
  /** Lines of the definitions that only one of them has. */
  readonly structure: readonly { readonly side: 'copy' | 'live'; readonly line: string }[];
}

export interface RowCount {
  readonly rows: number;
  /** false: the server's estimate, because counting would have taken too long. */
  readonly exact: boolean;
}

export interface ObjectDifference {
  readonly kind: 'view' | 'trigger' | 'procedure' | 'function' | 'event' | 'sequence';
  readonly name: string;
  readonly state: 'different' | 'onlyCopy' | 'onlyLive';
}

/** Names of migrations, without ".php". Undefined where one side could not be read. */
export interface MigrationComparison {
  /** Ran in the live database and not in the copy: the copy is older than they are. */
  readonly missingInCopy: readonly string[];
  readonly onlyInCopy: readonly string[];
  /** Files of the code that have not run in the copy: `php artisan migrate` would run them after a switch. */
  readonly pendingAfterSwitch?: readonly string[];
  /** Ran in the copy and are no file of the code. */
  readonly withoutFile?: readonly string[];
  /** The code at the backup's time, when it was found: files that had not run in the copy, and the other way round. */
  readonly atBackup?: {
    readonly commit: string;
    readonly pending: readonly string[];
    readonly withoutFile: readonly string[];
  };
}
