import { OpsError } from '../../base/errors';
import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { toText } from '../numbers';
import { quotedAccount, serverErrorNumber } from '../serverErrors';
import { assemble } from './assemble';
import type { Plan } from './plan';
import type { ExplainRow } from './traditional';

export interface ConnectionOptions {
  /** What it runs, where the caller knows; for the panel, and for names behind aliases. */
  readonly sql?: string;
  readonly schema?: string;
  readonly signal?: AbortSignal;
}

type Row = Readonly<Record<string, SqlValue>>;

/**
 * The plan of the statement that another connection executes at this moment: EXPLAIN FOR CONNECTION of MySQL 5.7 and MariaDB
 * 10.9 and later, SHOW EXPLAIN FOR of MariaDB before.
 *
 * Rejects with OpsError `finished` (it runs nothing that has a plan any more, or is gone), `notExplainable` or `noPrivilege`.
 */
export async function explainConnection(
  client: SqlClient,
  connectionId: number,
  options: ConnectionOptions = {},
): Promise<Plan> {
  if (!Number.isSafeInteger(connectionId) || connectionId < 0) throw finished(connectionId);
  const query: QueryOptions = options.signal === undefined ? {} : { signal: options.signal };
  const { json: jsonForm, rows: rowsForm } = forms(client);
  try {
    const text = jsonForm === undefined ? undefined : await client.query<Row>(`${jsonForm} ${connectionId}`, [], query);
    const json = toText(Object.values(text?.[0] ?? {})[0]);
    // It may have ended between the two questions: what the first one answered is a plan.
    const rows = await client
      .query<ExplainRow>(`${rowsForm} ${connectionId}`, [], query)
      .catch((error: unknown) => (json === undefined ? Promise.reject(error) : []));
    // MySQL answers "OK" and no rows for a connection that runs nothing.
    if (json === undefined && rows.length === 0) throw finished(connectionId);
    return assemble(client.server, {
      sql: options.sql ?? '',
      ...(options.schema === undefined ? {} : { schema: options.schema }),
      source: { kind: 'running', text: `The statement that connection ${connectionId} is executing.` },
      format: 'json',
      rows,
      notes: [],
      ...(json === undefined ? {} : { json }),
    });
  } catch (error) {
    throw told(client, connectionId, error);
  }
}

function forms({ server }: SqlClient): { readonly json?: string; readonly rows: string } {
  if (server.flavour === 'mysql')
    return { json: 'EXPLAIN FORMAT=JSON FOR CONNECTION', rows: 'EXPLAIN FORMAT=TRADITIONAL FOR CONNECTION' };
  const newer = server.major > 10 || (server.major === 10 && server.minor >= 9);
  return { ...(newer ? { json: 'EXPLAIN FORMAT=JSON FOR CONNECTION' } : {}), rows: 'SHOW EXPLAIN FOR' };
}

function finished(connectionId: number, cause?: unknown): OpsError {
  return new OpsError(
    'finished',
    `Connection ${connectionId} is not executing a statement that has a plan: it has finished meanwhile.`,
    { safe: 'Nothing was executed.', next: 'Refresh the list of running statements.' },
    { cause },
  );
}

/**
 * ER_NO_SUCH_THREAD 1094, MariaDB's ER_TARGET_NOT_EXPLAINABLE 1933, MySQL's ER_EXPLAIN_NOT_SUPPORTED 3012; MySQL 9.7 answers 1045 to a
 * login that may not see another's connection, MariaDB 10.11 answers 1227.
 */
function told({ server }: SqlClient, connectionId: number, error: unknown): unknown {
  switch (serverErrorNumber(error)) {
    case 1094:
    case 1933:
      return finished(connectionId, error);
    case 3012:
      return new OpsError(
        'notExplainable',
        `Connection ${connectionId} executes a statement that has no plan.`,
        { safe: 'Nothing was executed.' },
        { cause: error },
      );
    case 1045:
    case 1227:
      return new OpsError(
        'noPrivilege',
        `The login ${server.currentUser} may not see what connections of other logins execute.`,
        {
          safe: 'Nothing was executed.',
          next: `Ask an administrator to run: GRANT PROCESS ON *.* TO ${quotedAccount(server.currentUser)};`,
        },
        { cause: error },
      );
    default:
      return error;
  }
}
