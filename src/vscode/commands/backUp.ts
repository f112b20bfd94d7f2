import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import type { BackupServices } from '../services';
import { longWork } from './longWork';

/** Asks with what and whether encrypted, then makes a backup of the active app's database. */
export async function backUp({ workspace, backups }: BackupServices): Promise<void> {
  const app = workspace.active;
  if (app === undefined) throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
  const ways = await longWork(vscode.l10n.t('Looking for tools'), (signal) =>
    backups.backupWays(workspace, app, signal),
  );
  const way = await vscode.window.showQuickPick(
    ways.map(({ title, description, detail, id }) => ({ label: title, description, detail, id })),
    { title: vscode.l10n.t('Back Up {0}', app.name), placeHolder: vscode.l10n.t('Made with') },
  );
  if (way === undefined) return;
  const password = ways.find(({ id }) => id === way.id)?.encrypts === true ? await passwordFor(app.name) : '';
  if (password === undefined) return;
  const made = await longWork(vscode.l10n.t('Backing up {0}', app.name), (signal, show) =>
    backups.backUpNow(workspace, app, { way: way.id, ...(password === '' ? {} : { password }), show }, signal),
  );
  const reveal = vscode.l10n.t('Reveal');
  // Not awaited: the command has ended, the message stays as long as the user leaves it there.
  void vscode.window
    .showInformationMessage(made.summary, reveal)
    .then((chosen) =>
      chosen === reveal ? vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(made.path)) : undefined,
    );
}

/** Undefined when the person turns away, empty for an archive that is not encrypted. */
async function passwordFor(name: string): Promise<string | undefined> {
  const title = vscode.l10n.t('Back Up {0}', name);
  const plain = vscode.l10n.t('Not Encrypted');
  const encrypted = vscode.l10n.t('Encrypted with a Password (AES-256)…');
  const kind = await vscode.window.showQuickPick([plain, encrypted], { title });
  if (kind !== encrypted) return kind === undefined ? undefined : '';
  const password = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Without this password nobody restores the archive. It is not kept here.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === '' ? vscode.l10n.t('A password is needed.') : undefined),
  });
  if (password === undefined) return undefined;
  const again = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The same password again.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === password ? undefined : vscode.l10n.t('This is not the same password.')),
  });
  return again === password ? password : undefined;
}
