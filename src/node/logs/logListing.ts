import { readdir, stat } from 'node:fs/promises';
import { messageOf, OpsError } from '../../core/base/errors';
import { logFileNames, logFolder, type LogTarget } from '../../core/security/logs/logFiles';
import { isMissing } from '../tailFile';

/** One file of a log, as it was when the folder was listed. */
export interface ListedFile {
  readonly path: string;
  /** Device and inode: what stays the same when rotation gives it another name. */
  readonly identity: string;
  /** Bytes on disk. */
  readonly bytes: number;
}

/** All files of a log, oldest first; empty when there is none yet, or no folder. Folders and pipes are left out. */
export async function listLog(target: LogTarget): Promise<readonly ListedFile[]> {
  const folder = logFolder(target);
  const found = await Promise.all(
    logFileNames(target, await namesIn(folder)).map(async (name): Promise<readonly ListedFile[]> => {
      const path = folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
      try {
        const now = await stat(path, { bigint: true });
        return now.isFile() ? [{ path, identity: `${now.dev}:${now.ino}`, bytes: Number(now.size) }] : [];
      } catch (error) {
        if (isMissing(error)) return []; // removed since the folder was read
        throw unreadable(path, error);
      }
    }),
  );
  return found.flat();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw unreadable(folder, error);
  }
}

/** What a person is told about a file or folder that cannot be read. */
export function unreadable(path: string, error: unknown): OpsError {
  if (error instanceof OpsError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM'
    ? new OpsError(
        'denied',
        `${path} may not be read by this user.`,
        { next: 'Give the user read access to it.' },
        { cause: error },
      )
    : new OpsError('unreadable', `${path} cannot be read: ${messageOf(error)}.`, {}, { cause: error });
}
