import { OpsError } from '../../core/base/errors';
import type { BackupCommand } from './arguments';

/**
 * The password of an archive that is read, from the environment variable that `--password-env` names.
 *
 * @throws OpsError `needsPassword` when none is named, or it is empty
 */
export async function passwordOf({ passwordVariable }: BackupCommand, name: string): Promise<string> {
  const secret = passwordVariable === undefined ? undefined : process.env[passwordVariable];
  if (secret !== undefined && secret !== '') return secret;
  throw new OpsError('needsPassword', `${name} is encrypted, and no password that opens it was given.`, {
    safe: 'Nothing was changed.',
    next:
      passwordVariable === undefined
        ? 'Put the password into an environment variable and name it with --password-env.'
        : `The environment variable ${passwordVariable} is empty or not set.`,
  });
}

/**
 * The password that a new backup is encrypted with; undefined when none is asked for.
 *
 * @throws OpsError `needsPassword` when the variable is empty: the backup must not be plain then
 */
export function encryptionOf({ passwordVariable }: BackupCommand): string | undefined {
  if (passwordVariable === undefined) return undefined;
  const secret = process.env[passwordVariable];
  if (secret !== undefined && secret !== '') return secret;
  throw new OpsError('needsPassword', `The environment variable ${passwordVariable} is empty or not set.`, {
    safe: 'No backup was made: it would not have been encrypted.',
  });
}
