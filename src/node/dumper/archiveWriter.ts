import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isOpsError, messageOf, OpsError } from '../../core/base/errors';
import { throwIfAborted } from '../../core/base/abort';
import type { DumpSink } from '../../core/backups/dumper/dumper';
import { archiveFileName } from '../../core/backups/dumper/archiveName';
import { openDumpFiles } from '../archive/dumpFiles';
import { codeOf } from '../archive/fileErrors';
import { createSink, isFollowUp } from './archiveSink';
import { writeError } from './writeErrors';
import { ParallelCompressionStream } from './gzipInParallel';

export interface ArchiveRequest {
  /** Absolute; made when it is missing. */
  readonly folder: string;
  /** Names the archive, and is its entry's time. */
  readonly now: Date;
  /** IANA name; undefined: UTC. */
  readonly timeZone: string | undefined;
  /** What spatie's `destination.filename_prefix` says. */
  readonly prefix?: string;
  /** "db-dumps/mysql-shop.sql" */
  readonly entry: string;
  /** AES-256 when given. */
  readonly password?: string;
  readonly signal: AbortSignal;
  /** Bytes of the archive so far. */
  readonly onWritten?: (bytes: number) => void;
}

export interface WrittenArchive<T> {
  /** Absolute, forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly encrypted: boolean;
  /** What `produce` gave. */
  readonly result: T;
}

/**
 * Writes a zip archive of one entry from a stream. It has `.part` behind its name until it is whole, on the disk and read back; what
 * fails on the way leaves nothing behind. The archive is a plain zip with a deflated entry (with WinZip's AES-256 when it has a password).
 *
 * @param produce writes the entry; when it rejects, so does this
 * @throws OpsError `diskFull`, `denied`, `unwritable`, `cancelled`, or what `produce` threw
 */
export async function writeArchive<T>(
  request: ArchiveRequest,
  produce: (sink: DumpSink) => Promise<T>,
): Promise<WrittenArchive<T>> {
  throwIfAborted(request.signal);
  const { file, part, path } = await begin(request);
  try {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    let result: { readonly of: T } | undefined;
    try {
      const into = new WritableStream<Uint8Array>({
        async write(bytes) {
          hash.update(bytes);
          await writeAll(file, bytes);
          sizeBytes += bytes.length;
          request.onWritten?.(sizeBytes);
        },
      });
      result = { of: await zip(request, into, produce) };
      await file.sync();
    } finally {
      await file.close();
    }
    await readBack(part, request);
    throwIfAborted(request.signal);
    await rename(part, path);
    await syncFolder(request.folder);
    const sha256 = hash.digest('hex');
    return {
      path: path.replaceAll('\\', '/'),
      sizeBytes,
      sha256,
      encrypted: request.password !== undefined,
      result: result.of,
    };
  } catch (error) {
    await rm(part, { force: true });
    throw isOpsError(error) || codeOf(error) === undefined ? error : writeError(path, error);
  }
}

/** Opens a file whose name, and whose archive's name, nobody has: two backups in one second get two names. */
async function begin(request: ArchiveRequest): Promise<{ file: FileHandle; part: string; path: string }> {
  let path = request.folder;
  try {
    await mkdir(request.folder, { recursive: true });
    for (let second = 0; ; second++) {
      const moment = new Date(request.now.getTime() + second * 1000);
      path = join(request.folder, archiveFileName(moment, request.timeZone, request.prefix));
      const part = `${path}.part`;
      // Customers' data: for this user alone.
      const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
        if (codeOf(error) === 'EEXIST' && second < 60) return undefined;
        throw error;
      });
      if (file === undefined) continue;
      if (!(await exists(path))) return { file, part, path };
      await file.close();
      await rm(part, { force: true });
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await file.write(bytes, from, bytes.length - from)).bytesWritten;
}

/** A crash of the machine after the rename must not undo it; Windows cannot sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Streams what `produce` writes through zip.js into `into`. */
async function zip<T>(
  { entry, password, now, signal }: ArchiveRequest,
  into: WritableStream<Uint8Array>,
  produce: (sink: DumpSink) => Promise<T>,
): Promise<T> {
  const { configure, ZipWriter } = await import('@zip.js/zip.js');
  configure({
    CompressionStream: ParallelCompressionStream,
    useCompressionStream: true,
    useWebWorkers: false,
    chunkSize: 1 << 20,
  });
  const writer = new ZipWriter(into, { zip64: true, level: 6, extendedTimestamp: true });
  const { sink, readable, end, fail } = createSink();
  const made = (async () => {
    try {
      const result = await produce(sink);
      end();
      return result;
    } catch (error) {
      fail(error);
      throw error;
    }
  })();
  const written = (async () => {
    await writer.add(entry, readable, {
      lastModDate: now,
      signal,
      ...(password === undefined ? {} : { password, encryptionStrength: 3 as const }),
    });
    await writer.close();
  })();
  // The disk's error ends the dump, and the dump's error the archive.
  written.catch(fail);
  const [outcome, archived] = await Promise.allSettled([made, written]);
  if (outcome.status === 'rejected' && !isFollowUp(outcome.reason)) throw outcome.reason;
  if (archived.status === 'rejected') throw archived.reason;
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** Reads the archive as a restore would: its list of contents, the password, the data, its checksum. */
async function readBack(part: string, { entry, password, signal }: ArchiveRequest): Promise<void> {
  try {
    const dump = await openDumpFiles().open(part, entry, { signal, ...(password === undefined ? {} : { password }) });
    let bytes = 0;
    for await (const chunk of dump.chunks) bytes += chunk.length;
    if (bytes === 0) throw new OpsError('unreadable', 'The dump inside it is empty.');
  } catch (error) {
    if (isOpsError(error, 'cancelled')) throw error;
    throw new OpsError(
      'unreadable',
      `The archive was written, but cannot be read back: ${messageOf(error)}`,
      { safe: 'It was removed again. The database was only read.', next: 'Check the disk, then back up again.' },
      { cause: error },
    );
  }
}
