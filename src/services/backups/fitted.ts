import type { RewriteContext } from '../../core/backups/dump/rewrite';
import { foreseeRewriteContext } from '../../core/backups/restore/rewriteContext';
import { addressText } from '../../core/connections/profile';
import type { SqlClient } from '../../core/connections/sql';
import type { SqlSession } from '../app';

/** The server and account that a verification fits a dump to. */
export interface FittedTarget {
  readonly context: RewriteContext;
  /** As it is kept with the report. */
  readonly key: string;
}

/** What a dump has to be fitted to where a session leads, asked without changing anything. */
export async function readFittedTarget(
  client: SqlClient,
  used: SqlSession,
  database: string,
  signal: AbortSignal,
): Promise<FittedTarget> {
  return { context: await foreseeRewriteContext(client, database, signal), key: fitKey(client, used) };
}

/** Names server and account: what was worked out for another of either holds for neither. */
export function fitKey({ server }: Pick<SqlClient, 'server'>, { profile }: Pick<SqlSession, 'profile'>): string {
  return `${server.flavour} ${server.version} at ${addressText(profile.address)} as ${server.currentUser}`;
}
