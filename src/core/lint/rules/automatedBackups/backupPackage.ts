import { schedule } from '../../../code/schedule/schedule';
import type { LaravelProject } from '../../../laravel/project';
import type { KnownValue, Value } from '../../../laravel/value';
import type { EvaluatedEnvironment, RuleContext } from '../../rule';
import { literalOrigin, originInFile } from '../../written';

/** spatie/laravel-backup and spatie/db-dumper as the lock file names them: [8, 8, 2]. */
export type PackageVersion = readonly [number, number, number];

/** Undefined when the package is not installed, or its version is no release ("dev-main"). */
export function packageVersion({ packages }: LaravelProject, name: string): PackageVersion | undefined {
  const found = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(packages.get(name)?.version ?? '');
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
}

export function usesBackupPackage({ packages }: LaravelProject): boolean {
  return packages.has('spatie/laravel-backup');
}

/** Whether a version is older than another one. */
export function isBefore(version: PackageVersion, [major, minor, patch]: PackageVersion): boolean {
  const [a, b, c] = version;
  return a !== major ? a < major : b !== minor ? b < minor : c < patch;
}

/** True for a value that the server's own variables cannot change: written in this environment file, or a literal. */
export function isExplicit(value: KnownValue, { envFile }: Pick<EvaluatedEnvironment, 'envFile'>): boolean {
  return originInFile(value, envFile) !== undefined || literalOrigin(value) !== undefined;
}

/** The texts of a list; undefined when the list or an item is not certain, or is no text. */
export function textsOf(value: Value): readonly { readonly text: string; readonly value: KnownValue }[] | undefined {
  if (value.kind !== 'array') return undefined;
  const found = [...value.entries.values()].map((entry) =>
    entry.value.kind === 'known' && typeof entry.value.value === 'string'
      ? { text: entry.value.value, value: entry.value }
      : undefined,
  );
  return found.every((each) => each !== undefined) ? found : undefined;
}

/** The application as each environment file makes it; with its defaults when there is none that counts. */
export function evaluatedEnvironments(
  context: RuleContext,
): readonly Pick<EvaluatedEnvironment, 'project' | 'envFile'>[] {
  if (context.environments.length > 0) return context.environments;
  return [{ project: context.project, envFile: context.project.env?.file ?? '' }];
}

const ownDump = /mysqldump|mariadb-dump|mariabackup|xtrabackup|mydumper|snapshot:create|db:dump/i;
const ownCopy = /\b(?:rsync|restic|borg|rclone|duplicity|kopia|tar|s3 sync|azcopy)\b/i;

/** Whether something beside laravel-backup seems to save the database: then it cannot be said that nothing does. */
export function mayDumpElsewhere(context: RuleContext): boolean {
  return mentions(context, ownDump);
}

/** Whether something beside laravel-backup seems to save files. */
export function mayCopyElsewhere(context: RuleContext): boolean {
  return mentions(context, ownCopy) || mentions(context, ownDump);
}

function mentions({ code, deployment }: RuleContext, words: RegExp): boolean {
  if ([...deployment.values()].some((text) => words.test(text))) return true;
  return scheduledTexts(code).some((text) => words.test(text));
}

function scheduledTexts(code: RuleContext['code']): readonly string[] {
  return schedule(code).tasks.map(({ what, name }) => what ?? name ?? '');
}
