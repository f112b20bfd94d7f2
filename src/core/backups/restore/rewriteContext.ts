import type { BulkSession } from '../../connections/bulk';
import type { SqlClient } from '../../connections/sql';
import type { RewriteContext } from '../dump/rewrite';
import { type ReadRows, rowsOfClient } from '../readRows';

/** Privileges with which an account may create objects that run as somebody else. */
const definerPrivileges = /\b(?:SUPER|SET USER|SET_USER_ID|SET_ANY_DEFINER)\b/;

/** Asks the session that loads what a dump has to be fitted to. */
export function readRewriteContext(
  session: BulkSession,
  database: string,
  signal: AbortSignal,
): Promise<RewriteContext> {
  return contextOf(session, (sql, either) => session.rows(sql, either), database, signal);
}

/** The same, asked in a reading session, before anything is restored. */
export function foreseeRewriteContext(
  client: SqlClient,
  database: string,
  signal: AbortSignal,
): Promise<RewriteContext> {
  return contextOf(client, rowsOfClient(client), database, signal);
}

async function contextOf(
  { server }: Pick<SqlClient, 'server'>,
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<RewriteContext> {
  const collations = await read('SHOW COLLATION', signal);
  const grants = await read('SHOW GRANTS', signal);
  const everywhere = grants.flatMap((row) =>
    Object.values(row).filter((grant) => /\bON \*\.\* TO\b/.test(grant ?? '')),
  );
  return {
    server,
    currentUser: server.currentUser,
    maySetDefiner: everywhere.some(
      (grant) => grant?.startsWith('GRANT ALL PRIVILEGES ON') === true || definerPrivileges.test(grant ?? ''),
    ),
    collations: new Set(
      collations.flatMap(({ Collation }) =>
        Collation === undefined || Collation === null ? [] : [Collation.toLowerCase()],
      ),
    ),
    database,
  };
}
