import { isOpsError, OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import type { StatementDigest } from '../digest';
import { toText } from '../numbers';
import { quotedAccount, serverErrorNumber } from '../serverErrors';
import { looksExplainable } from '../statementText';
import { explainObstacle, obstacleError } from './explainable';
import type { Plan, StatementSource } from './plan';
import { findSample } from './sample';
import { tableNames } from './tableNames';
import { planNodes, type ExplainRow } from './traditional';
import { planWarnings } from './warnings';

export interface ExplainRequest {
  /** One SELECT with its values in place. */
  readonly sql: string;
  /** The schema that it runs in. */
  readonly schema?: string;
  /** Where it came from; "given by the caller" when left out. */
  readonly source?: StatementSource;
  readonly signal?: AbortSignal;
}

const given: StatementSource = { kind: 'given', text: 'The statement as it was given.' };

/** The format is named: since MySQL 9 a server may have another default. MariaDB has `filtered` with EXTENDED only. */
function traditionalPrefix({ server }: SqlClient): string {
  return server.flavour === 'mariadb' ? 'EXPLAIN EXTENDED ' : 'EXPLAIN FORMAT=TRADITIONAL ';
}

const lockingClause =
  /\s+(?:FOR\s+(?:UPDATE|SHARE)(?:\s+(?:NOWAIT|SKIP\s+LOCKED|WAIT\s+\d+))?|LOCK\s+IN\s+SHARE\s+MODE)$/i;

/**
 * MariaDB refuses even to explain a locking read in a read-only transaction (error 1792, seen on 10.11). The clause at
 * the end has no part in the plan and is left out; the source then says so.
 */
function withoutLock({ server }: SqlClient, sql: string, source: StatementSource): readonly [string, StatementSource] {
  if (server.flavour !== 'mariadb' || !lockingClause.test(sql)) return [sql, source];
  return [sql.replace(lockingClause, ''), { ...source, text: `${source.text} Explained without its locking clause.` }];
}

/** The plan as JSON text; undefined where the server cannot give it for this statement. */
async function readJson(client: SqlClient, sql: string, query: QueryOptions): Promise<string | undefined> {
  try {
    const [row] = await client.query<Readonly<Record<string, SqlValue>>>(`EXPLAIN FORMAT=JSON ${sql}`, [], query);
    return row === undefined ? undefined : toText(Object.values(row)[0]);
  } catch (error) {
    // The server answered that it will not: the rows that we have are the plan. Anything else is a failure.
    if (serverErrorNumber(error) !== undefined && !isOpsError(error, 'timeout')) return undefined;
    throw error;
  }
}

/** ER_VIEW_NO_EXPLAIN: the login may read the view but not see what it is made of. */
function explained(client: SqlClient, error: unknown): unknown {
  if (serverErrorNumber(error) !== 1345) return error;
  return new OpsError(
    'noPrivilege',
    `The login ${client.server.currentUser} may not see what a view of this statement is made of.`,
    {
      safe: 'Nothing was executed.',
      next: `Ask an administrator to grant SHOW VIEW on that schema to ${quotedAccount(client.server.currentUser)}.`,
    },
    { cause: error },
  );
}

/**
 * Asks the optimizer how it would run one SELECT. EXPLAIN alone, never ANALYZE, inside a READ ONLY transaction: the
 * statement is not executed, but functions and small subqueries of it may be evaluated.
 *
 * Rejects with OpsError `multiple`, `notSelect`, `placeholders`, `cut` or `unreadable` before anything is sent,
 * `noPrivilege`, or what the client rejects with.
 */
export async function explainStatement(client: SqlClient, request: ExplainRequest): Promise<Plan> {
  const sql = request.sql.trim().replace(/[;\s]+$/, '');
  const obstacle = explainObstacle(sql);
  if (obstacle !== undefined) throw obstacleError(obstacle);
  const query: QueryOptions = {
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(request.schema === undefined ? {} : { database: request.schema }),
  };
  const [sent, source] = withoutLock(client, sql, request.source ?? given);
  try {
    await client.query('START TRANSACTION READ ONLY', [], query);
    const rows = await client.query<ExplainRow>(traditionalPrefix(client) + sent, [], query);
    const json = await readJson(client, sent, query);
    const nodes = planNodes(rows, tableNames(sql));
    const { flavour, version } = client.server;
    const columns = Object.keys(rows[0] ?? {});
    return {
      sql,
      ...(request.schema === undefined ? {} : { schema: request.schema }),
      source,
      server: `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(version)?.[0] ?? version}`,
      nodes,
      warnings: planWarnings(nodes),
      raw: {
        ...(json === undefined ? {} : { json }),
        columns,
        rows: rows.map((row) => columns.map((column) => toText(row[column]) ?? 'NULL')),
      },
    };
  } catch (error) {
    throw explained(client, error);
  } finally {
    // A read-only transaction has nothing to lose: when this fails, the session is gone and the transaction with it.
    await client.query('ROLLBACK').catch(() => []);
  }
}

/** Explains a statement of the list, by a real call of it that the server kept. Rejects also with `noSample`. */
export async function explainDigest(
  client: SqlClient,
  statement: Pick<StatementDigest, 'digest' | 'schema' | 'text'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Plan> {
  if (!looksExplainable(statement.text)) throw obstacleError('notSelect');
  const sample = await findSample(client, statement, options.signal);
  return explainStatement(client, { ...sample, ...options });
}
