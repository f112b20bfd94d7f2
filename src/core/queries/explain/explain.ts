import { isOpsError, OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import type { StatementDigest } from '../digest';
import { toNumber, toText } from '../numbers';
import { readingTransaction } from '../readingTransaction';
import { quotedAccount, serverErrorNumber } from '../serverErrors';
import { explainObstacle, obstacleError } from './explainable';
import type { Plan, PlanFormat, StatementSource } from './plan';
import type { Note } from './notes';
import { assemble } from './assemble';
import { readingHalf } from './readingHalf';
import { findSample } from './sample';
import { trimmedStatement, withoutLockingClause } from './statementEnd';
import type { ExplainRow } from './traditional';

export interface ExplainRequest {
  /** One SELECT with its values in place; or UPDATE, DELETE, INSERT … SELECT, of which the reading half is explained. */
  readonly sql: string;
  /** The schema that it runs in. */
  readonly schema?: string;
  /** Where it came from; "given by the caller" when left out. */
  readonly source?: StatementSource;
  /** What the steps are read from; traditional when left out, and where the server has no other. */
  readonly format?: PlanFormat;
  readonly signal?: AbortSignal;
}

export const given: StatementSource = { kind: 'given', text: 'The statement as it was given.' };

/** The format is named: since MySQL 9 a server may have another default. MariaDB has `filtered` with EXTENDED only. */
function traditionalPrefix({ server }: SqlClient): string {
  return server.flavour === 'mariadb' ? 'EXPLAIN EXTENDED ' : 'EXPLAIN FORMAT=TRADITIONAL ';
}

/** What is sent for a statement, and what has to be said about it. */
interface Sent {
  readonly sql: string;
  readonly source: StatementSource;
}

/**
 * What can be explained in a read-only session: a SELECT as it is, of a change the SELECT that finds its rows. MariaDB refuses
 * even to explain a locking read in a read-only transaction (error 1792, seen on 10.11): there the clause at the end, which has no
 * part in the plan, is left out. The source says what was done. Throws OpsError of `explainObstacle`.
 */
function sentFor({ server }: Pick<SqlClient, 'server'>, sql: string, source: StatementSource): Sent {
  const obstacle = explainObstacle(sql);
  const half = obstacle === 'notSelect' ? readingHalf(sql) : undefined;
  const left = half === undefined ? obstacle : explainObstacle(half.sql);
  if (left !== undefined) throw obstacleError(left);
  const said =
    half === undefined
      ? source
      : { ...source, text: `${source.text} The part of the ${half.of} that finds rows, as a SELECT.` };
  const select = half?.sql ?? sql;
  const unlocked = server.flavour === 'mariadb' ? withoutLockingClause(select) : undefined;
  if (unlocked === undefined) return { sql: select, source: said };
  return { sql: unlocked, source: { ...said, text: `${said.text} Explained without its locking clause.` } };
}

/** The plan as text of one column; undefined where the server cannot give it for this statement. */
async function readText(client: SqlClient, explain: string, query: QueryOptions): Promise<string | undefined> {
  try {
    const [row] = await client.query<Readonly<Record<string, SqlValue>>>(explain, [], query);
    return row === undefined ? undefined : toText(Object.values(row)[0]);
  } catch (error) {
    // The server answered that it will not: the rows that we have are the plan. Anything else is a failure.
    if (serverErrorNumber(error) !== undefined && !isOpsError(error, 'timeout')) return undefined;
    throw error;
  }
}

/**
 * What the server noted about the EXPLAIN before. Empty when the session went to another schema and back: that forgets them.
 */
export async function readNotes(client: SqlClient, query: QueryOptions): Promise<readonly Note[]> {
  const rows = await client.query<Readonly<Record<string, SqlValue>>>('SHOW WARNINGS', [], query);
  // 1003 is the statement as the optimizer rewrote it.
  return rows
    .map((row) => ({ code: toNumber(row['Code']), message: toText(row['Message']) ?? '' }))
    .filter(({ code }) => code !== 1003);
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

/** Signal and schema as the client wants them. */
export function queryOptions({ signal, schema }: Pick<ExplainRequest, 'signal' | 'schema'>): QueryOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(schema === undefined ? {} : { database: schema }),
  };
}

/** Runs `work` in a READ ONLY transaction that is rolled back, and says what a refused view needs. */
export async function inReadOnly<T>(client: SqlClient, query: QueryOptions, work: () => Promise<T>): Promise<T> {
  try {
    await client.query(readingTransaction.begin, [], query);
    return await work();
  } catch (error) {
    throw explained(client, error);
  } finally {
    // A read-only transaction has nothing to lose: when this fails, the session is gone and the transaction with it.
    await client.query(readingTransaction.end).catch(() => []);
  }
}

/** Rows of traditional EXPLAIN, and what the server noted. */
export async function readTraditional(
  client: SqlClient,
  sql: string,
  query: QueryOptions,
): Promise<{ readonly rows: readonly ExplainRow[]; readonly notes: readonly Note[] }> {
  const rows = await client.query<ExplainRow>(traditionalPrefix(client) + sql, [], query);
  const { database: _elsewhere, ...here } = query;
  return { rows, notes: await readNotes(client, here) };
}

/**
 * Asks the optimizer how it would run one SELECT. EXPLAIN alone, never ANALYZE, inside a READ ONLY transaction: the
 * statement is not executed, but functions and small subqueries of it may be evaluated.
 *
 * Rejects with OpsError `multiple`, `notSelect`, `placeholders`, `cut` or `unreadable` before anything is sent,
 * `noPrivilege`, or what the client rejects with.
 */
export async function explainStatement(client: SqlClient, request: ExplainRequest): Promise<Plan> {
  const sql = trimmedStatement(request.sql);
  const sent = sentFor(client, sql, request.source ?? given);
  const query = queryOptions(request);
  return inReadOnly(client, query, async () => {
    const { rows, notes } = await readTraditional(client, sent.sql, query);
    const json = await readText(client, `EXPLAIN FORMAT=JSON ${sent.sql}`, query);
    const wantsTree = request.format === 'tree' && client.server.flavour === 'mysql';
    const tree = wantsTree ? await readText(client, `EXPLAIN FORMAT=TREE ${sent.sql}`, query) : undefined;
    return assemble(client.server, {
      sql,
      explained: sent.sql,
      ...(request.schema === undefined ? {} : { schema: request.schema }),
      source: sent.source,
      format: request.format ?? 'traditional',
      rows,
      notes,
      ...(json === undefined ? {} : { json }),
      ...(tree === undefined ? {} : { tree }),
    });
  });
}

/** Explains a statement of the list, by a real call of it that the server kept. Rejects also with `noSample`. */
export async function explainDigest(
  client: SqlClient,
  statement: Pick<StatementDigest, 'digest' | 'schema' | 'text'>,
  options: { readonly signal?: AbortSignal; readonly format?: PlanFormat } = {},
): Promise<Plan> {
  if (!canBeExplained(statement.text)) throw obstacleError('notSelect');
  const sample = await findSample(client, statement, options.signal);
  return explainStatement(client, { ...sample, ...options });
}

/** True when the text begins as a statement that reads rows here. */
export function canBeExplained(text: string): boolean {
  return /^[\s(]*(?:SELECT|WITH|UPDATE|DELETE|INSERT|REPLACE)\b/i.test(text);
}
