import { OpsError } from '../../core/base/errors';
import { byHandSection } from '../../core/backups/runbook/byHand';
import { collectRunbookFacts } from '../../core/backups/runbook/collect';
import { treatAs, usedSqlProfile } from '../../core/connections/environment';
import type { App } from '../app';
import { readBackups } from '../backupsView';

/**
 * The commands that restore one backup by hand with the usual clients, as Markdown: into a new database, and what to do where
 * something stops them. No password is in it.
 *
 * @throws OpsError `noBackup` when it is gone
 */
export async function restoreCommands(app: App, path: string, signal: AbortSignal): Promise<string> {
  const { environment, project } = await app.current(signal);
  const catalog = await readBackups(app, signal, { remote: true });
  const backup = catalog.backups.find((each) => each.path === path);
  if (backup === undefined) throw new OpsError('noBackup', `${path} is gone.`, { next: 'Refresh the view.' });
  const profile = usedSqlProfile(environment);
  const facts = collectRunbookFacts({
    now: new Date(),
    project,
    environment: { name: environment.name, role: treatAs(environment) },
    catalog: { ...catalog, backups: [backup] },
    ...(profile === undefined ? {} : { profile }),
  });
  return byHandSection(facts).text;
}
