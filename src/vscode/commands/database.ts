import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import type { LoadServices } from '../services';
import { withSignal } from './environments';

type DatabaseCommands = Pick<
  Commands,
  | 'laravelOps.database.refresh'
  | 'laravelOps.database.explain'
  | 'laravelOps.database.copyStatement'
  | 'laravelOps.database.killQuery'
>;

/** Commands of the Database view. `openStatement` shows the panel of one statement of the active app. */
export function databaseCommands(
  load: LoadServices,
  view: { refresh(): void; openStatement(root: string, digest: string): void },
): DatabaseCommands {
  return {
    async 'laravelOps.database.refresh'() {
      view.refresh();
    },

    async 'laravelOps.database.explain'(node) {
      const { workspace, module } = await load();
      if (node?.subject?.kind === 'statement') {
        view.openStatement(node.subject.root, node.subject.digest);
        return;
      }
      const app = workspace.active;
      if (app === undefined) throw new OpsError('noApp', vscode.l10n.t('No Laravel app found in this window.'));
      const { statements } = await withProgress((signal) => module.readSlowStatements(app, signal));
      const picked = await vscode.window.showQuickPick(
        statements.map(({ digest, text, calls }) => ({
          label: text.replace(/\s+/g, ' '),
          description: vscode.l10n.t('{0} calls', calls),
          digest,
        })),
        {
          title: vscode.l10n.t('Explain Statement'),
          placeHolder: vscode.l10n.t('The statements that took the most time, the most expensive first'),
        },
      );
      if (picked !== undefined) view.openStatement(app.root, picked.digest);
    },

    async 'laravelOps.database.copyStatement'(node) {
      const { workspace, module } = await load();
      const { root, digest } = subjectOf(node, 'statement');
      const text = await module.statementText(workspace.appAt(root), digest, new AbortController().signal);
      await vscode.env.clipboard.writeText(text);
    },

    async 'laravelOps.database.killQuery'(node) {
      const { workspace, module } = await load();
      const { root, connectionId } = subjectOf(node, 'connection');
      await module.killQuery(workspace, root, connectionId, new AbortController().signal);
      view.refresh();
    },
  };
}

type Subject = NonNullable<TreeNode['subject']>;

function subjectOf<K extends 'statement' | 'connection'>(
  node: TreeNode | undefined,
  kind: K,
): Extract<Subject, { kind: K }> {
  const subject = node?.subject;
  if (subject === undefined || !isOfKind(subject, kind))
    throw new OpsError('badRequest', vscode.l10n.t('This command works on a row of the Database view.'));
  return subject;
}

function isOfKind<K extends Subject['kind']>(subject: Subject, kind: K): subject is Extract<Subject, { kind: K }> {
  return subject.kind === kind;
}

function withProgress<T>(work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: { viewId: 'laravelOps.database' }, title: vscode.l10n.t('Reading statements') },
    (_progress, token) => withSignal(token, work),
  );
}
