import { ownDatabases, undoTarget } from '../switch/dropCopy';
import { openSwitch } from '../switch/recover';
import type { JournalRecord } from './journal';

/** Where a restore stands, by its journal alone. */
export type RestoreStage = 'loading' | 'loaded' | 'switching' | 'switched' | 'dropping' | 'ended';

export interface RestoreState {
  readonly restoreId: string;
  readonly stage: RestoreStage;
  readonly purpose: 'restore' | 'drill';
  readonly environment: string;
  readonly profile: string;
  readonly server: string;
  readonly live: string;
  /** The database that it was loaded into. */
  readonly database: string;
  /** Databases of ours that may still be there. */
  readonly databases: readonly string[];
  /** Where what was live lies, when it can be brought back. */
  readonly undo?: string;
  /** Who began last; the caller knows whether that process still runs. */
  readonly process?: { readonly host: string; readonly pid: number };
  /** For people: what happened, what is safe, what can be done. */
  readonly description: string;
  readonly can: readonly ('recover' | 'restart' | 'switch' | 'undo' | 'drop')[];
}

/** Reads a journal as a state; undefined when it does not even say what was begun. */
export function restoreState(records: readonly JournalRecord[]): RestoreState | undefined {
  const begun = records.find(({ kind }) => kind === 'begun');
  if (begun?.kind !== 'begun') return undefined;
  const undo = undoTarget(records);
  const stage = stageOf(records);
  const dropped = new Set(records.flatMap((each) => (each.kind === 'dropped' ? [each.database] : [])));
  const process = records.reduce<RestoreState['process']>(
    (last, each) => (each.kind === 'begun' || each.kind === 'switching' ? (each.process ?? last) : last),
    undefined,
  );
  return {
    restoreId: begun.restoreId,
    stage,
    purpose: begun.purpose,
    environment: begun.environment,
    profile: begun.profile,
    server: begun.server,
    live: begun.live,
    database: begun.database,
    databases: ownDatabases(records).filter((each) => !dropped.has(each)),
    ...(undo === undefined ? {} : { undo }),
    ...(process === undefined ? {} : { process }),
    description: describe(stage, begun, records, undo),
    can: abilities(stage, undo),
  };
}

function stageOf(records: readonly JournalRecord[]): RestoreStage {
  if (openSwitch(records) !== undefined) return 'switching';
  const last = records.findLast(({ kind }) => kind !== 'step' && kind !== 'turned');
  switch (last?.kind) {
    case 'loaded':
      return 'loaded';
    case 'switched':
      return 'switched';
    case 'backAgain':
      return stageOf(
        records.slice(
          0,
          records.findLastIndex(({ kind }) => kind === 'switching'),
        ),
      );
    case 'dropping':
      return 'dropping';
    case 'dropped':
    case 'ended':
      return 'ended';
    default:
      return 'loading';
  }
}

function abilities(stage: RestoreStage, undo: string | undefined): RestoreState['can'] {
  const byStage: Readonly<Record<RestoreStage, RestoreState['can']>> = {
    loading: ['restart', 'drop'],
    loaded: ['switch', 'drop'],
    switching: ['recover'],
    switched: undo === undefined ? ['drop'] : ['undo', 'drop'],
    dropping: ['drop'],
    ended: [],
  };
  return byStage[stage];
}

type Begun = Extract<JournalRecord, { kind: 'begun' }>;

function describe(
  stage: RestoreStage,
  begun: Begun,
  records: readonly JournalRecord[],
  undo: string | undefined,
): string {
  const { live, database, purpose } = begun;
  const file = begun.source.path.slice(begun.source.path.lastIndexOf('/') + 1);
  const what = purpose === 'drill' ? `A drill with ${file}` : `A restore of ${live} from ${file}`;
  const again = 'Nothing is lost: recovering finishes it or takes it back.';
  const undoing = stage === 'switching' && openSwitch(records)?.direction === 'undo';
  const byStage: Readonly<Record<RestoreStage, string>> = {
    loading: `${what} was interrupted while loading. The live database was not touched. ${database} can be removed, or the restore started again.`,
    loaded: `${what} is loaded into ${database}, beside the live database. It can be compared, switched to, or removed.`,
    switching: undoing
      ? `Undoing the switch of ${live} was interrupted. ${again}`
      : `Switching ${live} to ${database} was interrupted. ${again}`,
    switched:
      undo === undefined
        ? `${live} was exchanged, and what was live before was removed.`
        : `${live} was exchanged. What was live before lies whole in ${undo}: it can be brought back, or removed.`,
    dropping: `Removing a database of ${what.charAt(0).toLowerCase()}${what.slice(1)} was interrupted. The live database was not touched. It can be removed again.`,
    ended: `${what} has ended.`,
  };
  return byStage[stage];
}
