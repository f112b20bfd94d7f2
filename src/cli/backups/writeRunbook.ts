import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, OpsError } from '../../core/base/errors';

/**
 * Puts a runbook into its file as a whole: a shell's `>` would empty the file before what people wrote in it is read.
 *
 * @throws OpsError `notWritten`; the file is then as it was
 */
export async function writeRunbook(file: string, text: string): Promise<void> {
  const beside = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined); // Said below: it may be the same that keeps us from writing.
    throw new OpsError('notWritten', `${file} could not be written: ${messageOf(error)}`, { safe: 'It is as it was.' });
  }
}
