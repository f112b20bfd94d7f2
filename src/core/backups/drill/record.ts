import type { ChainLink } from '../../base/chain';

/** Evidence of one restore drill: one line of `storage/laravel-ops/drills.jsonl`, hash-chained. Sizes in bytes, times in ms. */
export interface DrillRecord extends ChainLink {
  /** When it began. ISO 8601, UTC. */
  readonly at: string;
  readonly actor?: string;
  readonly environment: string;
  readonly backup: {
    /** Relative to the application where it lies inside. */
    readonly path: string;
    readonly entry: string;
    readonly sha256: string;
    readonly sizeBytes: number;
    /** When the backup was made. ISO 8601, UTC. */
    readonly createdAt: string;
  };
  readonly server: { readonly flavour: 'mysql' | 'mariadb'; readonly version: string; readonly address: string };
  readonly outcome: 'passed' | 'failed' | 'cancelled';
  /** What failed, for people; absent when passed. */
  readonly problem?: string;
  readonly tables: number;
  readonly rows: number;
  /** How long a restore takes: from opening the archive to the last check, milliseconds (the measured RTO). */
  readonly restoreMs: number;
  /** How old the newest restored data was when the drill began, milliseconds (the measured RPO), by the backup's own time. */
  readonly dataAgeMs: number;
  /** How the copy compared with the live database; absent when there was none to compare with. */
  readonly compared?: {
    readonly missingTables: number;
    readonly extraTables: number;
    readonly differentTables: number;
  };
  /** The scratch database, and that it is gone. */
  readonly scratch: { readonly database: string; readonly dropped: boolean };
  /** SHA-256 of a line before it that a crash cut. */
  readonly torn?: string;
}

/** What a drill says of itself; the record adds number and hashes. */
export type DrillFields = Omit<DrillRecord, keyof ChainLink | 'torn'>;
