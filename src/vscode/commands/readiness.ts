import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import type { LoadServices, Services } from '../services';

type ReadinessCommands = Pick<
  Commands,
  'laravelOps.readiness.openReport' | 'laravelOps.readiness.export' | 'laravelOps.readiness.acceptRisk'
>;

export interface ReadinessSurfaces {
  openReport(root: string): Promise<void>;
}

/** Commands of the readiness report. */
export function readinessCommands(load: LoadServices, surfaces: ReadinessSurfaces): ReadinessCommands {
  return {
    async 'laravelOps.readiness.openReport'(node) {
      await surfaces.openReport(await rootOf(load, node));
    },
    async 'laravelOps.readiness.export'() {
      await exportReadiness(load, await rootOf(load, undefined));
    },
    async 'laravelOps.readiness.acceptRisk'(node) {
      if (node?.subject?.kind !== 'check')
        throw new OpsError('badRequest', vscode.l10n.t('This command works on a gap of the Overview.'));
      await acceptRisk(load, node.subject.root, node.subject.check);
    },
  };
}

async function rootOf(load: LoadServices, node: TreeNode | undefined): Promise<string> {
  const subject = node?.subject;
  if (subject !== undefined && 'root' in subject) return subject.root;
  const { workspace } = await load();
  if (workspace.active === undefined) throw new OpsError('noApp', 'No Laravel app found in this window.');
  return workspace.active.root;
}

/** Asks for a format and a file, and writes the report there. Asks before anything is read. */
export async function exportReadiness(load: LoadServices, root: string): Promise<void> {
  const { workspace, module } = await load();
  const formats = module.reportFormats.map(({ id, title, detail }) => ({ label: title, detail, id }));
  const format = await vscode.window.showQuickPick(formats, {
    title: vscode.l10n.t('Export Readiness Report'),
    placeHolder: vscode.l10n.t('Format'),
  });
  if (format === undefined) return;
  const redact = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Leave Out Hosts, Users and Addresses'), redact: true },
      { label: vscode.l10n.t('Name Hosts, Users and Addresses'), redact: false },
    ],
    {
      title: vscode.l10n.t('Export Readiness Report'),
      placeHolder: vscode.l10n.t('Values of environment files are never in it'),
    },
  );
  if (redact === undefined) return;
  const { fileName } = module.reportFile(workspace, root, format.id);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), fileName),
    title: vscode.l10n.t('Export Readiness Report'),
  });
  if (target === undefined) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking readiness'), cancellable: true },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const text = await module.exportReport(workspace, root, format.id, { redact: redact.redact }, abort.signal);
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    },
  );
  const open = vscode.l10n.t('Open');
  // Not awaited: the command has ended, the message stays as long as the user leaves it there.
  void vscode.window
    .showInformationMessage(vscode.l10n.t('The readiness report was written to {0}.', target.fsPath), open)
    .then((chosen) => (chosen === open ? vscode.commands.executeCommand('vscode.open', target) : undefined));
}

/** How long a risk is accepted, in days. */
const terms = [30, 90, 180, 365] as const;

/** Asks why, who answers for it and until when, and writes the decision into the application's own file. */
export async function acceptRisk(load: LoadServices, root: string, check: string): Promise<void> {
  const { workspace, module } = await load();
  const title = vscode.l10n.t('Accept Risk: {0}', await module.checkTitle(workspace, root, check));
  const reason = await ask(title, vscode.l10n.t('Why is this risk accepted? It is written to the repository.'), '');
  if (reason === undefined) return;
  const owner = await ask(title, vscode.l10n.t('Who answers for it?'), workspace.host.actor ?? '');
  if (owner === undefined) return;
  const term = await vscode.window.showQuickPick(
    terms.map((days) => ({ label: vscode.l10n.t('{0} days', days), description: dateAfter(days), days })),
    { title, placeHolder: vscode.l10n.t('Until when? After that it is a gap again.') },
  );
  if (term === undefined) return;
  const decision = { id: check, reason, owner, accepted: dateAfter(0), expires: dateAfter(term.days) };
  await writeDecision(await load(), root, decision);
}

async function writeDecision(
  { workspace, module }: Services,
  root: string,
  decision: Parameters<Services['module']['decisionEdit']>[2],
): Promise<void> {
  const { file, text } = await module.decisionEdit(workspace, root, decision);
  const uri = vscode.Uri.file(file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  workspace.appAt(root).forgetCode();
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}

function ask(title: string, prompt: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? vscode.l10n.t('This is needed.') : undefined),
  });
}

/** ISO date, in UTC as decisions are read. */
function dateAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
