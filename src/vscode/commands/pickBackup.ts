import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import type { BackupServices } from '../services';
import { longWork } from './longWork';

export interface PickedBackup {
  readonly root: string;
  readonly path: string;
  /** "02:00" */
  readonly label: string;
}

/** Lets one of the active app's backups be chosen, newest first. Undefined when the person turns away. */
export async function pickBackup(
  { workspace, backups }: BackupServices,
  title: string,
): Promise<PickedBackup | undefined> {
  const app = workspace.active;
  if (app === undefined) throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
  const choices = await longWork(vscode.l10n.t('Listing backups'), (signal) => backups.backupChoices(app, signal));
  if (choices.length === 0)
    throw new OpsError('noBackup', vscode.l10n.t('{0} has no backup with a database dump.', app.name), {
      next: vscode.l10n.t('Make one with Back Up Now.'),
    });
  const picked = await vscode.window.showQuickPick(
    choices.map(({ label, description, detail, path }) => ({ label, description, detail, path })),
    { title, placeHolder: vscode.l10n.t('Newest first'), matchOnDescription: true, matchOnDetail: true },
  );
  return picked === undefined ? undefined : { root: app.root, path: picked.path, label: picked.label };
}
