import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type Entry, type ZipFile } from 'yauzl';
import { isBackupFile, parseDumpEntry, type ArchiveContents, type DumpEntry } from '../core/backups/archive';
import type { BackupFile, BackupFiles } from '../core/backups/catalog';
import { throwIfAborted, withTimeout } from '../core/base/abort';
import { OpsError } from '../core/base/errors';

/** Method of WinZip's AES encryption (AE-1 and AE-2): the real one is in extra field 0x9901. */
const aesMethod = 99;
/** A catalog row is no reason to read an index for longer. 70,000 entries take about 1.5 s. */
const inspectTimeoutMs = 30_000;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

function fileError(path: string, error: unknown): OpsError {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new OpsError('denied', `No permission to read ${path}.`, {}, { cause: error });
  if (code === 'ENOENT') return new OpsError('missing', `${path} is gone.`, {}, { cause: error });
  if (code !== undefined) return new OpsError('unreadable', `${path} cannot be read (${code}).`, {}, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  if (/end of central directory/i.test(message))
    return new OpsError(
      'unreadable',
      'The archive is cut off: it has no list of contents at its end.',
      {},
      { cause: error },
    );
  return new OpsError('unreadable', `The archive is damaged: ${message.replace(/\.$/, '')}.`, {}, { cause: error });
}

/** Reads the entries one by one: only the archive's index at its end, never the data. */
function readEntries(path: string, signal: AbortSignal): Promise<ArchiveContents> {
  return new Promise((resolve, reject) => {
    let archive: ZipFile | undefined;
    const stop = (): void => {
      archive?.close();
      reject(new OpsError('cancelled', 'Cancelled.'));
    };
    signal.addEventListener('abort', stop, { once: true });
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', stop);
      finish();
    };
    // Without validateEntrySizes: nothing is decompressed, so there are no sizes to check.
    const options = { lazyEntries: true, autoClose: true, validateEntrySizes: false };
    open(path, options, (error: Error | null, opened: ZipFile | undefined) => {
      if (error !== null || opened === undefined) return settle(() => reject(fileError(path, error)));
      archive = opened;
      if (signal.aborted) return stop();
      const dumps: DumpEntry[] = [];
      let files = 0;
      let encrypted = false;
      opened.on('error', (failure: unknown) => {
        opened.close();
        settle(() => reject(fileError(path, failure)));
      });
      opened.on('entry', (entry: Entry) => {
        encrypted ||= entry.isEncrypted() || entry.compressionMethod === aesMethod;
        if (!entry.fileName.endsWith('/')) {
          const dump = parseDumpEntry(entry.fileName, entry.uncompressedSize);
          if (dump === undefined) files++;
          else dumps.push(dump);
        }
        opened.readEntry();
      });
      opened.on('end', () => settle(() => resolve({ dumps, files, encrypted })));
      opened.readEntry();
    });
  });
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
export function openBackupFiles(): BackupFiles {
  return {
    list: listFolder,
    inspect: (path, signal) =>
      withTimeout(`reading the list of contents of ${path}`, inspectTimeoutMs, signal, (either) =>
        readEntries(path, either),
      ),
  };
}
