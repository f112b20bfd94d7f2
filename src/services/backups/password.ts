import { isOpsError, OpsError } from '../../core/base/errors';
import { baseName } from '../../core/base/path';
import type { LaravelProject } from '../../core/laravel/project';
import { asString } from '../../core/laravel/value';
import type { Host } from '../host';

/** Asks a person for the password of an archive. Undefined when they turn away. */
export type AskPassword = (name: string) => Promise<string | undefined>;

/** The password that the application encrypts its archives with (`backup.backup.password`), kept from every log from now on. */
export function configuredPassword(project: LaravelProject, host: Host): string | undefined {
  const password = asString(project.config.get('backup.backup.password'));
  if (password === undefined || password === '') return undefined;
  host.redactor.protect(password);
  return password;
}

/**
 * Runs `work` with the configured password, and asks for another when that is missing or wrong.
 *
 * @throws OpsError `needsPassword` when nobody gives one, `wrongPassword` when the one that was given is wrong
 */
export async function withPassword<T>(
  path: string,
  known: string | undefined,
  ask: AskPassword,
  host: Host,
  work: (password: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await work(known);
  } catch (error) {
    if (!isOpsError(error, 'needsPassword') && !isOpsError(error, 'wrongPassword')) throw error;
    const given = await ask(baseName(path));
    if (given === undefined || given === '')
      throw new OpsError('cancelled', 'No password was given.', { safe: 'Nothing was changed.' }, { cause: error });
    host.redactor.protect(given);
    return work(given);
  }
}
