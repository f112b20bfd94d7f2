import { OpsError } from '../../core/base/errors';
import type { BackupCommand } from './arguments';

/**
 * The password of an archive, from the environment variable that `--password-env` names.
 *
 * @throws OpsError `needsPassword` when none is named, or it is empty
 */
export async function passwordOf(
  { passwordVariable }: BackupCommand,
  name: string,
  protect: (secret: string) => void,
): Promise<string> {
  const secret = passwordVariable === undefined ? undefined : process.env[passwordVariable];
  if (secret !== undefined && secret !== '') {
    protect(secret);
    return secret;
  }
  throw new OpsError('needsPassword', `${name} is encrypted, and the application's own password does not open it.`, {
    safe: 'Nothing was changed.',
    next:
      passwordVariable === undefined
        ? 'Put the password into an environment variable and name it with --password-env.'
        : `The environment variable ${passwordVariable} is empty or not set.`,
  });
}
