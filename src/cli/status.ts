import { positionAt } from '../core/base/text';
import { throwIfAborted } from '../core/base/abort';
import { createRedactor } from '../core/base/redact';
import { readCatalog, type BackupCatalog } from '../core/backups/catalog';
import { backupDestinations } from '../core/backups/destination';
import { ownFolder } from '../core/backups/ownFolder';
import type { AreaAssessment } from '../core/assessment/area';
import { assess } from '../core/assessment/assess';
import type { FileFacts } from '../core/assessment/facts';
import { treatAs, type Environment } from '../core/connections/environment';
import { addressText, type RedisProfile, type SqlProfile } from '../core/connections/profile';
import { resolveEnvironment } from '../core/connections/resolve';
import { discoverProjects } from '../core/laravel/discover';
import { createParseCache } from '../core/laravel/parseCache';
import type { LaravelProject, ReadProblem } from '../core/laravel/project';
import { readProject } from '../core/laravel/readProject';
import { ruleOf } from '../core/lint/catalog';
import type { Decision } from '../core/lint/decision';
import { splitAccepted } from '../core/lint/decisions';
import { docsUrl } from '../core/lint/rule';
import { checkConnection, type Censor } from './connect';
import type { CliDeps } from './io';
import { readDecisions } from '../core/lint/decisions';
import { readFacts } from './readFacts';
import { readRecoveryEvidence } from './recoveryEvidence';
import type { AppStatus, BackupsStatus, BackupStatus, ConnectionStatus, FindingStatus, StatusReport } from './report';
import { readSettings } from './settings';

export interface StatusOptions {
  /** Ask every server for its version. */
  readonly connect: boolean;
  /** Environment file, seen from each application; ".env" when undefined. */
  readonly environmentFile: string | undefined;
  readonly signal: AbortSignal;
}

/** What can be said of the applications under `path`. Rejects only when cancelled, or for a bug. */
export async function readStatus(
  path: string,
  deps: CliDeps,
  now: Date,
  options: StatusOptions,
): Promise<StatusReport> {
  const roots = await discoverProjects(deps.files, path, { signal: options.signal });
  const apps: AppStatus[] = [];
  for (const root of roots) apps.push(await readApp(root, path, deps, now, options));
  return { schemaVersion: 1, version: deps.version, generatedAt: now.toISOString(), path, apps };
}

async function readApp(
  root: string,
  path: string,
  deps: CliDeps,
  now: Date,
  options: StatusOptions,
): Promise<AppStatus> {
  const { signal, environmentFile } = options;
  throwIfAborted(signal);
  const cache = createParseCache();
  const reading = { signal, ...(environmentFile === undefined ? {} : { environmentFile }) };
  const project = await readProject(deps.files, root, reading, cache);
  const environment = resolveEnvironment(project, { id: 'env', name: project.env?.file ?? '.env' }, {});
  const censor = censorOf(project);
  const catalog = await readCatalog(backupDestinations(project), deps.backupFiles, { now, signal });
  const settings = await readSettings(deps.files, root, path, undefined, signal);
  const files = await readFacts(root, deps, { environmentFile, settings, cache, signal });
  const { decisions } = await readDecisions(deps.files, root, signal);
  const proof = await readRecoveryEvidence(root, deps, { now, files, catalog, settings, cache, signal });
  const { problems: unproven, ...evidence } = proof;
  const { full, major, source } = project.version;
  const cached = project.cachedConfig;
  return {
    root,
    name: project.name,
    laravel: { version: full ?? null, major: major ?? null, source },
    layout: project.layout,
    cachedConfig:
      cached === undefined ? null : { file: cached.file, modifiedAt: cached.modifiedAt?.toISOString() ?? null },
    environment: {
      file: project.env?.file ?? null,
      role: environment.role,
      treatedAs: treatAs(environment),
      suspicions: environment.suspicions.map((reason) => censor.redact(reason)),
    },
    connections: await connectionsOf(environment, project, deps, censor, options),
    unusable: environment.unusable.map(({ connection, reason }) => ({ connection, reason: censor.redact(reason) })),
    backups: await backupsOf(root, catalog, deps, signal),
    areas: assess({ now, backups: catalog, files, decisions, ...evidence }).map(areaOf),
    findings: await findingsOf(files, decisions, deps, now, signal),
    problems: [
      ...(await Promise.all(project.problems.map((problem) => problemOf(problem, deps, censor, signal)))),
      ...unproven.map((message) => ({ file: ownFolder(root).folder, line: null, message: censor.redact(message) })),
    ],
  };
}

function areaOf({ area, grade, evaluated, summary, evidence, checks }: AreaAssessment): AppStatus['areas'][number] {
  return {
    ...area,
    grade,
    evaluated,
    summary,
    evidence: evidence.map(({ fact, source }) => ({ fact, source })),
    checks: checks.map(({ id, title, outcome, summary: reason }) => ({ id, title, outcome, summary: reason })),
  };
}

/** Knows the values of the environment file that by their names are secrets, so that no message can quote them. */
function censorOf(project: LaravelProject): Censor {
  const redactor = createRedactor();
  for (const { key, value } of project.env?.content.entries ?? []) {
    if (value !== null && value !== '' && /PASS|SECRET|TOKEN|KEY|CREDENTIAL|DSN/i.test(key)) redactor.protect(value);
  }
  return redactor;
}

async function connectionsOf(
  environment: Environment,
  project: LaravelProject,
  deps: CliDeps,
  censor: Censor,
  { connect, signal }: StatusOptions,
): Promise<readonly ConnectionStatus[]> {
  const listed: ConnectionStatus[] = [];
  for (const profile of [...environment.sql, ...environment.redis]) {
    const facts = 'topology' in profile ? redisFacts(profile) : sqlFacts(profile, environment.defaultConnection);
    const check = connect ? await checkConnection(profile, project, deps, censor, signal) : undefined;
    listed.push({ ...facts, ...(check === undefined ? {} : { check }) });
  }
  return listed;
}

function sqlFacts(profile: SqlProfile, defaultConnection: string | undefined): ConnectionStatus {
  const { connection, driver, serves, address, database, user, tls } = profile;
  return {
    name: connection,
    kind: driver,
    default: connection === defaultConnection,
    serves,
    address: addressText(address),
    database: database ?? null,
    user: user === '' ? null : user,
    tls: tls !== undefined,
  };
}

function redisFacts({ connection, topology, database, user, tls }: RedisProfile): ConnectionStatus {
  const addresses =
    topology.kind === 'single' ? [topology.address] : topology.kind === 'cluster' ? topology.nodes : topology.sentinels;
  return {
    name: connection,
    kind: 'redis',
    default: false,
    serves: 'both',
    address: addresses.map(addressText).join(', '),
    database: String(database),
    user: user ?? null,
    tls: tls !== undefined,
  };
}

async function backupsOf(
  root: string,
  catalog: BackupCatalog,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<BackupsStatus> {
  const items: BackupStatus[] = [];
  for (const { path, createdAt, sizeBytes, error } of catalog.backups) {
    const commit = items.length === 0 ? await (await deps.git(root)).commitAt(createdAt, signal) : undefined;
    items.push({
      path,
      createdAt: createdAt.toISOString(),
      sizeBytes,
      error: error ?? null,
      commit: commit === undefined ? null : { hash: commit.hash, subject: commit.subject },
    });
  }
  const problems = catalog.problems.map(({ destination, message }) => ({ destination: destination.label, message }));
  return { count: items.length, newest: items[0] ?? null, items, problems };
}

/** Findings that count, as the editor shows them: without rules that are off by default and without accepted ones. */
async function findingsOf(
  { context, findings, rules }: FileFacts,
  decisions: readonly Decision[],
  deps: CliDeps,
  now: Date,
  signal: AbortSignal,
): Promise<readonly FindingStatus[]> {
  const on = findings.filter(({ rule }) => rules.find(({ code }) => code === rule)?.offByDefault === undefined);
  const { open } = splitAccepted(on, decisions, context.root, now);
  return Promise.all(
    open.map(async ({ rule: code, severity, message, location }) => {
      const read = await deps.files.readText(location.file, signal);
      const { line, column } = positionAt(read.kind === 'text' ? read.text : '', location.range.start);
      const rule = ruleOf(code);
      const docs = rule === undefined ? null : docsUrl(rule);
      return { rule: code, severity, message, file: location.file, line: line + 1, column: column + 1, docs };
    }),
  );
}

async function problemOf(
  { file, range, message }: ReadProblem,
  deps: CliDeps,
  censor: Censor,
  signal: AbortSignal,
): Promise<AppStatus['problems'][number]> {
  const read = range === undefined ? undefined : await deps.files.readText(file, signal);
  const known = range !== undefined && read?.kind === 'text';
  return { file, line: known ? positionAt(read.text, range.start).line + 1 : null, message: censor.redact(message) };
}
