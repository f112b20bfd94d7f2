import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import { type BackupServices, loadBackups, type LoadServices } from '../services';
import { pickBackup, type PickedBackup } from './pickBackup';
import { activeApp } from './activeApp';
import { backUp } from './backUp';
import { configureSchedule } from './configureSchedule';
import { longWork, showText } from './longWork';

type BackupCommands = Pick<
  Commands,
  | 'laravelOps.backups.refresh'
  | 'laravelOps.backups.reveal'
  | 'laravelOps.backups.copyPath'
  | 'laravelOps.backups.backUp'
  | 'laravelOps.backups.restore'
  | 'laravelOps.backups.verify'
  | 'laravelOps.backups.inspect'
  | 'laravelOps.backups.drill'
  | 'laravelOps.backups.openRestores'
  | 'laravelOps.backups.writeRunbook'
  | 'laravelOps.backups.configureSchedule'
  | 'laravelOps.backups.toolsDoctor'
  | 'laravelOps.backups.copyCommands'
  | 'laravelOps.backups.delete'
>;

/** What the commands of backups act on besides the services. */
export interface BackupSurfaces {
  refresh(): void;
  /** Shows the restore plan of a backup: a new one, or that of a restore which was begun. */
  openPlan(key: string): Promise<void>;
  /** Absolute path of our command line, for schedules. */
  readonly cli: string;
}

/** Commands of the Backups view. */
export function backupCommands(load: LoadServices, view: BackupSurfaces): BackupCommands {
  return {
    async 'laravelOps.backups.refresh'() {
      const { workspace, module: services } = await load();
      if (workspace.active !== undefined) services.forgetRemoteBackups(workspace.active);
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
    async 'laravelOps.backups.backUp'() {
      await backUp(await loadBackups(load));
      view.refresh();
    },
    async 'laravelOps.backups.restore'(node) {
      const services = await loadBackups(load);
      const picked = await chosen(services, node, vscode.l10n.t('Restore: Which Backup?'));
      if (picked !== undefined) await view.openPlan(services.backups.planKey(picked.root, { path: picked.path }));
    },
    async 'laravelOps.backups.verify'(node) {
      const services = await loadBackups(load);
      const picked = await chosen(services, node, vscode.l10n.t('Verify: Which Backup?'));
      if (picked === undefined) return;
      const { workspace, backups } = services;
      const report = await longWork(vscode.l10n.t('Verifying {0}', picked.label), (signal, show) =>
        backups.verifyOne(
          workspace,
          workspace.appAt(picked.root),
          picked.path,
          { password: askPassword, show },
          signal,
        ),
      );
      view.refresh();
      const more = vscode.l10n.t('Show Report');
      const tell = report.whole ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
      void tell(report.summary, more).then((answer) =>
        answer === more ? showText(report.text, 'markdown') : undefined,
      );
    },
    async 'laravelOps.backups.inspect'(node) {
      const { workspace, backups } = await loadBackups(load);
      const { root, path } = subjectOf(node);
      await showText(await backups.contentsText(workspace.appAt(root), path, new AbortController().signal), 'markdown');
    },
    async 'laravelOps.backups.drill'() {
      const { workspace, backups } = await loadBackups(load);
      const app = activeApp(workspace);
      const drill = await longWork(vscode.l10n.t('Restore drill of {0}', app.name), (signal, show) =>
        backups.drillNewest(workspace, app, { password: askPassword, show }, signal),
      );
      view.refresh();
      const tell = drill.passed ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
      void tell(drill.summary);
    },
    async 'laravelOps.backups.openRestores'() {
      const { workspace, backups } = await loadBackups(load);
      const app = activeApp(workspace);
      const restores = await backups.openRestores(app, new AbortController().signal);
      if (restores.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('No restore is open: nothing to finish, undo or remove.'),
        );
        return;
      }
      const picked = await vscode.window.showQuickPick(
        restores.map(({ title, description, detail, restoreId, state }) => ({
          label: title,
          description,
          detail,
          restoreId,
          interrupted: backups.isInterrupted(state),
        })),
        { title: vscode.l10n.t('Open Restores'), placeHolder: vscode.l10n.t('Go on, undo, or remove what is kept') },
      );
      if (picked === undefined) return;
      const { restoreId } = picked;
      if (!picked.interrupted) {
        await view.openPlan(backups.planKey(app.root, { restoreId }));
        return;
      }
      const said = await longWork(vscode.l10n.t('Recovering'), (signal) =>
        backups.recoverRestore(workspace, app, restoreId, signal),
      );
      view.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.backups.writeRunbook'() {
      const { workspace, backups } = await loadBackups(load);
      const app = activeApp(workspace);
      const { file, text } = await longWork(vscode.l10n.t('Writing the runbook'), (signal) =>
        backups.runbookText(workspace, app, signal),
      );
      const uri = vscode.Uri.file(file);
      const edit = new vscode.WorkspaceEdit();
      edit.createFile(uri, { overwrite: true, contents: new TextEncoder().encode(text) });
      if (!(await vscode.workspace.applyEdit(edit)))
        throw new OpsError('notWritten', vscode.l10n.t('{0} could not be written.', file));
      await vscode.window.showTextDocument(uri, { preview: false });
      app.forgetCode();
    },
    async 'laravelOps.backups.configureSchedule'() {
      await configureSchedule(await loadBackups(load), view.cli);
    },
    async 'laravelOps.backups.toolsDoctor'() {
      const { workspace, backups } = await loadBackups(load);
      const app = activeApp(workspace);
      const text = await longWork(vscode.l10n.t('Looking for tools'), (signal) =>
        backups.toolsText(workspace, app, signal),
      );
      await showText(text, 'markdown');
    },
    async 'laravelOps.backups.copyCommands'(node) {
      const { workspace, backups } = await loadBackups(load);
      const { root, path } = subjectOf(node);
      const text = await backups.restoreCommands(workspace.appAt(root), path, new AbortController().signal);
      await vscode.env.clipboard.writeText(text);
      void vscode.window.showInformationMessage(vscode.l10n.t('The commands are on the clipboard, without passwords.'));
    },
    async 'laravelOps.backups.delete'(node) {
      const { workspace, backups } = await loadBackups(load);
      const { root, path } = subjectOf(node);
      await backups.deleteBackup(workspace, workspace.appAt(root), path, new AbortController().signal);
      view.refresh();
    },
  };
}

/** The row's backup, or the one that is picked. */
async function chosen(
  services: BackupServices,
  node: TreeNode | undefined,
  title: string,
): Promise<PickedBackup | undefined> {
  if (node?.subject?.kind === 'backup') return { ...node.subject, label: node.label };
  return pickBackup(services, title);
}

/** Shows what can go wrong when the server itself dies in the middle of a switch, and asks whether that is taken. */
export async function acceptRisks(risks: readonly string[]): Promise<boolean> {
  const take = vscode.l10n.t('Take the Risk');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('If the server dies while tables move'),
    { modal: true, detail: risks.join('\n\n') },
    take,
  );
  return answer === take;
}

/** Asks for the password of an encrypted archive; it is kept nowhere. */
export async function askPassword(name: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Password of {0}', name),
    prompt: vscode.l10n.t('The archive is encrypted. Its password is not kept.'),
    password: true,
    ignoreFocusOut: true,
  });
}

function subjectOf(node: TreeNode | undefined): { readonly root: string; readonly path: string } {
  if (node?.subject?.kind !== 'backup')
    throw new OpsError('badRequest', vscode.l10n.t('This command works on a row of the Backups view.'));
  return node.subject;
}

function pathOf(node: TreeNode | undefined): string {
  return subjectOf(node).path;
}
