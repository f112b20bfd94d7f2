import type { LaravelProject } from '../laravel/project';
import { absent, asString, type Origin, type Value } from '../laravel/value';

/** What of spatie/laravel-backup's configuration says where archives are. */
export interface SpatiePlaces {
  readonly name: Value;
  readonly disks: Value;
  readonly prefix: Value;
}

/** Where a value was written; nothing for one that was not. */
export const originsOf = (value: Value): readonly Origin[] => (value.kind === 'absent' ? [] : value.origins);

/** Completes a sentence that begins with the value's name: "is not set". */
export const reasonOf = (value: Value): string =>
  value.kind === 'unknown' ? `cannot be known without running PHP (${value.detail})` : 'is not set';

/** Version of spatie/laravel-backup that is installed as numbers, [10, 2, 1]; undefined when that is not known. */
function spatieVersion(project: LaravelProject): readonly number[] | undefined {
  const version = project.packages.get('spatie/laravel-backup')?.version;
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version ?? '');
  return match === null ? undefined : match.slice(1).map((part) => Number(part ?? 0));
}

/** Whether the installed version is at least `wanted`; the newest behaviour is assumed where it is not known. */
export function spatieAtLeast(project: LaravelProject, ...wanted: readonly number[]): boolean {
  const version = spatieVersion(project);
  if (version === undefined) return true;
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/**
 * Name, disks and file prefix with the defaults of the package's own file where the application has not published it;
 * undefined where the package is not used.
 */
export function spatiePlaces(project: LaravelProject): SpatiePlaces | undefined {
  const get = (key: string): Value => project.config.get(`backup.backup.${key}`);
  const found = { name: get('name'), disks: get('destination.disks'), prefix: get('destination.filename_prefix') };
  if (found.name.kind !== 'absent' || found.disks.kind !== 'absent') return found;
  if (!project.packages.has('spatie/laravel-backup')) return undefined;
  return { name: packageName(project), disks: list([packaged('local')]), prefix: absent };
}

/** `env('APP_NAME', 'laravel-backup')`: config/backup.php of the package, v6 to v10. */
export function packageName({ env }: LaravelProject): Value {
  const entry = env?.content.get('APP_NAME');
  const origins: Origin[] =
    entry === undefined || env === undefined
      ? []
      : [{ source: 'env', file: env.file, range: entry.valueRange, envKey: 'APP_NAME' }];
  return packaged(entry?.value ?? 'laravel-backup', origins);
}

/** A value that the package's own configuration file gives. */
export function packaged(value: string | number, origins: readonly Origin[] = []): Value {
  return { kind: 'known', value, origins: [...origins, { source: 'package' }] };
}

/** A list that the package's own configuration file gives. */
export function list(values: readonly Value[]): Value {
  const entries = new Map(values.map((value, key) => [String(key), { key, value }]));
  return { kind: 'array', entries, origins: [{ source: 'package' }] };
}

/**
 * The folder in which an archive of this name lies on a disk. Up to 8.0.8 every character that is no ASCII letter, digit or
 * dot became a dash (BackupDestination's constructor); since 8.0.9 the name is used as it is.
 */
export function folderOfName(project: LaravelProject, name: string): string {
  return spatieAtLeast(project, 8, 0, 9) ? name : name.replace(/[^a-zA-Z0-9.]/g, '-');
}

/** Texts of a list; an entry that is not certain is undefined. Undefined as a whole when the list is not certain. */
export function textsOf(value: Value): readonly (string | undefined)[] | undefined {
  if (value.kind !== 'array') return undefined;
  return Array.from(value.entries.values(), (entry) => asString(entry.value));
}
