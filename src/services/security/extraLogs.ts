import type { ExtraLog } from '../../core/security/sources/extraLog';
import { readExtraLogs } from '../../core/security/sources/readExtraLogs';
import type { App } from '../app';
import type { Workspace } from '../workspace';

/** Logs that the settings name besides those of the configuration. */
export function extraLogsOf({ host }: Workspace, { root }: App): readonly ExtraLog[] {
  return readExtraLogs(host.settings(root).securityLogs);
}
