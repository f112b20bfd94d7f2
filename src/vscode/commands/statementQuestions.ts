import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import { joinPath } from '../../core/base/path';

/** Asks for the values of a statement's placeholders, one after the other; undefined when the person turned away. */
export async function askValues(
  wanted: readonly { readonly title: string; readonly value: string }[],
): Promise<readonly string[] | undefined> {
  const values: string[] = [];
  for (const [at, { title, value }] of wanted.entries()) {
    const given = await vscode.window.showInputBox({
      title: vscode.l10n.t('Value {0} of {1}: {2}', at + 1, wanted.length, title),
      prompt: vscode.l10n.t('Used for the plan of this page only; it is not kept.'),
      value: unquoted(value),
      ignoreFocusOut: true,
    });
    if (given === undefined) return undefined;
    values.push(given);
  }
  return values;
}

/** A literal of SQL as a person would write it: without its quotes. */
function unquoted(literal: string): string {
  return /^'.*'$/s.test(literal) ? literal.slice(1, -1).replaceAll("''", "'") : literal;
}

/** Longest statement that a dialog shows, in UTF-16 units: its buttons have to stay on the screen. */
const mostShown = 1_500;

/** Asks whether a statement is to be run to be measured. */
export async function confirmRun(text: string): Promise<boolean> {
  const shown = text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  const run = vscode.l10n.t('Run and Measure');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run this statement to measure it?'),
    {
      modal: true,
      detail: vscode.l10n.t('It is a SELECT, run in a read-only transaction with a time limit:\n\n{0}', shown),
    },
    run,
  );
  return answer === run;
}

/** Shows a place of an application: "app/Models/Order.php:42". @throws OpsError `gone` */
export async function openPlace(root: string, place: string): Promise<void> {
  const [, path = place, line = '1'] = /^(.*):(\d+)$/s.exec(place) ?? [];
  const uri = vscode.Uri.file(joinPath(root, path));
  const document = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch((error: unknown) => {
    throw new OpsError('gone', vscode.l10n.t('{0} cannot be opened.', path), {}, { cause: error });
  });
  const at = document.lineAt(Math.min(Math.max(0, Number(line) - 1), document.lineCount - 1)).range;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at.start, at.start), preview: true });
}
