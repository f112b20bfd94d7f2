import { throwIfAborted } from '../core/base/abort';
import { isOpsError, OpsError } from '../core/base/errors';
import { parseDumpEntry } from '../core/backups/archive';
import type { VerifiedDump, VerifyLevel } from '../core/backups/verify/report';
import { dumpOf } from './archive/dumpOf';
import { shownName } from './archive/fileErrors';
import type { HashedFile } from './archive/hashedFile';
import { readZipDirectory, type ZipEntry } from './archive/zipDirectory';
import { findEntryData, readEntryData } from './archive/zipEntryData';
import { zipProblems } from './archive/zipProblems';
import { explained, isReadableDump, readDump, type VerifyDumpOptions } from './verifyDumpBytes';

/** What was found in the parts of a backup. */
export interface Findings {
  readonly entries: number;
  readonly encrypted: boolean;
  readonly problems: readonly string[];
  readonly dumps: readonly VerifiedDump[];
}

export interface VerifyPartsOptions extends Pick<VerifyDumpOptions, 'signal' | 'target'> {
  readonly level: VerifyLevel;
  readonly password?: string;
  /** Is told what is being read. */
  readonly onCurrent: (current: string) => void;
}

/** So many entries that the password does not open, and none that it does: it is wrong. */
const enoughWrong = 3;
/** A list for people: beyond this they are counted. */
const mostProblems = 50;

/**
 * Reads every entry of a zip archive once, in the order of the file. Rejects with OpsError `needsPassword` or `wrongPassword`
 * when nothing can be said without the right one; damage is part of the answer.
 */
export async function verifyZip(file: HashedFile, path: string, options: VerifyPartsOptions): Promise<Findings> {
  const { signal, password } = options;
  const directory = await readZipDirectory(file, path, signal);
  const encrypted = directory.entries.some(({ encryption }) => encryption !== 'none');
  if (encrypted && (password === undefined || password === ''))
    throw new OpsError('needsPassword', 'The archive is encrypted: it needs its password.');
  const known = zipProblems(directory);
  const problems = known.map(({ message }) => message);
  const untrusted = new Set(known.map(({ entry }) => entry));
  const dumps: VerifiedDump[] = [];
  let opened = 0;
  const wrong: OpsError[] = [];
  for (const entry of directory.entries.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    throwIfAborted(signal);
    if (untrusted.has(entry)) continue;
    options.onCurrent(shownName(entry.name));
    await file.hashUpTo(entry.headerOffset, signal);
    try {
      const reading = await verifyEntry(file, entry, options);
      if (reading.damage !== undefined) problems.push(reading.damage);
      if (reading.dump !== undefined) dumps.push(reading.dump);
      if (entry.encryption !== 'none') opened++;
    } catch (error) {
      if (!isOpsError(error, 'wrongPassword')) throw error;
      wrong.push(error);
      if (opened === 0 && wrong.length === enoughWrong) throw error;
    }
  }
  const [first] = wrong;
  if (first !== undefined && opened === 0) throw first;
  // The password opened others: it is right, and these entries are damaged.
  problems.push(...wrong.map((error) => `${error.message} As it opens other entries, this one is damaged.`));
  return { entries: directory.entries.length, encrypted, problems: shortened([...new Set(problems)]), dumps };
}

async function verifyEntry(
  file: HashedFile,
  entry: ZipEntry,
  options: VerifyPartsOptions,
): Promise<{ readonly damage?: string; readonly dump?: VerifiedDump }> {
  const { signal, password } = options;
  const dumpEntry = parseDumpEntry(entry.name, entry.size);
  const isDump = dumpEntry !== undefined && isReadableDump(dumpEntry);
  try {
    if (isDump && entry.symbolicLink)
      throw new OpsError('unreadable', `${shownName(entry.name)} is a symbolic link, not a dump.`);
    const start = await findEntryData(file, entry, signal);
    await file.hashUpTo(start, signal);
    const read = { signal, ...(password === undefined ? {} : { password }) };
    if (options.level === 'container' || !isDump) {
      for await (const chunk of readEntryData(file, entry, start, read)) if (chunk.length > 0) throwIfAborted(signal);
      return {};
    }
    const bytes = dumpOf(
      shownName(entry.name.split('/').at(-1) ?? entry.name),
      entry.compressedSize,
      entry.size,
      () => readEntryData(file, entry, start, read),
      signal,
    );
    return await readDump(dumpEntry, bytes, { ...options, onTable: options.onCurrent });
  } catch (error) {
    if (isOpsError(error, 'unreadable') || isOpsError(error, 'unsupported')) return { damage: explained(error) };
    throw error;
  }
}

function shortened(problems: readonly string[]): readonly string[] {
  return problems.length <= mostProblems
    ? problems
    : [...problems.slice(0, mostProblems), `${problems.length - mostProblems} more of the same kind.`];
}
