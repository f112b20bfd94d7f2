import { DidChangeWatchedFilesNotification, type ClientCapabilities, type Connection } from 'vscode-languageserver';
import type { Disposable } from '../core/base/disposable';
import { joinPath, relativePath } from '../core/base/path';
import { readManifest, textOf } from '../core/laravel/composer';
import { readBootstrap } from '../core/laravel/bootstrap';
import { createParseCache } from '../core/laravel/parseCache';
import type { TextSource } from '../core/laravel/textSource';
import { uriFromPath } from './uris';

/** Asks the client to tell of changed files. Which clients can: LSP 3.17, `workspace/didChangeWatchedFiles`. */
export interface Watcher {
  /** The client is ready to be asked: nothing may be sent to it before. */
  start(): void;
  /** What tells of applications that come and go; and of all that is read where folders cannot be named. */
  watchFolders(): Promise<void>;
  /**
   * What is read of one application: its own code, configuration, deployment and git files, not what lies below
   * vendor or node_modules. Undefined when this client cannot watch a folder.
   */
  watchApplication(root: string, source: TextSource): Promise<WatchedApplication | undefined>;
}

export interface WatchedApplication extends Disposable {
  /** True for paths whose changes the client tells of. */
  covers(path: string): boolean;
}

const everywhere = ['**/artisan', '**/composer.json', '**/.git/{HEAD,index}'];
const withoutFolders = [
  '**/.env*',
  '**/*.php',
  '**/composer.{json,lock}',
  '**/{Procfile,crontab,package.json,.gitignore}',
  '**/{Dockerfile,compose,docker-compose,supervisord}*',
  '**/.laravel-ops/decisions.json',
];

/** Folders of any application that are read, beside those that composer.json names for its code. */
const ownFolders = [
  'app',
  'bootstrap',
  'config',
  'routes',
  'docker',
  '.docker',
  'deploy',
  'k8s',
  '.platform',
  '.laravel-ops',
];
const skippedFolders = /^(?:|\.|\.\.|vendor|node_modules|storage|public|resources|tests?|database)$/i;

/** A watcher that registers with the client as far as the client can. */
export function createWatcher(connection: Connection, capabilities: () => ClientCapabilities): Watcher {
  const canWatch = (): boolean => capabilities().workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  const canAnchor = (): boolean => capabilities().workspace?.didChangeWatchedFiles?.relativePatternSupport === true;
  let start: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  return {
    start: () => start(),
    watchFolders: async () => {
      await started;
      if (!canWatch()) return;
      const patterns = canAnchor() ? everywhere : [...everywhere, ...withoutFolders];
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: patterns.map((globPattern) => ({ globPattern })),
      });
    },
    watchApplication: async (root, source) => {
      await started;
      if (!canWatch() || !canAnchor()) return undefined;
      const folders = await foldersOf(root, source);
      const baseUri = uriFromPath(root);
      const patterns = [
        '*',
        `{${folders.join(',')}}/**`,
        'database/{migrations,schema}',
        'database/{migrations,schema}/**',
        'vendor/composer/installed.json',
      ];
      const registration = await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: patterns.map((pattern) => ({ globPattern: { baseUri, pattern } })),
      });
      const names = new Set([...folders, 'vendor']);
      return {
        covers: (path) => {
          if (path === root) return true;
          const relative = relativePath(root, path);
          if (relative === path) return false;
          const slash = relative.indexOf('/');
          if (slash === -1) return true;
          return names.has(relative.slice(0, slash)) || /^database\/(?:migrations|schema)(?:\/|$)/.test(relative);
        },
        dispose: () => registration.dispose(),
      };
    },
  };
}

/** First folders of the code that composer.json names ("Modules/"), of a configuration that was moved, and the usual ones. */
async function foldersOf(root: string, source: TextSource): Promise<readonly string[]> {
  const manifest = readManifest(textOf(await source.readText(joinPath(root, 'composer.json'))) ?? '{}');
  const { configFolder } = await readBootstrap(source, root, manifest, createParseCache(), undefined);
  const named = [...(manifest?.namespaces.values() ?? []), relativePath(root, configFolder)];
  const first = named.map((folder) => joinPath(folder).split('/')[0] ?? '');
  return [...new Set([...ownFolders, ...first.filter((name) => !skippedFolders.test(name))])];
}

/** True when other folders than before may have to be watched. */
export function changesFolders(root: string, path: string): boolean {
  return /^(?:composer\.json|bootstrap\/app\.php)$/.test(relativePath(root, path));
}

/** True when what is installed below vendor may be another. */
export function changesVendor(root: string, path: string): boolean {
  return /^(?:composer\.lock|vendor\/composer\/installed\.json)$/.test(relativePath(root, path));
}
