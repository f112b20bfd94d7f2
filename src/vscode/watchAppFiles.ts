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
const ignored = /\/(vendor|node_modules)\//;

/** Milliseconds over which changes are gathered: a git checkout touches many files at once. */
const gather = 200;

/** Refreshes an app when one of its configuration files changes, and looks for apps when one appears or goes. */
export function watchAppFiles(workspace: Workspace): Disposable {
  const store = new DisposableStore();
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function note(uri: vscode.Uri): void {
    const path = toPosix(uri.fsPath);
    if (ignored.test(path)) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(flush, gather);
  }

  function flush(): void {
    const paths = Array.from(changed);
    changed.clear();
    for (const app of workspace.apps) if (paths.some((path) => path.startsWith(`${app.root}/`))) app.refresh();
    if (paths.some((path) => /\/(artisan|composer\.json)$/.test(path)))
      workspace
        .discover()
        .catch((error: unknown) => workspace.host.logger.error('Looking for Laravel apps failed', error));
  }

  for (const pattern of patterns) {
    const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern));
    store.add(watcher.onDidChange(note));
    store.add(watcher.onDidCreate(note));
    store.add(watcher.onDidDelete(note));
  }
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}
