import type { Permit } from '../../core/connections/permit';
import type { SqlClient } from '../../core/connections/sql';
import type { App, SqlSession } from '../app';

/** Names of all databases that the account sees. A server may keep others from it: creating one of those fails by itself. */
export async function databaseNames(client: SqlClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const rows = await client.query<{ name: string }>('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA', [], {
    signal,
  });
  return new Set(rows.map(({ name }) => name));
}

/**
 * Runs one statement in a session of its own. After hours of loading a session that was opened at the beginning may have
 * been closed by the server (`wait_timeout`).
 */
export async function runAlone(
  app: App,
  permit: Permit,
  used: SqlSession,
  statement: string,
  signal: AbortSignal,
): Promise<void> {
  const session = await app.connectBulk(permit, used, { database: undefined, setup: [], signal });
  try {
    await session.run(statement, signal);
  } finally {
    await session.close();
  }
}
