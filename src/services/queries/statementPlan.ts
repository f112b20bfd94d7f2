import { isOpsError, OpsError } from '../../core/base/errors';
import type { SqlClient } from '../../core/connections/sql';
import type { StatementDigest } from '../../core/queries/digest';
import { explainConnection } from '../../core/queries/explain/connection';
import { canBeExplained, explainDigest, explainStatement } from '../../core/queries/explain/explain';
import { obstacleError } from '../../core/queries/explain/explainable';
import type { Plan } from '../../core/queries/explain/plan';
import { type FilledPlaceholder, fillPlaceholders } from '../../core/queries/explain/placeholders';
import type { ExplainContent } from '../../protocol/views/explain';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { type Asked, findStatement } from './findStatement';
import type { KnownQueries } from './queryState';
import { samplesOf } from './statementCalls';

/** A statement with values, as it can be handed to EXPLAIN, and where each value comes from. */
interface Runnable {
  readonly sql: string;
  readonly schema?: string;
  readonly source: Plan['source'];
  readonly filled: readonly FilledPlaceholder[];
}

/** A statement with values in the place of its placeholders. @throws OpsError `noSample` when some are left */
export async function runnable(
  workspace: Workspace,
  app: App,
  asked: Asked & { readonly known: KnownQueries },
  signal: AbortSignal,
): Promise<Runnable> {
  const { client, used, id, known } = asked;
  const given = known.given.get(id);
  const values = known.values.get(id);
  const statement = given === undefined ? await findStatement(workspace, app, asked, signal) : undefined;
  const text = given?.sql ?? statement?.text ?? '';
  const schema = given?.schema ?? statement?.schema ?? used.profile.database;
  const filled = await fillPlaceholders(
    client,
    text,
    {
      samples: statement === undefined ? [] : await samplesOf(workspace, app, client, used, statement, signal),
      ...(values === undefined ? {} : { given: new Map(values.map((value, at) => [at, value])) }),
      ...(schema === undefined ? {} : { schema }),
    },
    signal,
  );
  if (filled.placeholders.length > 0 && !filled.complete)
    throw new OpsError('noSample', 'Nobody knows a value for every placeholder of this statement.', {
      safe: 'Nothing was executed.',
      next: 'Give values of your own: “Give Values…”.',
    });
  return {
    sql: filled.sql,
    ...(schema === undefined ? {} : { schema }),
    source:
      filled.placeholders.length > 0
        ? filled.source
        : { kind: 'given', text: given === undefined ? 'As the source kept it.' : `From ${given.from}.` },
    filled: filled.placeholders,
  };
}

/** The plan of a statement by its id: of a real call where one is known. @throws OpsError as the page says */
export async function explainAny(
  workspace: Workspace,
  app: App,
  asked: Asked & { readonly known: KnownQueries; readonly statement?: StatementDigest },
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly filled: readonly FilledPlaceholder[] }> {
  const { client, known, id, statement } = asked;
  const running = known.given.get(id)?.plan;
  if (running !== undefined) return { plan: running, filled: [] };
  if (statement !== undefined && !canBeExplained(statement.text)) throw obstacleError('notSelect');
  // A real call that the server kept says more than any value that we could find.
  if (statement !== undefined && !known.values.has(id) && client.server.performanceSchema) {
    try {
      return { plan: await explainDigest(client, statement, { signal, format: 'json' }), filled: [] };
    } catch (error) {
      if (!isOpsError(error, 'noSample') && !isOpsError(error, 'noPrivilege')) throw error;
    }
  }
  const { filled, ...request } = await runnable(workspace, app, asked, signal);
  return { plan: await explainStatement(client, { ...request, signal, format: 'json' }), filled };
}

/** A placeholder as the page shows it. */
export function parameterRow({
  column,
  literal,
  text,
}: FilledPlaceholder): NonNullable<ExplainContent['parameters']>[number] {
  return { ...(column === undefined ? {} : { column }), value: literal ?? '', provenance: text };
}

/** The placeholders of a statement that could not be filled, with what is known of each. */
export async function placeholderRows(
  client: SqlClient,
  text: string,
  schema: string | undefined,
  signal: AbortSignal,
): Promise<NonNullable<ExplainContent['parameters']>> {
  try {
    const { placeholders } = await fillPlaceholders(client, text, schema === undefined ? {} : { schema }, signal);
    return placeholders.map(parameterRow);
  } catch (error) {
    if (isOpsError(error, 'unreadable')) return [];
    throw error;
  }
}

/**
 * The plan of what a connection runs now, kept as a statement of its own.
 *
 * @returns its id, for a page
 */
export async function explainRunning(
  workspace: Workspace,
  app: App,
  connectionId: number,
  signal: AbortSignal,
): Promise<string> {
  const known = await workspace.queries.of(app, signal);
  const plan = await app.withSql(signal, (client) => explainConnection(client, connectionId, { signal }));
  const id = `connection-${connectionId}-${Date.now().toString(36)}`;
  known.given.set(id, { sql: plan.sql, from: `connection ${connectionId}`, plan });
  return id;
}
