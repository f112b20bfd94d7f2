import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';

type BackupCommands = Pick<
  Commands,
  'laravelOps.backups.refresh' | 'laravelOps.backups.reveal' | 'laravelOps.backups.copyPath'
>;

/** Commands of the Backups view. */
export function backupCommands(view: { refresh(): void }): BackupCommands {
  return {
    async 'laravelOps.backups.refresh'() {
      view.refresh();
    },
    async 'laravelOps.backups.reveal'(node) {
      const uri = vscode.Uri.file(pathOf(node));
      // On a remote machine there is no file manager to reveal in: the explorer of VS Code shows it.
      const command =
        vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop
          ? 'revealFileInOS'
          : 'revealInExplorer';
      await vscode.commands.executeCommand(command, uri);
    },
    async 'laravelOps.backups.copyPath'(node) {
      await vscode.env.clipboard.writeText(vscode.Uri.file(pathOf(node)).fsPath);
    },
  };
}

function pathOf(node: TreeNode | undefined): string {
  if (node?.subject?.kind !== 'backup')
    throw new OpsError('badRequest', vscode.l10n.t('This command works on a row of the Backups view.'));
  return node.subject.path;
}
