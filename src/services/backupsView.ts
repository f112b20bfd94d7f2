import type { Commit, Git } from '../core/base/git';
import { isAbort, messageOf } from '../core/base/errors';
import { readCatalog, type Backup, type BackupCatalog } from '../core/backups/catalog';
import { backupDestinations } from '../core/backups/destination';
import { backupsView as viewOf } from '../core/backups/tree';
import { openBackupFiles } from '../node/archives';
import { loadDrivers } from '../node/loadDrivers';
import type { App } from './app';
import { noApp, restricted, type LoadedView } from './loadedView';
import type { Workspace } from './workspace';

/** Commits are looked up for this many of the newest backups: one `git log` each. */
const commitsLookedUp = 20;

const previous = new WeakMap<App, BackupCatalog>();

/** The catalog of the app's current environment; archives that did not change are not opened again. */
export async function readBackups(app: App, signal: AbortSignal): Promise<BackupCatalog> {
  const { project } = await app.current(signal);
  const before = previous.get(app);
  const catalog = await readCatalog(backupDestinations(project), openBackupFiles(), {
    now: new Date(),
    signal,
    ...(before === undefined ? {} : { previous: before }),
  });
  previous.set(app, catalog);
  return catalog;
}

/** The Backups view of the active app. */
export async function backupsView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const catalog = await readBackups(app, signal);
  const commits = await commitsOf(app, catalog.backups.slice(0, commitsLookedUp), workspace, signal);
  const view = viewOf(catalog, { root: app.root, now: new Date(), commitOf: (backup) => commits.get(backup.path) });
  return { ...view, description: app.name, condition: view.nodes.length === 0 ? 'empty' : 'ready' };
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
