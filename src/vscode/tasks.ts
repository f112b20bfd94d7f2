import * as vscode from 'vscode';

/** What a task of ours can be in tasks.json: `{ "type": "laravelOps", "task": "drill" }`. */
const kinds = ['drill', 'backup', 'check'] as const;
type Kind = (typeof kinds)[number];

const isKind = (value: unknown): value is Kind => kinds.some((kind) => kind === value);

/**
 * Offers the command line's work as tasks, so that a drill can be bound to a key, chained, or run when a folder opens. They
 * run as processes of their own, with the runtime that VS Code itself brings: nothing has to be installed.
 *
 * @param cli absolute path of dist/cli.js
 * @param apps absolute paths of the window's apps
 */
export function registerTasks(cli: string, apps: () => readonly string[]): vscode.Disposable {
  const taskOf = (kind: Kind, root: string, definition: vscode.TaskDefinition): vscode.Task => {
    const name = root.slice(root.lastIndexOf('/') + 1);
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(root));
    return new vscode.Task(
      definition,
      folder ?? vscode.TaskScope.Workspace,
      `${titles[kind]()} ${name}`,
      'Laravel Ops',
      new vscode.ProcessExecution(process.execPath, [cli, kind, root], {
        cwd: root,
        // The desktop's runtime is Electron, which is node when it is told so.
        env: { ELECTRON_RUN_AS_NODE: '1' },
      }),
      [],
    );
  };
  return vscode.tasks.registerTaskProvider('laravelOps', {
    provideTasks: () =>
      apps().flatMap((root) => kinds.map((kind) => taskOf(kind, root, { type: 'laravelOps', task: kind, app: root }))),
    resolveTask(task) {
      const { task: kind, app } = task.definition;
      const root = typeof app === 'string' ? app : apps()[0];
      // The definition has to be the very one of tasks.json.
      return isKind(kind) && root !== undefined ? taskOf(kind, root, task.definition) : undefined;
    },
  });
}

const titles: Readonly<Record<Kind, () => string>> = {
  drill: () => vscode.l10n.t('Restore drill of'),
  backup: () => vscode.l10n.t('Back up'),
  check: () => vscode.l10n.t('Check'),
};
