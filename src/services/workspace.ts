import { DisposableStore, type Disposable } from '../core/base/disposable';
import { Emitter, type Event } from '../core/base/event';
import { treatAs, usedSqlProfile } from '../core/connections/environment';
import { createActivityLog, type ActivityStore } from '../core/guard/activity';
import { createGuard, type Guard, type GuardClock, type GuardTarget } from '../core/guard/guard';
import type { LiveFacts } from '../core/lint/liveFacts';
import { OpsError } from '../core/base/errors';
import { baseName, joinPath } from '../core/base/path';
import { activityFile } from '../node/activityFile';
import { diskTextSource } from '../node/files';
import { App, type ReadEnvironment } from './app';
import { findApps } from './findApps';
import type { Host } from './host';
import { QueryState } from './queries/queryState';
import { WorkUnderWay } from './workUnderWay';

const clock: GuardClock = {
  now: () => new Date(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
};

/**
 * The window's Laravel apps, one of which is active: the one whose views are shown and that commands mean unless they
 * say otherwise. Owns the guard and the activity log, which are the window's, not an app's.
 */
export class Workspace implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.changed.event;
  private readonly told = new Emitter<{ readonly root: string; readonly facts: LiveFacts | null }>();
  /** What a connection told of an app's database; null when it no longer holds. */
  readonly onDidTell: Event<{ readonly root: string; readonly facts: LiveFacts | null }> = this.told.event;
  readonly activity: ActivityStore;
  readonly guard: Guard;
  /** Backups, restores and drills that run now. */
  readonly work = new WorkUnderWay();
  /** What is known of statements and indexes. */
  readonly queries = new QueryState();
  private readonly files = diskTextSource();
  private readonly lifetime = new DisposableStore();
  private found: readonly App[] = [];
  private activeRoot: string | undefined;
  private discovering: Promise<void> | undefined;
  private again = false;
  private disposed = false;

  constructor(readonly host: Host) {
    this.activity = activityFile(joinPath(host.storage, 'activity.jsonl'));
    this.guard = createGuard({
      ask: host.prompts,
      activity: createActivityLog(this.activity, {
        now: () => new Date(),
        redact: (text) => host.redactor.redact(text),
        ...(host.actor === undefined ? {} : { actor: host.actor }),
      }),
      clock,
      unlockMinutes: () => host.unlockMinutes(),
      onActivityLost: (error) =>
        host.logger.error('The end of an unlock could not be written to the activity log', error),
    });
    this.lifetime.add(this.guard);
    this.lifetime.add(this.guard.onDidChange(() => this.changed.fire()));
    this.lifetime.add(this.work);
    this.lifetime.add(this.work.onDidEnd(() => this.changed.fire()));
    this.lifetime.add(this.queries);
    this.lifetime.add(this.queries.onDidChange(() => this.changed.fire()));
  }

  get apps(): readonly App[] {
    return this.found;
  }

  get active(): App | undefined {
    return this.found.find(({ root }) => root === this.activeRoot) ?? this.found[0];
  }

  /** @throws OpsError `gone` when the window has no app there any more */
  appAt(root: string): App {
    const app = this.found.find((candidate) => candidate.root === root);
    if (app === undefined) throw new OpsError('gone', `${baseName(root)} is not in this window any more.`);
    return app;
  }

  /**
   * Finds the apps of the window's folders. Apps that are still there keep what they know. Asked again while it
   * searches, it searches once more: folders or settings may have changed since it began.
   */
  discover(): Promise<void> {
    this.again = this.discovering !== undefined;
    this.discovering ??= this.searchUntilCurrent().finally(() => {
      this.discovering = undefined;
    });
    return this.discovering;
  }

  /** Makes the app that contains `path` the active one; nothing happens for a path outside every app. */
  activate(path: string): void {
    const inside = this.found.filter(({ root }) => path === root || path.startsWith(`${root}/`));
    const deepest = inside.sort((a, b) => b.root.length - a.root.length)[0];
    if (deepest === undefined || deepest === this.active) return;
    this.activeRoot = deepest.root;
    this.changed.fire();
  }

  /** Something that views show is known better than before; nothing that was read is forgotten. */
  drawAgain(): void {
    this.changed.fire();
  }

  /** Forgets what was read of every app: settings or trust changed. */
  refresh(): void {
    for (const app of this.found) app.refresh();
  }

  /** What the guard is told of an operation in this environment. */
  target(app: App, { environment }: ReadEnvironment): GuardTarget {
    const database = usedSqlProfile(environment)?.database;
    return { root: app.root, app: app.name, environment, ...(database === undefined ? {} : { database }) };
  }

  /** Until when changes to the app's environment are allowed; undefined when locked, or when it needs no lock. */
  unlockedUntil(app: App, environment: ReadEnvironment): Date | undefined {
    return treatAs(environment.environment) === 'production'
      ? this.guard.unlockedUntil(this.target(app, environment))
      : undefined;
  }

  dispose(): void {
    this.disposed = true;
    this.lifetime.dispose();
    for (const app of this.found) app.dispose();
    this.changed.dispose();
    this.told.dispose();
  }

  private async searchUntilCurrent(): Promise<void> {
    do {
      this.again = false;
      await this.search();
    } while (this.again);
  }

  private async search(): Promise<void> {
    const roots = await findApps(this.host, this.files);
    if (this.disposed) return;
    const known = new Map(this.found.map((app) => [app.root, app]));
    for (const [root, app] of known) if (!roots.includes(root)) app.dispose();
    this.found = roots.map((root) => known.get(root) ?? this.start(root));
    this.changed.fire();
  }

  private start(root: string): App {
    const app = new App(root, this.host, this.files);
    app.onDidChange(() => {
      this.queries.forget(root);
      this.changed.fire();
    });
    app.onDidTell((facts) => this.told.fire({ root, facts }));
    return app;
  }
}
