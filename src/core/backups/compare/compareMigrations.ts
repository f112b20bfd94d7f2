import type { Git, GitTree } from '../../base/git';
import { baseName } from '../../base/path';
import type { MigrationComparison } from './comparison';

export interface MigrationsInput {
  /** Names in the migrations table; undefined where there is none. */
  readonly copy: readonly string[] | undefined;
  readonly live: readonly string[] | undefined;
  /** Names of the code's migration files as they are now, without ".php". */
  readonly files?: readonly string[];
  /** The same at the backup's time. */
  readonly atBackup?: { readonly commit: string; readonly files: readonly string[] };
}

/** The migration files of the code at the last commit before a moment; undefined where git cannot say. */
export async function migrationsAt(
  git: Pick<Git, 'commitAt'> & GitTree,
  before: Date,
  signal: AbortSignal,
  folder = 'database/migrations',
): Promise<MigrationsInput['atBackup']> {
  const commit = await git.commitAt(before, signal);
  const files = commit === undefined ? undefined : await git.filesAt(commit.hash, folder, signal);
  if (commit === undefined || files === undefined) return undefined;
  const names = files.filter((file) => file.endsWith('.php')).map((file) => baseName(file).replace(/\.php$/, ''));
  return { commit: commit.hash, files: names };
}

/** What ran where, against the code. Undefined when the copy has no migrations table. */
export function compareMigrations({ copy, live, files, atBackup }: MigrationsInput): MigrationComparison | undefined {
  if (copy === undefined) return undefined;
  const without = (list: readonly string[], other: readonly string[]): readonly string[] => {
    const there = new Set(other);
    return list.filter((each) => !there.has(each)).toSorted();
  };
  return {
    missingInCopy: without(live ?? [], copy),
    onlyInCopy: live === undefined ? [] : without(copy, live),
    ...(files === undefined ? {} : { pendingAfterSwitch: without(files, copy), withoutFile: without(copy, files) }),
    ...(atBackup === undefined
      ? {}
      : {
          atBackup: {
            commit: atBackup.commit,
            pending: without(atBackup.files, copy),
            withoutFile: without(copy, atBackup.files),
          },
        }),
  };
}
