import { restorableDumps } from '../../core/backups/restorable';
import type { JournalRecord } from '../../core/backups/restore/journal';
import type { RestorePhase } from '../../protocol/views/restorePlan';
import { readBackups } from '../backupsView';
import type { Workspace } from '../workspace';
import { restorableOf } from './choose';
import { RestorePlan } from './restorePlan';
import type { RestorePlanActions } from './restorePlanState';
import { lastExchange, writtenRestore } from './switch';

/** What a plan is about: a backup that is to be restored, or a restore that was begun. */
export type PlanSubject = { readonly path: string } | { readonly restoreId: string };

/** The key that a page of a plan is known by; it survives a reload of the window. */
export function planKey(root: string, subject: PlanSubject): string {
  return JSON.stringify([
    root,
    'path' in subject ? 'backup' : 'restore',
    'path' in subject ? subject.path : subject.restoreId,
  ]);
}

/** Plans by workspace and key: one lives on while its page is closed, because its restore does. */
const plans = new WeakMap<Workspace, Map<string, RestorePlan>>();

/**
 * The plan of a key; undefined when its app, backup or restore is not there any more.
 *
 * @param key as `planKey` made it; anything else gives undefined
 */
export async function createRestorePlan(
  workspace: Workspace,
  key: string,
  actions: RestorePlanActions,
): Promise<RestorePlan | undefined> {
  const known = plans.get(workspace) ?? new Map<string, RestorePlan>();
  plans.set(workspace, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const subject = subjectOf(key);
  const app = workspace.apps.find(({ root }) => root === subject?.root);
  if (subject === undefined || app === undefined || !workspace.host.trusted()) return undefined;
  const signal = new AbortController().signal;
  const initial =
    subject.kind === 'backup'
      ? await plannedState(app, subject.name, signal)
      : await writtenState(app, subject.name, signal);
  if (initial === undefined) return undefined;
  const plan = new RestorePlan(workspace, app, actions, initial);
  known.set(key, plan);
  void plan.refresh(signal);
  return plan;
}

type App = Parameters<typeof readBackups>[0];
type Initial = ConstructorParameters<typeof RestorePlan>[3];

async function plannedState(app: App, path: string, signal: AbortSignal): Promise<Initial | undefined> {
  const { backups } = await readBackups(app, signal, { remote: true });
  const backup = backups.find((each) => each.path === path);
  const [first] = backup === undefined ? [] : restorableDumps(backup);
  if (backup === undefined || first === undefined) return undefined;
  const live = (await app.current(signal)).environment.sql[0]?.database;
  const dump = restorableDumps(backup).find(({ database }) => database === live) ?? first;
  return { restorable: { backup, dump }, entry: dump.entry };
}

/** A restore that was begun earlier, by its journal. Its archive may be gone by now. */
async function writtenState(app: App, restoreId: string, signal: AbortSignal): Promise<Initial | undefined> {
  const { records, begun } = await writtenRestore(app, restoreId);
  const { path, entry } = begun.source;
  const restorable = await restorableOf(app, path, entry, signal).catch(() => undefined);
  const exchanged = lastExchange(records);
  return {
    phase: phaseOf(records),
    restoreId,
    entry,
    database: begun.database,
    ...(begun.tables === undefined ? {} : { tables: begun.tables }),
    ...(restorable === undefined ? {} : { restorable }),
    ...(exchanged === undefined ? {} : { exchanged }),
  };
}

function subjectOf(key: string): { root: string; kind: 'backup' | 'restore'; name: string } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(key);
  } catch {
    return undefined; // A page of an older version, or of somebody else.
  }
  if (!Array.isArray(parsed)) return undefined;
  const [root, kind, name]: readonly unknown[] = parsed;
  if (typeof root !== 'string' || typeof name !== 'string' || (kind !== 'backup' && kind !== 'restore'))
    return undefined;
  return { root, kind, name };
}

/** Where a restore stands by its journal. */
function phaseOf(records: readonly JournalRecord[]): RestorePhase {
  const last = records.findLast(({ kind }) => kind === 'switched' || kind === 'loaded' || kind === 'ended');
  if (last?.kind === 'switched') return last.direction === 'switch' ? 'switched' : 'undone';
  return last?.kind === 'loaded' ? 'restored' : 'failed';
}
