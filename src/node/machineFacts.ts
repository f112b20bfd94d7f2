import { access, constants, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { throwIfAborted } from '../core/base/abort';
import type { MachineFacts } from '../core/lint/machineFacts';

/** Entries below storage/app that are looked at before the answer is left open. */
const mostEntries = 2000;

/** What the machine is, for tests: where programs, logrotate's files and mounts are looked for. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Folders of the PATH. */
  readonly path: readonly string[];
  /** logrotate's configuration: a file, and folders of files. */
  readonly logrotate: readonly string[];
  /** Mounts as Linux lists them (proc(5), /proc/mounts). */
  readonly mounts: string;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    path: (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    logrotate: ['/etc/logrotate.conf', '/etc/logrotate.d'],
    mounts: '/proc/mounts',
  };
}

/**
 * Looks at the machine that holds an application, by files alone: no program is started. What cannot be looked at is left
 * out.
 *
 * @param root absolute path of the application
 * @throws OpsError `cancelled` when the signal aborts, and nothing else
 */
export async function readMachineFacts(
  root: string,
  signal?: AbortSignal,
  machine: Machine = thisMachine(),
): Promise<MachineFacts> {
  throwIfAborted(signal);
  const [dumpOnPath, storage, storageAppHasFiles, logBytes, logrotate, remote] = await Promise.all([
    hasDump(machine),
    kindOfStorage(join(root, 'storage')),
    hasFiles(join(root, 'storage/app')),
    sizeOf(join(root, 'storage/logs/laravel.log')),
    namedInLogrotate(root, machine),
    isRemote(root, machine),
  ]);
  throwIfAborted(signal);
  return {
    platform: machine.platform,
    dumpOnPath,
    ...(storage === undefined ? {} : { storage }),
    ...(storageAppHasFiles === undefined ? {} : { storageAppHasFiles }),
    ...(logBytes === undefined ? {} : { logBytes }),
    ...(logrotate === undefined ? {} : { logrotate }),
    ...(remote === undefined ? {} : { remote }),
  };
}

async function hasDump({ platform, path }: Machine): Promise<boolean> {
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const names = ['mysqldump', 'mariadb-dump'].flatMap((name) => endings.map((ending) => name + ending));
  const found = await Promise.all(path.flatMap((folder) => names.map((name) => isProgram(join(folder, name)))));
  return found.includes(true);
}

async function isProgram(file: string): Promise<boolean> {
  const stats = await orNothing(stat(file));
  return stats?.isFile() === true && (await orNothing(access(file, constants.X_OK).then(() => true))) === true;
}

async function kindOfStorage(folder: string): Promise<MachineFacts['storage']> {
  try {
    const stats = await lstat(folder);
    if (stats.isSymbolicLink()) return 'symbolicLink';
    return stats.isDirectory() ? 'directory' : undefined;
  } catch (error) {
    return isMissing(error) ? 'missing' : undefined;
  }
}

/** Undefined when the folder is too large to look through, or may not be listed. */
async function hasFiles(folder: string): Promise<boolean | undefined> {
  const pending = [folder];
  let seen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let entries;
    try {
      entries = await readdir(next, { withFileTypes: true });
    } catch (error) {
      if (isMissing(error)) continue;
      return undefined;
    }
    for (const entry of entries) {
      if (++seen > mostEntries) return undefined;
      if (entry.isDirectory()) pending.push(join(next, entry.name));
      else if (entry.name !== '.gitignore') return true;
    }
  }
  return false;
}

async function sizeOf(file: string): Promise<number | undefined> {
  const stats = await orNothing(stat(file));
  return stats?.isFile() === true ? stats.size : undefined;
}

/** True when a file of logrotate names the log or its folder; undefined when one could not be read. */
async function namedInLogrotate(root: string, { platform, logrotate }: Machine): Promise<boolean | undefined> {
  if (platform === 'win32') return undefined;
  const texts = await Promise.all(logrotate.map(textsOf));
  const logs = join(root, 'storage/logs/');
  if (texts.some((each) => each?.some((text) => text.includes(logs)) === true)) return true;
  return texts.includes(undefined) ? undefined : false;
}

/** Text of a file, or of all files of a folder; empty when it is missing, undefined when it may not be read. */
async function textsOf(path: string): Promise<readonly string[] | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return [await readFile(path, 'utf8')];
    const names = await readdir(path);
    return await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}

/** Kinds of mounts behind which another system's disk lies: WSL's, and those of virtual machines that run containers. */
const foreign = /^(?:9p|drvfs|virtiofs|vboxsf|fuse\.(?:grpcfuse|osxfs|vmhgfs-fuse))$/;

/** Whether the folder is another system's, seen from this one; undefined where that cannot be told. */
async function isRemote(root: string, { platform, mounts }: Machine): Promise<boolean | undefined> {
  if (platform === 'win32') return /^[\\/]{2}wsl(?:\$|\.localhost)[\\/]/i.test(root);
  if (platform !== 'linux') return false;
  const text = await orNothing(readFile(mounts, 'utf8'));
  if (text === undefined) return undefined;
  let best: { readonly place: string; readonly kind: string } = { place: '', kind: '' };
  for (const line of text.split('\n')) {
    const [, written = '', kind = ''] = line.split(' ');
    const place = written.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
    const holds = place === '/' || root === place || root.startsWith(`${place}/`);
    if (place !== '' && holds && place.length >= best.place.length) best = { place, kind };
  }
  return foreign.test(best.kind);
}

/** What could not be looked at is not known. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
