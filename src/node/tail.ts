import { readdir } from 'node:fs/promises';
import { isOpsError, messageOf, OpsError } from '../core/base/errors';
import { baseName, parentPath } from '../core/base/path';
import type { LogLine } from '../core/security/logLine';
import { type LogPath, newestLogName } from '../core/security/logPath';
import { createFolderAlarm } from './folderAlarm';
import { isMissing, openTailFile, type TailFile } from './tailFile';

/** Why the lines that follow do not continue the ones before: whoever joins lines into records starts anew. */
export type TailReset =
  | 'appeared' // the file was not there before
  | 'truncated' // emptied or written anew in place (copytruncate)
  | 'rotated' // another file stands under the name
  | 'nextFile' // the next day's or month's file has begun
  | 'removed'; // nothing stands under the name any more

export interface LineBatch {
  /** Absolute path of the file that the lines stand in. */
  readonly file: string;
  readonly lines: readonly LogLine[];
}

/** What a follower hears. `onReset`, `onError` and `onIdle` must not throw. */
export interface FollowOptions {
  /** Lines in the order of the file. Nothing more is read until the returned promise settles. */
  onLines(batch: LineBatch): void | Promise<void>;
  onReset(reason: TailReset): void;
  /** The file cannot be read. Said once for the same trouble; every poll tries again. */
  onError(error: OpsError): void;
  /** All there is was delivered and nothing came since the last look: an unfinished record is complete. */
  onIdle?(): void;
  /** How much of the end is read of a file that is there already, in bytes; 256 KiB when absent. */
  readonly fromEndBytes?: number;
  /** Between two looks when nothing is heard of a change, in milliseconds; 1,000 when absent. */
  readonly pollMs?: number;
  /** Ends following. */
  readonly signal: AbortSignal;
}

/** The newest file of a channel that begins a new one each day or month; undefined when there is none yet. */
export async function newestOf(path: LogPath): Promise<string | undefined> {
  try {
    const name = newestLogName(path, await readdir(path.folder));
    return name === undefined ? undefined : `${path.folder}/${name}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Follows a file as it grows, from its last lines on, over rotation, truncation and removal; a `LogPath` over to the
 * next day's file too. Reads by position into one buffer, watches the folder, and looks once a second besides, because
 * network file systems report no changes. What is written and emptied again between two looks is lost: copytruncate
 * has that gap for every reader.
 *
 * @returns settles when following has ended and nothing is held open; rejects only with what `onLines` threw
 */
export async function followFile(target: string | LogPath, options: FollowOptions): Promise<void> {
  const { signal } = options;
  const folder = typeof target === 'string' ? parentPath(target) : target.folder;
  const alarm = createFolderAlarm(folder, (name) => concerns(target, name), signal);
  const follower = createFollower(target, options);
  let trouble: string | undefined;
  let idle = false;
  try {
    while (!signal.aborted) {
      let any = false;
      try {
        any = await follower.step();
        trouble = undefined;
      } catch (error) {
        if (isOpsError(error, 'consumer')) throw error.cause;
        if (isLost(error)) await follower.close();
        const message = messageOf(error);
        if (message !== trouble) options.onError(unreadable(target, error));
        trouble = message;
      }
      if (!any && !idle && !signal.aborted) options.onIdle?.();
      idle = !any;
      await alarm.wait(any ? quietMs : (options.pollMs ?? 1000));
    }
  } finally {
    alarm.dispose();
    await follower.close();
  }
}

/** After something was read, the next look comes soon, so that `onIdle` does not wait for a poll. */
const quietMs = 100;

interface Follower {
  /** One look: reads what is new and moves on to another file when there is one. True when something was read. */
  step(): Promise<boolean>;
  close(): Promise<void>;
}

function createFollower(target: string | LogPath, options: FollowOptions): Follower {
  let tail: TailFile | undefined;
  let looked = false; // whether the file was asked for before
  let opened = false; // whether a file was open before
  let removed = false; // whether its removal was told

  const deliver =
    (file: string) =>
    async (lines: readonly LogLine[]): Promise<void> => {
      try {
        await options.onLines({ file, lines });
      } catch (error) {
        throw new OpsError('consumer', 'The receiver of log lines failed.', {}, { cause: error });
      }
    };

  /** Reads the file to its end, the unfinished last line with it, and lets it go. */
  const leave = async (file: TailFile): Promise<void> => {
    await file.read(deliver(file.path), options.signal);
    const rest = file.rest();
    if (rest.length > 0) await deliver(file.path)(rest);
    tail = undefined;
    await file.close();
  };

  const follow = async (file: TailFile, newest: string | undefined): Promise<boolean> => {
    if (await file.restartIfRewritten()) options.onReset('truncated');
    const any = await file.read(deliver(file.path), options.signal);
    const moved = newest !== undefined && newest !== file.path;
    const there = moved ? 'other' : await file.look();
    if (there === 'other') {
      await leave(file);
      options.onReset(moved ? 'nextFile' : 'rotated');
      removed = false;
    } else if (there === 'missing') {
      // Renamed, it is still written to until its writers notice; deleted, nobody keeps it.
      if (await file.isDeleted()) await leave(file);
      if (!removed) options.onReset('removed');
      removed = true;
    } else removed = false;
    return any;
  };

  return {
    async step() {
      const newest = typeof target === 'string' ? target : await newestOf(target);
      const had = tail !== undefined;
      const before = tail === undefined ? false : await follow(tail, newest);
      if (tail !== undefined || newest === undefined) {
        looked = true;
        return before;
      }
      const fromEnd = opened ? undefined : (options.fromEndBytes ?? 256 * 1024);
      const file = await openTailFile(newest, fromEnd);
      const isNew = looked && !had;
      looked = true;
      if (file === undefined) return before;
      tail = file;
      opened = true;
      removed = false;
      if (isNew) options.onReset('appeared');
      return (await file.read(deliver(file.path), options.signal)) || before;
    },
    async close() {
      const file = tail;
      tail = undefined;
      opened = false; // what follows begins near the end again, not at the beginning of a large file
      await file?.close();
    },
  };
}

/** True when the open file is of no use any more; after other errors reading goes on where it stopped. */
function isLost(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ESTALE' || code === 'EIO' || code === 'EBADF';
}

function concerns(target: string | LogPath, name: string): boolean {
  return typeof target === 'string' ? name === baseName(target) : name.startsWith(target.stem);
}

function unreadable(target: string | LogPath, error: unknown): OpsError {
  if (error instanceof OpsError) return error;
  const what = typeof target === 'string' ? target : `${target.folder}/${target.stem}…${target.extension}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const denied = code === 'EACCES' || code === 'EPERM';
  return denied
    ? new OpsError(
        'denied',
        `${what} may not be read by this user.`,
        { next: 'Give the user read access to it.' },
        { cause: error },
      )
    : new OpsError(
        'unreadable',
        `${what} cannot be read: ${messageOf(error)}.`,
        { next: 'It is tried again every second.' },
        { cause: error },
      );
}
