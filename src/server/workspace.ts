import { withTimeout } from '../core/base/abort';
import { isAbort } from '../core/base/errors';
import { Emitter, type Event } from '../core/base/event';
import type { Logger } from '../core/base/log';
import { baseName, parentPath, relativePath } from '../core/base/path';
import { discoverProjects } from '../core/laravel/discover';
import type { TextSource } from '../core/laravel/textSource';
import type { TrackedFiles } from '../core/lint/environmentFiles';
import { defaultServerOptions, type AppServerOptions, type ServerOptions } from '../protocol/server';
import { Application } from './application';
import type { Documents } from './documents';

/** What the host of the server gives it. */
export interface Services {
  /** The disk. */
  readonly files: TextSource;
  /** Which files below a folder git tracks; without it, the server takes every file as not tracked. */
  tracked?(root: string, signal: AbortSignal): Promise<TrackedFiles>;
}

/** Milliseconds that a search may take before requests go on without it. */
const longest = 30_000;

/** The applications of the client's folders, found again when folders, settings or marker files change. */
export class Workspace {
  readonly onDidChange: Event<void>;
  private readonly changed = new Emitter<void>();
  private readonly applications = new Map<string, Application>();
  private folders: readonly string[] = [];
  private settings: ServerOptions = defaultServerOptions;
  private search: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly services: Services,
    private readonly documents: Documents,
    private readonly log: Logger,
  ) {
    this.onDidChange = this.changed.event;
    documents.onDidChange((path) => this.touch([path]));
  }

  get options(): ServerOptions {
    return this.settings;
  }

  configure(options: ServerOptions): void {
    const { apps } = this.settings;
    this.settings = options;
    if (JSON.stringify(apps) !== JSON.stringify(options.apps)) this.find();
    for (const application of this.applications.values()) application.invalidate();
  }

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.find();
  }

  folderPaths(): readonly string[] {
    return this.folders;
  }

  /** Files that were changed, created or deleted, in the editor or elsewhere. */
  touch(paths: readonly string[]): void {
    if (paths.some((path) => /^(artisan|composer\.json)$/.test(baseName(path)))) this.find();
    for (const application of this.applications.values()) {
      if (paths.some((path) => concerns(application.root, path))) application.invalidate();
    }
  }

  /** All applications, once the search is over. */
  async all(signal: AbortSignal): Promise<readonly Application[]> {
    await this.searchSettled(signal);
    return [...this.applications.values()];
  }

  /**
   * The application a file belongs to: the innermost one. Where the client opened files without any folder, each brings
   * its own.
   */
  async applicationOf(path: string, signal: AbortSignal): Promise<Application | undefined> {
    await this.searchSettled(signal);
    const roots = [...this.applications.keys()].filter((root) => inside(root, path));
    const innermost = roots.sort((a, b) => b.length - a.length)[0];
    if (innermost !== undefined) return this.applications.get(innermost);
    return this.folders.length === 0 ? this.adopt(path, signal) : undefined;
  }

  dispose(): void {
    this.search?.abort.abort();
    for (const application of this.applications.values()) application.dispose();
    this.applications.clear();
  }

  private async searchSettled(signal: AbortSignal): Promise<void> {
    for (let awaited; awaited !== this.search; ) {
      awaited = this.search;
      const done = awaited?.done ?? Promise.resolve();
      await withTimeout('searching the folders for applications', longest, signal, () => done);
    }
  }

  private find(): void {
    this.search?.abort.abort();
    const abort = new AbortController();
    this.search = { abort, done: this.searched(abort.signal) };
  }

  private async searched(signal: AbortSignal): Promise<void> {
    try {
      const found = new Set<string>();
      const { source } = this.documents.snapshot();
      for (const folder of this.folders) {
        for (const root of await discoverProjects(source, folder, { ...this.settings.apps, signal })) found.add(root);
      }
      if (signal.aborted) return;
      for (const [root, application] of this.applications) {
        if (found.has(root) || this.folders.length === 0) continue;
        application.dispose();
        this.applications.delete(root);
      }
      for (const root of found) if (!this.applications.has(root)) this.add(root);
      if (this.settings.diagnostics.scope === 'workspace') {
        for (const application of this.applications.values()) application.invalidate(0);
      }
      this.changed.fire();
    } catch (error) {
      if (!signal.aborted && !isAbort(error))
        this.log.error('The folders could not be searched for applications.', error);
    }
  }

  /** A single file was opened without its folder: the application is the nearest folder above with `artisan`. */
  private async adopt(path: string, signal: AbortSignal): Promise<Application | undefined> {
    let folder = parentPath(path);
    for (let level = 0; level < 8 && folder !== '' && folder !== '/'; level++) {
      const entries = await this.services.files.list(folder, signal);
      if (entries.some(({ name, kind }) => name === 'artisan' && kind === 'file')) {
        return this.applications.get(folder) ?? this.add(folder);
      }
      folder = parentPath(folder);
    }
    return undefined;
  }

  private add(root: string): Application {
    const application = new Application(root, {
      snapshot: () => this.documents.snapshot(),
      options: (of) => this.optionsOf(of),
      tracked: async (of, signal) => (await this.services.tracked?.(of, signal)) ?? new Set<string>(),
      changed: () => this.changed.fire(),
      log: this.log,
    });
    this.applications.set(root, application);
    return application;
  }

  /** The settings of the innermost folder that has its own. */
  private optionsOf(root: string): AppServerOptions {
    const own = Object.entries(this.settings.folders ?? {}).filter(([folder]) => inside(folder, root));
    return own.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? this.settings;
  }
}

function inside(folder: string, path: string): boolean {
  return path === folder || relativePath(folder, path) !== path;
}

/** Dependencies, uploads and logs come and go without a word about configuration. */
function concerns(root: string, path: string): boolean {
  const relative = relativePath(root, path);
  return (
    relative !== path && !/^(vendor\/(?!composer\/installed\.json$)|node_modules\/|storage\/|public\/)/.test(relative)
  );
}
