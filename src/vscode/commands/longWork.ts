import * as vscode from 'vscode';

/** Shows what a long piece of work is doing now: "orders · 312 MB of 840 MB". `share`: 0 to 1 of the whole, where it is known. */
export type ShowProgress = (message: string, share?: number) => void;

/** Runs long work with a notification that shows how far it is and cancels it. */
export function longWork<T>(title: string, work: (signal: AbortSignal, show: ShowProgress) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      return work(abort.signal, (message, share) => {
        // The notification adds increments up; a share that goes back is not shown.
        const increment = share === undefined ? 0 : Math.max(0, Math.min(1, share) * 100 - shown);
        shown += increment;
        progress.report({ message, increment });
      });
    },
  );
}

/** Opens text that belongs to no file. */
export async function showText(content: string, language: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document, { preview: true });
}
