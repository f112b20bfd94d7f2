import * as vscode from 'vscode';
import { exportFormats } from '../../core/security/stream/exportText';
import type { SecurityLogActions } from '../../services/security/actions';

const hour = 3_600_000;

/** What the security log asks a person, as VS Code asks. */
export function securityLogQuestions(): Required<Pick<SecurityLogActions, 'askMute' | 'askExport'>> {
  return {
    async askMute(title) {
      const spans = [
        { label: vscode.l10n.t('1 hour'), milliseconds: hour },
        { label: vscode.l10n.t('1 day'), milliseconds: 24 * hour },
        { label: vscode.l10n.t('7 days'), milliseconds: 7 * 24 * hour },
        { label: vscode.l10n.t('30 days'), milliseconds: 30 * 24 * hour },
      ];
      const chosen = await vscode.window.showQuickPick(spans, {
        title: vscode.l10n.t('Mute: {0}', plainText(title)),
        placeHolder: vscode.l10n.t('It is shown again afterwards'),
      });
      return chosen?.milliseconds;
    },
    async askExport({ shown }) {
      const what = await vscode.window.showQuickPick(
        [
          {
            label: vscode.l10n.t('What Is Listed'),
            description: vscode.l10n.t('{0} events', shown),
            what: 'shown' as const,
          },
          {
            label: vscode.l10n.t('Everything in the Files That Matches the Filter'),
            description: vscode.l10n.t('reads all of them'),
            what: 'files' as const,
          },
        ],
        {
          title: vscode.l10n.t('Export Events'),
          placeHolder: vscode.l10n.t('Secrets are taken out; addresses and names stay'),
        },
      );
      if (what === undefined) return undefined;
      const picked = await vscode.window.showQuickPick(
        exportFormats.map(({ id, title, extension }) => ({
          label: title,
          description: `.${extension}`,
          id,
          extension,
        })),
        { title: vscode.l10n.t('Export Events') },
      );
      if (picked === undefined) return undefined;
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const name = `security-events.${picked.extension}`;
      const uri = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Export Events'),
        filters: { [picked.label]: [picked.extension] },
        ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
      });
      return uri === undefined ? undefined : { what: what.what, format: picked.id, file: uri.fsPath };
    },
  };
}

/** Titles of quick picks draw codicons: "$(alert)" of a log is text. */
function plainText(text: string): string {
  return text.replaceAll('$(', '$ (');
}
