import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { TrackedFiles } from '../core/lint/environmentFiles';

const largest = 128 * 1024 * 1024;

/**
 * Paths below `root` that git tracks, relative to it with forward slashes: empty when `root` is in no repository,
 * `unknown` when the repository's index cannot be read. Reads the index file itself and starts no process: a
 * repository's own configuration can make git run programs, and file checks also run in folders nobody trusts yet.
 */
export async function trackedFiles(root: string, signal?: AbortSignal): Promise<TrackedFiles> {
  const repository = await findRepository(root);
  if (repository === undefined) return new Set();
  try {
    const index = join(repository.gitFolder, 'index');
    const { size } = await stat(index);
    if (size > largest) return 'unknown';
    const prefix = relative(repository.workTree, root).replaceAll('\\', '/');
    const bytes = await readFile(index, { signal });
    const names = readIndex(bytes, 20) ?? readIndex(bytes, 32);
    if (names === undefined) return 'unknown';
    const below = prefix === '' ? names : names.filter((name) => name.startsWith(`${prefix}/`));
    return new Set(below.map((name) => (prefix === '' ? name : name.slice(prefix.length + 1))));
  } catch (error) {
    // A repository into which nothing was added has no index.
    return isMissing(error) ? new Set() : 'unknown';
  }
}

/** The same for one caller that asks often: an index that has the same size and time is not read again. */
export function rememberTrackedFiles(): typeof trackedFiles {
  const kept = new Map<string, { readonly stamp: string; readonly files: TrackedFiles }>();
  return async (root, signal) => {
    const stamp = await indexStamp(root);
    const before = kept.get(root);
    if (before !== undefined && before.stamp === stamp) return before.files;
    const files = await trackedFiles(root, signal);
    if (stamp !== undefined && files !== 'unknown') kept.set(root, { stamp, files });
    return files;
  };
}

/** Undefined when there is no index, or when it is so new that another change would leave the same time. */
async function indexStamp(root: string): Promise<string | undefined> {
  const repository = await findRepository(root);
  if (repository === undefined) return undefined;
  try {
    const { size, mtimeMs, ino } = await stat(join(repository.gitFolder, 'index'));
    return Date.now() - mtimeMs < 2000 ? undefined : `${repository.gitFolder} ${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    // The reading itself says what is wrong with it.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

async function findRepository(root: string): Promise<{ workTree: string; gitFolder: string } | undefined> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const kind = await kindOf(git);
    if (kind === 'folder') return { workTree: folder, gitFolder: git };
    // Worktrees and submodules: a file that says where the folder is (gitrepository-layout).
    if (kind === 'file') {
      const target = /^gitdir: (.*)$/m.exec(await readFile(git, 'utf8'))?.[1];
      if (target !== undefined)
        return { workTree: folder, gitFolder: isAbsolute(target) ? target : join(folder, target) };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    // What cannot be looked at is no repository of this user.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * Names in a git index, versions 2 to 4 (gitformat-index). Undefined for everything else: another length of hash, a split
 * index, a file cut off.
 *
 * @param hashBytes length of an object's name: 20 for SHA-1, 32 for SHA-256
 */
export function readIndex(bytes: Buffer, hashBytes: 20 | 32): readonly string[] | undefined {
  if (bytes.length < 32 || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4) return undefined;
  const names: string[] = [];
  let previous = Buffer.alloc(0);
  let at = 12;
  for (let entry = 0; entry < count; entry++) {
    const start = at;
    // 40 bytes of file status, the hash, 2 of flags, 2 more when the extended flag is set.
    at += 40 + hashBytes;
    if (at + 2 > bytes.length) return undefined;
    const flags = bytes.readUInt16BE(at);
    at += (flags & 0x4000) === 0 ? 2 : 4;
    let kept = 0;
    if (version === 4) {
      const removed = readOffset(bytes, at);
      if (removed === undefined || removed.value > previous.length) return undefined;
      kept = previous.length - removed.value;
      at = removed.next;
    }
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    const name = Buffer.concat([previous.subarray(0, kept), bytes.subarray(at, end)]);
    // The flags hold the length once more, as far as twelve bits go.
    if ((flags & 0xfff) !== Math.min(name.length, 0xfff)) return undefined;
    names.push(name.toString('utf8'));
    previous = name;
    // Versions 2 and 3 pad every entry with one to eight zeros to a multiple of eight bytes.
    at = version === 4 ? end + 1 : start + (Math.floor((end - start) / 8) + 1) * 8;
  }
  return bytes.toString('latin1', at, at + 4) === 'link' ? undefined : names;
}

/** The variable-length number of pack offsets ("OFS_DELTA" in gitformat-pack). */
function readOffset(bytes: Buffer, from: number): { value: number; next: number } | undefined {
  let at = from;
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes[at++];
    if (byte === undefined || value > 0xff_ffff) return undefined;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
