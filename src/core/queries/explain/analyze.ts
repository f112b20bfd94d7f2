import { OpsError } from '../../base/errors';
import type { Role } from '../../connections/environment';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { formatDuration } from '../../base/format';
import { toText } from '../numbers';
import { serverErrorNumber } from '../serverErrors';
import { assemble } from './assemble';
import { executionObstacle } from './executable';
import { given, inReadOnly, queryOptions, readNotes, readTraditional, type ExplainRequest } from './explain';
import type { Plan } from './plan';
import { trimmedStatement } from './statementEnd';

export interface AnalyzeRequest extends Omit<ExplainRequest, 'format'> {
  /** How long the statement may run; milliseconds. */
  readonly timeoutMs?: number;
}

/** How long a statement is run for its plan unless the caller says otherwise. Milliseconds. */
const usualTimeout = 10_000;

/**
 * Runs one SELECT for its plan and counts rows, runs and times of each step: EXPLAIN ANALYZE of MySQL 8.0.18 and later, ANALYZE
 * FORMAT=JSON of MariaDB 10.1 and later. In a READ ONLY transaction with a time limit.
 *
 * MySQL answers a statement that the limit stopped with the counts up to then (seen on 9.7): `interrupted` says so.
 *
 * @param role what the environment has to be treated as (`treatAs`)
 *
 * Rejects before anything is sent with OpsError `production`, `tooOld`, and what `executionObstacle` finds; with `timeout` from MariaDB.
 */
export async function analyzeStatement(client: SqlClient, request: AnalyzeRequest, role: Role): Promise<Plan> {
  if (role === 'production')
    throw new OpsError('production', 'ANALYZE runs the statement, and this environment is treated as production.', {
      safe: 'Nothing was executed.',
      next: 'EXPLAIN shows the plan without running it; or analyze it on staging.',
    });
  const sql = trimmedStatement(request.sql);
  const obstacle = executionObstacle(sql);
  if (obstacle !== undefined) throw obstacle;
  if (isTooOld(client))
    throw new OpsError('tooOld', `EXPLAIN ANALYZE came with MySQL 8.0.18; this is ${client.server.version}.`, {
      safe: 'Nothing was executed.',
    });
  const query = queryOptions(request);
  const timeoutMs = request.timeoutMs ?? usualTimeout;
  return inReadOnly(client, query, async () => {
    const { rows, notes } = await readTraditional(client, sql, query);
    const run = await execute(client, sql, { ...query, timeoutMs });
    const plan = assemble(client.server, {
      sql,
      ...(request.schema === undefined ? {} : { schema: request.schema }),
      source: request.source ?? given,
      format: run.tree === undefined ? 'json' : 'tree',
      rows,
      notes,
      executed: true,
      ...(run.json === undefined ? {} : { json: run.json }),
      ...(run.tree === undefined ? {} : { tree: run.tree }),
    });
    return (await wasStopped(client, plan, query, timeoutMs)) ? interrupted(plan, timeoutMs) : plan;
  });
}

function isTooOld({ server }: SqlClient): boolean {
  if (server.flavour === 'mariadb') return server.major < 10 || (server.major === 10 && server.minor < 1);
  const patch = Number(/^\d+\.\d+\.(\d+)/.exec(server.version)?.[1] ?? 0);
  return server.major < 8 || (server.major === 8 && server.minor === 0 && patch < 18);
}

interface Run {
  readonly json?: string;
  readonly tree?: string;
}

/** JSON has more to say than TREE, but only in version 2, which is the default from MySQL 9 on. */
async function execute(client: SqlClient, sql: string, query: QueryOptions): Promise<Run> {
  const ask = async (prefix: string): Promise<string> => {
    const [row] = await client.query<Readonly<Record<string, SqlValue>>>(`${prefix} ${sql}`, [], query);
    return toText(Object.values(row ?? {})[0]) ?? '';
  };
  if (client.server.flavour === 'mariadb') return { json: await ask('ANALYZE FORMAT=JSON') };
  if (client.server.major >= 9)
    try {
      return { json: await ask('EXPLAIN ANALYZE FORMAT=JSON') };
    } catch (error) {
      // Refused before it ran, where explain_json_format_version is 1.
      if (serverErrorNumber(error) !== 6412) throw error;
    }
  return { tree: await ask('EXPLAIN ANALYZE FORMAT=TREE') };
}

/** ER_QUERY_INTERRUPTED stands in the warnings, unless the session's settings were changed back after the statement. */
async function wasStopped(client: SqlClient, plan: Plan, query: QueryOptions, timeoutMs: number): Promise<boolean> {
  if (client.server.flavour === 'mariadb') return false;
  const { database: _elsewhere, ...here } = query;
  const notes = await readNotes(client, here);
  if (notes.some(({ code }) => code === 1317 || code === 3024)) return true;
  // The steps took as long as they were allowed to.
  return totalMs(plan) >= timeoutMs * 0.99;
}

function totalMs({ nodes }: Plan): number {
  let sum = 0;
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    sum += node.actual?.ms ?? 0;
    open.push(...node.children);
  }
  return sum;
}

function interrupted(plan: Plan, timeoutMs: number): Plan {
  const text = `Stopped after ${formatDuration(timeoutMs)}: the counts are of what ran until then`;
  const problems = (plan.problems ?? []).filter(({ kind }) => kind !== 'wrongEstimate' && kind !== 'rowsReadForFew');
  return { ...plan, interrupted: true, problems, warnings: [text, ...problems.map((one) => one.text)] };
}
