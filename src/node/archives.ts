import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBackupFile, parseDumpEntry, type ArchiveContents, type DumpEntry } from '../core/backups/archive';
import type { BackupFile, BackupFiles } from '../core/backups/catalog';
import type { RandomAccess, RandomAccessFiles } from '../core/backups/randomAccess';
import { throwIfAborted, withTimeout } from '../core/base/abort';
import { OpsError } from '../core/base/errors';
import { codeOf, fileError } from './archive/fileErrors';
import { localFiles } from './archive/localFiles';
import { readZipDirectory } from './archive/zipDirectory';
import { zipProblems } from './archive/zipProblems';

/** A catalog row is no reason to read an index for longer. */
const inspectTimeoutMs = 30_000;

/**
 * What a zip archive holds, from its list of entries alone. Rejects with OpsError `unreadable` when the list is damaged, or
 * names something outside of the archive.
 */
export async function readArchiveContents(
  file: RandomAccess,
  path: string,
  signal: AbortSignal,
): Promise<ArchiveContents> {
  const directory = await readZipDirectory(file, path, signal);
  const outside = zipProblems(directory).find(({ kind }) => kind === 'name');
  if (outside !== undefined) throw new OpsError('unreadable', outside.message);
  const dumps: DumpEntry[] = [];
  let count = 0;
  for (const { name, size } of directory.entries) {
    if (name.endsWith('/')) continue;
    const dump = parseDumpEntry(name, size);
    if (dump === undefined) count++;
    else dumps.push(dump);
  }
  return { dumps, files: count, encrypted: directory.entries.some(({ encryption }) => encryption !== 'none') };
}

async function inspect(files: RandomAccessFiles, path: string, signal: AbortSignal): Promise<ArchiveContents> {
  const file = await files.open(path, signal);
  try {
    return await readArchiveContents(file, path, signal);
  } finally {
    await file.close();
  }
}

async function listFolder(folder: string, signal: AbortSignal | undefined): Promise<readonly BackupFile[]> {
  throwIfAborted(signal);
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    // No folder means no backup was ever written there: nothing to report but an empty list.
    if (codeOf(error) === 'ENOENT') return [];
    if (codeOf(error) === 'ENOTDIR') throw new OpsError('unreadable', `${folder} is a file, not a folder.`);
    throw fileError(folder, error);
  }
  const found: BackupFile[] = [];
  for (const name of names.filter(isBackupFile).sort()) {
    throwIfAborted(signal);
    const path = join(folder, name);
    // A file that vanishes between listing and asking was pruned: it is no backup any more.
    const info = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined;
      throw fileError(path, error);
    });
    if (info?.isFile() === true)
      found.push({ name, path: path.replaceAll('\\', '/'), sizeBytes: info.size, modifiedAt: info.mtime });
  }
  return found;
}

/** Backups on the local disk: folders as they are, zip archives by their list of entries (zip64 included). */
export function openBackupFiles(files: RandomAccessFiles = localFiles): BackupFiles {
  return {
    list: listFolder,
    inspect: (path, signal) =>
      withTimeout(`reading the list of contents of ${path}`, inspectTimeoutMs, signal, (either) =>
        inspect(files, path, either),
      ),
  };
}
