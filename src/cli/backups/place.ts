import type { CliIo } from '../io';

/** Where a backup lies that was named on a command line. */
export interface BackupPlace {
  /** Absolute, or "s3://bucket/key". */
  readonly path: string;
  readonly remote: boolean;
}

/** A path as typed, or an address in a bucket as `laravel-ops backups` lists it. */
export function placeOf(typed: string, io: Pick<CliIo, 'resolve'>): BackupPlace {
  const remote = typed.startsWith('s3://');
  return { path: remote ? typed : io.resolve(typed), remote };
}
