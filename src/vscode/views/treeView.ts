import * as vscode from 'vscode';
import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import type { Event } from '../../core/base/event';
import type { Logger } from '../../core/base/log';
import type { Disposable } from '../../core/base/disposable';
import type { TreeNode, ViewModel } from '../../core/tree';
import type { TreeViewId } from '../../contributions';

/** Where a tree gets its rows. `load` runs only when VS Code asks, which it does only for a visible view. */
export interface ViewSource {
  load(signal: AbortSignal): Promise<ViewModel>;
  readonly onDidChange: Event<void>;
  /** What changes often and is known without loading: told while work is under way. */
  readonly onDidProgress?: Event<void>;
  /** The rows as they were loaded last, with what changed since; undefined: they have to be loaded. Asked after `onDidProgress`. */
  redraw?(): ViewModel | undefined;
}

export interface TreeViewOptions {
  readonly logger: Logger;
  /** What people read, without secrets; as it is when left out. */
  readonly redact?: (text: string) => string;
  /** Seconds between two loads while the view is visible; 0: never by itself. Read anew for each round. */
  pollSeconds(): number;
}

/**
 * Shows a core view model as a tree view: rows as they are, the model's message and description beside them, an error
 * as the message. A change or a poll reloads only while the view is visible; a hidden view asks nobody anything and is
 * marked stale, to be loaded when it is shown. Progress is drawn over what was loaded, while nothing is being loaded.
 */
export function registerTreeView(id: TreeViewId, source: ViewSource, options: TreeViewOptions): Disposable {
  const changed = new vscode.EventEmitter<void>();
  let loading: AbortController | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  /** The rows have to be loaded: progress alone is not enough. */
  let owed = true;
  /** Progress was told since the rows were asked for last. */
  let progressed = false;

  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    getChildren: async (node) => (node === undefined ? (redrawn() ?? loadRoots()) : [...(node.children ?? [])]),
  };
  const view = vscode.window.createTreeView(id, { treeDataProvider: provider, showCollapseAll: true });

  function redrawn(): TreeNode[] | undefined {
    const model = progressed && !owed && loading === undefined ? source.redraw?.() : undefined;
    progressed = false;
    if (model === undefined) return undefined;
    show(model);
    return [...model.nodes];
  }

  async function loadRoots(): Promise<TreeNode[]> {
    loading?.abort();
    const current = new AbortController();
    loading = current;
    owed = false;
    try {
      const model = await vscode.window.withProgress({ location: { viewId: id } }, () => source.load(current.signal));
      if (loading === current) show(model);
      return [...model.nodes];
    } catch (error) {
      if (isAbort(error)) return [];
      options.logger.error(`${id} could not be loaded`, error);
      if (loading === current) {
        owed = true;
        show({ nodes: [], message: failureText(options, error) });
      }
      return [];
    } finally {
      if (loading === current) {
        loading = undefined;
        schedulePoll();
      }
    }
  }

  function show(model: ViewModel): void {
    view.message = model.message ?? '';
    view.description = model.description ?? '';
    view.badge = model.badge === undefined ? undefined : { ...model.badge };
  }

  function schedulePoll(): void {
    clearTimeout(poll);
    const seconds = options.pollSeconds();
    if (view.visible && seconds > 0) poll = setTimeout(refresh, seconds * 1000);
  }

  function refresh(): void {
    if (view.visible) reload();
  }

  function reload(): void {
    owed = true;
    changed.fire();
  }

  const subscriptions = [
    source.onDidChange(reload),
    ...(source.onDidProgress === undefined
      ? []
      : [
          source.onDidProgress(() => {
            // What is being loaded, or has to be, is drawn with the progress of that moment.
            if (!view.visible || loading !== undefined || owed) return;
            progressed = true;
            changed.fire();
          }),
        ]),
    view.onDidChangeVisibility(({ visible }) => {
      clearTimeout(poll);
      if (visible) reload();
      else loading?.abort();
    }),
  ];
  return {
    dispose() {
      clearTimeout(poll);
      loading?.abort();
      for (const subscription of subscriptions) subscription.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}

/** Expected failures in their words, a bug as a pointer to the log: its own message is for nobody who reads a view. */
function failureText({ redact = (text) => text }: TreeViewOptions, error: unknown): string {
  return isOpsError(error)
    ? redact(messageOf(error))
    : vscode.l10n.t('This view could not be loaded: an error of Laravel Ops itself. The log has the details.');
}

/** One row. Abilities become the context value that menus test with `viewItem =~ /\bcanReveal\b/`. */
export function treeItem(node: TreeNode): vscode.TreeItem {
  const children = node.children?.length ?? 0;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, children === 0 ? None : node.expanded === true ? Expanded : Collapsed);
  item.id = node.id;
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = node.tooltip;
  if (node.icon !== undefined) {
    const color = node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color);
    item.iconPath = new vscode.ThemeIcon(node.icon.id, color);
  }
  if (node.abilities !== undefined && node.abilities.length > 0) item.contextValue = node.abilities.join('.');
  if (node.spoken !== undefined) item.accessibilityInformation = { label: node.spoken };
  if (node.opens?.kind === 'file') item.command = openFile(node.opens.file, node.opens.range);
  if (node.opens?.kind === 'statement')
    item.command = { command: 'laravelOps.database.explain', title: vscode.l10n.t('Explain'), arguments: [node] };
  if (node.opens?.kind === 'index')
    item.command = {
      command: 'laravelOps.database.openIndex',
      title: vscode.l10n.t('Open Evidence'),
      arguments: [node],
    };
  if (node.opens?.kind === 'finding' || node.opens?.kind === 'log')
    item.command = {
      command: 'laravelOps.security.showInStream',
      title: vscode.l10n.t('Show in Stream'),
      arguments: [node],
    };
  if (node.opens?.kind === 'command') item.command = { command: node.opens.command, title: node.label };
  return item;
}

function openFile(file: string, range: { start: number; end: number } | undefined): vscode.Command {
  return { command: 'laravelOps.openLocation', title: vscode.l10n.t('Open'), arguments: [file, range] };
}
