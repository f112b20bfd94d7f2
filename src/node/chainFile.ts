import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OpsError } from '../core/base/errors';
import type { ChainStore, ChainTail } from '../core/base/chain';

/** How long an append waits for another process, and how old a lock is when its owner must be gone. Milliseconds. */
const lockTimeout = 5_000;
const staleAfter = 10_000;

/** What kind of record a file holds, and how it is kept. */
export interface ChainFileOptions {
  /** True for a whole line that is a record. */
  readonly isRecord: (line: string) => boolean;
  /** What people call it: "The activity log". */
  readonly title: string;
  /** Permissions of a file that is made anew, before the umask. */
  readonly mode: number;
}

/**
 * Chained records as a JSONL file that several processes share.
 *
 * A chain needs the last hash, so appending is read-then-write and O_APPEND alone would let two processes continue from
 * the same record. Therefore a lock file beside it, made with O_EXCL (the only exclusive thing that works on every file
 * system an editor's storage is on; Node has no flock). A lock older than 10 s was left by a crash and is taken over by
 * renaming it away, which only one process can do. Lines are written in one O_APPEND write and synced, so a crash can cut
 * only the last one; the next append finds the cut, ends it with a line break and accounts for it.
 */
export function chainFile(path: string, options: ChainFileOptions): ChainStore {
  return {
    append: (next, signal) => withLock(`${path}.lock`, options, signal, () => appendLocked(path, options, next)),
    async readAll(signal) {
      const text = await textOf(path, signal);
      const lines = text.split('\n');
      return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
    },
  };
}

async function appendLocked(
  path: string,
  { isRecord, mode }: ChainFileOptions,
  next: (tail: ChainTail) => Promise<readonly string[]>,
): Promise<void> {
  const file = await open(path, 'a+', mode);
  try {
    const end = await lastLines(file, isRecord);
    const lines = await next(end.tail);
    await file.appendFile(`${end.open ? '\n' : ''}${lines.map((line) => `${line}\n`).join('')}`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Reads backwards in blocks until the last record is found. */
async function lastLines(
  file: FileHandle,
  isRecord: (line: string) => boolean,
): Promise<{ tail: ChainTail; open: boolean }> {
  const { size } = await file.stat();
  const block = 64 * 1024;
  for (let length = Math.min(size, block); ; length = Math.min(size, length * 2)) {
    const buffer = Buffer.alloc(length);
    await file.read(buffer, 0, length, size - length);
    const text = buffer.toString('utf8');
    const open = text !== '' && !text.endsWith('\n');
    const lines = text.split('\n');
    if (!open) lines.pop();
    // The first line of a block may be half a line.
    const whole = length < size ? lines.slice(1) : lines;
    const at = whole.findLastIndex(isRecord);
    if (at < 0 && length < size) continue;
    const last = whole[at];
    const torn = whole.slice(at + 1);
    return {
      tail: { ...(last === undefined ? {} : { last }), ...(torn.length === 0 ? {} : { torn: torn.join('\n') }) },
      open,
    };
  }
}

/**
 * Runs `work` while no other process holds the lock file. Rejects with OpsError `busy` when it stays held.
 *
 * @param lock path of the lock file; its folder is made
 */
export async function withLock(
  lock: string,
  { title }: Pick<ChainFileOptions, 'title'>,
  signal: AbortSignal | undefined,
  work: () => Promise<void>,
): Promise<void> {
  const token = randomUUID();
  const deadline = Date.now() + lockTimeout + staleAfter;
  await mkdir(dirname(lock), { recursive: true });
  while (!(await take(lock, token))) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw new OpsError('busy', `${title} is held by another process.`);
    await removeStale(lock);
    await wait(5 + Math.random() * 20);
  }
  try {
    await work();
  } finally {
    // Only our own: after a pause of the machine somebody may have taken it over.
    if ((await readFile(lock, 'utf8').catch(absentAs(''))) === token) await rm(lock, { force: true });
  }
}

async function take(lock: string, token: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    try {
      await file.writeFile(token);
    } catch (error) {
      // A full disk: a lock without an owner would stop everybody until it counts as stale.
      await rm(lock, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeStale(lock: string): Promise<void> {
  const before = await stat(lock).catch(absentAs(undefined));
  if (before === undefined || Date.now() - before.mtimeMs < staleAfter) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
    // Between looking and renaming another process may have replaced the stale lock by its own: give that back.
    if ((await stat(aside)).mtimeMs !== before.mtimeMs) await link(aside, lock);
    await unlink(aside);
  } catch (error) {
    // Another process was faster.
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  }
}

async function textOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  return readFile(path, { encoding: 'utf8', ...(signal === undefined ? {} : { signal }) }).catch(absentAs(''));
}

/** For `catch`: a missing file gives `value`, everything else is thrown on. */
function absentAs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isCode(error, 'ENOENT')) return value;
    throw error;
  };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
