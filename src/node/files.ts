import { constants, type Dirent, type Stats } from 'node:fs';
import { access, open, readdir, stat } from 'node:fs/promises';
import { throwIfAborted } from '../core/base/abort';
import { joinPath } from '../core/base/path';
import type { DirectoryEntry, TextRead, TextSource } from '../core/laravel/textSource';

/** Windows paths with forward slashes: how core writes paths. */
export function toPosix(path: string): string {
  return process.platform === 'win32' || /^[A-Za-z]:\\|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path;
}

/** True when this process may read the file; false for everything else that can be wrong with it. */
export async function isReadableFile(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

export interface DiskOptions {
  /** Largest file, in bytes, that is read; 1 MiB by default. */
  readonly maximumBytes?: number;
}

/** The disk as core reads it. Every call stands alone: any number may run at once. */
export function diskTextSource(options: DiskOptions = {}): TextSource {
  const limit = options.maximumBytes ?? 1024 * 1024;
  return {
    readText: (path, signal) => readText(path, limit, signal),
    list: (path, signal) => list(path, signal),
  };
}

async function readText(path: string, limit: number, signal: AbortSignal | undefined): Promise<TextRead> {
  throwIfAborted(signal);
  const name = joinPath(toPosix(path)).split('/').at(-1) ?? path;
  try {
    // Asked before opening: opening a named pipe waits for a writer.
    const before = await stat(path);
    const refused = refusal(name, before, limit);
    if (refused !== undefined) return refused;
    const file = await open(path, 'r');
    try {
      const { size, mtime } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, limit) + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      throwIfAborted(signal);
      if (bytesRead > limit) return tooLarge(name, limit);
      const bytes = buffer.subarray(0, bytesRead);
      if (bytes.includes(0)) return { kind: 'unreadable', reason: 'binary', message: `${name} is a binary file.` };
      return { kind: 'text', text: new TextDecoder().decode(bytes), modifiedAt: mtime };
    } finally {
      await file.close();
    }
  } catch (error) {
    throwIfAborted(signal);
    return failed(name, error);
  }
}

function refusal(name: string, stats: Stats, limit: number): TextRead | undefined {
  if (stats.isDirectory()) return { kind: 'unreadable', reason: 'failed', message: `${name} is a folder.` };
  if (!stats.isFile()) return { kind: 'unreadable', reason: 'failed', message: `${name} is not a regular file.` };
  return stats.size > limit ? tooLarge(name, limit) : undefined;
}

function tooLarge(name: string, limit: number): TextRead {
  const size = limit >= 1024 * 1024 ? `${Math.round(limit / 1024 / 1024)} MiB` : `${limit} bytes`;
  return { kind: 'unreadable', reason: 'tooLarge', message: `${name} is larger than ${size} and was not read.` };
}

function failed(name: string, error: unknown): TextRead {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'missing' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', reason: 'denied', message: `${name} may not be read by this user.` };
    case 'ELOOP':
      return { kind: 'unreadable', reason: 'loop', message: `${name} is a symbolic link that leads back to itself.` };
    default:
      return { kind: 'unreadable', reason: 'failed', message: `${name} could not be read (${codeOf(error)}).` };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}

async function list(path: string, signal: AbortSignal | undefined): Promise<readonly DirectoryEntry[]> {
  throwIfAborted(signal);
  let found: Dirent[];
  try {
    found = await readdir(path, { withFileTypes: true });
  } catch {
    throwIfAborted(signal);
    return []; // missing, not a folder, or not ours to list: the port says empty
  }
  const entries = await Promise.all(
    found.map(async (each) => ({
      name: each.name,
      kind: each.isSymbolicLink() ? await target(joinPath(toPosix(path), each.name)) : kindOf(each),
      symbolicLink: each.isSymbolicLink(),
    })),
  );
  throwIfAborted(signal);
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function kindOf(entry: Dirent | Stats): DirectoryEntry['kind'] {
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}

async function target(path: string): Promise<DirectoryEntry['kind']> {
  try {
    return kindOf(await stat(path));
  } catch {
    return 'other'; // a broken link, or one that leads back to itself
  }
}
