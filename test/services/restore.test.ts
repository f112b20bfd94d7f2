import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LoadProgress } from '../../src/core/backups/restore/load';
import { openDumpFiles } from '../../src/node/archive/dumpFiles';
import { everyType } from './everyType';
import { contentsOf, dumpDatabase, dumpOf, newDatabase, restore, restoreByClient } from './restoring';
import { isThere } from './servers';
import { administrator } from './sqlSessions';
import { ofSuite } from './support';

const archives = fileURLToPath(new URL('../fixtures/spatie-backups', import.meta.url));

/** Statuses of events apart, which are switched off on purpose. */
const withoutStatus = (contents: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(contents).map(([name, text]) => [
      name,
      name.startsWith('EVENT') ? text.replace(/ (?:ENABLE|DISABLE(?: ON (?:SLAVE|REPLICA))?) /, ' ') : text,
    ]),
  );

for (const flavour of ['mariadb', 'mysql'] as const) {
  const found = inject(flavour);
  describe.skipIf(!isThere(found))(`restoring into ${flavour}`, () => {
    const server = ofSuite(found);
    const made: string[] = [];
    let admin: Connection;

    const database = async (purpose: string): Promise<string> => {
      const name = await newDatabase(admin, purpose);
      made.push(name);
      return name;
    };

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query('SET GLOBAL local_infile = ON, GLOBAL log_bin_trust_function_creators = ON');
    });
    afterAll(async () => {
      for (const name of made) await admin?.query(`DROP DATABASE IF EXISTS ${name}`);
      await admin?.end();
    });

    const names =
      flavour === 'mariadb'
        ? ['mariadb10.11-plain', 'mariadb10.11-gzip', 'mariadb10.11-aes256', 'mariadb10.11-full']
        : ['mysql9.7-plain', 'mysql9.7-gzip', 'mysql9.7-aes256'];
    const entryOf = (name: string): string =>
      `db-dumps/mysql-shop.sql${/gzip|mariadb10.11-aes256/.test(name) ? '.gz' : ''}`;
    const open = (name: string) =>
      openDumpFiles().open(join(archives, `${name}.zip`), entryOf(name), {
        password: 'correct horse battery staple',
        signal: new AbortController().signal,
      });

    test.each(names)('%s is the same as what the client makes of it', async (name) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of (await open(name)).chunks) parts.push(Uint8Array.from(chunk));
      // What only an administrator of the dump's own server can run.
      const sql = Buffer.concat(parts)
        .toString('latin1')
        .replaceAll(/^SET @@(?:GLOBAL.GTID_PURGED|SESSION.SQL_LOG_BIN)[^;]*;/gm, '');
      const theirs = await database('client');
      await restoreByClient(server, flavour, theirs, Buffer.from(sql, 'latin1'));
      const expected = await contentsOf(admin, theirs);
      expect(Object.keys(expected).length).toBeGreaterThan(7);
      for (const localInfile of [true, false]) {
        const ours = await database('ours');
        const report = await restore(server, ours, await open(name), { localInfile });
        expect(await contentsOf(admin, ours)).toEqual(expected);
        expect(report.missing).toEqual([]);
        expect(report.tables.find(({ name: table }) => table === 'orders')).toMatchObject({
          dumpRows: 900,
          rows: 900,
          method: localInfile ? 'localInfile' : 'statements',
        });
      }
    });

    describe('every type of column, table and object', () => {
      let source: string;
      let sql: Buffer;
      let expected: Record<string, string>;

      beforeAll(async () => {
        source = await database('source');
        await admin.query(`USE ${source}`);
        for (const statement of everyType(flavour)) await admin.query(statement);
        sql = await dumpDatabase(server, flavour, source);
        const theirs = await database('client');
        await restoreByClient(server, flavour, theirs, sql);
        expected = await contentsOf(admin, theirs);
        expect(Object.keys(expected).length).toBeGreaterThan(15);
      });

      test.each([
        ['LOAD DATA', true, 2],
        ['statements', false, 2],
        ['one session', true, 1],
      ])('comes back by %s', async (_, localInfile, sessions) => {
        const ours = await database('types');
        const report = await restore(server, ours, dumpOf(sql, 997), { localInfile, sessions });
        expect(report.missing).toEqual([]);
        expect(report.remarks).toEqual([]);
        expect(withoutStatus(await contentsOf(admin, ours))).toEqual(withoutStatus(expected));
        const methods = Object.fromEntries(report.tables.map(({ name, method }) => [name, method]));
        expect(methods).toMatchObject({
          bytes: 'statements',
          myisam: 'statements',
          texts: localInfile ? 'localInfile' : 'statements',
        });
        expect(report.tables.every(({ rows, dumpRows }) => rows === dumpRows)).toBe(true);
      });

      test('events are there, and none of them acts', async () => {
        const ours = await database('events');
        const report = await restore(server, ours, dumpOf(sql));
        const [rows] = await admin.query(
          `SELECT EVENT_NAME AS name, STATUS AS status FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${ours}' ORDER BY 1`,
        );
        const parked = flavour === 'mariadb' ? 'SLAVESIDE_DISABLED' : 'REPLICA_SIDE_DISABLED';
        expect(rows).toEqual([
          { name: 'nightly', status: parked },
          { name: 'resting', status: 'DISABLED' },
        ]);
        expect(report.events).toEqual(['nightly', 'resting']);
        expect(report.rewritings.find(({ kind }) => kind === 'event')).toMatchObject({ count: 2 });
      });

      test('selected tables come with their triggers, and keys to others are left for later', async () => {
        const ours = await database('selected');
        const report = await restore(server, ours, dumpOf(sql), { tables: ['child', 'audit'] });
        expect(report.tables.map(({ name }) => name).toSorted()).toEqual(['audit', 'child']);
        expect(report.triggers).toEqual(['child_audit']);
        expect(report.views).toEqual([]);
        expect(report.foreignKeysLeft.map(({ table, references }) => [table, references])).toEqual([
          ['child', 'parent'],
          ['child', 'parent'],
        ]);
        const there = await contentsOf(admin, ours);
        expect(Object.keys(there)).toEqual(['BASE TABLE audit', 'BASE TABLE child', 'TRIGGER child_audit']);
        await expect(
          restore(server, await database('nothing'), dumpOf(sql), { tables: ['nope'] }),
        ).rejects.toMatchObject({ reason: 'noTable' });
      });

      test('a dump that ends early is not taken for a whole one', async () => {
        const cut = dumpOf(sql.subarray(0, Math.floor(sql.length * 0.7)));
        await expect(restore(server, await database('cut'), cut)).rejects.toMatchObject({ reason: 'incomplete' });
      });
    });

    test('thousands of small tables', async () => {
      const count = process.env['LARAVEL_OPS_LONG'] === undefined ? 300 : 5_000;
      const tables = Array.from(
        { length: count },
        (_, n) =>
          `CREATE TABLE \`t${n}\` (\n  \`id\` int NOT NULL AUTO_INCREMENT,\n  \`v\` varchar(20),\n  PRIMARY KEY (\`id\`),\n  KEY \`v\` (\`v\`)\n) ENGINE=InnoDB;\nINSERT INTO \`t${n}\` VALUES (1,'a'),(2,'b');\n`,
      );
      const ours = await database('many');
      const report = await restore(server, ours, dumpOf(tables.join('')));
      expect(report.tables).toHaveLength(count);
      const [[sum]] = (await admin.query(
        `SELECT COUNT(*) AS tables FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '${ours}' AND INDEX_NAME = 'v'`,
      )) as unknown as [[{ tables: number }]];
      expect(sum.tables).toBe(count);
    });

    test('one row of 20 MB', async () => {
      const [[{ packet }]] = (await admin.query('SELECT @@GLOBAL.max_allowed_packet AS packet')) as unknown as [
        [{ packet: number }],
      ];
      await admin.query('SET GLOBAL max_allowed_packet = 67108864');
      try {
        const head =
          "CREATE TABLE `large` (\n  `id` int NOT NULL,\n  `b` longblob,\n  `t` longtext,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\nINSERT INTO `large` VALUES (1,_binary '";
        const sql = Buffer.concat([
          Buffer.from(head),
          Buffer.alloc(20_000_000, 0xe9),
          Buffer.from("','x'),(2,NULL,'y');\n"),
        ]);
        const ours = await database('large');
        const report = await restore(server, ours, dumpOf(sql));
        expect(report.tables).toMatchObject([{ rows: 2 }]);
        const fresh = await administrator(server);
        const [rows] = await fresh.query(
          `SELECT id, LENGTH(b) AS length, SHA2(b, 256) AS hash FROM ${ours}.large ORDER BY id`,
        );
        await fresh.end();
        expect(rows).toEqual([
          {
            id: 1,
            length: 20_000_000,
            hash: createHash('sha256').update(Buffer.alloc(20_000_000, 0xe9)).digest('hex'),
          },
          { id: 2, length: null, hash: null },
        ]);
      } finally {
        await admin.query(`SET GLOBAL max_allowed_packet = ${packet}`);
      }
    });

    test('progress is told while it goes on, and never goes back', async () => {
      const rows = Array.from(
        { length: 400 },
        (_, n) =>
          `INSERT INTO \`p\` VALUES ${Array.from({ length: 200 }, (__, m) => `(${n * 200 + m},'${'x'.repeat(80)}')`).join(',')};\n`,
      );
      const seen: LoadProgress[] = [];
      const dump = dumpOf(
        `CREATE TABLE \`p\` (\n  \`id\` int NOT NULL,\n  \`v\` text,\n  PRIMARY KEY (\`id\`),\n  KEY \`k\` (\`v\`(10))\n) ENGINE=InnoDB;\n${rows.join('')}`,
      );
      await restore(server, await database('progress'), dump, { onProgress: (progress) => void seen.push(progress) });
      expect(seen.at(-1)).toMatchObject({ rows: 80_000, tablesDone: 1, dumpBytes: dump.totalBytes, phase: 'objects' });
      for (const [at, { rows: count, readBytes }] of seen.entries()) {
        expect(count).toBeGreaterThanOrEqual(seen[at - 1]?.rows ?? 0);
        expect(readBytes).toBeGreaterThanOrEqual(seen[at - 1]?.readBytes ?? 0);
      }
    });
  });
}
