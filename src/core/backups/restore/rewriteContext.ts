import type { BulkSession } from '../../connections/bulk';
import type { RewriteContext } from '../dump/rewrite';

/** Privileges with which an account may create objects that run as somebody else. */
const definerPrivileges = /\b(?:SUPER|SET USER|SET_USER_ID|SET_ANY_DEFINER)\b/;

/** Asks a session what a dump has to be fitted to. */
export async function readRewriteContext(
  session: BulkSession,
  database: string,
  signal: AbortSignal,
): Promise<RewriteContext> {
  const collations = await session.rows('SHOW COLLATION', signal);
  const grants = await session.rows('SHOW GRANTS', signal);
  const everywhere = grants.flatMap((row) =>
    Object.values(row).filter((grant) => /\bON \*\.\* TO\b/.test(grant ?? '')),
  );
  return {
    server: session.server,
    currentUser: session.server.currentUser,
    maySetDefiner: everywhere.some(
      (grant) => /^GRANT ALL PRIVILEGES ON/.test(grant ?? '') || definerPrivileges.test(grant ?? ''),
    ),
    collations: new Set(collations.flatMap(({ Collation }) => (Collation == null ? [] : [Collation.toLowerCase()]))),
    database,
  };
}
