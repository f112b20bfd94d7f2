// The entry of dist/services.js: everything behind the editor floor, loaded when a view, a command or a panel first needs it.
import type * as backupServices from './backupServices';
import type * as queryServices from './queryServices';
import type * as securityServices from './securityServices';
import type { Host } from './host';
import { Workspace } from './workspace';

export { activityView, exportActivity, verifyActivity } from './activityView';
export { backupsView, backupsViewNow } from './backupsView';
export { forgetRemoteBackups } from './remoteBackups';
export { createDashboardSource } from './dashboard';
export { appsWithJournals } from './journals';
export { killQuery } from './killQuery';
export { leftWork } from './leftWork';
export { overviewView, statusFacts } from './overviewView';
export { checkTitle, decisionEdit, exportReport, reportFile, reportFormats } from './readinessReport';
export { createReadinessSource } from './readinessPage';
export { testConnections } from './testConnections';

/** What makes, verifies and restores backups: an output of its own, parsed when the first of its commands runs. */
export function loadBackupServices(): Promise<typeof backupServices> {
  return import('./backupServices');
}

/** What lists, explains and advises on statements: an output of its own, parsed when a view or a command first needs it. */
export function loadQueryServices(): Promise<typeof queryServices> {
  return import('./queryServices');
}

/** What reads logs, finds attacks and writes what is missing: an output of its own, parsed when a view or a command first needs it. */
export function loadSecurityServices(): Promise<typeof securityServices> {
  return import('./securityServices');
}

/** Opens the services of one window. Reads nothing yet. */
export function openWorkspace(host: Host): Workspace {
  return new Workspace(host);
}
