import { withTimeout } from '../core/base/abort';
import { isAbort, messageOf } from '../core/base/errors';
import { Emitter, type Event } from '../core/base/event';
import type { Logger } from '../core/base/log';
import { baseName, joinPath, parentPath, relativePath } from '../core/base/path';
import { discoverProjects } from '../core/laravel/discover';
import type { TextSource } from '../core/laravel/textSource';
import type { TrackedFiles } from '../core/lint/environmentFiles';
import type { GitFacts } from '../core/lint/gitFacts';
import type { LiveFacts } from '../core/lint/liveFacts';
import type { MachineFacts } from '../core/lint/machineFacts';
import { defaultServerOptions, type AppServerOptions, type ServerOptions } from '../protocol/server';
import { Application } from './application';
import type { Documents } from './documents';
import type { RememberedDisk } from './rememberedDisk';
import { changesFolders, changesVendor, type WatchedApplication, type Watcher } from './watch';

/** What the host of the server gives it. */
export interface Services {
  /** The disk. */
  readonly files: TextSource;
  /** Which files below a folder git tracks; without it, the server takes every file as not tracked. */
  tracked?(root: string, signal: AbortSignal): Promise<TrackedFiles>;
  /** What is seen on the machine by looking at files; without it, rules know nothing of the machine. */
  machine?(root: string, signal: AbortSignal): Promise<MachineFacts>;
  /** Which files differ from the default branch. It starts git: asked in trusted folders only. */
  ahead?(root: string, signal: AbortSignal): Promise<GitFacts['ahead']>;
}

/** Milliseconds that a search may take before requests go on without it. */
const longest = 30_000;
/** Milliseconds that a first reading waits for the client to agree on watched files. */
const patience = 1000;

interface Served {
  readonly application: Application;
  /** Ends the watching of its files. */
  watch: AbortController;
}

/** The applications of the client's folders, found again when folders, settings or marker files change. */
export class Workspace {
  readonly onDidChange: Event<void>;
  private readonly changed = new Emitter<void>();
  private readonly served = new Map<string, Served>();
  /** What clients sent for applications, whether those are found already or not. */
  private readonly live = new Map<string, LiveFacts>();
  private folders: readonly string[] = [];
  private settings: ServerOptions = defaultServerOptions;
  private search: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  constructor(
    private readonly services: Services,
    private readonly disk: RememberedDisk,
    private readonly documents: Documents,
    private readonly watcher: Watcher,
    private readonly log: Logger,
  ) {
    this.onDidChange = this.changed.event;
    documents.onDidChange((path) => this.edited(path));
  }

  get options(): ServerOptions {
    return this.settings;
  }

  configure(options: ServerOptions): void {
    const { apps } = this.settings;
    this.settings = options;
    if (JSON.stringify(apps) !== JSON.stringify(options.apps)) this.find();
    for (const application of this.applications()) application.invalidate();
  }

  /** Facts that the client read from a connection; undefined takes them back. */
  setLive(root: string, facts: LiveFacts | undefined): void {
    if (facts === undefined) this.live.delete(root);
    else this.live.set(root, facts);
    this.served.get(root)?.application.setLive(facts);
  }

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.find();
  }

  folderPaths(): readonly string[] {
    return this.folders;
  }

  /** Files that were created, changed or deleted on disk. */
  touch(paths: readonly string[]): void {
    this.disk.forget(paths);
    if (paths.some((path) => /^(artisan|composer\.json)$/.test(baseName(path)))) this.find();
    const ofGit = paths.some((path) => path.includes('/.git/'));
    for (const served of this.served.values()) {
      const { application } = served;
      const { root } = application;
      if (paths.some((path) => changesFolders(root, path))) this.watchAnew(served);
      // Of what is installed only its list is watched.
      if (paths.some((path) => changesVendor(root, path))) this.disk.forget([joinPath(root, 'vendor')]);
      const own = paths.filter((path) => concerns(root, path));
      if (own.length > 0 || ofGit) application.touched(paths);
    }
  }

  /** All applications, once the search is over. */
  async all(signal: AbortSignal): Promise<readonly Application[]> {
    await this.searchSettled(signal);
    return this.applications();
  }

  /**
   * The application a file belongs to: the innermost one. Where the client opened files without any folder, each brings
   * its own.
   */
  async applicationOf(path: string, signal: AbortSignal): Promise<Application | undefined> {
    await this.searchSettled(signal);
    const roots = [...this.served.keys()].filter((root) => inside(root, path));
    const innermost = roots.sort((a, b) => b.length - a.length)[0];
    if (innermost !== undefined) return this.served.get(innermost)?.application;
    return this.folders.length === 0 ? this.adopt(path, signal) : undefined;
  }

  dispose(): void {
    this.search?.abort.abort();
    for (const root of this.served.keys()) this.remove(root);
  }

  private applications(): readonly Application[] {
    return [...this.served.values()].map(({ application }) => application);
  }

  private edited(path: string): void {
    if (/^(artisan|composer\.json)$/.test(baseName(path))) this.find();
    for (const application of this.applications()) if (concerns(application.root, path)) application.invalidate();
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
      for (const root of this.served.keys()) {
        if (!found.has(root) && this.folders.length > 0) this.remove(root);
      }
      for (const root of found) if (!this.served.has(root)) this.add(root);
      if (this.settings.diagnostics.scope === 'workspace') {
        for (const application of this.applications()) application.invalidate(0);
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
        return this.served.get(folder)?.application ?? this.add(folder);
      }
      folder = parentPath(folder);
    }
    return undefined;
  }

  private add(root: string): Application {
    const { services } = this;
    const abort = new AbortController();
    const application = new Application(root, {
      disk: this.disk,
      watched: this.watch(root, abort.signal),
      snapshot: () => this.documents.snapshot(),
      options: (of) => this.optionsOf(of),
      tracked: async (of, signal) => (await services.tracked?.(of, signal)) ?? new Set<string>(),
      machine: async (of, signal) => services.machine?.(of, signal),
      ahead: async (of, signal) =>
        this.settings.trusted && services.ahead !== undefined ? services.ahead(of, signal) : 'unknown',
      changed: () => this.changed.fire(),
      log: this.log,
    });
    this.served.set(root, { application, watch: abort });
    const live = this.live.get(root);
    if (live !== undefined) application.setLive(live);
    return application;
  }

  private remove(root: string): void {
    const served = this.served.get(root);
    served?.watch.abort();
    served?.application.dispose();
    this.served.delete(root);
  }

  private watchAnew(served: Served): void {
    served.watch.abort();
    served.watch = new AbortController();
    void this.watch(served.application.root, served.watch.signal);
  }

  /** Agrees with the client on the files that it tells of. What is told of is kept, everything else read each time. */
  private async watch(root: string, signal: AbortSignal): Promise<void> {
    const agreed = async (): Promise<void> => {
      const watched = await this.watcher.watchApplication(root, this.disk);
      if (watched === undefined) return;
      if (signal.aborted) watched.dispose();
      else this.remember(watched, signal);
    };
    try {
      await withTimeout('the client to watch files', patience, signal, agreed);
    } catch (error) {
      if (!isAbort(error)) this.log.warn(`Files of ${root} are read anew each time: ${messageOf(error)}`);
    }
  }

  private remember(watched: WatchedApplication, signal: AbortSignal): void {
    const stop = this.disk.remember((path) => watched.covers(path));
    signal.addEventListener('abort', () => {
      stop();
      watched.dispose();
    });
  }

  /** The settings of the innermost folder that has its own. */
  optionsOf(root: string): AppServerOptions {
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
