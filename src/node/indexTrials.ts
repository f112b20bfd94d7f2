import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OpsError } from '../core/base/errors';
import { ownFolder } from '../core/backups/ownFolder';
import { ensureOwnFolder } from './ownFolder';
import { isRunning } from './processes';

/** An index that is being tried on a real table, and what takes it back; on the disk before anything is run. */
export interface IndexTrial {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** "local/mysql": the profile whose server it is. */
  readonly profile: string;
  /** Statement that takes the trial back. */
  readonly undo: string;
  readonly host: string;
  readonly pid: number;
}

const folderOf = (root: string): string => join(ownFolder(root).folder, 'trials');

/**
 * Writes a trial down; it is on the disk when this resolves.
 *
 * @param atWork ids of what this window is at: gets the trial's
 * @throws OpsError `journalNotWritten`: then nothing may be run
 */
export async function beginTrial(
  root: string,
  trial: Pick<IndexTrial, 'profile' | 'undo'>,
  atWork: Set<string>,
): Promise<IndexTrial> {
  const at = new Date().toISOString();
  const id = `${at.replace(/[-:]|\.\d+Z$/g, '')}-${randomBytes(3).toString('hex')}`;
  const whole: IndexTrial = { id, at, ...trial, host: hostname(), pid: process.pid };
  // Before there is a file: whoever finds it sees that somebody is at it.
  atWork.add(id);
  try {
    await ensureOwnFolder(root);
    await mkdir(folderOf(root), { recursive: true, mode: 0o700 });
    const file = await open(join(folderOf(root), `${id}.json`), 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(whole));
      await file.sync();
    } finally {
      await file.close();
    }
    return whole;
  } catch (error) {
    atWork.delete(id);
    throw new OpsError(
      'journalNotWritten',
      `The trial could not be written down in ${folderOf(root)}.`,
      { safe: 'Nothing was changed.', next: 'Make the folder writable.' },
      { cause: error },
    );
  }
}

/** Forgets a trial that was taken back. */
export async function endTrial(root: string, { id }: Pick<IndexTrial, 'id'>, atWork: Set<string>): Promise<void> {
  await rm(join(folderOf(root), `${id}.json`), { force: true });
  atWork.delete(id);
}

/**
 * Trials that nobody is at: their process is gone, or it is this one and gave them up. Files that are none are left alone.
 *
 * @param atWork ids of what this window is at
 */
export async function leftTrials(root: string, atWork: ReadonlySet<string>): Promise<readonly IndexTrial[]> {
  const names = await readdir(folderOf(root)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const left: IndexTrial[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).toSorted()) {
    const trial = parse(await readFile(join(folderOf(root), name), 'utf8'));
    if (trial !== undefined && `${trial.id}.json` === name && !isAtWork(trial, atWork)) left.push(trial);
  }
  return left;
}

/**
 * A name for an index that is only tried. Not the one that its migration gives it: what a crash left is dropped by this name
 * later, when an index of the migration may be there.
 */
export function trialIndexName(): string {
  return `laravel_ops_trial_${randomBytes(4).toString('hex')}`;
}

/** Only what a trial of ours writes is taken back: a file that was edited names no other statement, and drops no other index. */
const ours =
  /^ALTER TABLE (?:`(?:[^`]|``)+`\.)?`(?:[^`]|``)+` (?:DROP INDEX `laravel_ops_trial_[0-9a-f]{8}`|ALTER INDEX `(?:[^`]|``)+` (?:VISIBLE|NOT IGNORED))$/;

function parse(text: string): IndexTrial | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Cut by a crash: what it announced was never run.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, at, profile, undo, host, pid } = value as Partial<Record<keyof IndexTrial, unknown>>;
  if (typeof id !== 'string' || typeof at !== 'string' || typeof profile !== 'string' || typeof undo !== 'string')
    return undefined;
  if (typeof host !== 'string' || typeof pid !== 'number' || !ours.test(undo)) return undefined;
  return { id, at, profile, undo, host, pid };
}

function isAtWork({ id, host, pid }: IndexTrial, atWork: ReadonlySet<string>): boolean {
  // Of another machine nobody can say that nobody is at it.
  if (host !== hostname()) return true;
  return pid === process.pid ? atWork.has(id) : isRunning(pid);
}
