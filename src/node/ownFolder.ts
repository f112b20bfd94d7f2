import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, OpsError } from '../core/base/errors';
import { ownFolder } from '../core/backups/ownFolder';
import type { OwnFolder } from '../core/backups/ownFolder';

/** Everything in it is ours and nothing of it belongs in a repository: archives hold customers' data. */
const ignoreEverything = '*\n';

/**
 * Makes `storage/laravel-ops` of an application with its folders, readable by this user alone (0700), ignored by git. Safe to
 * call at any time and by several at once.
 *
 * @param root absolute path of the application
 * @throws OpsError `storageNotWritable`, in words
 */
export async function ensureOwnFolder(root: string): Promise<OwnFolder> {
  const own = ownFolder(root);
  try {
    for (const folder of [own.folder, own.backups, own.restores]) {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      // mkdir's mode is cut by the umask and given to made parents too; only ours is narrowed.
      if (made !== undefined) await chmod(folder, 0o700);
    }
    await writeOnce(join(own.folder, '.gitignore'), ignoreEverything);
    return own;
  } catch (error) {
    throw new OpsError(
      'storageNotWritable',
      `${own.folder} could not be made or written: ${messageOf(error)}.`,
      {
        safe: 'Nothing was changed in any database.',
        next: 'Let your user write to the storage folder of the application, or start as a user who may.',
      },
      { cause: error },
    );
  }
}

/** Written when it is missing or empty (a crash may leave it so); what somebody put there stays. */
async function writeOnce(path: string, text: string): Promise<void> {
  const there = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  if (there !== '') return;
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
