import { clockTime, calendarDay } from '../../core/base/clock';
import { formatDuration } from '../../core/base/format';
import type { SqlClient, SqlValue } from '../../core/connections/sql';
import type { StatementDigest } from '../../core/queries/digest';
import type { StatementSample } from '../../core/queries/explain/placeholders';
import type { SeenCall } from '../../core/queries/sources/calls';
import { readSlowLogCalls } from '../../core/queries/sources/slowLogTable';
import { readTelescopeCalls } from '../../core/queries/sources/telescope';
import { readCalls } from '../../core/queries/workload/readCalls';
import type { ExplainContent } from '../../protocol/views/explain';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { telescopeOptions } from './packageSources';
import { readStatementList } from './statementList';

/** Calls that are shown and tried. */
const most = 5;

/** A call as its source kept it. */
interface Call {
  readonly sql: string;
  readonly note: string;
  readonly from: string;
  readonly bindings?: readonly SqlValue[];
}

/** Real calls of a statement, for EXPLAIN. They hold values of the application. */
export async function samplesOf(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  statement: StatementDigest,
  signal: AbortSignal,
): Promise<readonly StatementSample[]> {
  const calls = await callsOf(workspace, app, client, used, statement, signal);
  return calls.map(({ sql, from, bindings }) => (bindings === undefined ? { sql, from } : { bindings, from }));
}

/** The same for the page: somebody asked for this statement. */
export async function examplesOf(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  statement: StatementDigest,
  signal: AbortSignal,
): Promise<NonNullable<ExplainContent['examples']>> {
  const calls = await callsOf(workspace, app, client, used, statement, signal);
  return calls.map(({ sql, note }) => ({ text: sql, note }));
}

async function callsOf(
  workspace: Workspace,
  app: App,
  client: SqlClient,
  used: SqlSession,
  { digest, schema }: StatementDigest,
  signal: AbortSignal,
): Promise<readonly Call[]> {
  const known = await workspace.queries.of(app, signal);
  const database = schema ?? used.profile.database;
  const source = known.snapshot?.value.source ?? 'performance_schema';
  const options = { ...(database === undefined ? {} : { schema: database }), limit: most, signal };
  switch (source) {
    case 'performance_schema': {
      if (database === undefined) return [];
      const texts = (await readCalls(client, database, [digest], signal)).get(digest) ?? [];
      return texts.slice(0, most).map((sql) => ({ sql, note: 'Kept by the server.', from: 'performance_schema' }));
    }
    case 'slowLogTable':
      return (await readSlowLogCalls(client, digest, options)).map((call) => loggedCall(call, 'the slow log'));
    case 'telescope': {
      const kept = { ...telescopeOptions(used, app.root), limit: most, signal };
      return (await readTelescopeCalls(client, digest, kept)).map((call) => loggedCall(call, 'Telescope'));
    }
    case 'slowLogFile':
    case 'queryLog': {
      const { log } = await readStatementList(workspace, app, client, used, 1, signal);
      const from = source === 'queryLog' ? 'the query log of the application' : 'the slow log';
      return (log?.samples(digest, schema) ?? []).slice(0, most).map(({ text, queryMs, bindings }) => ({
        sql: text,
        note: formatDuration(queryMs),
        from,
        ...(bindings === undefined ? {} : { bindings: bindings.map(valueOf) }),
      }));
    }
    default:
      // Pulse and samples keep no call with its values.
      return [];
  }
}

function loggedCall({ sql, ms, at }: SeenCall, from: string): Call {
  return { sql, note: `${calendarDay(at)} ${clockTime(at)}, ${formatDuration(ms)}`, from };
}

/** A logged value as SQL can take it. */
function valueOf(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value;
  return JSON.stringify(value) ?? null;
}
