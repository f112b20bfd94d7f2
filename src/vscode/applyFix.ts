import * as vscode from 'vscode';
import { OpsError } from '../core/base/errors';
import { baseName } from '../core/base/path';
import type { Fix } from '../core/finding';

/**
 * Makes a fix and shows the first place it changed; nothing is saved, and one undo takes it back. A fix of several files
 * is shown in VS Code's refactor preview first, and only what is ticked there is made.
 *
 * @param textOf the files as the fix knows them: its ranges are of that text
 * @throws OpsError `changed` when a file is another one by now
 */
export async function applyFix(fix: Fix, textOf: (file: string) => string | undefined): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const about = { needsConfirmation: fix.edits.length > 1, label: fix.title };
  for (const { file, edits } of fix.edits) {
    const uri = vscode.Uri.file(file);
    if (!(await exists(uri))) {
      const contents = new TextEncoder().encode(edits.map(({ newText }) => newText).join(''));
      edit.createFile(uri, { contents }, about);
      continue;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const known = textOf(file);
    if (known !== undefined && known !== document.getText())
      throw new OpsError('changed', vscode.l10n.t('{0} changed since it was checked.', baseName(file)), {
        safe: vscode.l10n.t('Nothing was edited.'),
        next: vscode.l10n.t('Check again.'),
      });
    for (const { range, newText } of edits)
      edit.replace(
        uri,
        new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
        newText,
        about,
      );
  }
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return;
  const [first] = fix.edits;
  if (first !== undefined) await showEdited(vscode.Uri.file(first.file), first.edits[0]?.range.start ?? 0);
}

async function showEdited(uri: vscode.Uri, offset: number): Promise<void> {
  // What was not ticked in the preview was not made.
  if (!(await exists(uri))) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const place = document.positionAt(offset);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
