import { joinPath } from '../base/path';

/**
 * What Laravel Ops keeps inside an application: under `storage`, which deployments share between releases, so that editor,
 * command line and every member of a team find the same. Ignored by git through a `.gitignore` of its own.
 */
export function ownFolder(root: string): OwnFolder {
  const folder = joinPath(root, 'storage/laravel-ops');
  return {
    folder,
    backups: joinPath(folder, 'backups'),
    restores: joinPath(folder, 'restores'),
    verifications: joinPath(folder, 'verifications.jsonl'),
    drills: joinPath(folder, 'drills.jsonl'),
  };
}

/** Absolute paths. */
export interface OwnFolder {
  readonly folder: string;
  /** Archives made by Laravel Ops. */
  readonly backups: string;
  /** One journal for each restore: `<id>.jsonl`. */
  readonly restores: string;
  /** One line for each verification. */
  readonly verifications: string;
  /** Hash-chained evidence of drills. */
  readonly drills: string;
}
