import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../core/base/disposable';
import type { Workspace } from '../services/workspace';
import { toPosix } from './host';

/** Files that decide what an app's configuration is. Never vendor or node_modules. */
const patterns = [
  '**/.env*',
  '**/{config,Config}/**/*.php',
  '**/{composer.lock,composer.json,artisan}',
  '**/bootstrap/{app,cache/config}.php',
];
/** Files that decide what rules and readiness say, and not what the configuration is. */
const codePatterns = [
  '**/{app,src,routes,bootstrap,database,Modules,packages}/**/*.php',
  '**/{Procfile,Dockerfile,*compose*.yml,*compose*.yaml,supervisord.conf}',
  '**/.laravel-ops/decisions.json',
];
const ignored = /\/(vendor|node_modules)\//;

/** Milliseconds over which changes are gathered: a git checkout touches many files at once. */
const gather = 200;

/**
 * Refreshes an app when one of its configuration files changes, judges its code anew when that changes, and looks for
 * apps when one appears or goes.
 */
export function watchAppFiles(workspace: Workspace): Disposable {
  const store = new DisposableStore();
  const changed = new Set<string>();
  const code = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function note(uri: vscode.Uri, into: Set<string>): void {
    const path = toPosix(uri.fsPath);
    if (ignored.test(path)) return;
    into.add(path);
    clearTimeout(timer);
    timer = setTimeout(flush, gather);
  }

  function flush(): void {
    const paths = Array.from(changed);
    const codePaths = Array.from(code);
    changed.clear();
    code.clear();
    for (const app of workspace.apps) {
      if (paths.some((path) => path.startsWith(`${app.root}/`))) app.refresh();
      else if (codePaths.some((path) => path.startsWith(`${app.root}/`))) app.forgetCode();
    }
    if (paths.some((path) => /\/(artisan|composer\.json)$/.test(path)))
      workspace
        .discover()
        .catch((error: unknown) => workspace.host.logger.error('Looking for Laravel apps failed', error));
  }

  const watch = (pattern: string, into: Set<string>): void => {
    const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      store.add(event((uri) => note(uri, into)));
  };
  for (const pattern of patterns) watch(pattern, changed);
  for (const pattern of codePatterns) watch(pattern, code);
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}
