// Partition advice on real servers: the statements run, reading prunes, dropping a partition deletes what the DELETE did.
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlClient } from '../../src/core/connections/sql';
import { readCatalog } from '../../src/core/queries/catalog/readCatalog';
import { type PartitionAdvice, partitionAdvice } from '../../src/core/queries/health/partitioning';
import { workloadOf } from '../unit/core/queries/health/workloads';
import { isThere } from './servers';
import { administrator, readingSession } from './sqlSessions';

const schema = 'ops_partitions';
const { signal } = new AbortController();
const now = new Date('2026-11-23T12:00:00Z');
const small = { rows: 10, bytes: 1, pruned: 0.8 };
const types = ['DATE', 'DATETIME', 'DATETIME(6)', 'TIMESTAMP'] as const;
const table = 'the `events`';
const quoted = '`the ``events```';

for (const name of ['mariadb', 'mysql'] as const) {
  const server = inject(name);
  describe.skipIf(!isThere(server))(name, () => {
    if (!isThere(server)) return;
    let admin: Connection;
    let client: SqlClient;
    const rowsOf = async (sql: string) => (await admin.query<RowDataPacket[]>(sql))[0];
    const count = async (where = '1 = 1') =>
      Number((await rowsOf(`SELECT COUNT(*) AS n FROM ${quoted} WHERE ${where}`))[0]?.['n']);
    const partitionsRead = async (where: string) =>
      String(
        (
          await rowsOf(
            `EXPLAIN ${name === 'mariadb' ? 'PARTITIONS ' : 'FORMAT=TRADITIONAL '}SELECT * FROM ${quoted} WHERE ${where}`,
          )
        )[0]?.['partitions'],
      ).split(',');

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`DROP DATABASE IF EXISTS ${schema}; CREATE DATABASE ${schema}`);
      client = await readingSession(server, 'root', '', schema);
    });
    afterAll(async () => {
      await client?.close();
      await admin?.query(`DROP DATABASE IF EXISTS ${schema}`);
      await admin?.end();
    });

    async function advised(type: string): Promise<PartitionAdvice> {
      await admin.query(`USE ${schema}; SET time_zone = '+00:00'; DROP TABLE IF EXISTS ${quoted};
        CREATE TABLE ${quoted} (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, happened ${type} NOT NULL, kind INT, KEY happened_index (happened))`);
      const days = Array.from({ length: 400 }, (_, day) =>
        new Date(now.getTime() - day * 86_400_000).toISOString().slice(0, 10),
      );
      await admin.query(
        `INSERT INTO ${quoted} (happened, kind) VALUES ${days.map((day) => `('${day}', 1)`).join(', ')}`,
      );
      await admin.query(`ANALYZE TABLE ${quoted}`);
      const catalog = await readCatalog(client, schema, signal);
      const [advice] = partitionAdvice(catalog, usualWorkload(catalog), now, small);
      if (advice === undefined) throw new Error(`no advice for ${type}`);
      return advice;
    }

    test.each(types)('%s: made, pruned, dropped, lengthened and taken back', async (type) => {
      const advice = await advised(type);
      expect(advice).toMatchObject({ table, column: 'happened' });
      const rows = await count();
      for (const statement of advice.ddl) await admin.query(statement);
      expect(await count()).toBe(rows);
      expect(await partitionsRead("happened >= '2026-11-01' AND happened < '2026-11-20'")).toEqual(['p2026_11']);
      expect(await partitionsRead("happened < '2026-05-15'")).toEqual(['p2026_05']);
      expect((await partitionsRead('id = 7')).length).toBe(11);

      const bound = /before (\d{4}-\d\d-\d\d)/.exec(advice.cautions.join('\n'))?.[1] ?? '';
      const old = await count(`happened < '${bound}'`);
      expect(old).toBeGreaterThan(0);
      await admin.query(advice.instead);
      expect(await count()).toBe(rows - old);
      expect(await count(`happened < '${bound}'`)).toBe(0);

      await admin.query(advice.nextMonth);
      await admin.query(`INSERT INTO ${quoted} (happened, kind) VALUES ('2027-03-15', 1), ('2031-01-01', 1)`);
      expect(await partitionsRead("happened >= '2027-03-02' AND happened < '2027-03-30'")).toEqual(['p2027_03']);

      for (const statement of advice.statements.down) await admin.query(`ALTER TABLE ${quoted} ${statement}`);
      expect(await count()).toBe(rows - old + 2);
      const after = (await readCatalog(client, schema, signal)).tables.find((each) => each.name === table);
      expect(after?.partitioned).toBe(false);
      expect(after?.indexes[0]?.columns).toEqual([{ column: 'id' }]);
    });

    test('of what it is silent about, the server refuses partitions', async () => {
      await advised('DATETIME');
      await admin.query(
        `CREATE TABLE notes (id INT PRIMARY KEY, event_id BIGINT UNSIGNED, FOREIGN KEY (event_id) REFERENCES ${quoted} (id))`,
      );
      const catalog = await readCatalog(client, schema, signal);
      expect(partitionAdvice(catalog, usualWorkload(catalog), now, small)).toEqual([]);
      await expect(
        admin.query(
          `ALTER TABLE ${quoted} DROP PRIMARY KEY, ADD PRIMARY KEY (id, happened), PARTITION BY RANGE COLUMNS (happened) (PARTITION p VALUES LESS THAN (MAXVALUE))`,
        ),
      ).rejects.toThrow(/foreign key|partition/i);
      await admin.query('DROP TABLE notes');
    });
  });
}

function usualWorkload(catalog: Parameters<typeof workloadOf>[0]) {
  return workloadOf(catalog, [
    `DELETE FROM ${quoted} WHERE happened < '2026-06-10'`,
    `900 SELECT * FROM ${quoted} WHERE happened >= '2026-11-01' AND kind = 1`,
  ]);
}
