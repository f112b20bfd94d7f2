import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, OpsError } from '../../core/base/errors';

/** Writes a file that does not exist yet. @throws OpsError `notWritten` */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw new OpsError('notWritten', `${file} could not be written: ${messageOf(error)}`, {
      safe: 'Nothing that was there was changed.',
    });
  }
}
