import { hostname } from 'node:os';
import { restoreState } from '../core/backups/restore/restoreState';
import type { RestoreState } from '../core/backups/restore/restoreState';
import { readRestoreJournals } from './restoreJournal';

/** A restore whose journal is not ended. */
export interface OpenRestore extends RestoreState {
  /** Its process is alive on this machine: it runs, and was not interrupted. `unknown` when it began on another machine. */
  readonly running: 'yes' | 'no' | 'unknown';
}

/** Restores of an application that have not ended, oldest first: interrupted ones, loaded copies, old copies that are kept. */
export async function openRestores(root: string, signal: AbortSignal): Promise<readonly OpenRestore[]> {
  const journals = await readRestoreJournals(root, signal);
  return Array.from(journals.values()).flatMap((records) => {
    const state = restoreState(records);
    return state === undefined || state.stage === 'ended' ? [] : [{ ...state, running: isRunning(state) }];
  });
}

function isRunning({ process: owner }: RestoreState): OpenRestore['running'] {
  if (owner === undefined) return 'unknown';
  if (owner.host !== hostname()) return 'unknown';
  try {
    process.kill(owner.pid, 0);
    return 'yes';
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'yes' : 'no';
  }
}
