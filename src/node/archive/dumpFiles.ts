import { throwIfAborted } from '../../core/base/abort';
import { OpsError } from '../../core/base/errors';
import type { DumpBytes, DumpFiles } from '../../core/backups/dump/dumpBytes';
import type { RandomAccess, RandomAccessFiles } from '../../core/backups/randomAccess';
import { compressionOfBytes } from './compression';
import { dumpOf, once, type Contents } from './dumpOf';
import { shownName } from './fileErrors';
import { localFiles } from './localFiles';
import { mydumperDump, mydumperProblems } from './mydumperFolder';
import { readRange } from './readRange';
import { entryNamed, readZipDirectory } from './zipDirectory';
import { findEntryData, readEntryData } from './zipEntryData';
import { zipProblems } from './zipProblems';

/**
 * Opens dumps: entries of zip archives (stored or deflated; plain, WinZip AES, ZipCrypto; zip64), plain files, both with gzip
 * or Zstandard inside, and folders of mydumper. Nothing is unpacked to disk. `open` looks at the archive's list and at what
 * stands before the data; files are held open only while `chunks` is read.
 *
 * @param files where backups lie; the local disk if not given
 */
export function openDumpFiles(files: RandomAccessFiles = localFiles): DumpFiles {
  return {
    async open(path, entry, { password, signal }) {
      throwIfAborted(signal);
      const names = await files.list?.(path, signal);
      if (names !== undefined) return openFolder(files, path, names, entry, signal);
      const file = await files.open(path, signal);
      try {
        return (await isZip(file, path, signal))
          ? await openZipped(files, file, path, entry, password, signal)
          : await openPlain(files, path, file, signal);
      } finally {
        await file.close();
      }
    },
  };
}

/** True for what is called or begins like a zip archive. */
export async function isZip(file: RandomAccess, path: string, signal: AbortSignal): Promise<boolean> {
  if (/\.zip$/i.test(path)) return true;
  const start = await file.read(0, 4, signal);
  return start[0] === 0x50 && start[1] === 0x4b && (start[2] === 3 || start[2] === 5);
}

const lastName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

async function openZipped(
  files: RandomAccessFiles,
  file: RandomAccess,
  path: string,
  name: string,
  password: string | undefined,
  signal: AbortSignal,
): Promise<DumpBytes> {
  const directory = await readZipDirectory(file, path, signal);
  const entry = entryNamed(directory, name);
  const problem = zipProblems(directory).find((each) => each.entry === undefined || each.entry === entry);
  if (problem !== undefined) throw new OpsError('unreadable', problem.message);
  if (entry.symbolicLink) throw new OpsError('unreadable', `${shownName(name)} is a symbolic link, not a dump.`);
  const start = await findEntryData(file, entry, signal);
  if (entry.encryption !== 'none' && (password === undefined || password === ''))
    throw new OpsError('needsPassword', `${shownName(name)} is encrypted: it needs the password of the archive.`);
  const contents: Contents = (either, counted) =>
    reopened(files, path, file, either, (again) =>
      readEntryData(again, entry, start, {
        signal: either,
        counted,
        ...(password === undefined ? {} : { password }),
      }),
    );
  return dumpOf(shownName(lastName(name)), entry.compressedSize, entry.size, contents, signal);
}

async function openPlain(
  files: RandomAccessFiles,
  path: string,
  file: RandomAccess,
  signal: AbortSignal,
): Promise<DumpBytes> {
  const compressed = compressionOfBytes(await file.read(0, 4, signal)) !== 'none';
  const contents: Contents = (either, counted) =>
    reopened(files, path, file, either, (again) => readRange(again, 0, file.size, either, counted));
  return dumpOf(lastName(path), file.size, compressed ? undefined : file.size, contents, signal);
}

async function openFolder(
  files: RandomAccessFiles,
  folder: string,
  names: readonly string[],
  entry: string,
  signal: AbortSignal,
): Promise<DumpBytes> {
  const dump = mydumperDump(names, folder, entry);
  const metadata = names.includes('metadata') ? await readText(files, `${folder}/metadata`, signal) : undefined;
  const [problem] = mydumperProblems(names, metadata);
  if (problem !== undefined) throw new OpsError('unreadable', problem);
  const members: { readonly size: number; readonly dump: DumpBytes }[] = [];
  for (const name of dump.files) {
    const path = `${folder}/${name}`;
    const file = await files.open(path, signal);
    try {
      members.push({ size: file.size, dump: await openPlain(files, path, file, signal) });
    } finally {
      await file.close();
    }
  }
  const total = members.reduce((sum, { size }) => sum + size, 0);
  let read = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for (const { dump: part } of members) {
      const before = read;
      for await (const chunk of part.chunks) {
        read = before + part.readBytes();
        yield chunk;
      }
      read = before + part.readBytes();
      // Files end where a statement does, not always with a line break.
      yield Uint8Array.of(0x0a);
    }
  };
  return {
    name: shownName(dump.database),
    chunks: once(dump.database, chunks),
    readBytes: () => read,
    totalBytes: total,
  };
}

/** At most 1 MiB of a text. */
async function readText(files: RandomAccessFiles, path: string, signal: AbortSignal): Promise<string> {
  const file = await files.open(path, signal);
  try {
    return new TextDecoder().decode(await file.read(0, Math.min(file.size, 1024 * 1024), signal));
  } finally {
    await file.close();
  }
}

/** Opens the file again, sees that it is the same, and closes it when its contents have been read or left. */
async function* reopened(
  files: RandomAccessFiles,
  path: string,
  before: RandomAccess,
  signal: AbortSignal,
  contents: (file: RandomAccess) => AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await files.open(path, signal);
  try {
    if (file.size !== before.size || file.mtimeMs !== before.mtimeMs)
      throw new OpsError('unreadable', `${lastName(path)} was changed while it was being opened.`);
    yield* contents(file);
  } finally {
    await file.close();
  }
}
