import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import type { Services } from '../services';

/** The app that commands mean unless they say otherwise. @throws OpsError `noApp` */
export function activeApp(workspace: Services['workspace']): NonNullable<Services['workspace']['active']> {
  if (workspace.active === undefined)
    throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
  return workspace.active;
}
