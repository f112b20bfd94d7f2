import { Emitter, type Event } from '../core/base/event';
import type { Disposable } from '../core/base/disposable';
import { throwIfAborted } from '../core/base/abort';
import { OpsError } from '../core/base/errors';
import { baseName } from '../core/base/path';
import { configuredEnvironment, parseEnvironments, type ConfiguredEnvironment } from '../core/connections/environments';
import type { Environment } from '../core/connections/environment';
import type { RedisProfile, SqlProfile } from '../core/connections/profile';
import { resolveEnvironment } from '../core/connections/resolve';
import { resolveSecret } from '../core/connections/secrets';
import type { SqlClient } from '../core/connections/sql';
import { createParseCache } from '../core/laravel/parseCache';
import { readProject } from '../core/laravel/readProject';
import type { LaravelProject } from '../core/laravel/project';
import type { TextSource } from '../core/laravel/textSource';
import { loadDrivers } from '../node/loadDrivers';
import type { Host } from './host';
import { SqlSessions } from './sqlSessions';

/** The environment that an app's own `.env` describes. */
export const ownEnvironment: ConfiguredEnvironment = { id: 'env', name: '.env' };

/** One environment with the configuration that Laravel would have in it. */
export interface ReadEnvironment {
  readonly environment: Environment;
  /** Evaluated with the environment's file; for an environment given by host, with the app's own. */
  readonly project: LaravelProject;
}

/**
 * One Laravel app of the window: what its files say, the environment in use, and sessions with that environment's
 * servers. Nothing is read before it is asked for; everything is forgotten by `refresh`.
 */
export class App implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.changed.event;
  private readonly parseCache = createParseCache();
  private reads = new Map<string, Promise<LaravelProject>>();
  private readonly sessions: SqlSessions;

  constructor(
    readonly root: string,
    private readonly host: Host,
    private readonly files: TextSource,
  ) {
    this.sessions = new SqlSessions(async (profile, options) => {
      const [drivers, password] = await Promise.all([loadDrivers(), this.password(profile)]);
      return drivers.createSqlConnector().connect(profile, password, options);
    }, host.logger);
  }

  get name(): string {
    return baseName(this.root);
  }

  /** The app's own environment first, then those of the settings. Problems of the settings are told beside them. */
  async environments(signal?: AbortSignal): Promise<{ all: readonly ReadEnvironment[]; problems: readonly string[] }> {
    const { environments, problems } = parseEnvironments(this.host.settings(this.root).environments);
    const all = await Promise.all([ownEnvironment, ...environments].map((settings) => this.read(settings, signal)));
    return {
      all,
      problems: problems.map(({ index, message }) =>
        index === undefined ? `laravelOps.environments: ${message}` : `laravelOps.environments[${index}]: ${message}`,
      ),
    };
  }

  /** The environment in use: the one chosen last in this workspace, else the app's own. */
  async current(signal?: AbortSignal): Promise<ReadEnvironment> {
    const { environments } = parseEnvironments(this.host.settings(this.root).environments);
    const chosen = this.host.memory.get(this.root);
    return this.read(environments.find(({ id }) => id === chosen) ?? ownEnvironment, signal);
  }

  /** Uses another environment from now on. */
  use(environment: string): void {
    this.host.memory.set(this.root, environment);
    this.sessions.dispose();
    this.changed.fire();
  }

  /** Forgets what was read of files, and closes sessions whose configuration may have changed. */
  refresh(): void {
    this.reads = new Map();
    this.sessions.dispose();
    this.changed.fire();
  }

  /**
   * Runs `work` in the read-only session of the environment's default connection.
   *
   * @throws OpsError `notConfigured` when there is no MySQL or MariaDB connection that can be used, `untrusted` in
   * Restricted Mode, and what the driver throws
   */
  async withSql<T>(
    signal: AbortSignal | undefined,
    work: (client: SqlClient, used: SqlSession) => Promise<T>,
  ): Promise<T> {
    this.requireTrust();
    const { environment, project } = await this.current(signal);
    const profile = sqlProfileOf(environment);
    const { statementTimeoutMs } = this.host.settings(this.root);
    return this.sessions.use(profile, statementTimeoutMs, signal, (client) =>
      work(client, { environment, project, profile }),
    );
  }

  /** The password a profile points to, protected from every log from now on. */
  async password(profile: SqlProfile | RedisProfile, project?: LaravelProject): Promise<string | undefined> {
    const secret = await resolveSecret(project ?? (await this.current()).project, profile.password, this.host.secrets);
    if (secret !== undefined) this.host.redactor.protect(secret);
    return secret;
  }

  /** @throws OpsError `untrusted` in Restricted Mode */
  requireTrust(): void {
    if (!this.host.trusted())
      throw new OpsError('untrusted', 'Restricted Mode: only files are checked.', {
        next: 'Trust this folder to connect to its servers.',
      });
  }

  dispose(): void {
    this.sessions.dispose();
    this.changed.dispose();
  }

  private async read(settings: ConfiguredEnvironment, signal: AbortSignal | undefined): Promise<ReadEnvironment> {
    const project = await this.readFiles(settings.envFile);
    throwIfAborted(signal);
    const context = {
      hostPatterns: this.host.hostPatterns(),
      ...(this.host.remoteName === undefined ? {} : { remoteName: this.host.remoteName }),
    };
    const effective = settings === ownEnvironment ? this.effective(project) : project;
    const environment =
      configuredEnvironment(this.root, settings, context) ??
      resolveEnvironment(effective, settings === ownEnvironment ? nameOf(project) : settings, context);
    return { environment, project: effective };
  }

  /**
   * With a cached configuration Laravel reads that file and neither `.env` nor config/: the app's own environment is what
   * it says. Restricted Mode stays with the sources, whose secrets are withheld.
   */
  private effective(project: LaravelProject): LaravelProject {
    const cached = project.cachedConfig;
    if (cached === undefined || !this.host.trusted()) return project;
    return { ...project, config: { ...project.config, get: (path) => cached.get(path) } };
  }

  private readFiles(environmentFile: string | undefined): Promise<LaravelProject> {
    const key = environmentFile ?? '';
    const reading = this.reads.get(key);
    if (reading !== undefined) return reading;
    const options = {
      withholdSecrets: !this.host.trusted(),
      ...(environmentFile === undefined ? {} : { environmentFile }),
    };
    const started = readProject(this.files, this.root, options, this.parseCache);
    this.reads.set(key, started);
    // Read without any caller's signal, because others may wait for it too. A read that failed is not kept.
    started.catch(() => {
      if (this.reads.get(key) === started) this.reads.delete(key);
    });
    return started;
  }
}

/** The app's own environment goes by what its file calls it: "local", "production". */
function nameOf({ env }: LaravelProject): ConfiguredEnvironment {
  const name = env?.content.get('APP_ENV')?.value;
  return name === undefined || name === null || name === '' ? ownEnvironment : { ...ownEnvironment, name };
}

/** What a piece of work with a session is about. */
export interface SqlSession extends ReadEnvironment {
  readonly profile: SqlProfile;
}

/** The profile our reads use: the default connection's read host where it splits, else the connection itself. */
export function sqlProfileOf(environment: Environment): SqlProfile {
  const profile = environment.sql[0];
  if (profile !== undefined) return profile;
  const why = environment.unusable.map(({ connection, reason }) => `${connection}: ${reason}`).join(' ');
  throw new OpsError('notConfigured', `${environment.name} has no MySQL or MariaDB connection to use. ${why}`.trim());
}
