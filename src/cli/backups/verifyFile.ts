import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOpsError } from '../../core/base/errors';
import { recordVerification } from '../../node/verifications';
import { verifyBackup } from '../../node/verifyBackup';
import { showVerify } from '../../services/backups/show';
import { verified } from '../../services/backups/verify';
import type { CliIo } from '../io';
import type { BackupCommand } from './arguments';
import { passwordOf } from './password';
import type { BackupAnswer } from './runBackups';

/** Verifies one file; where it lies inside a Laravel application, the result is kept with that application. */
export async function verifyFile(
  command: BackupCommand,
  io: CliIo,
  show: (message: string) => void,
  signal: AbortSignal,
): Promise<BackupAnswer> {
  const path = io.resolve(command.path);
  const read = (password: string | undefined) =>
    verifyBackup(path, {
      level: command.level,
      signal,
      onProgress: showVerify(show),
      ...(password === undefined ? {} : { password }),
    });
  const report = await read(undefined).catch(async (error: unknown) => {
    if (!isOpsError(error, 'needsPassword')) throw error;
    return read(await passwordOf(command, path, () => undefined));
  });
  const root = await applicationAbove(path);
  if (root !== undefined) await recordVerification(root, report, signal);
  const { text, summary, whole } = verified(report);
  return { text: `${summary}\n\n${text}`, data: { summary, report }, whole };
}

/** The nearest folder above a file that holds `artisan` and `composer.json`. */
async function applicationAbove(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const here = await Promise.all(['artisan', 'composer.json'].map((name) => isThere(`${folder}/${name}`)));
    if (here.every(Boolean)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false, // Missing or not ours to see: no application that we could keep anything in.
  );
}
