import * as vscode from 'vscode';
import { applyEdits, type TextEdit } from '../core/base/text';

/** Serves the texts of a change that is looked at, while it is. */
const scheme = 'laravel-ops-change';

/** One file of a change. */
export interface ChangedFile {
  readonly uri: vscode.Uri;
  /** Undefined for a file that is created. */
  readonly before: string | undefined;
  readonly edits: readonly TextEdit[];
}

/**
 * Shows a change of several files as one diff and asks whether to make it. VS Code's refactor preview would show whole files as one
 * line, with nothing ticked.
 *
 * @returns false when the person turned away
 */
export async function previewChange(title: string, files: readonly ChangedFile[]): Promise<boolean> {
  const texts = new Map<string, string>();
  const place = (uri: vscode.Uri, side: 'before' | 'after', text: string): vscode.Uri => {
    const virtual = uri.with({ scheme, query: side });
    texts.set(virtual.toString(), text);
    return virtual;
  };
  const changes = files.map(({ uri, before, edits }) => [
    uri,
    before === undefined ? undefined : place(uri, 'before', before),
    place(uri, 'after', applyEdits(before ?? '', edits)),
  ]);
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  try {
    await vscode.commands.executeCommand('vscode.changes', title, changes);
    const apply = { label: vscode.l10n.t('$(check) Apply the Change'), id: 'apply' };
    const created = files.filter(({ before }) => before === undefined).length;
    const answer = await vscode.window.showQuickPick(
      [
        {
          ...apply,
          description: vscode.l10n.t('{0} files, {1} of them new; one undo takes it back', files.length, created),
        },
        { label: vscode.l10n.t('$(close) Discard'), description: vscode.l10n.t('nothing is changed'), id: 'discard' },
      ],
      { title, placeHolder: vscode.l10n.t('Look at the change below, then choose'), ignoreFocusOut: true },
    );
    return answer?.id === 'apply';
  } finally {
    await closePreview(title);
    provider.dispose();
  }
}

/** A diff of texts that nobody serves any more would show empty files. */
async function closePreview(title: string): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ label }) => label.startsWith(title));
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
