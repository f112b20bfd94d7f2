import { setEnvValue } from '../../../laravel/envEdit';
import { laravelEnvCast } from '../../../laravel/env';
import type { Value } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { configLocation } from '../../written';
import { isBefore, packageVersion, type PackageVersion } from './backupPackage';

/** BKP013: an empty password for archives is a password to the package, and one that PHP refuses. */
export const emptyArchivePassword: Rule = {
  code: 'BKP013',
  slug: 'empty-archive-password',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Empty password for backup archives',
  *check(context) {
    for (const { project, envFile } of context.environments) {
      const version = packageVersion(project, 'spatie/laravel-backup');
      if (version === undefined || !encryptsWithEmptyPassword(version)) continue;
      const password = project.config.get('backup.backup.password');
      const key = keyIn(password, envFile);
      const entry = key === undefined ? undefined : project.env?.content.get(key);
      if (key === undefined || entry?.value === undefined || laravelEnvCast(entry.value) !== '') continue;
      if (!encrypts(project.config.get('backup.backup.encryption'))) continue;
      const text = context.textOf(envFile);
      const read = configLocation(password);
      yield {
        rule: 'BKP013',
        severity: 'warning',
        message: `\`${key}\` is empty, which is not "no password": the archive is to be encrypted with it, PHP refuses that, and the backup fails.`,
        location: { file: envFile, range: entry.valueRange },
        related: read === undefined ? [] : [{ location: read, message: `${key} is read here.` }],
        fixes:
          text === undefined
            ? []
            : [
                {
                  title: `Set ${key}=null: archives without encryption`,
                  preferred: false,
                  edits: [{ file: envFile, edits: setEnvValue(text, key, 'null') }],
                },
              ],
      };
    }
  },
};

/** Archives are encrypted since 6.15 and 7.3; up to 10.2 only null is no password. Later releases may know better. */
function encryptsWithEmptyPassword(version: PackageVersion): boolean {
  if (!isBefore(version, [10, 3, 0]) || isBefore(version, [6, 15, 0])) return false;
  return version[0] !== 7 || !isBefore(version, [7, 3, 0]);
}

/** The variable in this environment file that a value was read from: secrets are withheld, their places are not. */
function keyIn(value: Value, envFile: string): string | undefined {
  if (value.kind === 'absent') return undefined;
  // An `?:` or a cast around env() may turn the empty text into null.
  if (value.kind === 'unknown' && value.reason !== 'withheld') return undefined;
  const found = value.origins.filter(({ source, file }) => source === 'env' && file === envFile);
  return found.length === 1 ? found[0]?.envKey : undefined;
}

/** Encryption is on unless it is switched off for certain. */
function encrypts(value: Value): boolean {
  if (value.kind === 'absent') return true;
  if (value.kind !== 'known') return false;
  return value.value !== null && value.value !== false && value.value !== 'none';
}
