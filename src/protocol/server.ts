import type { Role } from '../core/connections/environment';
import { type DeclaredFacts, nothingDeclared } from '../core/lint/declaredFacts';
import type { RuleLevel } from '../core/lint/lint';

// What a client tells the language server, as plain types. It is sent twice: as `initializationOptions` of `initialize`,
// and as `settings.laravelOps` of every `workspace/didChangeConfiguration`. Nothing in it is a secret.
// CONTRIBUTING.md describes all of it for other clients.

/** Settings that may differ between applications. */
export interface AppServerOptions {
  readonly diagnostics: {
    /** False clears everything that is shown. */
    readonly enabled: boolean;
    /** Rule code → how loud: `{ "GEN002": "off" }`. */
    readonly rules: Readonly<Record<string, RuleLevel>>;
  };
  /** Environments as settings name them; those without a file are of no interest to the server. */
  readonly environments: readonly ServerEnvironment[];
  /** Where the application runs, which no file says. */
  readonly topology: DeclaredFacts;
  /** False answers every hover with nothing. */
  readonly hovers: boolean;
}

export interface ServerEnvironment {
  readonly id: string;
  readonly role: Role | 'unknown';
  /** Absolute, or seen from the application: ".env.production". */
  readonly envFile?: string;
  /** The platform makes the backups. */
  readonly managedBackups?: boolean;
  /** The platform supplies variables that are not in the file. */
  readonly managedSecrets?: boolean;
}

/** Commands that a client may run for the server: they stand in code actions of clients that say so. */
export const clientCommands = {
  /** Puts its one argument, a text, on the clipboard. */
  copyText: 'laravelOps.copyText',
  /** Sets the rule of its first argument to "off" in the settings that hold for the file URI in the second. */
  turnRuleOff: 'laravelOps.turnRuleOff',
} as const;

export type ClientCommand = (typeof clientCommands)[keyof typeof clientCommands];

export interface ServerOptions extends AppServerOptions {
  readonly diagnostics: AppServerOptions['diagnostics'] & {
    /** `workspace` reports on files that are not open too; a change of this takes effect when the server starts again. */
    readonly scope: 'openFiles' | 'workspace';
  };
  readonly apps: {
    /** Folders to look for applications in, and to leave out, as the discovery takes them. */
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    /** How many folders deep applications are looked for. */
    readonly maxDepth: number;
  };
  /**
   * The folders are trusted, so git may be started to ask which files differ from the default branch. Nothing else of
   * the server starts a process.
   */
  readonly trusted: boolean;
  /** Commands that this client runs. */
  readonly commands: readonly ClientCommand[];
  /** Absolute path of an application or workspace folder → its own settings, which count in place of those above. */
  readonly folders?: Readonly<Record<string, AppServerOptions>>;
}

/** The section of `workspace/didChangeConfiguration` that the server reads. */
export const configurationSection = 'laravelOps';

export const defaultServerOptions: ServerOptions = {
  diagnostics: { enabled: true, scope: 'openFiles', rules: {} },
  environments: [],
  topology: nothingDeclared,
  hovers: true,
  apps: { include: [], exclude: [], maxDepth: 3 },
  trusted: false,
  commands: [],
};

/** Reads options that came over the wire. What is missing or of the wrong type counts as not set; never throws. */
export function readServerOptions(value: unknown): ServerOptions {
  const given = record(value);
  const apps = record(given['apps']);
  const scope = record(given['diagnostics'])['scope'];
  const own = readAppOptions(given);
  const { maxDepth } = defaultServerOptions.apps;
  const depth = apps['maxDepth'];
  return {
    ...own,
    diagnostics: { ...own.diagnostics, scope: scope === 'workspace' ? 'workspace' : 'openFiles' },
    apps: {
      include: strings(apps['include']),
      exclude: strings(apps['exclude']),
      maxDepth: typeof depth === 'number' && Number.isInteger(depth) && depth >= 0 ? Math.min(depth, 10) : maxDepth,
    },
    trusted: given['trusted'] === true,
    commands: Object.values(clientCommands).filter((command) => list(given['commands']).includes(command)),
    folders: Object.fromEntries(
      Object.entries(record(given['folders'])).map(([folder, options]) => [folder, readAppOptions(record(options))]),
    ),
  };
}

function readAppOptions(given: Readonly<Record<string, unknown>>): AppServerOptions {
  const diagnostics = record(given['diagnostics']);
  const rules = Object.entries(record(diagnostics['rules'])).flatMap(([code, level]) =>
    isLevel(level) ? [[code, level] as const] : [],
  );
  return {
    diagnostics: { enabled: diagnostics['enabled'] !== false, rules: Object.fromEntries(rules) },
    environments: list(given['environments']).flatMap((item) => readEnvironment(record(item))),
    topology: readTopology(record(given['topology'])),
    hovers: given['hovers'] !== false,
  };
}

const proxies: readonly unknown[] = ['none', 'loadBalancer', 'cdn'] satisfies DeclaredFacts['proxy'][];

/** Numbers of servers are taken as VS Code's setting writes them too: "1" and "2+". */
export function readTopology(given: Readonly<Record<string, unknown>>): DeclaredFacts {
  const { appServers, proxy, apiGateway, retentionDays: days } = given;
  const servers = appServers === '1' ? 1 : appServers === '2+' ? 2 : appServers;
  return {
    appServers: servers === 1 ? 1 : typeof servers === 'number' && servers >= 2 ? 2 : 'unknown',
    proxy: isProxy(proxy) ? proxy : 'unknown',
    apiGateway: apiGateway === true,
    retentionDays:
      typeof days === 'number' && Number.isInteger(days) && days > 0 ? days : nothingDeclared.retentionDays,
  };
}

function isProxy(value: unknown): value is DeclaredFacts['proxy'] {
  return proxies.includes(value);
}

function readEnvironment(given: Readonly<Record<string, unknown>>): ServerEnvironment[] {
  const { id, role, envFile, managedBackups, managedSecrets } = given;
  if (typeof id !== 'string' || id === '') return [];
  const known = role === 'local' || role === 'staging' || role === 'production' ? role : 'unknown';
  return [
    {
      id,
      role: known,
      ...(typeof envFile === 'string' && envFile !== '' ? { envFile } : {}),
      ...(managedBackups === true ? { managedBackups } : {}),
      ...(managedSecrets === true ? { managedSecrets } : {}),
    },
  ];
}

const levels: readonly unknown[] = ['off', 'hint', 'information', 'warning', 'error'] satisfies RuleLevel[];

function isLevel(value: unknown): value is RuleLevel {
  return levels.includes(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): readonly string[] {
  return list(value).filter((item) => typeof item === 'string');
}
