import { isAbsolutePath, joinPath } from '../base/path';
import type { SecretRef } from '../connections/profile';
import type { LaravelProject } from '../laravel/project';
import { asBoolean, asString, at, type Value } from '../laravel/value';
import { reasonOf } from './spatieConfig';

/**
 * An S3-compatible disk as config/filesystems.php describes it. Access keys are references: they are resolved when connecting
 * and are no part of any model, row or log.
 */
export interface S3Disk {
  readonly bucket: string;
  /** Stands for the bucket in paths where another server has a bucket of the same name: "acme@minio.example.com". */
  readonly alias?: string;
  readonly region?: string;
  /** URL of a server that is not Amazon's. */
  readonly endpoint?: string;
  /** The bucket is a folder of the endpoint's path, not a part of its host name. */
  readonly pathStyle: boolean;
  /** What every key of the disk begins with, without slashes around it; "" for none. */
  readonly root: string;
  /** Absent: the client looks in its environment, its profiles and the machine's role, as PHP's client does. */
  readonly credentials?: { readonly key: SecretRef; readonly secret: SecretRef; readonly token?: SecretRef };
}

/** What a disk of config/filesystems.php is, for reading. */
export type Disk =
  | { readonly kind: 'local'; readonly folder: string }
  | { readonly kind: 's3'; readonly s3: S3Disk }
  /** `place` completes "archives are …", where that is known: "on nas.example.com (SFTP)". */
  | { readonly kind: 'unlisted'; readonly reason: string };

/** Scoped disks name another disk; a chain of them ends here. */
const mostScopes = 5;

/**
 * Disk `name` with its root and prefix, by the keys that Laravel's own drivers read
 * (Illuminate\Filesystem\FilesystemManager, Laravel 8 to 13; scoped disks since 9).
 */
export function diskOf(project: LaravelProject, name: string): Disk {
  return read(project, name, `filesystems.disks.${name}`, '', 0);
}

function read(project: LaravelProject, name: string, path: string, scope: string, depth: number): Disk {
  const whole = project.config.get(path);
  const value = (key: string): Value => at(whole, key);
  if (whole.kind === 'absent') return unlisted(`disk ${name} is not in config/filesystems.php`);
  if (whole.kind === 'unknown') return unlisted(`disk ${name} ${reasonOf(whole)}`);
  const driver = asString(value('driver'));
  if (driver === undefined) return unlisted(`the driver of disk ${name} ${reasonOf(value('driver'))}`);
  const own = value('prefix');
  const prefix = textOf(own);
  if (prefix === undefined) return unlisted(`the prefix of disk ${name} ${reasonOf(own)}`);
  const inner = joined(prefix, scope);
  if (driver === 'scoped') {
    const parent = asString(value('disk'));
    if (parent === undefined || depth >= mostScopes)
      return unlisted(
        `the disk of scoped disk ${name} ${parent === undefined ? reasonOf(value('disk')) : 'is scoped too often'}`,
      );
    return read(project, parent, `filesystems.disks.${parent}`, inner, depth + 1);
  }
  if (driver === 'local') return localDisk(project, name, value('root'), inner);
  if (driver === 's3') return s3Disk(name, path, value, inner);
  return unlisted(`${remotePlace(driver, value)}: ${whyNot(driver)}`);
}

function localDisk(project: LaravelProject, name: string, written: Value, prefix: string): Disk {
  const root = asString(written);
  if (root === undefined) return unlisted(`the root of disk ${name} ${reasonOf(written)}`);
  // PHP resolves a relative root against its working directory: public/ for requests, the application for artisan.
  const folder = isAbsolutePath(root) ? root : joinPath(project.root, root);
  return { kind: 'local', folder: joinPath(folder, prefix) };
}

function s3Disk(name: string, path: string, value: (key: string) => Value, prefix: string): Disk {
  const bucket = asString(value('bucket'));
  if (bucket === undefined || bucket === '') return unlisted(`the bucket of disk ${name} ${reasonOf(value('bucket'))}`);
  const root = textOf(value('root'));
  if (root === undefined) return unlisted(`the root of disk ${name} ${reasonOf(value('root'))}`);
  for (const key of ['endpoint', 'region', 'use_path_style_endpoint', 'key', 'secret', 'token']) {
    const part = value(key);
    // Asking another server, or as somebody else, is worse than not asking.
    if (part.kind === 'unknown') return unlisted(`${key} of disk ${name} ${reasonOf(part)}`);
  }
  const region = textOf(value('region'));
  const endpoint = textOf(value('endpoint'));
  const given = (key: string): boolean => asBoolean(value(key)) === true;
  const secret = (key: string): SecretRef => ({ kind: 'config', path: `${path}.${key}` });
  const s3: S3Disk = {
    bucket,
    ...(region === undefined || region === '' ? {} : { region }),
    ...(endpoint === undefined || endpoint === '' ? {} : { endpoint }),
    pathStyle: given('use_path_style_endpoint'),
    root: joined(root, prefix),
    // The framework passes keys on only when both are there; otherwise the client looks for itself.
    ...(given('key') && given('secret')
      ? {
          credentials: {
            key: secret('key'),
            secret: secret('secret'),
            ...(given('token') ? { token: secret('token') } : {}),
          },
        }
      : {}),
  };
  return { kind: 's3', s3 };
}

/** "on S3 bucket acme-backups", with the server where it is not Amazon's. */
export function s3Place(disk: S3Disk): string {
  const host = s3Host(disk);
  return host === undefined ? `on S3 bucket ${disk.bucket}` : `on S3 bucket ${disk.bucket} (${host})`;
}

/** What identifies an object, and what people copy: "s3://bucket/key". */
export function s3Path({ bucket, alias = bucket }: S3Disk, key: string): string {
  return `s3://${alias}/${key}`;
}

/** The key of an object by its path; undefined when the path leads elsewhere. */
export function s3Key({ bucket, alias = bucket }: S3Disk, path: string): string | undefined {
  const before = `s3://${alias}/`;
  return path.startsWith(before) ? path.slice(before.length) : undefined;
}

/** The host of a disk's endpoint, without a name and password that may stand before it; undefined for Amazon's. */
export function s3Host({ endpoint }: S3Disk): string | undefined {
  return /^[a-z]+:\/\/(?:[^@/]*@)?([^/]+)/i.exec(endpoint ?? '')?.[1];
}

/** Where a remote disk is. Never an access key. */
function remotePlace(driver: string, disk: (key: string) => Value): string {
  if (driver !== 'ftp' && driver !== 'sftp') return `on a disk with driver ${driver}`;
  const host = asString(disk('host'));
  return host === undefined ? `on ${driver.toUpperCase()}` : `on ${host} (${driver.toUpperCase()})`;
}

function whyNot(driver: string): string {
  if (driver === 'ftp')
    return 'not listed, because FTP sends its password in the clear and cannot read a part of a file reliably';
  if (driver === 'sftp') return 'not listed, because this version has no SSH client';
  return 'not listed by this version';
}

/** Text of a scalar; "" for null and what is not set, as PHP's (string) makes it; undefined when it is not certain. */
function textOf(value: Value): string | undefined {
  if (value.kind === 'absent' || (value.kind === 'known' && (value.value === null || value.value === false))) return '';
  return asString(value);
}

function joined(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/^[\\/]+|[\\/]+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
}

const unlisted = (reason: string): Disk => ({ kind: 'unlisted', reason });
