import { toBinaryText } from './sqlText';

/** Bytes of the beginning that are looked at. */
export const signatureBytes = 512;

const signatures: readonly (readonly [prefix: string, sentence: string])[] = [
  ['\x1f\x8b', 'is compressed with gzip once more: unpack it first'],
  ['PK\x03\x04', 'is a zip archive within the archive: unpack it first'],
  ['PK\x05\x06', 'is an empty zip archive'],
  ['\x28\xb5\x2f\xfd', 'is compressed with zstd once more: unpack it first'],
  ['BZh', 'is compressed with bzip2 once more: unpack it first'],
  ['\xfd7zXZ', 'is compressed with xz once more: unpack it first'],
  ['SQLite format 3\0', 'is an SQLite database file, no dump of MySQL or MariaDB'],
  ['PGDMP', 'is a dump of PostgreSQL, not of MySQL or MariaDB'],
];

/**
 * Says what a dump is that is no SQL in single bytes, as the end of a sentence that begins with its name.
 * @param head its first bytes
 * @returns undefined when nothing speaks against SQL
 */
export function notSql(head: Uint8Array): string | undefined {
  const text = toBinaryText(head.subarray(0, signatureBytes));
  const found = signatures.find(([prefix]) => text.startsWith(prefix));
  if (found !== undefined) return found[1];
  if (isUtf16(text))
    return 'is written in UTF-16, as ">" in Windows PowerShell does: binary values are lost in it. Dump again with --result-file';
  const trimmed = text.trimStart().toLowerCase();
  if (/^<!doctype html|^<html|^<head/.test(trimmed))
    return 'is an HTML page, probably an error page that was downloaded';
  if (trimmed.startsWith('<?xml')) return 'is XML, not SQL';
  if (/^<\?php|^<br \/>/.test(trimmed)) return 'is the output of a PHP page, not SQL';
  if (/^[[{]/.test(trimmed)) return 'is JSON, not SQL';
  if (text.startsWith('\0'.repeat(64))) return 'is filled with zero bytes: it was never written';
  return undefined;
}

/** A byte order mark, or a NUL as every second byte: a dump begins with ASCII. */
function isUtf16(text: string): boolean {
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return true;
  const pairs = Math.floor(Math.min(text.length, 64) / 2);
  if (pairs < 4) return false;
  for (const first of [0, 1]) {
    let nulls = 0;
    let others = 0;
    for (let pair = 0; pair < pairs; pair++) {
      if (text.charCodeAt(pair * 2 + first) === 0) nulls++;
      if (text.charCodeAt(pair * 2 + 1 - first) !== 0) others++;
    }
    if (nulls === pairs && others === pairs) return true;
  }
  return false;
}
