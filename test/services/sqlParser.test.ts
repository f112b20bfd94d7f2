// The parser against real servers: what they explain is read, what they refuse is not, and so are the digests they make.
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Dialect } from '../../src/core/queries/sql/dialect';
import { fingerprint } from '../../src/core/queries/sql/fingerprint';
import { parseStatement } from '../../src/core/queries/sql/parse';
import { broken, common, laravel, mariadbOnly, mysqlOnly, schemaOfCorpus } from '../unit/core/queries/sql/corpus';
import { isThere } from './servers';
import { administrator } from './sqlSessions';

const schema = 'ops_sql_parser';

/** What a server says to a statement: nothing, when it runs it. */
async function refusal(connection: Connection, sql: string): Promise<{ code: string } | undefined> {
  try {
    await connection.query(sql);
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { code: String(error.code) };
    throw error;
  }
}

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    const [, major = '0', minor = '0', patch = '0'] = /^(\d+)\.(\d+)\.(\d+)/.exec(server.version) ?? [];
    const version = Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
    const dialect: Dialect = { server: { flavour: name, version } };
    const accepted = [...common, ...laravel, ...(name === 'mysql' ? mysqlOnly : mariadbOnly)];
    let admin: Connection;
    let connection: Connection;

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(
        `DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema} CHARACTER SET utf8mb4; USE ${schema}; ${schemaOfCorpus}`,
      );
      const { host, port, user, password } = server;
      connection = await createConnection({ host, port, user, password, database: schema });
    });
    afterAll(async () => {
      await connection?.end();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    test('every statement that the server explains is read', async () => {
      for (const sql of accepted) {
        expect({ sql, refusal: await refusal(connection, `EXPLAIN ${sql}`) }).toEqual({ sql, refusal: undefined });
        expect({ sql, kind: parseStatement(sql, dialect).kind }).not.toEqual({ sql, kind: 'unread' });
      }
    });

    test('a statement that the server cannot read is not read here', async () => {
      for (const sql of broken) {
        expect({ sql, code: (await refusal(connection, `EXPLAIN ${sql}`))?.code }).toEqual({
          sql,
          code: expect.stringMatching(/^ER_(?:PARSE_ERROR|SYNTAX_ERROR|UNKNOWN_COM_ERROR|TOO_LONG_IDENT)$/),
        });
        expect({ sql, kind: parseStatement(sql, dialect).kind }).toEqual({ sql, kind: 'unread' });
      }
    });

    test('the digest that the server makes of a statement is read, and has the fingerprint of the statement', async () => {
      const unread: string[] = [];
      const differing: string[] = [];
      let compared = 0;
      for (const sql of accepted) {
        await admin.query('TRUNCATE performance_schema.events_statements_summary_by_digest');
        if ((await refusal(connection, sql)) !== undefined) continue;
        const [rows] = await admin.query<RowDataPacket[]>(
          `SELECT DIGEST_TEXT AS text FROM performance_schema.events_statements_summary_by_digest
           WHERE SCHEMA_NAME = '${schema}' AND DIGEST_TEXT NOT LIKE 'TRUNCATE%'`,
        );
        const [row] = rows;
        if (row === undefined) continue;
        compared++;
        const digest = String(row['text']);
        if (parseStatement(digest).kind === 'unread') unread.push(sql);
        if (fingerprint(digest).id !== fingerprint(sql, dialect).id) differing.push(sql);
      }
      expect(compared).toBeGreaterThan(100);
      // Lists of literals reach over operators there, and MySQL does not double backticks inside names.
      expect(unread.filter((sql) => !/'a' LIKE|na``me/.test(sql))).toEqual([]);
      // The servers name functions that have several names by one of them, and lose charset introducers.
      expect(differing.filter((sql) => !/CURRENT_|_utf8mb4|@@version|na``me/.test(sql))).toEqual([]);
    });
  });
}
