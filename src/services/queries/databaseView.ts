import { isAbort, isOpsError, messageOf, type OpsError } from '../../core/base/errors';
import { treatAs } from '../../core/connections/environment';
import type { SqlClient, SqlValue } from '../../core/connections/sql';
import type { DigestSnapshot } from '../../core/queries/digest';
import { judgeHealth } from '../../core/queries/health/judge';
import { partitionAdvice } from '../../core/queries/health/partitioning';
import { readHealth } from '../../core/queries/health/reading';
import { healthGroup } from '../../core/queries/health/tree';
import {
  type IndexTreeContext,
  scratchNodes,
  suggestionGroup,
  unneededGroup,
  unneededId,
} from '../../core/queries/indexTree';
import { readRunning, type RunningStatement } from '../../core/queries/sources/processlist';
import { databaseView as viewOf } from '../../core/queries/tree';
import type { TreeNode } from '../../core/tree';
import type { App, SqlSession } from '../app';
import { noApp, restricted, type LoadedView } from '../loadedView';
import type { Workspace } from '../workspace';
import { catalogOf, fresh, healthContextOf, unneededOf } from './facts';
import { noteReading, slowerStatements } from './history';
import { isMuted, mutedOf } from './muted';
import type { KnownQueries } from './queryState';
import { readListForView, readStatementList, type StatementList } from './statementList';

/** Statements that are read: more than are shown, since some may be muted, and the history keeps them. */
const listed = 50;
/** A statement counts as running long after this many seconds. */
const longSeconds = 5;
/** Statements that run long, at most. */
const mostRunning = 10;

/** The statements that cost most. Throws what the source throws. */
export async function readSlowStatements(workspace: Workspace, app: App, signal: AbortSignal): Promise<DigestSnapshot> {
  return app.withSql(
    signal,
    async (client, used) => (await readStatementList(workspace, app, client, used, listed, signal)).snapshot,
  );
}

interface Read {
  readonly list: StatementList | OpsError;
  readonly running: readonly RunningStatement[];
  /** Groups of indexes and health. */
  readonly more: readonly TreeNode[];
  /** Statements that got slower, by digest. */
  readonly slower: ReadonlyMap<string, string>;
}

/** Reasons that say something of the statistics and nothing of the server: everything else of it can be read. */
const withoutStatistics = new Set([
  'noPrivilege',
  'performanceSchemaOff',
  'digestsOff',
  'noSource',
  'missing',
  'denied',
]);

async function readDatabase(workspace: Workspace, app: App, signal: AbortSignal): Promise<Read> {
  return app.withSql(signal, async (client, used) => {
    const known = await workspace.queries.of(app, signal);
    const list = await readListForView(workspace, app, client, used, listed, signal).catch((error: unknown) => {
      if (isOpsError(error) && withoutStatistics.has(error.reason)) return error;
      throw error;
    });
    const running = await readRunning(client, { minSeconds: longSeconds, limit: mostRunning, signal });
    if (!isOpsError(list)) {
      known.snapshot = { at: new Date(), value: list.snapshot };
      await noteReading(workspace, app, { client, used, snapshot: list.snapshot }, signal);
    }
    const slower = isOpsError(list) ? new Map<string, string>() : await slowerStatements(workspace, app, signal);
    return { list, running, slower, more: await moreGroups(workspace, app, client, used, known, signal) };
  });
}

/** Indexes and health. What of them cannot be read is left out and logged: the statements are what people came for. */
async function moreGroups(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  known: KnownQueries,
  signal: AbortSignal,
): Promise<readonly TreeNode[]> {
  const { database } = used.profile;
  if (database === undefined) return [];
  const now = new Date();
  const context: IndexTreeContext = { root: app.root, now, mayTry: treatAs(used.environment) !== 'production' };
  const muted = mutedOf(workspace, app);
  const advice = known.advice;
  const suggestions = advice?.value.advice.suggestions.filter(({ id }) => !isMuted(muted, 'index', id));
  const suggested = suggestionGroup(
    {
      ...(advice === undefined || suggestions === undefined ? {} : { at: advice.at, suggestions }),
      proofs: known.proofs,
      unread: advice?.value.workload.unread.length ?? 0,
    },
    context,
  );
  try {
    const unneeded = await unneededOf(known, client, database, used, signal);
    const shown = unneeded.filter((each) => !isMuted(muted, 'index', unneededId(each)));
    const catalog = await catalogOf(known, client, database, signal);
    const reading = fresh(known.health) ?? (await readHealth(client, database, signal));
    known.health = known.health?.value === reading ? known.health : { at: reading.at, value: reading };
    const files = await app.ruleContext(signal);
    const facts = judgeHealth(reading, healthContextOf(used, catalog, files));
    const partitions = advice === undefined ? [] : partitionAdvice(catalog, advice.value.workload, now);
    known.judged = { facts, partitions, textOf: files.textOf };
    const scratch = scratchNodes(await scratchSchemas(client, signal));
    return [
      suggested,
      ...scratch,
      ...unneededGroup(shown, context),
      healthGroup(facts, partitions, reading.at, { now, root: app.root }),
    ];
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    workspace.host.logger.warn(`${app.name}: indexes and health could not be read. ${messageOf(error)}`);
    return [suggested];
  }
}

/** Scratch copies on the server that this login may see. */
async function scratchSchemas(client: SqlClient, signal: AbortSignal): Promise<readonly string[]> {
  const rows = await client.query<Readonly<Record<string, SqlValue>>>(
    "SHOW DATABASES LIKE 'laravel\\_ops\\_scratch\\_%'",
    [],
    { signal },
  );
  return rows.map((row) => String(Object.values(row)[0] ?? ''));
}

/** The Database view of the active app. What is missing (server, privilege, statistics) is its message, not an exception. */
export async function databaseView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const { environment } = await app.current(signal);
  const description = `${app.name} · ${environment.name}`;
  const context = { root: app.root, now: new Date() };
  try {
    const { list, running, more, slower } = await readDatabase(workspace, app, signal);
    noteTrouble(workspace, app, isOpsError(list) ? list : undefined);
    const muted = new Set(mutedOf(workspace, app).flatMap(({ kind, id }) => (kind === 'statement' ? [id] : [])));
    const view = viewOf(isOpsError(list) ? list : list.snapshot, running, {
      ...context,
      muted,
      regressions: slower,
      ...(isOpsError(list) ? {} : { sourceTitle: list.title }),
    });
    return { ...view, nodes: [...view.nodes, ...more], description, condition: 'ready' };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    noteTrouble(workspace, app, error);
    const condition = error.reason === 'notConfigured' ? 'notConfigured' : 'failed';
    return { ...viewOf(error, undefined, context), description, condition };
  }
}

/** Tables, indexes and health are read again by the next look. */
export async function forgetWhatWasRead(workspace: Workspace, app: App): Promise<void> {
  const known = await workspace.queries.of(app, new AbortController().signal);
  delete known.list;
  delete known.catalog;
  delete known.unneeded;
  delete known.health;
}

const troubles = new WeakMap<App, string>();

/** Writes to the log why statements are missing, once for the same reason: the view is read again every half minute. */
function noteTrouble({ host }: Workspace, app: App, error: OpsError | undefined): void {
  const trouble = error === undefined ? '' : messageOf(error);
  if (trouble !== '' && troubles.get(app) !== trouble)
    host.logger.warn(`${app.name}: the Database view shows no statements. ${trouble}`);
  troubles.set(app, trouble);
}
