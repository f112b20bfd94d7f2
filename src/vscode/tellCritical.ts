import * as vscode from 'vscode';
import type { Workspace } from '../services/workspace';
import type { SecurityServicesModule } from './services';

/** Tells of attacks that cannot wait, each once. `show` opens the stream with the finding's events. */
export function tellCritical(
  workspace: Workspace,
  security: SecurityServicesModule,
  show: (filter: string) => Promise<void>,
): void {
  const app = workspace.active;
  if (app === undefined) return;
  const found = security.criticalToTell(workspace, app);
  const [first] = found;
  if (first === undefined) return;
  const look = vscode.l10n.t('Show in Stream');
  // The title is ours, the names in it are strangers', as a folder's may be: a link of Markdown in it must stay text.
  const name = plain(app.name);
  const text =
    found.length === 1
      ? vscode.l10n.t('{0}: {1}', name, plain(first.title))
      : vscode.l10n.t('{0}: {1} and {2} more', name, plain(first.title), found.length - 1);
  void vscode.window
    .showWarningMessage(text, look)
    .then((answer) => (answer === look ? show(first.filter) : undefined));
}

function plain(text: string): string {
  return text.replace(/[[\]()`<>]/g, ' ').slice(0, 200);
}
