import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { messageOf, OpsError } from '../core/base/errors';
import { ownFolder } from '../core/backups/ownFolder';
import { parseJournal } from '../core/backups/restore/journalLines';
import type { JournalRecord, RestoreJournal } from '../core/backups/restore/journal';
import { appendSynced } from './appendSynced';
import { ensureOwnFolder } from './ownFolder';

/** An id becomes a file's name: nothing that leads elsewhere. */
const idPattern = /^[A-Za-z0-9][\w.-]{0,127}$/;

/**
 * The journal of one restore: `storage/laravel-ops/restores/<id>.jsonl`, mode 0600. A record is on the disk when `append`
 * resolves: the file is synced, and its folder when the file is new (else a power cut may take the name away). Appending
 * after a crash ends a cut line first.
 */
export async function openRestoreJournal(root: string, restoreId: string): Promise<RestoreJournal> {
  if (!idPattern.test(restoreId)) throw new OpsError('badId', `"${restoreId}" is not the id of a restore.`);
  const { restores } = await ensureOwnFolder(root);
  return journalFile(join(restores, `${restoreId}.jsonl`));
}

/** The journal in one file; its folder has to exist. */
export function journalFile(path: string): RestoreJournal {
  let last: Promise<void> = Promise.resolve();
  return {
    append(record) {
      // In order even when a caller does not wait; a failed append does not stop the next from trying.
      const mine = last.then(() =>
        appendSynced(path, record).catch((error: unknown) => {
          throw notWritten(path, record, error);
        }),
      );
      last = mine.catch(() => undefined);
      return mine;
    },
    async read() {
      return parseJournal(await textOf(path));
    },
  };
}

/** Journals of an application by restore id, oldest first (ids begin with a time stamp). An absent folder has none. */
export async function readRestoreJournals(
  root: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly JournalRecord[]>> {
  const { restores } = ownFolder(root);
  const names = await readdir(restores).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  });
  const journals = new Map<string, readonly JournalRecord[]>();
  for (const name of names.filter((each) => each.endsWith('.jsonl')).toSorted()) {
    signal.throwIfAborted();
    await breathe();
    journals.set(basename(name, '.jsonl'), parseJournal(await textOf(join(restores, name))));
  }
  return journals;
}

/** What is written before it is done was not done when it could not be written. */
const announcing: ReadonlySet<JournalRecord['kind']> = new Set(['begun', 'switching', 'dropping']);

function notWritten(path: string, { kind }: JournalRecord, error: unknown): OpsError {
  return new OpsError(
    'journalNotWritten',
    `The journal of the restore could not be written: ${messageOf(error)}.`,
    {
      ...(announcing.has(kind) ? { safe: 'Nothing was done: each restore is written down before it begins.' } : {}),
      next: `Make ${dirname(path)} writable, with room on its disk.`,
    },
    { cause: error },
  );
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
