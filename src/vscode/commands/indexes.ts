import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import { loadQueries, type LoadServices, type QueryServices } from '../services';
import { activeApp } from './activeApp';
import { longWork } from './longWork';

type IndexCommands = Pick<
  Commands,
  | 'laravelOps.database.findIndexes'
  | 'laravelOps.database.openIndex'
  | 'laravelOps.database.proveIndex'
  | 'laravelOps.database.proveAll'
  | 'laravelOps.database.dropScratch'
  | 'laravelOps.database.tryInvisible'
  | 'laravelOps.database.createIndexMigration'
  | 'laravelOps.database.dismissIndex'
>;

/** What the commands of indexes act on besides the services. */
export interface IndexSurfaces {
  refresh(): void;
  /** Shows the evidence for an index. */
  openIndex(root: string, id: string): Promise<void>;
}

/** Commands of index suggestions and of indexes without use. */
export function indexCommands(load: LoadServices, surfaces: IndexSurfaces): IndexCommands {
  return {
    async 'laravelOps.database.findIndexes'() {
      const { workspace, queries } = await loadQueries(load);
      const app = activeApp(workspace);
      const found = await longWork(vscode.l10n.t('Looking for missing indexes'), (signal, show) =>
        queries.findIndexes(workspace, app, { show }, signal),
      );
      surfaces.refresh();
      void vscode.window.showInformationMessage(found.summary);
    },
    async 'laravelOps.database.openIndex'(node) {
      const services = await loadQueries(load);
      const picked = await chosen(services, node, vscode.l10n.t('Evidence: Which Index?'));
      if (picked !== undefined) await surfaces.openIndex(picked.root, picked.id);
    },
    async 'laravelOps.database.proveIndex'(node) {
      const services = await loadQueries(load);
      const picked = await chosen(services, node, vscode.l10n.t('Prove: Which Index?'));
      if (picked === undefined) return;
      await surfaces.openIndex(picked.root, picked.id);
      const { workspace, queries } = services;
      const said = await longWork(vscode.l10n.t('Proving {0}', picked.label), (signal, show) =>
        queries.proveIndex(workspace, workspace.appAt(picked.root), picked.id, { show }, signal),
      );
      surfaces.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.database.proveAll'() {
      const { workspace, queries } = await loadQueries(load);
      const said = await longWork(vscode.l10n.t('Proving the suggested indexes'), (signal, show) =>
        queries.proveAll(workspace, activeApp(workspace), { show }, signal),
      );
      surfaces.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.database.dropScratch'() {
      const { workspace, queries } = await loadQueries(load);
      const said = await longWork(vscode.l10n.t('Looking for scratch copies'), (signal) =>
        queries.dropScratch(workspace, activeApp(workspace), signal),
      );
      surfaces.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.database.tryInvisible'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, id } = subjectOf(node);
      const said = await longWork(vscode.l10n.t('Trying {0}', node?.label ?? id), (signal, show) =>
        queries.tryInvisible(workspace, workspace.appAt(root), id, { show }, signal),
      );
      surfaces.refresh();
      void vscode.window.showInformationMessage(said);
    },
    async 'laravelOps.database.createIndexMigration'(node) {
      const services = await loadQueries(load);
      const picked = await chosen(services, node, vscode.l10n.t('Migration: Which Index?'));
      if (picked === undefined) return;
      const { workspace, queries } = services;
      await createMigration(
        await queries.indexMigrationFile(
          workspace,
          workspace.appAt(picked.root),
          picked.id,
          new AbortController().signal,
        ),
      );
    },
    async 'laravelOps.database.dismissIndex'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, id } = subjectOf(node);
      const days = await askDays(vscode.l10n.t('Dismiss {0}', node?.label ?? id));
      if (days === undefined) return;
      queries.muteFor(workspace, workspace.appAt(root), { kind: 'index', id, label: node?.label ?? id }, days);
      surfaces.refresh();
    },
  };
}

/** Writes a migration as a new file that is not saved by itself anywhere else, and shows it. One undo takes it back. */
export async function createMigration({ file, text }: { readonly file: string; readonly text: string }): Promise<void> {
  const uri = vscode.Uri.file(file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false });
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new OpsError('notWritten', vscode.l10n.t('The migration could not be written to {0}.', uri.fsPath), {
      safe: vscode.l10n.t('Nothing was changed.'),
    });
  await vscode.window.showTextDocument(uri);
}

/** For how long something is not shown: days, 0 for good, undefined when the person turned away. */
export async function askDays(title: string): Promise<number | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('For a Week'), days: 7 },
      { label: vscode.l10n.t('For a Month'), days: 30 },
      { label: vscode.l10n.t('Until I Show It Again'), days: 0 },
    ],
    { title, placeHolder: vscode.l10n.t('Remembered in this workspace; “Show Muted Statements” takes it back') },
  );
  return picked?.days;
}

interface PickedIndex {
  readonly root: string;
  readonly id: string;
  readonly label: string;
}

/** The row's index, or the one that is picked. */
async function chosen(
  { workspace, queries }: QueryServices,
  node: TreeNode | undefined,
  title: string,
): Promise<PickedIndex | undefined> {
  if (node?.subject?.kind === 'index') return { ...node.subject, label: node.label };
  const app = activeApp(workspace);
  const choices = await queries.indexChoices(workspace, app, new AbortController().signal);
  if (choices.length === 0)
    throw new OpsError('nothingFound', vscode.l10n.t('No index is suggested.'), {
      next: vscode.l10n.t('Run “Find Missing Indexes” first.'),
    });
  const picked = await vscode.window.showQuickPick(
    choices.map(({ id, label, description }) => ({ id, label, description })),
    { title, placeHolder: vscode.l10n.t('Suggested first, then those without use'), matchOnDescription: true },
  );
  return picked === undefined ? undefined : { root: app.root, id: picked.id, label: picked.label };
}

function subjectOf(node: TreeNode | undefined): { readonly root: string; readonly id: string } {
  if (node?.subject?.kind !== 'index')
    throw new OpsError('badRequest', vscode.l10n.t('This command works on an index of the Database view.'));
  return node.subject;
}
