import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import { applyFix } from '../applyFix';
import type { BackupServices } from '../services';
import { longWork, showText } from './longWork';

/**
 * Shows the ways to have backups made by themselves; each is previewed, nothing is set up unseen.
 *
 * @param cli absolute path of our command line
 */
export async function configureSchedule({ workspace, backups }: BackupServices, cli: string): Promise<void> {
  const app = workspace.active;
  if (app === undefined) throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
  const ways = await longWork(vscode.l10n.t('Reading the schedule'), (signal) =>
    backups.scheduleWays(app, ['node', cli], signal),
  );
  const picked = await vscode.window.showQuickPick(
    ways.map(({ title, description, detail }, index) => ({ label: title, description, detail, index })),
    {
      title: vscode.l10n.t('Configure the Backup Schedule of {0}', app.name),
      placeHolder: vscode.l10n.t('Each is shown before anything is changed'),
    },
  );
  const way = picked === undefined ? undefined : ways[picked.index];
  if (way === undefined) return;
  if (way.fix !== undefined) await applyFix(way.fix, way.textOf);
  else await showText(way.text, way.language);
}
