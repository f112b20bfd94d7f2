// The entry of dist/backups.js: making, verifying and restoring backups, loaded when the first of these commands runs.
export { backUpNow, backupWays } from './backups/backUp';
export { backupChoices, restorableOf } from './backups/choose';
export { restoreCommands } from './backups/commandLines';
export { contentsText } from './backups/contents';
export { deleteBackup } from './backups/deleteBackup';
export { drill, drillNewest } from './backups/drill';
export {
  dropKept,
  interruptedRestores,
  isInterrupted,
  openRestores,
  recoverRestore,
  recoverRestores,
} from './backups/openRestores';
export { configuredPassword } from './backups/password';
export { restoreCopy } from './backups/restore';
export { createRestorePlan, planKey } from './backups/restorePlans';
export { runbookText } from './backups/runbook';
export { scheduleWays } from './backups/scheduleWays';
export { switchCopy, undoSwitch } from './backups/switch';
export { toolsText } from './backups/tools';
export { verifyFile, verifyOne } from './backups/verify';
export { readBackups } from './backupsView';
