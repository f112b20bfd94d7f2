import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pretendOutput } from '../../core/queries/migration/pretend';
import { ensureOwnFolder } from '../../node/ownFolder';
import type { NewMigrationFile } from './indexChange';

/**
 * What `migrate --pretend` would run for a migration that is not in the application yet: it is put into a folder of ours,
 * which is removed again. Nothing of the database is changed.
 *
 * @param artisan runs `php artisan`; it runs the application's code
 * @throws OpsError `noPhp`, `artisan`, `storageNotWritable`, `cancelled`
 */
export async function pretendedBy(
  migration: NewMigrationFile,
  root: string,
  artisan: (root: string, args: readonly string[], signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const own = await ensureOwnFolder(root);
  const folder = await mkdtemp(join(own.folder, 'pretend-'));
  try {
    const name = migration.relative.slice(migration.relative.lastIndexOf('/') + 1);
    await writeFile(join(folder, name), migration.text, { mode: 0o600 });
    const path = relative(root, folder).replaceAll('\\', '/');
    return pretendOutput(await artisan(root, ['migrate', '--pretend', '--force', `--path=${path}`], signal));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
