import { isAbort } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import { quotedAccount, serverErrorNumber } from '../serverErrors';
import { type HealthFact, unknown } from './fact';

/** What a server answered, or why it did not. A refusal is no failure, and never a zero. */
export type Asked<T> = { readonly known: T } | { readonly refused: Refusal };

/** Why something is not known, and what an administrator could run so that it is. */
export interface Refusal {
  /** "this login may not see it" */
  readonly why: string;
  /** GRANT statements, one a line; undefined where no privilege is missing. */
  readonly grant?: string;
}

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR */
const denied = new Set([1044, 1142, 1143, 1227]);
/** ER_BAD_DB_ERROR, ER_BAD_FIELD_ERROR, ER_UNKNOWN_TABLE, ER_NO_SUCH_TABLE: versions and forks differ in what they have. */
const absent = new Set([1049, 1054, 1109, 1146]);

/**
 * Asks one thing that the server may refuse to this login. Everything else that goes wrong is thrown on: a lost connection, a
 * timeout, a statement of ours that the server cannot read.
 *
 * @param needs privileges as GRANT writes them: "PROCESS ON *.*"
 */
export async function ask<T>(
  { server }: Pick<SqlClient, 'server'>,
  needs: readonly string[],
  read: () => Promise<T>,
): Promise<Asked<T>> {
  try {
    return { known: await read() };
  } catch (error) {
    const number = serverErrorNumber(error) ?? 0;
    if (isAbort(error) || (!denied.has(number) && !absent.has(number))) throw error;
    if (absent.has(number)) return { refused: { why: 'this server does not say it' } };
    const account = quotedAccount(server.currentUser);
    const grant = needs.map((each) => `GRANT ${each} TO ${account};`).join('\n');
    return { refused: { why: 'this login may not see it', grant } };
  }
}

/** The fact that something was refused, with the statement that would allow it. */
export function refusedFact(
  id: string,
  title: string,
  { why, grant }: Refusal,
  details: readonly string[] = [],
): HealthFact {
  if (grant === undefined) return unknown(id, title, why, { details });
  return unknown(id, title, why, {
    details: [`An administrator can allow it: ${grant.replaceAll('\n', ' ')}`, ...details],
    remedies: [{ title: 'Let this login see it', copies: grant }],
  });
}
