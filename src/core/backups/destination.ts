import { isAbsolutePath, joinPath } from '../base/path';
import type { LaravelProject } from '../laravel/project';
import { absent, asString, type Origin, type Value } from '../laravel/value';

/** A place where the application keeps backups, as its own configuration says. */
export interface BackupDestination {
  /** Unique in its project: "spatie/local", "laravel-ops". */
  readonly id: string;
  /** What writes there. */
  readonly source: 'spatie' | 'laravelOps';
  /** What people call it: the disk's name, or the folder inside the application. */
  readonly label: string;
  /** Laravel's disk. */
  readonly disk?: string;
  /** Absolute folder that can be listed; absent when `unlisted` says why it cannot. */
  readonly folder?: string;
  /** Why this destination is not listed, for people: "on S3 bucket acme-backups: …". */
  readonly unlisted?: string;
  /** What file names start with before the date. */
  readonly prefix: string;
  /** The time zone that dates in file names are written in; absent when it cannot be known. */
  readonly timeZone?: string;
  /** Where the destination was configured. */
  readonly origins: readonly Origin[];
}

const originsOf = (value: Value): readonly Origin[] => (value.kind === 'absent' ? [] : value.origins);
const reasonOf = (value: Value): string =>
  value.kind === 'unknown' ? `cannot be known without running PHP (${value.detail})` : 'is not set';

/** Where a remote disk is, from the keys that Laravel's own drivers read. Never an access key. */
function remotePlace(driver: string, disk: (key: string) => Value): string {
  const host = asString(disk('host'));
  switch (driver) {
    case 's3': {
      const bucket = asString(disk('bucket'));
      return bucket === undefined ? 'on S3' : `on S3 bucket ${bucket}`;
    }
    case 'ftp':
    case 'sftp':
      return host === undefined ? `on ${driver.toUpperCase()}` : `on ${host} (${driver.toUpperCase()})`;
    default:
      return `on a disk with driver ${driver}`;
  }
}

/** The folder of `local` disk `name`, or why there is none. */
function placeOf(
  project: LaravelProject,
  disk: string,
  name: string,
): { readonly folder: string } | { readonly unlisted: string } {
  const value = (key: string): Value => project.config.get(`filesystems.disks.${disk}.${key}`);
  const whole = project.config.get(`filesystems.disks.${disk}`);
  if (whole.kind === 'absent') return { unlisted: `disk ${disk} is not in config/filesystems.php` };
  if (whole.kind === 'unknown') return { unlisted: `disk ${disk} ${reasonOf(whole)}` };
  const driver = asString(value('driver'));
  if (driver === undefined) return { unlisted: `the driver of disk ${disk} ${reasonOf(value('driver'))}` };
  if (driver !== 'local') return { unlisted: `${remotePlace(driver, value)}: not listed by this version` };
  const root = asString(value('root'));
  if (root === undefined) return { unlisted: `the root of disk ${disk} ${reasonOf(value('root'))}` };
  // PHP resolves a relative root against its working directory: public/ for requests, the application for artisan.
  return { folder: joinPath(isAbsolutePath(root) ? root : joinPath(project.root, root), name) };
}

/** Keys of spatie's configuration with the defaults of the package's own file where the application has not published it. */
function spatieConfig(
  project: LaravelProject,
): { readonly name: Value; readonly disks: Value; readonly prefix: Value } | undefined {
  const get = (key: string): Value => project.config.get(`backup.backup.${key}`);
  const found = { name: get('name'), disks: get('destination.disks'), prefix: get('destination.filename_prefix') };
  if (found.name.kind !== 'absent' || found.disks.kind !== 'absent') return found;
  if (!project.packages.has('spatie/laravel-backup')) return undefined;
  // config/backup.php of the package, v6 to v10: env('APP_NAME', 'laravel-backup'), ['local'], ''.
  const entry = project.env?.content.get('APP_NAME');
  const fromEnv: Origin[] =
    entry === undefined || project.env === undefined
      ? []
      : [{ source: 'env', file: project.env.file, range: entry.valueRange, envKey: 'APP_NAME' }];
  const known = (value: string, origins: readonly Origin[] = []): Value => ({
    kind: 'known',
    value,
    origins: [...origins, { source: 'package' }],
  });
  return {
    name: known(entry?.value ?? 'laravel-backup', fromEnv),
    disks: {
      kind: 'array',
      entries: new Map([['0', { key: 0, value: known('local') }]]),
      origins: [{ source: 'package' }],
    },
    prefix: absent,
  };
}

function spatieDestinations(project: LaravelProject, timeZone: string | undefined): readonly BackupDestination[] {
  const config = spatieConfig(project);
  if (config === undefined) return [];
  const name = asString(config.name);
  const zone = timeZone === undefined ? {} : { timeZone };
  const base = { source: 'spatie' as const, prefix: asString(config.prefix) ?? '', ...zone };
  if (config.disks.kind !== 'array') {
    const unlisted = `backup.destination.disks ${reasonOf(config.disks)}`;
    return [{ ...base, id: 'spatie', label: 'spatie/laravel-backup', unlisted, origins: originsOf(config.disks) }];
  }
  return Array.from(config.disks.entries.values(), (entry, index): BackupDestination => {
    const disk = asString(entry.value);
    const origins = [...originsOf(entry.value), ...originsOf(config.name)];
    if (disk === undefined) {
      const unlisted = `entry ${index + 1} of backup.destination.disks ${reasonOf(entry.value)}`;
      return { ...base, id: `spatie/#${index}`, label: `disk ${index + 1}`, unlisted, origins };
    }
    const id = `spatie/${disk}`;
    if (name === undefined)
      return { ...base, id, label: disk, disk, unlisted: `backup.name ${reasonOf(config.name)}`, origins };
    return { ...base, id, label: disk, disk, ...placeOf(project, disk, name), origins };
  });
}

/**
 * Where backups of this application lie, by its effective configuration: every disk of spatie/laravel-backup, then
 * `storage/laravel-ops/backups`, which holds the dumps made from the editor. Pure: whether a folder exists is found
 * out by listing it.
 */
export function backupDestinations(project: LaravelProject): readonly BackupDestination[] {
  const timeZone = asString(project.config.get('app.timezone'));
  const seen = new Set<string>();
  const spatie = spatieDestinations(project, timeZone).filter(({ id }) => !seen.has(id) && seen.add(id));
  const own = 'storage/laravel-ops/backups';
  return [
    ...spatie,
    {
      id: 'laravel-ops',
      source: 'laravelOps',
      label: own,
      folder: joinPath(project.root, own),
      prefix: '',
      ...(timeZone === undefined ? {} : { timeZone }),
      origins: [],
    },
  ];
}
