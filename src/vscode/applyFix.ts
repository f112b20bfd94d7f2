import * as vscode from 'vscode';
import { OpsError } from '../core/base/errors';
import { baseName } from '../core/base/path';
import type { Fix } from '../core/finding';
import { type ChangedFile, previewChange } from './previewChange';

/**
 * Makes a fix and shows the first place it changed; nothing that was there is saved, and one undo takes it back. A fix of several
 * files is shown as a diff first, and made when the person says so.
 *
 * @param textOf the files as the fix knows them: its ranges are of that text
 * @returns false when the person turned away, or VS Code did not make it
 * @throws OpsError `changed` when a file is another one by now
 */
export async function applyFix(fix: Fix, textOf: (file: string) => string | undefined): Promise<boolean> {
  const files = await Promise.all(fix.edits.map((each) => changedFile(each, textOf)));
  if (files.length > 1) {
    if (!(await previewChange(fix.title, files))) return false;
    // Somebody may have gone on writing while the change was looked at, in files too that the fix did not know.
    for (const { uri, before } of files) if ((await textAt(uri)) !== before) throw changed(uri);
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, before, edits } of files) {
    if (before === undefined) {
      const contents = new TextEncoder().encode(edits.map(({ newText }) => newText).join(''));
      edit.createFile(uri, { contents });
      continue;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    for (const { range, newText } of edits)
      edit.replace(uri, new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)), newText);
  }
  // Not as a refactoring: of those VS Code saves the files, where there are several.
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  const [first] = fix.edits;
  if (first !== undefined) await showEdited(vscode.Uri.file(first.file), first.edits[0]?.range.start ?? 0);
  return true;
}

async function changedFile(
  { file, edits }: Fix['edits'][number],
  textOf: (file: string) => string | undefined,
): Promise<ChangedFile> {
  const uri = vscode.Uri.file(file);
  const before = await textAt(uri);
  const known = textOf(file);
  // A file that is gone is another one too: made anew of the edits alone, it would be a fragment.
  if (known !== undefined && known !== before) throw changed(uri);
  return { uri, before, edits };
}

/** What a file says in the editor, saved or not; undefined when there is none. */
async function textAt(uri: vscode.Uri): Promise<string | undefined> {
  return (await exists(uri)) ? (await vscode.workspace.openTextDocument(uri)).getText() : undefined;
}

function changed({ path }: vscode.Uri): OpsError {
  return new OpsError('changed', vscode.l10n.t('{0} changed since it was checked.', baseName(path)), {
    safe: vscode.l10n.t('Nothing was edited.'),
    next: vscode.l10n.t('Check again.'),
  });
}

async function showEdited(uri: vscode.Uri, offset: number): Promise<void> {
  // Somebody may have taken it back already.
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
