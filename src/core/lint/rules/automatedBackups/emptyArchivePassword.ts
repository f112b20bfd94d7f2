import { setEnvValue } from '../../../laravel/envEdit';
import { laravelEnvCast } from '../../../laravel/env';
import type { Value } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { type WithheldLine, withheldLine } from '../../withheld';
import { configLocation, locationOf, originInFile } from '../../written';
import { isBefore, packageVersion, type PackageVersion } from './backupPackage';

/** BKP013: an empty password for archives is a password to the package, and one that PHP refuses. */
export const emptyArchivePassword: Rule = {
  code: 'BKP013',
  slug: 'empty-archive-password',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Empty password for backup archives',
  *check(context) {
    for (const environment of context.environments) {
      const { project, envFile } = environment;
      const version = packageVersion(project, 'spatie/laravel-backup');
      if (version === undefined || !encryptsWithEmptyPassword(version)) continue;
      const password = project.config.get('backup.backup.password');
      const line = lineOf(context, environment, password);
      if (line === undefined || laravelEnvCast(line.entry.value) !== '') continue;
      const { key, location } = line;
      if (!encrypts(project.config.get('backup.backup.encryption'))) continue;
      const text = context.textOf(envFile);
      const read = configLocation(password);
      yield {
        rule: 'BKP013',
        severity: 'warning',
        message: `\`${key}\` is empty, which is not "no password": the archive is to be encrypted with it, PHP refuses that, and the backup fails.`,
        location,
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

/** The line that the password is, by whatever name it is read. An `?:` or a cast may turn the empty text into null. */
function lineOf(context: RuleContext, environment: EvaluatedEnvironment, value: Value): WithheldLine | undefined {
  const { project, envFile } = environment;
  if (value.kind !== 'known') return withheldLine(context, environment, value);
  const origin = originInFile(value, envFile);
  const location = origin === undefined ? undefined : locationOf(origin);
  const entry = origin?.envKey === undefined ? undefined : project.env?.content.get(origin.envKey);
  if (value.value !== '' || origin?.envKey === undefined || location === undefined || entry === undefined)
    return undefined;
  return { key: origin.envKey, entry, location };
}

/** Encryption is on unless it is switched off for certain. */
function encrypts(value: Value): boolean {
  if (value.kind === 'absent') return true;
  if (value.kind !== 'known') return false;
  return value.value !== null && value.value !== false && value.value !== 'none';
}
