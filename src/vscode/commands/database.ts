import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import { loadQueries, type LoadServices } from '../services';
import { openLocation } from '../openLocation';
import { activeApp } from './activeApp';
import { withSignal } from './environments';
import { askDays } from './indexes';
import { longWork } from './longWork';

type DatabaseCommands = Pick<
  Commands,
  | 'laravelOps.database.refresh'
  | 'laravelOps.database.explain'
  | 'laravelOps.database.explainSelection'
  | 'laravelOps.database.explainConnection'
  | 'laravelOps.database.copyStatement'
  | 'laravelOps.database.findInCode'
  | 'laravelOps.database.muteStatement'
  | 'laravelOps.database.showMuted'
  | 'laravelOps.database.chooseSource'
  | 'laravelOps.database.copyGrant'
  | 'laravelOps.database.killQuery'
>;

/** Commands of the Database view. `openStatement` shows the panel of one statement of the active app. */
export function databaseCommands(
  load: LoadServices,
  view: { refresh(): void; openStatement(root: string, digest: string): void },
): DatabaseCommands {
  return {
    async 'laravelOps.database.refresh'() {
      const { workspace, queries } = await loadQueries(load);
      if (workspace.active !== undefined) await queries.forgetWhatWasRead(workspace, workspace.active);
      view.refresh();
    },

    async 'laravelOps.database.explain'(node) {
      const { workspace, queries } = await loadQueries(load);
      if (node?.subject?.kind === 'statement') {
        view.openStatement(node.subject.root, node.subject.digest);
        return;
      }
      const app = activeApp(workspace);
      const { statements } = await withProgress((signal) => queries.readSlowStatements(workspace, app, signal));
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

    async 'laravelOps.database.explainSelection'() {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined)
        throw new OpsError('noSelection', vscode.l10n.t('Open a file and put the cursor into a statement.'));
      const { document, selection } = editor;
      const { workspace, queries } = await loadQueries(load);
      const app = activeApp(workspace);
      const id = await queries.giveStatement(
        workspace,
        app,
        {
          text: document.getText(),
          language: document.languageId,
          start: document.offsetAt(selection.start),
          end: document.offsetAt(selection.end),
          file: vscode.workspace.asRelativePath(document.uri),
        },
        new AbortController().signal,
      );
      view.openStatement(app.root, id);
    },

    async 'laravelOps.database.explainConnection'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, connectionId } = subjectOf(node, 'connection');
      const id = await withProgress((signal) =>
        queries.explainRunning(workspace, workspace.appAt(root), connectionId, signal),
      );
      view.openStatement(root, id);
    },

    async 'laravelOps.database.copyStatement'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, digest } = subjectOf(node, 'statement');
      const text = await queries.statementText(workspace, workspace.appAt(root), digest, new AbortController().signal);
      await vscode.env.clipboard.writeText(text);
    },

    async 'laravelOps.database.findInCode'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, digest } = subjectOf(node, 'statement');
      const places = await withProgress((signal) =>
        queries.findInCode(workspace, workspace.appAt(root), digest, signal),
      );
      if (places.length === 0) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('No place in the code could be told to send this statement.'),
        );
        return;
      }
      const picked =
        places.length === 1
          ? places[0]
          : await vscode.window.showQuickPick(
              places.map((place) => ({ ...place, label: place.place, description: place.words, detail: place.why })),
              { title: vscode.l10n.t('Find in Code'), placeHolder: vscode.l10n.t('The most certain first') },
            );
      if (picked !== undefined) await openLocation(picked.file, picked.range);
    },

    async 'laravelOps.database.muteStatement'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, digest } = subjectOf(node, 'statement');
      const days = await askDays(vscode.l10n.t('Mute Statement'));
      if (days === undefined) return;
      const label = (node?.label ?? digest).slice(0, 200);
      queries.muteFor(workspace, workspace.appAt(root), { kind: 'statement', id: digest, label }, days);
      view.refresh();
    },

    async 'laravelOps.database.showMuted'() {
      const { workspace, queries } = await loadQueries(load);
      const app = activeApp(workspace);
      const muted = queries.mutedOf(workspace, app);
      if (muted.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is muted or dismissed.'));
        return;
      }
      const picked = await vscode.window.showQuickPick(
        muted.map((each) => ({
          label: each.label,
          description:
            each.until === undefined
              ? vscode.l10n.t('for good')
              : vscode.l10n.t('until {0}', new Date(each.until).toLocaleDateString()),
          each,
        })),
        { title: vscode.l10n.t('Muted and Dismissed'), placeHolder: vscode.l10n.t('What is shown again') },
      );
      if (picked === undefined) return;
      queries.unmute(workspace, app, picked.each.kind, picked.each.id);
      view.refresh();
    },

    async 'laravelOps.database.chooseSource'() {
      const { workspace, queries } = await loadQueries(load);
      const app = activeApp(workspace);
      const choices = await withProgress((signal) => queries.sourceChoices(workspace, app, signal));
      const picked = await vscode.window.showQuickPick(choices, {
        title: vscode.l10n.t('Where Slow Statements Come From'),
        placeHolder: vscode.l10n.t('Those that cannot be used say why'),
        matchOnDetail: true,
      });
      if (picked === undefined) return;
      if (!picked.usable)
        throw new OpsError('unusable', vscode.l10n.t('{0} cannot be used here.', picked.label), {
          next: picked.detail,
        });
      await vscode.workspace
        .getConfiguration('laravelOps', vscode.Uri.file(app.root))
        .update('slowQueries.source', picked.id, vscode.ConfigurationTarget.Workspace);
      view.refresh();
    },

    async 'laravelOps.database.copyGrant'() {
      const { workspace, queries } = await loadQueries(load);
      const grant = await withProgress((signal) => queries.grantText(activeApp(workspace), signal));
      await vscode.env.clipboard.writeText(grant);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The GRANT is on the clipboard: an administrator has to run it.'),
      );
    },

    async 'laravelOps.database.killQuery'(node) {
      const { workspace, module } = await loadQueries(load);
      const { root, connectionId } = subjectOf(node, 'connection');
      await module.killQuery(workspace, root, connectionId, new AbortController().signal);
      view.refresh();
    },
  };
}

type CaptureCommands = Pick<Commands, 'laravelOps.database.capture' | 'laravelOps.database.stopCapture'>;

/** Commands that make the server write down slow statements for a while. */
export function captureCommands(load: LoadServices, view: { refresh(): void }): CaptureCommands {
  return {
    async 'laravelOps.database.capture'() {
      const { workspace, queries } = await loadQueries(load);
      const app = activeApp(workspace);
      const picked = await vscode.window.showQuickPick(
        [5, 30, 120].map((minutes) => ({ label: vscode.l10n.t('{0} Minutes', minutes), minutes })),
        { title: vscode.l10n.t('Capture Slow Queries'), placeHolder: vscode.l10n.t('For how long') },
      );
      if (picked === undefined) return;
      const said = await longWork(vscode.l10n.t('Setting up the capture'), (signal) =>
        queries.startCapture(workspace, app, picked.minutes, signal),
      );
      view.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.database.stopCapture'() {
      const { workspace, queries } = await loadQueries(load);
      const said = await longWork(vscode.l10n.t('Setting the server back'), (signal) =>
        queries.stopCapture(workspace, activeApp(workspace), signal),
      );
      view.refresh();
      void vscode.window.showInformationMessage(said);
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
