import type { ZipDirectory, ZipEntry } from './zipDirectory';
import { shownName } from './fileErrors';

/** Something in an archive's list of contents that no backup program writes, or that cannot be true. */
export interface ZipProblem {
  /** `name`: it leads outside of the archive · `data`: what it says about its data cannot be true, or is ambiguous. */
  readonly kind: 'name' | 'data';
  /** The entry it concerns; absent: the archive as a whole. */
  readonly entry?: ZipEntry;
  /** In a sentence. */
  readonly message: string;
}

/** Fixed part of a local header (APPNOTE.TXT 4.3.7). */
const localHeaderBytes = 30;
/** Deflate cannot do more: 258 bytes from 2 bits (zlib's technical page: 1032 to 1). With room for its last block. */
const deflateRatio = 1032;
const deflateSlack = 4096;

const named = (entry: ZipEntry): string => shownName(entry.name);

/** Where an entry's data ends at the earliest. */
const leastEnd = (entry: ZipEntry): number =>
  entry.headerOffset + localHeaderBytes + entry.rawName.length + entry.compressedSize;

/** Why an entry's name is not trusted; undefined when it is. */
function nameProblem(entry: ZipEntry): string | undefined {
  if (entry.name === '') return 'The archive holds an entry without a name.';
  // A drive letter is no sign of malice: spatie/laravel-backup stores "C:\…" on Windows. Nothing is ever unpacked by name.
  if (entry.name.includes('\0') || entry.name.startsWith('/') || entry.name.split('/').includes('..'))
    return `The archive holds a name that leads outside of it (${named(entry)}): no backup writes that, so it is not trusted.`;
  return undefined;
}

function dataProblems(entry: ZipEntry, directory: ZipDirectory): readonly string[] {
  const found: string[] = [];
  const name = named(entry);
  if (leastEnd(entry) > directory.start)
    found.push(`${name} is said to lie where the archive's list of contents is: the archive is damaged or forged.`);
  if (entry.method !== 0 && entry.method !== 8)
    found.push(`${name} is compressed by a method (${entry.method}) that is not supported: it cannot be read.`);
  if (contradictory(entry)) found.push(`The archive contradicts itself about the encryption of ${name}.`);
  const overhead = encryptionBytes(entry);
  const stored = entry.compressedSize - overhead;
  if (stored < 0) found.push(`${name} is said to be smaller than its encryption alone: the archive is damaged.`);
  else if (entry.method === 0 && stored !== entry.size)
    found.push(
      `${name} is stored as it is, yet has two sizes (${stored} and ${entry.size} bytes): the archive is damaged.`,
    );
  else if (entry.method === 8 && entry.size > stored * deflateRatio + deflateSlack)
    found.push(
      `${name} claims to unpack from ${stored} to ${entry.size} bytes, more than its compression can do: the archive is damaged, or made to fill disks.`,
    );
  return found;
}

/** Bytes that encryption adds to an entry's data: salt, check value and code of AES (AE-x), or ZipCrypto's header. */
export function encryptionBytes(entry: ZipEntry): number {
  if (entry.encryption === 'zipCrypto') return 12;
  // https://www.winzip.com/en/support/aes-encryption/: salt of 4 + 4 × strength, 2 to check the password, 10 of HMAC.
  return entry.aes === undefined ? 0 : 4 + 4 * entry.aes.strength + 12;
}

/** True where the archive's list says two things about encryption. */
function contradictory(entry: ZipEntry): boolean {
  const flagged = (entry.flags & 1) !== 0;
  const strengthKnown = entry.aes === undefined || (entry.aes.strength >= 1 && entry.aes.strength <= 3);
  return flagged !== (entry.encryption !== 'none') || !strengthKnown || entry.method === 99;
}

/**
 * Looks through a list of contents for what is forged or broken, before any data is read: names that lead outside, names
 * that are there twice, data that two entries share (D. Fifield, "A better zip bomb", 2019), sizes that compression cannot
 * reach, a list that does not end where it should.
 */
export function zipProblems(directory: ZipDirectory): readonly ZipProblem[] {
  const found: ZipProblem[] = directory.problem === undefined ? [] : [{ kind: 'data', message: directory.problem }];
  const names = new Set<string>();
  for (const entry of directory.entries) {
    const message = nameProblem(entry);
    if (message !== undefined) found.push({ kind: 'name', entry, message });
    for (const each of dataProblems(entry, directory)) found.push({ kind: 'data', entry, message: each });
    if (names.has(entry.name))
      found.push({
        kind: 'data',
        entry,
        message: `The archive has several entries called ${named(entry)}: nobody can say which one counts.`,
      });
    names.add(entry.name);
  }
  let before: ZipEntry | undefined;
  for (const entry of directory.entries.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    if (before !== undefined && leastEnd(before) > entry.headerOffset)
      for (const one of [before, entry])
        found.push({
          kind: 'data',
          entry: one,
          message: `${named(before)} and ${named(entry)} share the same bytes: the archive is damaged, or made to fill disks.`,
        });
    // The one that reaches furthest: a third entry may lie inside the first, behind a short second.
    if (before === undefined || leastEnd(entry) > leastEnd(before)) before = entry;
  }
  return found;
}
