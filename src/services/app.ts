import { Emitter, type Event } from '../core/base/event';
import type { Disposable } from '../core/base/disposable';
import { throwIfAborted } from '../core/base/abort';
import { isOpsError, OpsError } from '../core/base/errors';
import { baseName } from '../core/base/path';
import { configuredEnvironment, parseEnvironments, type ConfiguredEnvironment } from '../core/connections/environments';
import { asLaravelReads, namedByItsFile, ownEnvironment } from '../core/connections/ownEnvironment';
import { usedSqlProfile, type Environment } from '../core/connections/environment';
import type { RedisProfile, SecretRef, SqlProfile } from '../core/connections/profile';
import type { BulkConnectOptions, BulkSession } from '../core/connections/bulk';
import type { Permit } from '../core/connections/permit';
import { resolveEnvironment } from '../core/connections/resolve';
import { resolveSecret } from '../core/connections/secrets';
import type { SqlClient, SqlConnectOptions } from '../core/connections/sql';
import { createParseCache } from '../core/laravel/parseCache';
import { readProject } from '../core/laravel/readProject';
import type { LaravelProject } from '../core/laravel/project';
import { createCodeCache } from '../core/code/readCode';
import { readRuleContext } from '../core/lint/context';
import type { LiveFacts } from '../core/lint/liveFacts';
import type { RuleContext } from '../core/lint/rule';
import { trackedFiles } from '../node/gitIndex';
import { readMachineFacts } from '../node/machineFacts';
import type { TextSource } from '../core/laravel/textSource';
import { loadDrivers } from '../node/loadDrivers';
import type { Host } from './host';
import { protectSecrets } from './secretValues';
import { connectOptions, SqlSessions } from './sqlSessions';

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
  private readonly toldEmitter = new Emitter<LiveFacts | null>();
  /** What a connection told of the environment in use; null when another environment is in use now. */
  readonly onDidTell: Event<LiveFacts | null> = this.toldEmitter.event;
  private readonly parseCache = createParseCache();
  private reads = new Map<string, Promise<LaravelProject>>();
  private sessions: SqlSessions;
  private readonly codeCache = createCodeCache();
  private contexts = new Map<string, Promise<RuleContext>>();
  /** What a connection told last, of the environment that it told it of. */
  private told: { readonly environment: string; readonly facts: LiveFacts } | undefined;
  private disposed = false;

  constructor(
    readonly root: string,
    private readonly host: Host,
    private readonly files: TextSource,
  ) {
    this.sessions = new SqlSessions(host.logger);
  }

  get name(): string {
    return baseName(this.root);
  }

  /** The app's own environment first, then those of the settings. Problems of the settings are told beside them. */
  async environments(signal?: AbortSignal): Promise<{ all: readonly ReadEnvironment[]; problems: readonly string[] }> {
    const { environments, problems } = this.configured();
    const all = await Promise.all([ownEnvironment, ...environments].map((settings) => this.read(settings, signal)));
    return { all, problems };
  }

  /** The environment in use: the one chosen last in this workspace, else the app's own. */
  async current(signal?: AbortSignal): Promise<ReadEnvironment> {
    const { environments } = this.configured();
    const chosen = this.host.memory.get(this.root);
    return this.read(environments.find(({ id }) => id === chosen) ?? ownEnvironment, signal);
  }

  /** Uses another environment from now on. */
  use(environment: string): void {
    this.host.memory.set(this.root, environment);
    this.closeSessions();
    this.told = undefined;
    this.toldEmitter.fire(null);
    this.changed.fire();
  }

  /**
   * The app as rules see it, with what a connection told last. Read once for all who ask, until files change.
   *
   * @throws OpsError `cancelled` when the signal aborts
   */
  async ruleContext(signal?: AbortSignal): Promise<RuleContext> {
    const key = String(this.host.trusted());
    let reading = this.contexts.get(key);
    if (reading === undefined) {
      reading = this.readContext();
      this.contexts.set(key, reading);
      const started = reading;
      // Read without any caller's signal, because others may wait for it too. A read that failed is not kept.
      started.catch(() => {
        if (this.contexts.get(key) === started) this.contexts.delete(key);
      });
    }
    const context = await reading;
    throwIfAborted(signal);
    const live = await this.liveFacts(signal);
    return live === undefined ? context : { ...context, live };
  }

  /** What a connection told of the environment in use; undefined until one did. */
  async liveFacts(signal?: AbortSignal): Promise<LiveFacts | undefined> {
    const { environment } = await this.current(signal);
    return this.told?.environment === environment.id ? this.told.facts : undefined;
  }

  /** Keeps what a connection told, and passes it on. Nothing is asked again for it. */
  tell(environment: string, facts: LiveFacts): void {
    this.told = { environment, facts };
    this.toldEmitter.fire(facts);
  }

  /** Forgets what was read of the code, of decisions and of deployment files; configuration and sessions stay. */
  forgetCode(): void {
    this.contexts = new Map();
    this.changed.fire();
  }

  /** Forgets what was read of files, and closes sessions whose configuration may have changed. */
  refresh(): void {
    this.reads = new Map();
    this.contexts = new Map();
    this.closeSessions();
    this.changed.fire();
  }

  /**
   * Runs `work` in the read-only session of the environment's default connection. The session is shared with whoever
   * reads from it now, and closed when the environment or its configuration changes: then the work is cancelled.
   *
   * @throws OpsError `notConfigured` when there is no MySQL or MariaDB connection that can be used, `untrusted` in
   * Restricted Mode, `cancelled`, and what the driver throws
   */
  async withSql<T>(
    signal: AbortSignal | undefined,
    work: (client: SqlClient, used: SqlSession) => Promise<T>,
  ): Promise<T> {
    this.requireTrust();
    // Taken before anything is awaited: what is read of the files below belongs to these sessions and to none after them.
    const { sessions } = this;
    const used = await this.sqlSession(signal);
    const wanted = {
      profile: used.profile,
      statementTimeoutMs: this.host.settings(this.root).statementTimeoutMs,
      open: (options: SqlConnectOptions) => this.connect(used, options),
    };
    try {
      return await sessions.use(wanted, signal, (client) => work(client, used));
    } catch (error) {
      if (sessions !== this.sessions && isOpsError(error, 'connectionLost'))
        throw new OpsError('cancelled', 'The environment was changed meanwhile.');
      throw error;
    }
  }

  /**
   * Runs `work` in a session of its own, which no change of environment or configuration closes: for what asks a person
   * and then acts on what was shown. Throws what `withSql` throws.
   */
  async withOwnSql<T>(signal: AbortSignal, work: (client: SqlClient, used: SqlSession) => Promise<T>): Promise<T> {
    this.requireTrust();
    const used = await this.sqlSession(signal);
    const { statementTimeoutMs } = this.host.settings(this.root);
    const client = await this.connect(used, { ...connectOptions, statementTimeoutMs, signal });
    try {
      return await work(client, used);
    } finally {
      await client.close();
    }
  }

  /**
   * Runs `work` in a session of its own where `used` leads, whatever environment is in use by now and also when the app has
   * left the window: for setting back what was begun there. Throws what the driver throws.
   */
  async withSqlOf<T>(used: SqlSession, signal: AbortSignal, work: (client: SqlClient) => Promise<T>): Promise<T> {
    const { statementTimeoutMs } = this.host.settings(this.root);
    const client = await this.connect(used, { ...connectOptions, statementTimeoutMs, signal });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  /** The password a profile points to, protected from every log from now on. */
  password(profile: SqlProfile | RedisProfile, project: LaravelProject): Promise<string | undefined> {
    return this.secret(profile.password, project);
  }

  /** What a reference points to, protected from every log from now on. */
  async secret(ref: SecretRef, project: LaravelProject): Promise<string | undefined> {
    const secret = await resolveSecret(project, ref, this.host.secrets);
    if (secret !== undefined) this.host.redactor.protect(secret);
    return secret;
  }

  /** Folders that hold backups besides those of the configuration, as a person wrote them. */
  get backupFolders(): readonly string[] {
    return this.host.settings(this.root).backups.folders;
  }

  /** @throws OpsError `untrusted` in Restricted Mode */
  requireTrust(): void {
    if (!this.host.trusted())
      throw new OpsError('untrusted', 'Restricted Mode: only files are checked.', {
        next: 'Trust this folder to connect to its servers.',
      });
  }

  dispose(): void {
    this.disposed = true;
    this.sessions.dispose();
    this.changed.dispose();
    this.toldEmitter.dispose();
  }

  /** The environments of the settings; one with the id of the app's own is left out, because rows and locks go by id. */
  private configured(): { environments: readonly ConfiguredEnvironment[]; problems: readonly string[] } {
    const { environments, problems } = parseEnvironments(this.host.settings(this.root).environments);
    const others = environments.filter(({ id }) => id !== ownEnvironment.id);
    return {
      environments: others,
      problems: [
        ...problems.map(({ index, message }) =>
          index === undefined ? `laravelOps.environments: ${message}` : `laravelOps.environments[${index}]: ${message}`,
        ),
        ...(others.length === environments.length
          ? []
          : [`laravelOps.environments: The id "${ownEnvironment.id}" stands for the app's own environment file.`]),
      ],
    };
  }

  private async readContext(): Promise<RuleContext> {
    const { environments } = parseEnvironments(this.host.settings(this.root).environments);
    const named = environments.map(({ id, role, envFile, managedBackups, managedSecrets }) => ({
      id,
      role: role ?? ('unknown' as const),
      ...(envFile === undefined ? {} : { envFile }),
      ...(managedBackups === undefined ? {} : { managedBackups }),
      ...(managedSecrets === undefined ? {} : { managedSecrets }),
    }));
    return readRuleContext(this.files, this.root, {
      environments: named,
      tracked: await trackedFiles(this.root),
      declared: this.host.settings(this.root).topology,
      machine: await readMachineFacts(this.root),
      cache: this.parseCache,
      codeCache: this.codeCache,
      report: true,
    });
  }

  private closeSessions(): void {
    this.sessions.dispose();
    if (!this.disposed) this.sessions = new SqlSessions(this.host.logger);
  }

  private async sqlSession(signal: AbortSignal | undefined): Promise<SqlSession> {
    if (this.disposed) throw new OpsError('gone', `${this.name} is not in this window any more.`);
    const read = await this.current(signal);
    return { ...read, profile: sqlProfileOf(read.environment) };
  }

  /** Opens one more session for moving much data, where `used` leads. It ends with the permit. */
  async connectBulk(
    permit: Permit,
    { profile, project }: Pick<SqlSession, 'profile' | 'project'>,
    options: Omit<BulkConnectOptions, 'connectTimeoutMs' | 'programName'>,
  ): Promise<BulkSession> {
    this.requireTrust();
    const [drivers, password] = await Promise.all([loadDrivers(), this.password(profile, project)]);
    return drivers.createBulkConnector().connectBulk(permit, profile, password, { ...connectOptions, ...options });
  }

  /** With the password of the very files that the profile was read from: never another environment's. */
  private async connect({ profile, project }: SqlSession, options: SqlConnectOptions): Promise<SqlClient> {
    const [drivers, password] = await Promise.all([loadDrivers(), this.password(profile, project)]);
    return drivers.createSqlConnector().connect(profile, password, options);
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
      resolveEnvironment(effective, settings === ownEnvironment ? namedByItsFile(project) : settings, context);
    return { environment, project: effective };
  }

  /**
   * As Laravel reads it, from a cached configuration where there is one. Restricted Mode stays with the sources, whose
   * secrets are withheld.
   */
  private effective(project: LaravelProject): LaravelProject {
    return this.host.trusted() ? asLaravelReads(project) : project;
  }

  private readFiles(environmentFile: string | undefined): Promise<LaravelProject> {
    const withholdSecrets = !this.host.trusted();
    // What was read without secrets is of no use once the folder is trusted, and the other way round must not be.
    const key = `${withholdSecrets ? 'withheld' : 'whole'} ${environmentFile ?? ''}`;
    const reading = this.reads.get(key);
    if (reading !== undefined) return reading;
    const options = { withholdSecrets, ...(environmentFile === undefined ? {} : { environmentFile }) };
    const started = readProject(this.files, this.root, options, this.parseCache).then((project) => {
      if (!withholdSecrets) protectSecrets(project, this.host.redactor);
      return project;
    });
    this.reads.set(key, started);
    // Read without any caller's signal, because others may wait for it too. A read that failed is not kept.
    started.catch(() => {
      if (this.reads.get(key) === started) this.reads.delete(key);
    });
    return started;
  }
}

/** What a piece of work with a session is about. */
export interface SqlSession extends ReadEnvironment {
  readonly profile: SqlProfile;
}

/** The connection in use; throws `notConfigured` with the reasons when there is none. */
function sqlProfileOf(environment: Environment): SqlProfile {
  const profile = usedSqlProfile(environment);
  if (profile !== undefined) return profile;
  const { name, unusable, defaultConnection } = environment;
  const reasons = unusable.filter(({ connection }) => connection === defaultConnection);
  const why = (reasons.length === 0 ? unusable : reasons).map(({ connection, reason }) => `${connection}: ${reason}`);
  throw new OpsError('notConfigured', `${name} has no MySQL or MariaDB connection to use. ${why.join(' ')}`.trim());
}
