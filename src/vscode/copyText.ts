import * as vscode from 'vscode';

/** Puts a text on the clipboard and says so for a moment in the status bar, where nothing has to be closed. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', text.split('\n')[0] ?? ''), 4000);
}
