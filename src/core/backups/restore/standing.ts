import { lastSwitch, openSwitch } from '../switch/recover';
import type { JournalRecord } from './journal';

type Begun = Extract<JournalRecord, { kind: 'begun' }>;

/** Where a restore stands by its journal, as long as something of it is left. */
export type Standing =
  /** Loading, or interrupted while loading: nothing of the live database was touched. */
  | { readonly kind: 'loading'; readonly begun: Begun; readonly process: ProcessId | undefined }
  /** The copy is whole and waits beside the live database. */
  | { readonly kind: 'copy'; readonly begun: Begun; readonly kept: string }
  /** A switch or undo runs, or was interrupted. */
  | { readonly kind: 'switching'; readonly begun: Begun; readonly process: ProcessId | undefined }
  /** Switched: `kept` holds what was live before. */
  | { readonly kind: 'switched'; readonly begun: Begun; readonly kept: string }
  /** Removing `kept` was interrupted: some of its tables may be gone, so it is never switched to. */
  | { readonly kind: 'dropping'; readonly begun: Begun; readonly kept: string }
  /** Undone: `kept` holds the backup's data. */
  | { readonly kind: 'undone'; readonly begun: Begun; readonly kept: string };

export interface ProcessId {
  readonly host: string;
  readonly pid: number;
}

/** What is left of a restore; undefined when it has ended, or nothing was ever begun. */
export function standingOf(records: readonly JournalRecord[]): Standing | undefined {
  const begun = records.find((record) => record.kind === 'begun');
  if (begun === undefined || records.some(({ kind }) => kind === 'ended')) return undefined;
  if (openSwitch(records) !== undefined) {
    const switching = records.findLast((record) => record.kind === 'switching');
    return { kind: 'switching', begun, process: switching?.process };
  }
  const switched = lastSwitch(records);
  const kept = switched?.leaving.home ?? begun.database;
  // What was dropped is not there to be offered.
  if (records.some((record) => record.kind === 'dropped' && record.database === kept)) return undefined;
  if (records.some((record) => record.kind === 'dropping' && record.database === kept))
    return { kind: 'dropping', begun, kept };
  if (switched !== undefined) return { kind: switched.direction === 'switch' ? 'switched' : 'undone', begun, kept };
  // A drill's copy is for the drill alone: one that outlives it was interrupted.
  if (begun.purpose === 'restore' && records.some(({ kind }) => kind === 'loaded'))
    return { kind: 'copy', begun, kept };
  return { kind: 'loading', begun, process: begun.process };
}

/** The one database that may be dropped without touching what is live; undefined while an exchange is open. */
export function droppable(standing: Standing): string | undefined {
  switch (standing.kind) {
    case 'switching':
      return undefined;
    case 'loading':
      return standing.begun.database;
    default:
      return standing.kept;
  }
}
