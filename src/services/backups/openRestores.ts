import { hostname } from 'node:os';
import { formatAgo } from '../../core/base/format';
import { isOpsError, OpsError } from '../../core/base/errors';
import { baseName } from '../../core/base/path';
import type { RestoreJournal } from '../../core/backups/restore/journal';
import { droppable, standingOf, type ProcessId, type Standing } from '../../core/backups/restore/standing';
import { dropCopy } from '../../core/backups/switch/dropCopy';
import { checkServer } from '../../core/backups/switch/recover';
import { addressText } from '../../core/connections/profile';
import { quoteName } from '../../core/connections/sqlNames';
import { isRunning } from '../../node/processes';
import { readRestoreJournals } from '../../node/restoreJournal';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { configuredDatabases, liveDatabaseOf, operationOn } from './operation';
import { isRunningHere } from './running';
import { inOneSession, recoverExchange, writtenRestore } from './switch';

/** A restore of which something is left: a copy, what was live before, or an interruption. */
export interface RestoreSummary {
  readonly restoreId: string;
  /** `running`: another window or process is at it. */
  readonly state: Standing['kind'] | 'running';
  /** "Interrupted while loading" */
  readonly title: string;
  /** "shop · 4 min ago" */
  readonly description: string;
  /** What is safe and what can be done. */
  readonly detail: string;
}

/** Restores of which something is left, newest first. */
export async function openRestores(app: App, signal: AbortSignal): Promise<readonly RestoreSummary[]> {
  const journals = await readRestoreJournals(app.root, signal);
  const now = new Date();
  return Array.from(journals)
    .flatMap(([restoreId, records]) => {
      const standing = standingOf(records);
      return standing === undefined ? [] : [summaryOf(restoreId, standing, now)];
    })
    .toReversed();
}

/** Whether a restore stands as only a crash leaves it. */
export function isInterrupted(state: RestoreSummary['state']): boolean {
  return state === 'loading' || state === 'switching' || state === 'dropping';
}

/** Those that a crash interrupted: offered when a window opens. */
export async function interruptedRestores(app: App, signal: AbortSignal): Promise<readonly RestoreSummary[]> {
  return (await openRestores(app, signal)).filter(({ state }) => isInterrupted(state));
}

/**
 * Finishes or takes back every exchange that was interrupted, and removes half-loaded copies. Each through the guard.
 *
 * @returns what was done, a sentence each
 */
export async function recoverRestores(workspace: Workspace, app: App, signal: AbortSignal): Promise<readonly string[]> {
  const done: string[] = [];
  for (const { restoreId } of await interruptedRestores(app, signal))
    done.push(await recoverRestore(workspace, app, restoreId, signal));
  return done;
}

/** Finishes or takes back one exchange that was interrupted, or removes one half-loaded copy; says what was done. */
export async function recoverRestore(
  workspace: Workspace,
  app: App,
  restoreId: string,
  signal: AbortSignal,
): Promise<string> {
  const { records } = await writtenRestore(app, restoreId);
  const kind = standingOf(records)?.kind;
  if (kind === 'loading' || kind === 'dropping')
    return `Removed ${(await dropKept(workspace, app, restoreId, signal)).join(', ')}.`;
  const said = await recoverExchange(workspace, app, restoreId, { show: () => undefined }, signal);
  return said ?? 'Nothing was left to recover.';
}

/**
 * Drops the database that a restore left beside the live one: the copy, or after a switch what was live before. Only a
 * database that the restore's journal names, on that very server, that no environment is configured to use. Tier 3.
 *
 * @returns the names of what was dropped
 * @throws OpsError `refused` when it may be in use
 */
export async function dropKept(
  workspace: Workspace,
  app: App,
  restoreId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { journal, records } = await writtenRestore(app, restoreId);
  const standing = standingOf(records);
  const database = standing === undefined ? undefined : droppable(standing);
  if (standing === undefined || database === undefined)
    throw new OpsError('refused', 'There is nothing of this restore that may be removed now.', {
      safe: 'Nothing was changed.',
      ...(standing?.kind === 'switching' ? { next: 'Recover the interrupted switch first.' } : {}),
    });
  if (runsElsewhere(restoreId, standing))
    throw new OpsError('refused', 'This restore is still running in another window.', { safe: 'Nothing was changed.' });
  const configured = await configuredDatabases(app, signal);
  return app.withOwnSql(signal, async (_, used) => {
    const server = addressText(used.profile.address);
    checkServer(records, server);
    if (configured.has(database) || database === liveDatabaseOf(used) || database === standing.begun.live)
      throw new OpsError('refused', `${database} is configured as a database of ${app.name}.`, {
        safe: 'Nothing was changed.',
      });
    const statement = `DROP DATABASE IF EXISTS ${quoteName(database)}`;
    const operation = operationOn(workspace, app, used, {
      id: 'backups.drop',
      tier: 3,
      title: `Remove ${database}`,
      preview: [statement, `-- ${contents[standing.kind]}`],
      verb: 'Remove Database',
    });
    await workspace.guard.run(
      operation,
      async (permit) => {
        // Looked at once more: another window may have gone on with it while the question stood open.
        const now = standingOf(await journal.read());
        if (now === undefined || droppable(now) !== database || runsElsewhere(restoreId, now))
          throw new OpsError('refused', 'This restore went on in another window meanwhile.', {
            safe: 'Nothing was changed.',
          });
        const options = { server, configured: new Set([...configured, liveDatabaseOf(used)]) };
        await inOneSession(app, permit, used, signal, (session) =>
          dropCopy(session, database, journal, options, signal),
        ).catch(async (error: unknown) => {
          // Somebody else's by now: nothing of this restore is left that could be removed.
          if (isOpsError(error, 'notOurs')) await end(journal, 'failed', error.message);
          throw error;
        });
        await end(journal, 'dropped', `${database} was removed.`);
      },
      signal,
    );
    return [database];
  });
}

function runsElsewhere(restoreId: string, standing: Standing): boolean {
  return standing.kind === 'loading' && isAlive(restoreId, standing.process);
}

function end(journal: RestoreJournal, outcome: 'dropped' | 'failed', detail: string): Promise<void> {
  return journal.append({ kind: 'ended', at: new Date().toISOString(), outcome, detail });
}

const contents: Readonly<Record<Standing['kind'], string>> = {
  loading: 'A half-loaded copy.',
  copy: 'The restored copy. The live database stays as it is.',
  switching: '',
  dropping: 'What is left of a database whose removal was interrupted.',
  switched: 'What was live before the switch: after this, it cannot be undone.',
  undone: 'The data of the backup. The live database stays as it is.',
};

function summaryOf(restoreId: string, standing: Standing, now: Date): RestoreSummary {
  const { begun } = standing;
  const running =
    (standing.kind === 'loading' || standing.kind === 'switching') && isAlive(restoreId, standing.process);
  const description = `${begun.live} · ${formatAgo(new Date(begun.at), now)} · ${baseName(begun.source.path)}`;
  if (running)
    return { restoreId, state: 'running', title: 'Running', description, detail: 'In another window or process.' };
  return { restoreId, state: standing.kind, title: titles[standing.kind], description, detail: detailOf(standing) };
}

const titles: Readonly<Record<Standing['kind'], string>> = {
  loading: 'Interrupted while loading',
  copy: 'Restored beside the live database',
  switching: 'Interrupted while switching',
  dropping: 'Interrupted while removing',
  switched: 'Switched',
  undone: 'Undone',
};

function detailOf(standing: Standing): string {
  const { live, database } = standing.begun;
  switch (standing.kind) {
    case 'dropping':
      return `${live} was not touched. What is left of ${standing.kept} can be removed.`;
    case 'loading':
      return `${live} was not touched. ${database} can be removed.`;
    case 'copy':
      return `${standing.kept} is whole. It can be switched to, or removed.`;
    case 'switching':
      return 'Nothing is lost. Recover finishes the switch or takes it back.';
    case 'switched':
      return `${standing.kept} holds what was live before: undo brings it back.`;
    default:
      return `${live} is what it was. ${standing.kept} holds the data of the backup.`;
  }
}

/** Whether the process that wrote the journal still runs, as far as this machine can tell. */
function isAlive(restoreId: string, id: ProcessId | undefined): boolean {
  if (isRunningHere(restoreId)) return true;
  // The same number in a new process is this one: what ran here is known above.
  if (id === undefined || id.host !== hostname() || id.pid === process.pid) return false;
  return isRunning(id.pid);
}
