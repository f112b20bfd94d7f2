import { assess } from '../core/assessment/assess';
import type { AreaAssessment } from '../core/assessment/area';
import type { AssessmentFacts, DatabaseFacts, RedisFacts } from '../core/assessment/facts';
import { findRunbooks } from '../core/assessment/runbooks';
import { readDatabaseFacts } from '../core/assessment/readDatabaseFacts';
import { readLiveFacts } from '../core/assessment/readLiveFacts';
import { isAbort, messageOf } from '../core/base/errors';
import { ownEnvironment } from '../core/connections/ownEnvironment';
import { rules } from '../core/lint/catalog';
import { readDecisions } from '../core/lint/decisions';
import { lintProject, type RuleLevel } from '../core/lint/lint';
import { readDrillRecords } from '../node/drillFile';
import { diskTextSource } from '../node/files';
import { readVerifications } from '../node/verifications';
import { readServerOptions } from '../protocol/server';
import type { App } from './app';
import { readRunbookState } from './backups/runbook';
import { readBackups } from './backupsView';
import { readRedisFacts } from './redisFacts';
import type { Workspace } from './workspace';

/** Findings of one file in a report: more than an editor shows, and an end for a file that is all findings. */
const perFile = 500;

/** Milliseconds for which answers of servers are told again; after that they are not known. */
const keptMs = 15 * 60_000;

/** What servers told last, by app: a view that connects to nobody still shows it. */
const told = new WeakMap<
  App,
  { readonly environment: string; readonly at: number; readonly database?: DatabaseFacts; readonly redis?: RedisFacts }
>();

/** What an app's readiness rests on, and the areas judged by it. */
export interface Readiness {
  readonly facts: AssessmentFacts;
  readonly areas: readonly AreaAssessment[];
  /** For people: what could not be asked, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Judges the environment in use. Files alone are read unless `connect` is set: then the default database and Redis are
 * asked too, read-only, and what they told is kept for the rules. In Restricted Mode nothing connects.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readReadiness(
  workspace: Workspace,
  app: App,
  { connect }: { readonly connect: boolean },
  signal: AbortSignal,
): Promise<Readiness> {
  const problems: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error)) throw error;
      problems.push(`${what} ${messageOf(error)}`);
      workspace.host.logger.warn(`${app.name}: ${what} ${messageOf(error)}`);
      return undefined;
    }
  };
  const trusted = workspace.host.trusted();
  const { environment } = await app.current(signal);
  if (connect && trusted) {
    const database = await attempt('The database was not asked.', () => askDatabase(app, signal));
    const redis = await attempt('Redis was not asked.', () => readRedisFacts(app, signal));
    told.set(app, { environment: environment.id, at: Date.now(), ...present({ database, redis }) });
  }
  const last = told.get(app);
  const fresh = trusted && last?.environment === environment.id && Date.now() - last.at < keptMs ? last : undefined;
  const backups = trusted ? await attempt('Backups were not listed.', () => readBackups(app, signal)) : undefined;
  const files = await attempt('The files were not checked.', () => checkFiles(app, workspace, signal));
  const { decisions, problems: unread } = await readDecisions(diskTextSource(), app.root, signal);
  const live = await app.liveFacts(signal);
  const evidence = await readEvidence(workspace, app, attempt, signal);
  const facts: AssessmentFacts = {
    now: new Date(),
    decisions,
    ...present({ files, backups, live, database: fresh?.database, redis: fresh?.redis, ...evidence }),
  };
  const areas = assess(facts);
  if (connect) showAnew(workspace, app, areas);
  return { facts, areas, problems: [...problems, ...unread] };
}

type Attempt = <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;

/** What was proven before: drills, verifications, and the runbook. Files of the application's own folder. */
async function readEvidence(
  workspace: Workspace,
  app: App,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Pick<Partial<AssessmentFacts>, 'drills' | 'verifications' | 'runbook'>> {
  const drills = await attempt('Drills were not read.', () => readDrillRecords(app.root, signal));
  const verifications = await attempt('Verifications were not read.', () => readVerifications(app.root, signal));
  const runbook = await attempt('The runbook was not read.', () => readRunbookState(workspace, app, signal));
  return present({ drills, verifications, runbook });
}

const shown = new WeakMap<App, string>();

/** Views that connect to nobody show what servers told: they are drawn again when it made a difference. */
function showAnew(workspace: Workspace, app: App, areas: readonly AreaAssessment[]): void {
  const now = JSON.stringify(areas.map(({ grade, summary }) => [grade, summary]));
  if (shown.get(app) === now) return;
  shown.set(app, now);
  workspace.drawAgain();
}

async function checkFiles(app: App, workspace: Workspace, signal: AbortSignal): Promise<AssessmentFacts['files']> {
  const context = await app.ruleContext(signal);
  const { environment } = await app.current(signal);
  const levels = ruleLevels(workspace, app);
  const findings = await lintProject(context, {
    rules: levels,
    source: diskTextSource(),
    signal,
    all: true,
    perFile,
  });
  const own = environment.id === ownEnvironment.id;
  const runbooks = await findRunbooks(diskTextSource(), app.root, signal);
  return {
    context,
    findings,
    runbooks,
    rules: rules.filter(({ code }) => levels[code] !== 'off'),
    ...(own ? {} : { environment: environment.id }),
  };
}

/** How loud rules are by the app's settings. */
export function ruleLevels(workspace: Workspace, app: App): Readonly<Record<string, RuleLevel>> {
  const { diagnosticsRules } = workspace.host.settings(app.root);
  return readServerOptions({ diagnostics: { rules: diagnosticsRules } }).diagnostics.rules;
}

/** Asks the default connection about its tables and about itself; undefined when there is none to ask. */
async function askDatabase(app: App, signal: AbortSignal): Promise<DatabaseFacts | undefined> {
  return app.withSql(signal, async (client, { profile, environment }) => {
    const { database: schema, connection } = profile;
    if (schema === undefined) return undefined;
    app.tell(environment.id, await readLiveFacts(client, schema, connection, new Date(), signal));
    return readDatabaseFacts(client, schema, signal);
  });
}

/** The fields that have a value. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Object.entries forgets which field has which type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
