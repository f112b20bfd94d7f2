// A database of its own for one test file, and sessions with it through the product's own driver.
import { createConnection, type Connection } from 'mysql2/promise';
import type { SqlClient } from '../../src/core/connections/sql';
import { createSqlConnector } from '../../src/node/drivers/mysql';
import type { TestServer } from './servers';

/** The server's administrator, with several statements a query. */
export function administrator(server: TestServer): Promise<Connection> {
  const { host, port, user, password } = server;
  return createConnection({ host, port, user, password, multipleStatements: true });
}

/** Makes `user` (password `secret`) anew with what `grants` allow; "TO" is added. */
export async function makeUser(
  admin: Connection,
  user: string,
  secret: string,
  grants: readonly string[],
): Promise<void> {
  for (const host of ['%', 'localhost']) {
    await admin.query(
      `DROP USER IF EXISTS '${user}'@'${host}'; CREATE USER '${user}'@'${host}' IDENTIFIED BY '${secret}'`,
    );
    for (const grant of grants) await admin.query(`GRANT ${grant} TO '${user}'@'${host}'`);
  }
}

/** A reading session in `database`. */
export function readingSession(server: TestServer, user: string, secret: string, database: string): Promise<SqlClient> {
  return createSqlConnector().connect(
    {
      id: '.env/mysql',
      connection: 'mysql',
      driver: 'mysql',
      serves: 'both',
      address: { kind: 'tcp', host: server.host, port: server.port },
      user,
      password: { kind: 'none' },
      database,
      charset: 'utf8mb4',
      prefix: '',
      origins: [],
    },
    secret,
    { connectTimeoutMs: 5_000, statementTimeoutMs: 20_000, programName: 'laravel-ops-test' },
  );
}
