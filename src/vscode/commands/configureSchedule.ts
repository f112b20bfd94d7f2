import * as vscode from 'vscode';
import { messageOf, OpsError } from '../../core/base/errors';
import { applyFix } from '../applyFix';
import type { BackupServices, BackupServicesModule } from '../services';
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
    backups.scheduleWays(workspace, app, ['node', cli], signal),
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
  if (way.fix !== undefined) {
    await applyFix(way.fix, way.textOf);
    return;
  }
  await showText(way.text, way.language);
  offerUse(way);
}

type Way = Awaited<ReturnType<BackupServicesModule['scheduleWays']>>[number];

/** What a person does with the text next. Not awaited: the command has ended, the message stays as long as they leave it there. */
function offerUse({ title, copy, file }: Way): void {
  if (copy !== undefined) {
    const button = copy.title === 'Copy Line' ? vscode.l10n.t('Copy Line') : vscode.l10n.t('Copy Script');
    void vscode.window
      .showInformationMessage(vscode.l10n.t('{0}: nothing is set up yet.', title), button)
      .then((answer) => (answer === button ? vscode.env.clipboard.writeText(copy.text) : undefined));
  }
  if (file === undefined) return;
  const save = vscode.l10n.t('Save File…');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('{0}: nothing is set up yet.', title), save)
    .then((answer) => (answer === save ? saveFile(file) : undefined));
}

async function saveFile({ name, bytes, command }: NonNullable<Way['file']>): Promise<void> {
  const home = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog(
    home === undefined ? {} : { defaultUri: vscode.Uri.joinPath(home, name) },
  );
  if (uri === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
  } catch (error) {
    // The command has ended, so nobody above tells it.
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} was not saved: {1}', name, messageOf(error)));
    return;
  }
  await vscode.env.clipboard.writeText(command(uri.fsPath));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Saved. The command that makes the task is on the clipboard: run it in a terminal.'),
  );
}
