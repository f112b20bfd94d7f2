import * as vscode from 'vscode';
import { loadBackups, type LoadServices } from './services';

/** Says once that a restore was interrupted, and offers to finish or to clean up. Reads journals alone; connects to nobody. */
export async function tellInterrupted(load: LoadServices): Promise<void> {
  const { workspace, module } = await load();
  const left = workspace.host.trusted() ? await module.appsWithJournals(workspace, new AbortController().signal) : [];
  if (left.length === 0) return;
  const { backups } = await loadBackups(load);
  for (const app of left) {
    const [first] = await backups.interruptedRestores(app, new AbortController().signal);
    if (first === undefined) continue;
    const show = vscode.l10n.t('Open Restores…');
    // Not awaited: the message stays as long as the person leaves it there.
    void vscode.window
      .showWarningMessage(vscode.l10n.t('{0}: {1}. {2}', app.name, first.title, first.detail), show)
      .then((answer) =>
        answer === show ? vscode.commands.executeCommand('laravelOps.backups.openRestores') : undefined,
      );
    return;
  }
}
