import type { Commit, Git } from '../core/base/git';
import { isAbort, isOpsError, messageOf } from '../core/base/errors';
import { readCatalog, type Backup, type BackupCatalog } from '../core/backups/catalog';
import { cleanupForecast } from '../core/backups/cleanup';
import { backupDestinations } from '../core/backups/destination';
import { heartbeatStore } from '../core/backups/heartbeat';
import { monitorReport } from '../core/backups/monitor';
import { backupSchedule } from '../core/backups/schedule';
import { schedulerLife } from '../core/backups/schedulerLife';
import { backupsView as viewOf, type BackupsViewContext } from '../core/backups/tree';
import { openBackupFiles } from '../node/archives';
import { readDrillRecords } from '../node/drillFile';
import { loadDrivers } from '../node/loadDrivers';
import { listMydumperFolders } from '../node/mydumperFolders';
import { readSchedulerFacts } from '../node/schedulerFacts';
import { readVerifications } from '../node/verifications';
import type { App } from './app';
import { noApp, restricted, type LoadedView } from './loadedView';
import { remoteBackups } from './remoteBackups';
import type { Workspace } from './workspace';

/** Commits are looked up for this many of the newest backups: one `git log` each. */
const commitsLookedUp = 20;
/** The list is shown without the schedule where reading the code takes longer, and again when it is read. Milliseconds. */
const codeWaitMs = 1_500;

const previous = new WeakMap<App, BackupCatalog>();

/**
 * The catalog of the app's current environment; archives that did not change are not opened again.
 *
 * @param remote S3 is asked, unless it was within the last five minutes; false, if left out: what it told last is told again
 */
export async function readBackups(
  app: App,
  signal: AbortSignal,
  { remote = false }: { readonly remote?: boolean } = {},
): Promise<BackupCatalog> {
  const read = await app.current(signal);
  const before = previous.get(app);
  const work = remoteBackups(app, read, remote);
  try {
    const files = { ...openBackupFiles(), folders: listMydumperFolders };
    const catalog = await readCatalog(backupDestinations(read.project, { folders: app.backupFolders }), files, {
      now: new Date(),
      signal,
      remote: work.remote,
      ...(before === undefined ? {} : { previous: before }),
    });
    previous.set(app, catalog);
    return catalog;
  } finally {
    work.close();
  }
}

/** What the view was drawn from last, so that progress is shown without reading anything again. */
const drawn = new WeakMap<App, { readonly catalog: BackupCatalog; readonly context: BackupsViewContext }>();

/** The Backups view of the active app: only called for a visible view, so S3 is asked here. */
export async function backupsView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const catalog = await readBackups(app, signal, { remote: true });
  const now = new Date();
  const [commits, records, planned] = await Promise.all([
    commitsOf(app, catalog.backups.slice(0, commitsLookedUp), workspace, signal),
    recordsOf(app, workspace, signal),
    plannedOf(app, catalog, workspace, now, signal),
  ]);
  const context = {
    root: app.root,
    now,
    commitOf: (backup: Backup) => commits.get(backup.path),
    ...records,
    ...planned,
  };
  drawn.set(app, { catalog, context });
  return draw(workspace, app, catalog, context);
}

/** The view of the active app as it was read last, with what is under way now; undefined when it was never read. */
export function backupsViewNow(workspace: Workspace): LoadedView | undefined {
  const app = workspace.active;
  const last = app === undefined || !workspace.host.trusted() ? undefined : drawn.get(app);
  if (app === undefined || last === undefined) return undefined;
  return draw(workspace, app, last.catalog, { ...last.context, now: new Date() });
}

function draw(workspace: Workspace, app: App, catalog: BackupCatalog, context: BackupsViewContext): LoadedView {
  const running = workspace.work.all.filter(({ root }) => root === app.root);
  const view = viewOf(catalog, { ...context, running });
  return { ...view, description: app.name, condition: view.nodes.length === 0 ? 'empty' : 'ready' };
}

/** Verifications and drills on record. One that cannot be read is left out, and the log says why. */
export async function recordsOf(
  app: App,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Pick<BackupsViewContext, 'verifications' | 'drills'>> {
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error) || !isOpsError(error)) throw error;
      workspace.host.logger.warn(`${app.name}: ${what} could not be read. ${messageOf(error)}`);
      return undefined;
    }
  };
  const [verifications, drills] = await Promise.all([
    attempt('verifications', () => readVerifications(app.root, signal)),
    attempt('restore drills', async () => (await readDrillRecords(app.root, signal)).records),
  ]);
  return { ...(verifications === undefined ? {} : { verifications }), ...(drills === undefined ? {} : { drills }) };
}

/** What the code schedules, and what follows from it; without the schedule while the code is still being read. */
async function plannedOf(
  app: App,
  catalog: BackupCatalog,
  workspace: Workspace,
  now: Date,
  signal: AbortSignal,
): Promise<Pick<BackupsViewContext, 'schedule' | 'life' | 'cleanup' | 'monitor'>> {
  const { project } = await app.current(signal);
  const code = await codeOf(app, workspace, signal);
  const schedule = code === undefined ? undefined : backupSchedule(code, project, now);
  const scheduled =
    schedule?.tasks.some(({ kind }) => kind === 'monitor') === true ||
    (schedule?.complete === true ? false : 'unknown');
  const cleanup = cleanupForecast(project, catalog, now);
  const monitor = monitorReport(project, catalog, scheduled, now);
  const common = { ...(cleanup === undefined ? {} : { cleanup }), ...(monitor === undefined ? {} : { monitor }) };
  if (code === undefined || schedule === undefined) return common;
  const store = heartbeatStore(code, project);
  const worth = schedule.tasks.length > 0 || store !== undefined || monitor !== undefined;
  if (!worth) return { ...common, schedule };
  const facts = await readSchedulerFacts(app.root, store, signal);
  const life = schedulerLife(schedule, catalog, facts, store !== undefined, now);
  return { ...common, schedule, life };
}

/** The app's code; undefined when reading it takes longer than a list of backups may, which is then drawn once more. */
async function codeOf(app: App, workspace: Workspace, signal: AbortSignal) {
  const reading = app.ruleContext(signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), codeWaitMs);
  });
  const first = await Promise.race([reading, late]).finally(() => clearTimeout(timer));
  if (first !== 'late') return first.code;
  reading.then(
    () => workspace.drawAgain(),
    (error: unknown) => {
      if (!isAbort(error)) workspace.host.logger.error(`${app.name}: the code could not be read`, error);
    },
  );
  return undefined;
}

/** Which commit the code was at when each backup was made. Without git, or outside a repository, none. */
async function commitsOf(
  app: App,
  backups: readonly Backup[],
  workspace: Workspace,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Commit>> {
  const found = new Map<string, Commit>();
  if (backups.length === 0) return found;
  const { openGit } = await loadDrivers();
  const git: Git = openGit(app.root);
  try {
    const problem = await git.problem(signal);
    if (problem !== undefined) {
      workspace.host.logger.info(`${app.name}: backups are shown without commits. ${problem.message}`);
      return found;
    }
    for (const backup of backups) {
      const commit = await git.commitAt(backup.createdAt, signal);
      if (commit !== undefined) found.set(backup.path, commit);
    }
  } catch (error) {
    if (isAbort(error)) throw error;
    // The list of backups does not depend on git: it is shown without commits, and the log says why.
    workspace.host.logger.warn(`${app.name}: commits of backups could not be read. ${messageOf(error)}`);
  }
  return found;
}
