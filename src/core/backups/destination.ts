import { baseName, isAbsolutePath, joinPath, relativePath } from '../base/path';
import type { LaravelProject } from '../laravel/project';
import { asString, type Origin } from '../laravel/value';
import { diskOf, s3Host, s3Place, type S3Disk } from './disk';
import { ownFolder } from './ownFolder';
import { folderOfName, originsOf, reasonOf, spatiePlaces } from './spatieConfig';

/** A place where the application keeps backups, as its own configuration, or a person, says. */
export interface BackupDestination {
  /** Unique in its project: "spatie/local", "laravel-ops", "folder//mnt/dumps". */
  readonly id: string;
  /** What writes there; `named`: a folder of the settings, whoever writes there. */
  readonly source: 'spatie' | 'laravelOps' | 'named';
  /** What people call it: the disk's name, or the folder inside the application. */
  readonly label: string;
  /** Laravel's disk; the first one where several lead to the same folder. */
  readonly disk?: string;
  /** All disks that lead here, where there are several. */
  readonly disks?: readonly string[];
  /** Absolute folder that can be listed; absent for S3, and when `unlisted` says why it cannot. */
  readonly folder?: string;
  /** Where it is on S3; `prefix` of its keys ends with "/". */
  readonly s3?: { readonly disk: S3Disk; readonly prefix: string };
  /** Why this destination is not listed, for people: "on nas.example.com (SFTP): not listed, because …". */
  readonly unlisted?: string;
  /** What file names start with before the date. */
  readonly prefix: string;
  /** The time zone that dates in file names are written in; absent when it cannot be known. */
  readonly timeZone?: string;
  /** Where the destination was configured. */
  readonly origins: readonly Origin[];
}

/** What is not in the application's configuration. */
export interface DestinationOptions {
  /** Folders that a person named (`laravelOps.backups.folders`), absolute or seen from the application. */
  readonly folders?: readonly string[];
}

/** Where archives of name `name` are on disk `disk`. */
export function placeOnDisk(
  project: LaravelProject,
  disk: string,
  name: string,
): Pick<BackupDestination, 'folder' | 's3' | 'unlisted'> {
  const found = diskOf(project, disk);
  const folder = folderOfName(project, name);
  switch (found.kind) {
    case 'local':
      return { folder: joinPath(found.folder, folder) };
    case 's3': {
      const keys = [found.s3.root, folder].map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
      return { s3: { disk: found.s3, prefix: keys.map((part) => `${part}/`).join('') } };
    }
    default:
      return { unlisted: found.reason };
  }
}

/** For people: where a destination is, as seen from the application. */
export function placeText({ folder, s3, unlisted, label }: BackupDestination, root: string): string {
  if (folder !== undefined) return relativePath(root, folder);
  return s3 === undefined ? (unlisted ?? label) : `${s3Place(s3.disk)}, below ${s3.prefix}`;
}

function spatieDestinations(project: LaravelProject, timeZone: string | undefined): readonly BackupDestination[] {
  const config = spatiePlaces(project);
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
    return { ...base, id, label: disk, disk, ...placeOnDisk(project, disk, name), origins };
  });
}

function namedDestinations(project: LaravelProject, folders: readonly string[], zone: object): BackupDestination[] {
  return folders.map((written) => {
    const path = written.replaceAll('\\', '/');
    const folder = joinPath(isAbsolutePath(path) ? path : joinPath(project.root, path));
    const label = relativePath(project.root, folder);
    return {
      id: `folder/${folder}`,
      source: 'named',
      label: label === folder ? baseName(folder) : label,
      folder,
      prefix: '',
      ...zone,
      origins: [],
    };
  });
}

/** What makes two destinations the same place; undefined for what is not listed. */
function placeKey({ folder, s3 }: Pick<BackupDestination, 'folder' | 's3'>): string | undefined {
  if (folder !== undefined) return `file ${folder}`;
  if (s3 === undefined) return undefined;
  return `s3 ${s3.disk.endpoint ?? ''} ${s3.disk.bucket} ${s3.prefix}`;
}

/** Whether two lead to the same place, as far as their configuration says. */
export function samePlace(
  one: Pick<BackupDestination, 'folder' | 's3'>,
  other: Pick<BackupDestination, 'folder' | 's3'>,
): boolean {
  const key = placeKey(one);
  return key !== undefined && key === placeKey(other);
}

/** Destinations that lead to one place become one, under the first one's name. */
function merged(destinations: readonly BackupDestination[]): readonly BackupDestination[] {
  const kept: BackupDestination[] = [];
  for (const destination of destinations) {
    const key = placeKey(destination);
    const index = kept.findIndex(
      (other) => other.id === destination.id || (key !== undefined && placeKey(other) === key),
    );
    const first = kept[index];
    if (first === undefined) {
      kept.push(destination);
      continue;
    }
    if (destination.disk === undefined || first.disk === undefined || destination.disk === first.disk) continue;
    const disks = [...(first.disks ?? [first.disk]), destination.disk];
    kept[index] = { ...first, disks, label: disks.join(', ') };
  }
  return kept;
}

/** Buckets of one name on different servers are told apart in paths: the first one keeps the plain name. */
function distinct(destinations: readonly BackupDestination[]): readonly BackupDestination[] {
  const servers = new Map<string, string | undefined>();
  return destinations.map((destination) => {
    const { s3 } = destination;
    if (s3 === undefined) return destination;
    const { bucket, endpoint } = s3.disk;
    if (!servers.has(bucket)) servers.set(bucket, endpoint);
    if (servers.get(bucket) === endpoint) return destination;
    const alias = `${bucket}@${s3Host(s3.disk) ?? 'amazonaws.com'}`;
    return { ...destination, s3: { ...s3, disk: { ...s3.disk, alias } } };
  });
}

/**
 * Where backups of this application lie, by its effective configuration: every disk of spatie/laravel-backup,
 * `storage/laravel-ops/backups`, which holds those made from the editor, and folders that a person named. Pure: whether a
 * folder exists is found out by listing it.
 */
export function backupDestinations(
  project: LaravelProject,
  { folders = [] }: DestinationOptions = {},
): readonly BackupDestination[] {
  const timeZone = asString(project.config.get('app.timezone'));
  const zone = timeZone === undefined ? {} : { timeZone };
  const own = ownFolder(project.root).backups;
  const all = merged([
    ...spatieDestinations(project, timeZone),
    {
      id: 'laravel-ops',
      source: 'laravelOps',
      label: relativePath(project.root, own),
      folder: own,
      prefix: '',
      ...zone,
      origins: [],
    },
    ...namedDestinations(project, folders, zone),
  ]);
  return distinct(all);
}
