import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBackupFile, parseDumpFile, type DumpEntry } from '../core/backups/archive';
import type { BackupFolder } from '../core/backups/catalog';
import { throwIfAborted } from '../core/base/abort';
import { codeOf, fileError } from './archive/fileErrors';
import { mydumperDumps, mydumperProblems } from './archive/mydumperFolder';

/** Folders that are looked into; more are no folder of backups. */
const mostFolders = 500;
/** What a metadata file says stands in its first and last lines; with many tables it has a section for each. */
const mostMetadataBytes = 8 * 1024 * 1024;

/**
 * Folders directly in `folder` that mydumper wrote: those with a file `metadata`, or `metadata.partial` while it is at work. One
 * dump for each database in it.
 *
 * @throws OpsError `denied` or `unreadable` when the folder cannot be listed; a folder in it that cannot be is left out
 */
export async function listMydumperFolders(folder: string, signal?: AbortSignal): Promise<readonly BackupFolder[]> {
  throwIfAborted(signal);
  const entries = await entriesOf(folder);
  const found: BackupFolder[] = [];
  const folders = entries.filter((entry) => entry.isDirectory() && !isBackupFile(entry.name)).slice(0, mostFolders);
  for (const { name } of folders) {
    throwIfAborted(signal);
    const read = await readFolder(join(folder, name), name);
    if (read !== undefined) found.push(read);
  }
  return found;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw fileError(folder, error);
  }
}

async function readFolder(path: string, name: string): Promise<BackupFolder | undefined> {
  try {
    const names = (await readdir(path, { withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    if (!names.some((each) => each === 'metadata' || each === 'metadata.partial')) return undefined;
    const sizes = new Map<string, number>();
    let newest = 0;
    for (const each of names) {
      const { size, mtimeMs } = await stat(join(path, each));
      sizes.set(each, size);
      newest = Math.max(newest, mtimeMs);
    }
    const tooLong = (sizes.get('metadata') ?? 0) > mostMetadataBytes;
    const metadata =
      names.includes('metadata') && !tooLong ? await readFile(join(path, 'metadata'), 'utf8') : undefined;
    const [problem] = tooLong ? [] : mydumperProblems(names, metadata);
    const sizeOf = (files: readonly string[]): number => files.reduce((sum, each) => sum + (sizes.get(each) ?? 0), 0);
    const dumps = mydumperDumps(names).map(
      ({ database, files }): DumpEntry => ({
        entry: database,
        database,
        compression: parseDumpFile(files[0] ?? '', 0)?.compression ?? 'none',
        sizeBytes: sizeOf(files),
      }),
    );
    return {
      name,
      path: path.replaceAll('\\', '/'),
      sizeBytes: sizeOf(names),
      modifiedAt: new Date(newest),
      contents: { dumps, files: 0, encrypted: false },
      ...(problem === undefined ? {} : { error: problem }),
    };
  } catch (error) {
    // Of somebody else, or deleted while it was looked at: nothing that can be shown as a backup.
    if (codeOf(error) !== undefined) return undefined;
    throw error;
  }
}
