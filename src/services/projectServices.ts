// The entry of dist/services.js: everything behind the editor floor, loaded when a view, a command or a panel first needs it.
import type { Host } from './host';
import { Workspace } from './workspace';

export { activityView, verifyActivity } from './activityView';
export { backupsView } from './backupsView';
export { forgetRemoteBackups } from './remoteBackups';
export { backUpNow, backupWays } from './backups/backUp';
export { backupChoices } from './backups/choose';
export { restoreCommands } from './backups/commandLines';
export { contentsText } from './backups/contents';
export { deleteBackup } from './backups/deleteBackup';
export { drillNewest } from './backups/drill';
export { interruptedRestores, openRestores, recoverRestore } from './backups/openRestores';
export { createRestorePlan, planKey } from './backups/restorePlans';
export { runbookText } from './backups/runbook';
export { scheduleWays } from './backups/scheduleWays';
export { toolsText } from './backups/tools';
export { verifyOne } from './backups/verify';
export { databaseView, readSlowStatements } from './databaseView';
export { createDashboardSource } from './dashboard';
export { killQuery } from './killQuery';
export { overviewView, statusFacts } from './overviewView';
export { checkTitle, decisionEdit, exportReport, reportFile, reportFormats } from './readinessReport';
export { createReadinessSource } from './readinessPage';
export { createSecurityLogSource } from './securityLog';
export { createStatementSource, statementText } from './statement';
export { testConnections } from './testConnections';

/** Opens the services of one window. Reads nothing yet. */
export function openWorkspace(host: Host): Workspace {
  return new Workspace(host);
}
