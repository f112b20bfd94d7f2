import * as vscode from 'vscode';
import type { GuardPrompts, Operation } from '../core/guard/guard';
import { treatAs } from '../core/connections/environment';

/**
 * The guard's questions in VS Code's own dialogs. Every text names role, environment and database; the button repeats
 * the verb. VS Code makes the first button the default and lets no dialog choose Cancel: so the first is the harmless
 * one that shows what would run, and Enter alone never does it.
 */
export const guardPrompts: GuardPrompts = {
  async confirm(operation, signal) {
    const preview = vscode.l10n.t('Show What Runs');
    for (;;) {
      const chosen = await vscode.window.showWarningMessage(
        `${operation.title}?`,
        { modal: true, detail: whereOf(operation) },
        preview,
        operation.verb,
      );
      if (signal.aborted || chosen === undefined) return false;
      if (chosen === operation.verb) return true;
      await showPreview(operation);
    }
  },

  async type(operation, expected) {
    return vscode.window.showInputBox({
      title: operation.title,
      prompt: vscode.l10n.t('{0} Type {1} to go on.', whereOf(operation), expected),
      placeHolder: expected,
      ignoreFocusOut: true,
      validateInput: (typed) =>
        typed === '' || expected.startsWith(typed.trim()) ? undefined : vscode.l10n.t('This is not {0}.', expected),
    });
  },

  async reason(operation, minutes) {
    return vscode.window.showInputBox({
      title: vscode.l10n.t('Unlock {0} for {1} minutes', operation.target.environment.name, minutes),
      prompt: vscode.l10n.t('{0} Why? The reason is written to the activity log.', whereOf(operation)),
      ignoreFocusOut: true,
      validateInput: (typed) => (typed.trim() === '' ? vscode.l10n.t('An unlock needs a reason.') : undefined),
    });
  },

  async hold(operation, seconds, signal) {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: operation.title, cancellable: true },
      async (progress, token) => {
        // By the clock that the guard checks it with: timers fire up to a millisecond early.
        const end = Date.now() + seconds * 1000;
        for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
          progress.report({ message: vscode.l10n.t('starts in {0} s', Math.ceil(left / 1000)) });
          await wait(Math.min(1000, left), token);
          if (token.isCancellationRequested || signal.aborted) return false;
        }
        return true;
      },
    );
  },
};

/** "PRODUCTION · shop · shop@production." with the reasons when production is only suspected. */
function whereOf({ target }: Operation): string {
  const { environment, app, database } = target;
  const role = treatAs(environment).toUpperCase();
  const where = [role, app, database === undefined ? environment.name : `${database}@${environment.name}`].join(' · ');
  const suspected = environment.role === 'unknown' && environment.suspicions.length > 0;
  return suspected ? `${where} (${environment.suspicions.join('; ')}).` : `${where}.`;
}

async function showPreview(operation: Operation): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content: previewText(operation) });
  await vscode.window.showTextDocument(document, { preview: true });
}

function previewText({ title, preview }: Operation): string {
  return preview.length === 0 ? `-- ${title}: nothing is sent to a server.` : preview.join('\n');
}

function wait(milliseconds: number, token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    const cancelled = token.onCancellationRequested(done);
    function done(): void {
      clearTimeout(timer);
      cancelled.dispose();
      resolve();
    }
  });
}
