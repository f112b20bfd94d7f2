import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import type { LoadServices } from '../services';

type GeneralCommands = Pick<
  Commands,
  | 'laravelOps.showMenu'
  | 'laravelOps.dashboard.open'
  | 'laravelOps.overview.refresh'
  | 'laravelOps.security.openLog'
  | 'laravelOps.activity.refresh'
  | 'laravelOps.activity.verify'
  | 'laravelOps.activity.export'
  | 'laravelOps.showLog'
  | 'laravelOps.openSettings'
>;

export interface GeneralSurfaces {
  refreshApps(): Promise<void>;
  refreshActivity(): void;
  openDashboard(): Promise<void>;
  showLog(): void;
}

/** Commands that belong to no single noun. */
export function generalCommands(load: LoadServices, surfaces: GeneralSurfaces): GeneralCommands {
  return {
    async 'laravelOps.showMenu'() {
      const commands = [
        ['$(dashboard)', vscode.l10n.t('Open Dashboard'), 'laravelOps.dashboard.open'],
        ['$(arrow-swap)', vscode.l10n.t('Switch Environment'), 'laravelOps.environments.switch'],
        ['$(plug)', vscode.l10n.t('Test Connection'), 'laravelOps.environments.testConnection'],
        ['$(archive)', vscode.l10n.t('Show Backups'), 'laravelOps.backups.focus'],
        ['$(type-hierarchy-sub)', vscode.l10n.t('Explain Statement'), 'laravelOps.database.explain'],
        ['$(list-flat)', vscode.l10n.t('Open Security Log'), 'laravelOps.security.openLog'],
        ['$(settings-gear)', vscode.l10n.t('Open Settings'), 'laravelOps.openSettings'],
        ['$(output)', vscode.l10n.t('Show Log'), 'laravelOps.showLog'],
      ] as const;
      const picked = await vscode.window.showQuickPick(
        commands.map(([icon, title, command]) => ({ label: `${icon} ${title}`, command })),
        { title: 'Laravel Ops', placeHolder: vscode.l10n.t('What to do') },
      );
      if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
    },
    async 'laravelOps.dashboard.open'() {
      await surfaces.openDashboard();
    },
    async 'laravelOps.overview.refresh'() {
      await surfaces.refreshApps();
    },
    async 'laravelOps.security.openLog'() {
      await vscode.commands.executeCommand('laravelOps.securityLog.focus');
    },
    async 'laravelOps.activity.refresh'() {
      surfaces.refreshActivity();
    },
    async 'laravelOps.activity.verify'() {
      const { workspace, module } = await load();
      const { intact, sentence } = await module.verifyActivity(workspace, new AbortController().signal);
      if (intact) void vscode.window.showInformationMessage(sentence);
      else void vscode.window.showWarningMessage(sentence);
    },
    async 'laravelOps.activity.export'() {
      const { workspace, module } = await load();
      const uri = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Export Activity Log'),
        filters: { 'JSON Lines': ['jsonl'] },
        ...(workspace.active === undefined
          ? {}
          : { defaultUri: vscode.Uri.file(`${workspace.active.root}/activity.jsonl`) }),
      });
      if (uri === undefined) return;
      const { text, sentence } = await module.exportActivity(workspace, new AbortController().signal);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The activity log was written to {0}. {1}', uri.fsPath, sentence),
      );
    },
    async 'laravelOps.showLog'() {
      surfaces.showLog();
    },
    async 'laravelOps.openSettings'() {
      await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:laravel-ops.laravel-ops');
    },
  };
}
