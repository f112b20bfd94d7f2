import { isOpsError } from '../core/base/errors';
import { parseDumpFile } from '../core/backups/archive';
import type { RewriteContext } from '../core/backups/dump/rewrite';
import type { RandomAccessFiles } from '../core/backups/randomAccess';
import type { VerifyLevel, VerifyProgress, VerifyReport } from '../core/backups/verify/report';
import { isZip } from './archive/dumpFiles';
import { dumpOf } from './archive/dumpOf';
import { hashedFile, type HashedFile } from './archive/hashedFile';
import { localFiles } from './archive/localFiles';
import { readRange } from './archive/readRange';
import { explained, isReadableDump, readDump } from './verifyDumpBytes';
import { verifyFolder } from './verifyFolder';
import { verifyZip, type Findings, type VerifyPartsOptions } from './verifyZip';

export interface VerifyOptions {
  readonly level: VerifyLevel;
  /** Of an encrypted archive. */
  readonly password?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** The server that the dumps are to be restored into: what it does not know becomes part of the report. */
  readonly target?: RewriteContext;
  /** Where the backup lies; the local disk if not given. */
  readonly files?: RandomAccessFiles;
}

/**
 * Reads a backup from its first byte to its last, once: a zip archive, a plain or compressed dump, or a folder of mydumper's.
 * Level `container` sees that every checksum and authentication code holds; `dump` that every dump is whole, besides.
 *
 * Damage is the report's business. Rejects with OpsError where nothing can be said: `missing`, `denied`, `needsPassword`,
 * `wrongPassword`, `cancelled`.
 */
export async function verifyBackup(path: string, options: VerifyOptions): Promise<VerifyReport> {
  const { signal, level, files = localFiles } = options;
  const began = Date.now();
  const names = await files.list?.(path, signal);
  const found =
    names === undefined ? await verifyFile(files, path, options) : await verifyDumpFolder(files, path, names, options);
  return {
    path,
    level,
    whole: found.problems.length === 0 && found.dumps.every(({ problems }) => problems.length === 0),
    ...found,
    at: new Date(began).toISOString(),
    milliseconds: Date.now() - began,
  };
}

type FileFindings = Findings & Pick<VerifyReport, 'sha256' | 'sizeBytes' | 'mtimeMs'>;

const partsOptions = (
  { level, signal, password, target }: VerifyOptions,
  onCurrent: (current: string) => void,
): VerifyPartsOptions => ({
  level,
  signal,
  onCurrent,
  ...(password === undefined ? {} : { password }),
  ...(target === undefined ? {} : { target }),
});

async function verifyDumpFolder(
  files: RandomAccessFiles,
  path: string,
  names: readonly string[],
  options: VerifyOptions,
): Promise<FileFindings> {
  let progress: VerifyProgress = { readBytes: 0, totalBytes: 0 };
  const tell = (change: Partial<VerifyProgress>): void => {
    progress = { ...progress, ...change };
    options.onProgress?.(progress);
  };
  return verifyFolder(files, path, names, {
    ...partsOptions(options, (current) => tell({ current })),
    onRead: (readBytes, totalBytes) => tell({ readBytes, totalBytes }),
  });
}

async function verifyFile(files: RandomAccessFiles, path: string, options: VerifyOptions): Promise<FileFindings> {
  const { signal, onProgress } = options;
  const disk = await files.open(path, signal);
  let current: string | undefined;
  const tell = (readBytes: number): void =>
    onProgress?.({ readBytes, totalBytes: disk.size, ...(current === undefined ? {} : { current }) });
  const file = hashedFile({
    ...disk,
    async read(offset, length, either) {
      const bytes = await disk.read(offset, length, either);
      tell(file.hashed());
      return bytes;
    },
  });
  try {
    const parts = partsOptions(options, (what) => {
      current = what;
      tell(file.hashed());
    });
    const findings = await verifyParts(file, path, parts);
    await file.hashUpTo(file.size, signal);
    tell(file.size);
    return {
      ...findings,
      sha256: file.sha256(),
      sizeBytes: file.size,
      ...(file.mtimeMs === undefined ? {} : { mtimeMs: file.mtimeMs }),
    };
  } finally {
    await file.close();
  }
}

async function verifyParts(file: HashedFile, path: string, options: VerifyPartsOptions): Promise<Findings> {
  try {
    return (await isZip(file, path, options.signal))
      ? await verifyZip(file, path, options)
      : await verifyPlain(file, path, options);
  } catch (error) {
    if (!isOpsError(error, 'unreadable')) throw error;
    return { entries: 0, encrypted: false, problems: [explained(error)], dumps: [] };
  }
}

/** A file that is itself a dump. */
async function verifyPlain(file: HashedFile, path: string, options: VerifyPartsOptions): Promise<Findings> {
  const { signal } = options;
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const bytes = dumpOf(name, file.size, file.size, () => readRange(file, 0, file.size, signal), signal);
  const container = { entries: 1, encrypted: false };
  try {
    if (options.level === 'container') {
      for await (const chunk of bytes.chunks) if (chunk.length > 0) options.onCurrent(name);
      return { ...container, problems: [], dumps: [] };
    }
    const entry = parseDumpFile(name, file.size) ?? { entry: name };
    if (!isReadableDump(entry))
      return { ...container, problems: [`${name} is neither a zip archive nor a .sql file.`], dumps: [] };
    const { dump, damage } = await readDump(entry, bytes, { ...options, onTable: options.onCurrent });
    return { ...container, problems: damage === undefined ? [] : [damage], dumps: [dump] };
  } catch (error) {
    if (!isOpsError(error, 'unreadable') && !isOpsError(error, 'unsupported')) throw error;
    return { ...container, problems: [explained(error)], dumps: [] };
  }
}
