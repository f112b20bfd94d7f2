import type { JournalRecord } from './journal';

type Begun = Extract<JournalRecord, { readonly kind: 'begun' }>;
type Loaded = Extract<JournalRecord, { readonly kind: 'loaded' }>;

/** What a journal says happened. */
export interface HandoverStory {
  readonly begun?: Begun;
  readonly loaded?: Loaded;
  readonly state:
    | 'loading'
    | 'loaded'
    | 'switching'
    | 'switched'
    | 'undone'
    | 'back'
    | 'failed'
    | 'cancelled'
    | 'ended';
  /** When the live database got the data of the backup. ISO 8601, UTC. */
  readonly switchedAt?: string;
  /** The database that undo needs, while it is there and named in the journal. */
  readonly keptDatabase?: string;
  readonly dropped: readonly string[];
  /** Why it failed, was taken back or ended. */
  readonly problem?: string;
  readonly events: readonly { readonly at: string; readonly what: string }[];
}

/** Follows the records in their order. Single steps of an exchange are not told: they are for recovery. */
export function storyOf(journal: readonly JournalRecord[]): HandoverStory {
  let begun: Begun | undefined;
  let loaded: Loaded | undefined;
  let state: HandoverStory['state'] = 'loading';
  let switchedAt: string | undefined;
  let kept: string | undefined;
  let problem: string | undefined;
  const dropped: string[] = [];
  const events: { at: string; what: string }[] = [];
  for (const record of journal) {
    const what = sentenceOf(record);
    if (what !== undefined) events.push({ at: record.at, what });
    switch (record.kind) {
      case 'begun':
        begun = record;
        break;
      case 'loaded':
        loaded = record;
        state = 'loaded';
        break;
      case 'switching':
        state = 'switching';
        if (record.direction === 'switch') kept = oldDatabaseOf(record.plan) ?? kept;
        break;
      case 'switched':
        state = record.direction === 'switch' ? 'switched' : 'undone';
        if (record.direction === 'switch') switchedAt = record.at;
        break;
      case 'backAgain':
        state = 'back';
        problem = record.detail;
        break;
      case 'dropped':
        dropped.push(record.database);
        break;
      case 'ended':
        if (record.outcome === 'failed' || record.outcome === 'cancelled') state = record.outcome;
        // Dropping what was kept ends a restore whose data is live: that stays what happened.
        else if (state !== 'switched' && state !== 'undone' && state !== 'back') state = 'ended';
        problem = record.detail;
        break;
      default:
    }
  }
  return {
    state,
    dropped,
    events,
    ...(begun === undefined ? {} : { begun }),
    ...(loaded === undefined ? {} : { loaded }),
    ...(switchedAt === undefined ? {} : { switchedAt }),
    ...(kept === undefined || dropped.includes(kept) || state !== 'switched' ? {} : { keptDatabase: kept }),
    ...(problem === undefined ? {} : { problem }),
  };
}

function sentenceOf(record: JournalRecord): string | undefined {
  switch (record.kind) {
    case 'begun':
      return `Began to load the backup into ${record.database}.`;
    case 'loaded':
      return `Loaded ${record.tables} tables and counted their rows.`;
    case 'switching':
      return record.direction === 'switch' ? 'Began to switch.' : 'Began to undo.';
    case 'switched':
      return record.direction === 'switch'
        ? 'Switched: the live database has the data of the backup.'
        : 'Undone: the old data is live again.';
    case 'turned':
      return record.to === 'back'
        ? `Decided to go back${reason(record.detail)}.`
        : `Decided to finish${reason(record.detail)}.`;
    case 'backAgain':
      return `Took everything back${reason(record.detail)}.`;
    case 'dropped':
      return `Dropped ${record.database}.`;
    case 'ended':
      return `Ended, ${record.outcome}${reason(record.detail)}.`;
    case 'created':
    case 'step':
    case 'dropping':
      break;
  }
  return undefined;
}

function reason(detail: string | undefined): string {
  const text = (detail ?? '').replace(/\.$/, '');
  return text === '' ? '' : `: ${text}`;
}

/**
 * Where a switch puts what was live: `leaving.home` of its plan (switch/plan.ts). The journal keeps the plan as data of an
 * unknown shape, so it is read with care.
 */
function oldDatabaseOf(plan: unknown): string | undefined {
  const leaving = fieldOf(plan, 'leaving');
  const home = fieldOf(leaving, 'home');
  return typeof home === 'string' ? home : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
