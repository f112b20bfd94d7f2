import type { Role } from '../core/connections/environment';
import type { RuleLevel } from '../core/lint/lint';

// What a client tells the language server, as plain types. It is sent twice: as `initializationOptions` of `initialize`,
// and as `settings.laravelOps` of every `workspace/didChangeConfiguration`. Nothing in it is a secret.

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
}

export interface ServerEnvironment {
  readonly id: string;
  readonly role: Role | 'unknown';
  /** Absolute, or seen from the application: ".env.production". */
  readonly envFile?: string;
}

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
  /** Absolute path of an application or workspace folder → its own settings, which count in place of those above. */
  readonly folders?: Readonly<Record<string, AppServerOptions>>;
}

/** The section of `workspace/didChangeConfiguration` that the server reads. */
export const configurationSection = 'laravelOps';

export const defaultServerOptions: ServerOptions = {
  diagnostics: { enabled: true, scope: 'openFiles', rules: {} },
  environments: [],
  apps: { include: [], exclude: [], maxDepth: 3 },
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
  };
}

function readEnvironment(given: Readonly<Record<string, unknown>>): ServerEnvironment[] {
  const { id, role, envFile } = given;
  if (typeof id !== 'string' || id === '') return [];
  const known = role === 'local' || role === 'staging' || role === 'production' ? role : 'unknown';
  return [{ id, role: known, ...(typeof envFile === 'string' && envFile !== '' ? { envFile } : {}) }];
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
