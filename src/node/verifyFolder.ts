import { createHash } from 'node:crypto';
import { throwIfAborted } from '../core/base/abort';
import { isOpsError } from '../core/base/errors';
import { joinPath } from '../core/base/path';
import type { RandomAccess, RandomAccessFiles } from '../core/backups/randomAccess';
import type { VerifiedDump } from '../core/backups/verify/report';
import { openDumpFiles } from './archive/dumpFiles';
import { hashedFile } from './archive/hashedFile';
import { mydumperDumps, mydumperProblems } from './archive/mydumperFolder';
import { explained, readDump } from './verifyDumpBytes';
import type { Findings, VerifyPartsOptions } from './verifyZip';

/** What a folder is as a whole. */
export interface FolderFindings extends Findings {
  /** Of lines "<SHA-256>  <name>\n", in the order of the names: as `sha256sum *` prints them. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Of its newest file. Milliseconds since 1970. */
  readonly mtimeMs: number;
}

/**
 * Reads a folder of mydumper's: each database as one dump, and what is left of the files for their hashes.
 *
 * @param onRead is told how many bytes of how many were read
 */
export async function verifyFolder(
  files: RandomAccessFiles,
  folder: string,
  names: readonly string[],
  options: VerifyPartsOptions & { readonly onRead: (readBytes: number, totalBytes: number) => void },
): Promise<FolderFindings> {
  const { signal } = options;
  const { sizeBytes, mtimeMs } = await sizeOf(files, folder, names, signal);
  const members = hashedMembers(files, (read) => options.onRead(read, sizeBytes));
  const metadata = names.includes('metadata')
    ? await textOf(members.files, joinPath(folder, 'metadata'), signal)
    : undefined;
  const problems = [...mydumperProblems(names, metadata)];
  const databases = mydumperDumps(names);
  if (databases.length === 0) problems.push('The folder holds no dump: no table has a file in it.');
  const dumps: VerifiedDump[] = [];
  for (const { database } of problems.length === 0 ? databases : []) {
    try {
      const bytes = await openDumpFiles(members.files).open(folder, database, { signal });
      if (options.level === 'container') {
        for await (const chunk of bytes.chunks) if (chunk.length > 0) throwIfAborted(signal);
        continue;
      }
      const reading = await readDump({ entry: database, database }, bytes, { ...options, onTable: options.onCurrent });
      dumps.push(reading.dump);
      if (reading.damage !== undefined) problems.push(reading.damage);
      else problems.push(...rowProblems(reading.dump, metadata ?? ''));
    } catch (error) {
      if (!isOpsError(error, 'unreadable') && !isOpsError(error, 'unsupported')) throw error;
      problems.push(explained(error));
    }
  }
  const hash = createHash('sha256');
  for (const name of names.toSorted())
    hash.update(`${await members.sha256(joinPath(folder, name), signal)}  ${name}\n`);
  const unique = [...new Set(problems)];
  return {
    entries: names.length,
    encrypted: false,
    problems: unique,
    dumps,
    sha256: hash.digest('hex'),
    sizeBytes,
    mtimeMs,
  };
}

async function sizeOf(
  files: RandomAccessFiles,
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly sizeBytes: number; readonly mtimeMs: number }> {
  let sizeBytes = 0;
  let newest = 0;
  for (const name of names) {
    const file = await files.open(joinPath(folder, name), signal);
    await file.close();
    sizeBytes += file.size;
    newest = Math.max(newest, file.mtimeMs ?? 0);
  }
  return { sizeBytes, mtimeMs: newest };
}

/** Files that are hashed by being read, so that they need not be read again for it. */
function hashedMembers(
  files: RandomAccessFiles,
  onRead: (readBytes: number) => void,
): { readonly files: RandomAccessFiles; sha256(path: string, signal: AbortSignal): Promise<string> } {
  const known = new Map<string, string>();
  let read = 0;
  const open = async (path: string, signal: AbortSignal): Promise<RandomAccess> => {
    const file = hashedFile(await files.open(path, signal));
    return {
      ...file,
      async read(offset, length, either) {
        const bytes = await file.read(offset, length, either);
        read += bytes.length;
        onRead(read);
        return bytes;
      },
      async close() {
        if (file.hashed() === file.size) known.set(path, file.sha256());
        await file.close();
      },
    };
  };
  return {
    files: {
      open,
      ...(files.list === undefined
        ? {}
        : { list: (path, signal) => files.list?.(path, signal) ?? Promise.resolve(undefined) }),
    },
    async sha256(path, signal) {
      const done = known.get(path);
      if (done !== undefined) return done;
      const file = hashedFile(await files.open(path, signal));
      try {
        await file.hashUpTo(file.size, signal);
        return file.sha256();
      } finally {
        await file.close();
      }
    },
  };
}

/** At most 1 MiB of a text. */
async function textOf(files: RandomAccessFiles, path: string, signal: AbortSignal): Promise<string> {
  const file = await files.open(path, signal);
  try {
    return new TextDecoder().decode(await file.read(0, Math.min(file.size, 1024 * 1024), signal));
  } finally {
    await file.close();
  }
}

/** Compares with the row counts that mydumper writes into its metadata since 0.11 ("[`shop`.`orders`]", "rows = 900"). */
function rowProblems(dump: VerifiedDump, metadata: string): readonly string[] {
  const problems: string[] = [];
  for (const section of metadata.split(/^\[/m).slice(1)) {
    const table = /^`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`\]/.exec(section);
    const rows = /^rows\s*=\s*(\d+)\s*$/m.exec(section)?.[1];
    if (table === null || rows === undefined || table[1] !== dump.database) continue;
    const name = /^real_table_name\s*=\s*(.+?)\s*$/m.exec(section)?.[1] ?? table[2]?.replaceAll('``', '`') ?? '';
    const found = dump.tables.find((each) => each.name === name)?.rows;
    if (found === undefined && Number(rows) > 0)
      problems.push(`Table ${name} is missing: mydumper counted ${rows} rows in it.`);
    else if (found !== undefined && found !== Number(rows))
      problems.push(`Table ${name} has ${found} rows in the dump, and ${rows} by mydumper's own count.`);
  }
  return problems;
}
