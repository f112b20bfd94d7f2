import * as vscode from 'vscode';

/** Opens a file with a range of UTF-16 offsets selected. Registered as a command of ours for tree rows; not contributed. */
export async function openLocation(file: unknown, range: unknown): Promise<void> {
  if (typeof file !== 'string') return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const options: vscode.TextDocumentShowOptions = { preview: true };
  if (isRange(range))
    options.selection = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  await vscode.window.showTextDocument(document, options);
}

function isRange(value: unknown): value is { start: number; end: number } {
  if (typeof value !== 'object' || value === null || !('start' in value) || !('end' in value)) return false;
  return typeof value.start === 'number' && typeof value.end === 'number';
}
