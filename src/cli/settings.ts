import type { Role } from '../core/connections/environment';
import { joinPath } from '../core/base/path';
import { type DeclaredFacts, nothingDeclared } from '../core/lint/declaredFacts';
import type { NamedEnvironment } from '../core/lint/environmentFiles';
import type { RuleLevel } from '../core/lint/lint';
import type { TextSource } from '../core/laravel/textSource';
import { OpsError } from '../core/base/errors';
import { querySources } from '../core/queries/digest';
import type { QuerySettings } from '../services/host';
import { parseJsonc } from './jsonc';

/** What the editor's settings say, as far as a check needs it. */
export interface CheckSettings {
  readonly levels: Readonly<Record<string, RuleLevel>>;
  readonly environments: readonly NamedEnvironment[];
  readonly declared: DeclaredFacts;
}

/** What the services need of the settings besides. */
export interface CliSettings extends CheckSettings {
  /** As written: the services' parser judges them. */
  readonly writtenEnvironments: unknown;
  readonly hostPatterns: readonly string[];
  readonly backups: { readonly folders: readonly string[]; readonly dumpBinaryPath: string };
  readonly queries: QuerySettings;
}

const nothingSet: CliSettings = {
  levels: {},
  environments: [],
  declared: nothingDeclared,
  writtenEnvironments: [],
  hostPatterns: [],
  backups: { folders: [], dumpBinaryPath: '' },
  queries: { source: 'auto', logPath: '', minRows: 1_000, minCalls: 10 },
};

/**
 * Settings of one application: those of the given file, else of `.vscode/settings.json` of the application, else of the
 * folder that is checked, so that the editor and a build judge alike. Keys are VS Code's own ("laravelOps.diagnostics.rules").
 *
 * @param config absolute path of a file that was named on the command line
 * @throws OpsError `badConfig` when a file that was named cannot be read
 */
export async function readSettings(
  source: TextSource,
  root: string,
  folder: string,
  config: string | undefined,
  signal: AbortSignal,
): Promise<CliSettings> {
  const candidates =
    config === undefined ? [root, folder].map((each) => joinPath(each, '.vscode/settings.json')) : [config];
  for (const file of candidates) {
    const read = await source.readText(file, signal);
    const json = read.kind === 'text' ? parseJsonc(read.text) : undefined;
    if (isRecord(json)) return settingsOf(json);
    if (config !== undefined) throw new OpsError('badConfig', `${file} is missing or is no JSON object.`);
  }
  return nothingSet;
}

const levels: readonly unknown[] = ['off', 'hint', 'information', 'warning', 'error'] satisfies RuleLevel[];

function settingsOf(json: Record<string, unknown>): CliSettings {
  const get = (key: string): unknown => json[`laravelOps.${key}`];
  const rules = get('diagnostics.rules');
  const environments = get('environments');
  const servers = get('topology.appServers');
  const proxy = get('topology.proxy');
  const days = get('security.retentionDays');
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  return {
    writtenEnvironments: environments,
    hostPatterns: texts(get('production.hostPatterns')),
    // Never the dump program's folder: a file of the repository would choose what is run.
    backups: { folders: texts(get('backups.folders')), dumpBinaryPath: '' },
    queries: {
      source: querySources.find((source) => source === get('slowQueries.source')) ?? 'auto',
      // Not from a file of the repository: it would choose which file of this machine is read.
      logPath: '',
      minRows: count(get('indexAdvisor.minRows'), nothingSet.queries.minRows),
      minCalls: count(get('indexAdvisor.minCalls'), nothingSet.queries.minCalls),
    },
    levels: Object.fromEntries(
      Object.entries(isRecord(rules) ? rules : {}).flatMap(([code, level]) =>
        isLevel(level) ? [[code, level] as const] : [],
      ),
    ),
    environments: Array.isArray(environments) ? environments.flatMap(environmentOf) : [],
    declared: {
      appServers: servers === '1' || servers === 1 ? 1 : servers === '2+' || servers === 2 ? 2 : 'unknown',
      proxy: proxy === 'none' || proxy === 'loadBalancer' || proxy === 'cdn' ? proxy : 'unknown',
      apiGateway: get('topology.apiGateway') === true,
      retentionDays:
        typeof days === 'number' && Number.isInteger(days) && days > 0 ? days : nothingDeclared.retentionDays,
    },
  };
}

function count(written: unknown, otherwise: number): number {
  return typeof written === 'number' && Number.isInteger(written) && written >= 0 ? written : otherwise;
}

function environmentOf(written: unknown): readonly NamedEnvironment[] {
  if (!isRecord(written)) return [];
  const { id, role, envFile, managedBackups, managedSecrets } = written;
  if (typeof id !== 'string' || id === '') return [];
  return [
    {
      id,
      role: isRole(role) ? role : 'unknown',
      ...(typeof envFile === 'string' && envFile !== '' ? { envFile } : {}),
      managedBackups: managedBackups === true,
      managedSecrets: managedSecrets === true,
    },
  ];
}

function isLevel(value: unknown): value is RuleLevel {
  return levels.includes(value);
}

function isRole(value: unknown): value is Role {
  return value === 'local' || value === 'staging' || value === 'production';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
