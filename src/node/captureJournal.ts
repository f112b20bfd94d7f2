import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { throwIfAborted } from '../core/base/abort';
import { messageOf, OpsError } from '../core/base/errors';
import { ownFolder } from '../core/backups/ownFolder';
import {
  openCaptureOf,
  type CaptureBegun,
  type CaptureJournal,
  type CaptureOwner,
  type CaptureRecord,
} from '../core/queries/capture/journal';
import { appendSynced } from './appendSynced';
import { ensureOwnFolder } from './ownFolder';
import { isRunning } from './processes';

/** An id becomes a file's name: nothing that leads elsewhere. */
const idPattern = /^[A-Za-z0-9][\w.-]{0,127}$/;

/** A capture that is not ended, as its journal says. */
export interface OpenCapture {
  readonly begun: CaptureBegun;
  /** `runs`: this window is at it, or another process that is alive, and its time is not over · `left`: nobody is going to end it. */
  readonly state: 'runs' | 'left';
}

/** How long after its time a capture may still be ended by the process that began it. Milliseconds. */
const grace = 60_000;

/** "20261123T083722-1f3a9c": sorts by time. */
export function newCaptureId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+Z$/g, '');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

/** This process, for the journal. */
export function captureOwner(): CaptureOwner {
  return { host: hostname(), pid: process.pid };
}

/**
 * The journal of one capture: `storage/laravel-ops/captures/<id>.jsonl`, mode 0600. A record is on the disk when `append`
 * resolves: the file is synced, and its folder when the file is new.
 *
 * @param root absolute path of the application
 */
export async function openCaptureJournal(root: string, id: string): Promise<CaptureJournal> {
  if (!idPattern.test(id)) throw new OpsError('badId', `"${id}" is not the id of a capture.`);
  await ensureOwnFolder(root);
  const folder = capturesFolder(root);
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await chmod(folder, 0o700);
  const path = join(folder, `${id}.jsonl`);
  return {
    append: (record) =>
      appendSynced(path, record).catch((error: unknown) => {
        throw notWritten(path, record, error);
      }),
  };
}

/**
 * Captures of an application that did not end, oldest first. An absent folder has none.
 *
 * @param atWork ids of what this window is at: another capture with its process could not be set back
 */
export async function openCaptures(
  root: string,
  { now, atWork }: { readonly now: Date; readonly atWork: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<readonly OpenCapture[]> {
  const folder = capturesFolder(root);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const open: OpenCapture[] = [];
  for (const name of names.filter((each) => each.endsWith('.jsonl')).toSorted()) {
    throwIfAborted(signal);
    const begun = openCaptureOf(await readFile(join(folder, name), 'utf8'));
    // The name is what the journal is opened by again: a copy under another name is not the journal.
    if (begun !== undefined && `${begun.id}.jsonl` === name) open.push({ begun, state: stateOf(begun, now, atWork) });
  }
  return open;
}

const capturesFolder = (root: string): string => join(ownFolder(root).folder, 'captures');

function stateOf({ id, owner, until }: CaptureBegun, now: Date, atWork: ReadonlySet<string>): OpenCapture['state'] {
  if (now.getTime() > Date.parse(until) + grace) return 'left';
  // Of another machine nobody can say more than that its time is not over.
  if (owner.host !== hostname()) return 'runs';
  return (owner.pid === process.pid ? atWork.has(id) : isRunning(owner.pid)) ? 'runs' : 'left';
}

function notWritten(path: string, { kind }: CaptureRecord, error: unknown): OpsError {
  return new OpsError(
    'journalNotWritten',
    `The journal of the capture could not be written: ${messageOf(error)}.`,
    {
      safe:
        kind === 'begun'
          ? 'Nothing was set: each capture is written down before it begins.'
          : 'Everything is back; the next start looks once more.',
      next: `Make ${dirname(path)} writable, with room on its disk.`,
    },
    { cause: error },
  );
}
