import { CodeActionKind, type ClientCapabilities, type CodeAction } from 'vscode-languageserver';
import { ruleOf } from '../../core/lint/catalog';
import { docsUrl } from '../../core/lint/rule';
import { clientCommands, type ClientCommand } from '../../protocol/server';
import type { FileFindings, PlacedFinding } from '../analysis';
import type { Snapshot } from '../documents';
import { answer } from '../handlers';
import { pathFromUri } from '../uris';
import type { FeatureContext } from './diagnostics';
import { editAbilities, fixEdit } from './fixEdit';
import { suppressHere } from './suppressHere';

/** The server's one command: shows the page of a rule through the client (LSP 3.16, `window/showDocument`). */
export const explainRuleCommand = 'laravelOps.server.explainRule';

/** Whether a client can open a web page for the server. */
export function canShowPages(capabilities: ClientCapabilities): boolean {
  return capabilities.window?.showDocument?.support === true;
}

/** Quick fixes for the findings of a range, found anew for every request: nothing to go stale. */
export function registerCodeActions(
  { connection, workspace, log }: FeatureContext,
  capabilities: ClientCapabilities,
): void {
  const abilities = editAbilities(capabilities);
  const shows = canShowPages(capabilities);

  const actionsFor = async (
    path: string,
    file: FileFindings,
    placed: PlacedFinding,
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<CodeAction[]> => {
    const { finding, diagnostic } = placed;
    const runs = (command: ClientCommand): boolean => workspace.options.commands.includes(command);
    const about = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
    const commanding = (title: string, command: string, ...given: string[]): CodeAction => ({
      ...about,
      title,
      command: { title, command, arguments: given },
    });
    const actions: CodeAction[] = [];
    for (const fix of finding.fixes) {
      if (fix.copies !== undefined) {
        if (runs(clientCommands.copyText)) actions.push(commanding(fix.title, clientCommands.copyText, fix.copies));
        continue;
      }
      const edit = await fixEdit(fix, snapshot, abilities, signal);
      if (edit === undefined) continue;
      actions.push({ ...about, title: fix.title, ...(fix.preferred ? { isPreferred: true } : {}), edit });
    }
    const comment = suppressHere(path, file.text, finding.location.range.start, finding.rule);
    if (comment !== undefined) {
      const edit = { changes: { [file.uri]: [comment] } };
      actions.push({ ...about, title: `Suppress ${finding.rule} here`, edit });
    }
    if (runs(clientCommands.turnRuleOff)) {
      const title = `Turn ${finding.rule} off in this workspace`;
      actions.push(commanding(title, clientCommands.turnRuleOff, finding.rule, file.uri));
    }
    if (shows) actions.push(commanding('Why this?', explainRuleCommand, finding.rule));
    return actions;
  };

  connection.onCodeAction((params, token) =>
    answer('A code action request', log, token, [], async (signal) => {
      const { only } = params.context;
      if (only !== undefined && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
      const path = pathFromUri(params.textDocument.uri);
      const application = path === undefined ? undefined : await workspace.applicationOf(path, signal);
      if (path === undefined || application === undefined) return [];
      const { files, snapshot } = await application.analysis(signal);
      const file = files.get(path);
      if (file === undefined || snapshot === undefined) return [];
      const start = file.text.offsetAt(params.range.start);
      const end = file.text.offsetAt(params.range.end);
      const touched = file.findings.filter(
        ({ finding: { location } }) => location.range.start <= end && start <= location.range.end,
      );
      return (await Promise.all(touched.map((placed) => actionsFor(path, file, placed, snapshot, signal)))).flat();
    }),
  );
  if (!shows) return;
  connection.onExecuteCommand((params, token) =>
    answer('Opening a page', log, token, null, async () => {
      const [code] = params.arguments ?? [];
      const rule = params.command === explainRuleCommand && typeof code === 'string' ? ruleOf(code) : undefined;
      if (rule !== undefined) await connection.window.showDocument({ uri: docsUrl(rule), external: true });
      return null;
    }),
  );
}
