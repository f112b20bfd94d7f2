import { createHash } from 'node:crypto';
import type { RandomAccessFiles } from '../core/backups/randomAccess';

/** Bytes asked for at once: large, because a file on S3 answers each question with a round trip. */
const blockBytes = 8 * 1024 * 1024;

/**
 * SHA-256 of a whole file, hex. Of a folder (mydumper's) as `verifyFolder` makes it: of lines "<SHA-256>  <name>\n" in the order of the names.
 *
 * @throws OpsError what the files reject with, `cancelled`
 */
export async function fileSha256(files: RandomAccessFiles, path: string, signal: AbortSignal): Promise<string> {
  const names = await files.list?.(path, signal);
  const hash = createHash('sha256');
  if (names !== undefined) {
    for (const name of names.toSorted())
      hash.update(`${await fileSha256(files, `${path}/${name}`, signal)}  ${name}\n`);
    return hash.digest('hex');
  }
  const file = await files.open(path, signal);
  try {
    for (let offset = 0; offset < file.size; offset += blockBytes)
      hash.update(await file.read(offset, Math.min(blockBytes, file.size - offset), signal));
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}
