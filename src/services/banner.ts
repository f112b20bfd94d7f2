import { treatAs, usedSqlProfile } from '../core/connections/environment';
import { addressText } from '../core/connections/profile';
import type { Banner } from '../protocol/views/common';
import type { App, ReadEnvironment } from './app';
import type { Workspace } from './workspace';

/** The line on top of every page: role, app, target, access. */
export function bannerOf(workspace: Workspace, app: App, read: ReadEnvironment): Banner {
  const { environment } = read;
  const role = treatAs(environment);
  const sql = usedSqlProfile(environment);
  const suspected = role === 'production' && environment.role === 'unknown';
  return {
    role: suspected ? 'suspected' : role,
    app: environment.name === role ? app.name : `${app.name} (${environment.name})`,
    target: sql === undefined ? environment.name : `${sql.user}@${addressText(sql.address)}`,
    access: workspace.unlockedUntil(app, read) === undefined ? 'read-only' : 'unlocked for changes',
  };
}
