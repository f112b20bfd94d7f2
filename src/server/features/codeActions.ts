import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Fix } from '../../core/finding';
import { ruleOf } from '../../core/lint/catalog';
import { docsUrl } from '../../core/lint/rule';
import { suppressionComment } from '../../core/lint/suppression';
import { protocolRange, type FileFindings, type PlacedFinding } from '../analysis';
import { answer } from '../handlers';
import { pathFromUri } from '../uris';
import { findingsOf, type FeatureContext } from './diagnostics';

/** The server's one command: shows the page of a rule through the client (LSP 3.16, `window/showDocument`). */
export const explainRuleCommand = 'laravelOps.server.explainRule';

/** Quick fixes for the findings of a range, found anew for every request: nothing to go stale. */
export function registerCodeActions({ connection, workspace, log }: FeatureContext, canShowDocument: boolean): void {
  connection.onCodeAction((params, token) =>
    answer('A code action request', log, token, [], async (signal) => {
      const { only } = params.context;
      if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
      const path = pathFromUri(params.textDocument.uri);
      const file = path === undefined ? undefined : await findingsOf(workspace, path, signal);
      if (path === undefined || file === undefined) return [];
      const start = file.text.offsetAt(params.range.start);
      const end = file.text.offsetAt(params.range.end);
      const touched = file.findings.filter(
        ({ finding: { location } }) => location.range.start <= end && start <= location.range.end,
      );
      return touched.flatMap((placed) => actionsFor(path, file, placed, canShowDocument));
    }),
  );
  if (!canShowDocument) return;
  connection.onExecuteCommand((params, token) =>
    answer('Opening a page', log, token, null, async () => {
      const [code] = params.arguments ?? [];
      const rule = params.command === explainRuleCommand && typeof code === 'string' ? ruleOf(code) : undefined;
      if (rule !== undefined) await connection.window.showDocument({ uri: docsUrl(rule), external: true });
      return null;
    }),
  );
}

function actionsFor(path: string, file: FileFindings, placed: PlacedFinding, canShowDocument: boolean): CodeAction[] {
  const { finding, diagnostic } = placed;
  // Edits of other files would need their text and version; a rule with such a fix brings that need with it.
  const fixes = finding.fixes.filter((fix) => fix.edits.every((edit) => edit.file === path));
  const actions = fixes.map((fix) => quickFix(file, fix, diagnostic));
  actions.push(suppressHere(path, file, placed));
  if (canShowDocument) {
    actions.push({
      title: 'Why this?',
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title: 'Why this?', command: explainRuleCommand, arguments: [finding.rule] },
    });
  }
  return actions;
}

function quickFix(file: FileFindings, fix: Fix, diagnostic: Diagnostic): CodeAction {
  const edits = fix.edits.flatMap(({ edits: own }) => own);
  const protocolEdits = edits.map(({ range, newText }) => ({ range: protocolRange(file.text, range), newText }));
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(fix.preferred ? { isPreferred: true } : {}),
    edit: { changes: { [file.uri]: protocolEdits } },
  };
}

function suppressHere(path: string, file: FileFindings, { finding, diagnostic }: PlacedFinding): CodeAction {
  return {
    title: `Suppress ${finding.rule} here`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: { changes: { [file.uri]: [insertAbove(file.text, diagnostic, suppressionComment(path, finding.rule))] } },
  };
}

function insertAbove(text: TextDocument, { range }: Diagnostic, comment: string): TextEdit {
  const { line } = range.start;
  const whole = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const indent = /^[ \t]*/.exec(whole)?.[0] ?? '';
  const lineEnd = text.getText().includes('\r\n') ? '\r\n' : '\n';
  const start = { line, character: 0 };
  return { range: { start, end: start }, newText: indent + comment + lineEnd };
}
