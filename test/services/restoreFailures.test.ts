// What can go wrong while a dump is loaded, on servers of this file's own: their limits are changed for everybody on them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheDir, startMariadb, startMysql, type Server } from '../../scripts/lib/servers.mjs';
import { OpsError } from '../../src/core/base/errors';
import { dumpOf, newDatabase, restore } from './restoring';
import type { TestServer } from './servers';
import { administrator, makeUser } from './sqlSessions';

const runs = {
  mariadb: join(cacheDir, 'run', `restore-${process.pid}`),
  mysql: join(cacheDir, 'mysql9', 'var/lib/runs', `restore-${process.pid}`),
};

/** Puts a small disk of its own in a folder's place; false where that is not allowed. */
function smallDisk(folder: string, megabytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
}

const unmount = (folder: string): boolean => spawnSync('umount', [folder]).status === 0;

const mayMount = smallDisk(`${runs.mariadb}-try`, 1) && unmount(`${runs.mariadb}-try`);
rmSync(`${runs.mariadb}-try`, { recursive: true, force: true });

const servers: Record<'mariadb' | 'mysql', Server> = {
  mariadb: await startMariadb({ dataDir: runs.mariadb, performanceSchema: false }),
  mysql: await startMysql({ dataDir: runs.mysql }),
};

afterAll(async () => {
  for (const server of Object.values(servers)) if (server.kind === 'running') await server.stop();
  for (const folder of Object.values(runs)) rmSync(folder, { recursive: true, force: true });
});

const table = (name: string, keys = ''): string =>
  `CREATE TABLE \`${name}\` (\n  \`id\` int NOT NULL,\n  \`v\` longtext,\n  PRIMARY KEY (\`id\`)${keys === '' ? '' : `,\n  ${keys}`}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n`;

const insert = (name: string, rows: readonly string[]): string => `INSERT INTO \`${name}\` VALUES ${rows.join(',')};\n`;

async function failure(work: Promise<unknown>): Promise<OpsError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpsError)) throw new Error('an OpsError was expected', { cause: error });
  return error;
}

for (const flavour of ['mariadb', 'mysql'] as const) {
  const found = servers[flavour];
  describe.skipIf(found.kind === 'missing')(`a load into ${flavour} that fails`, () => {
    const server: TestServer =
      found.kind === 'running' ? found : { host: '', port: 0, user: '', password: '', version: '' };
    let admin: Connection;
    let database: string;

    const into = async (): Promise<string> => (database = await newDatabase(admin, 'failing'));

    /** Sessions of ours that are still there, after those that were told to go had a moment. */
    const sessionsLeft = async (): Promise<number> => {
      for (let attempt = 0; ; attempt++) {
        const [rows] = await admin.query(
          `SELECT COUNT(*) AS count FROM information_schema.PROCESSLIST WHERE DB LIKE 'ops_restore_failing%'`,
        );
        const [{ count } = { count: 0 }] = rows as { count: number }[];
        if (count === 0 || attempt === 40) return count;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query('SET GLOBAL local_infile = ON');
      await makeUser(admin, 'restorer', 'secret', ['ALL ON `ops\\_restore\\_%`.*']);
    });
    afterAll(() => admin?.end());

    test.skipIf(!mayMount).each([true, false])('says that there is no room (LOAD DATA: %s)', async (localInfile) => {
      // The tables' disk alone is full: a server whose log has no room ends itself.
      const folder = join(runs[flavour], await into());
      expect(smallDisk(folder, 40)).toBe(true);
      try {
        // Short rows: with values of 1 MB MariaDB 10.11 ends itself ("Out of disk space in rollback"), also under its own client.
        const rows = Array.from({ length: 300 }, (_, n) =>
          insert(
            't',
            Array.from({ length: 1_000 }, (__, m) => `(${n * 1_000 + m},'${'x'.repeat(200)}')`),
          ),
        );
        const error = await failure(restore(server, database, dumpOf(table('t') + rows.join('')), { localInfile }));
        expect(error.reason).toBe('diskFull');
        expect(error.explanation).toContain('table t');
        expect(error.explanation).toContain('the live one is as it was');
        expect(await sessionsLeft()).toBe(0);
        await admin.query(`DROP TABLE ${database}.t`);
      } finally {
        unmount(folder);
        await admin.query(`DROP DATABASE ${database}`);
      }
    });

    test('says that the connection was lost', async () => {
      const rows = Array.from({ length: 400 }, (_, n) => insert('t', [`(${n},'${'x'.repeat(100_000)}')`]));
      let killed = false;
      const killSessions = async (): Promise<void> => {
        const [sessions] = await admin.query(
          `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${database}'`,
        );
        for (const { id } of sessions as { id: number }[]) await admin.query(`KILL ${id}`).catch(() => undefined);
      };
      const error = await failure(
        restore(server, await into(), dumpOf(table('t') + rows.join('')), {
          onProgress({ rows: count }) {
            if (killed || count === 0) return;
            killed = true;
            void killSessions();
          },
        }),
      );
      expect(error.reason).toBe('connectionLost');
      expect(error.explanation).toContain('restore again');
      await admin.query(`DROP DATABASE ${database}`);
    });

    test('says that the server takes no writes', async () => {
      const name = await into();
      await admin.query('SET GLOBAL read_only = ON');
      try {
        const error = await failure(
          restore(server, name, dumpOf(table('t')), { user: 'restorer', password: 'secret' }),
        );
        expect(error.reason).toBe('readOnly');
        expect(error.explanation).toContain('read_only');
      } finally {
        await admin.query('SET GLOBAL read_only = OFF');
      }
    });

    test('cuts a statement that is too long at its rows, and says so when one row is', async () => {
      await admin.query('SET GLOBAL max_allowed_packet = 1048576');
      try {
        const several = insert(
          't',
          Array.from({ length: 30 }, (_, n) => `(${n},_utf8mb4 '${'y'.repeat(100_000)}')`),
        );
        const report = await restore(server, await into(), dumpOf(table('t') + several), { localInfile: false });
        expect(report.tables).toMatchObject([{ rows: 30 }]);
        const one = insert('t', [`(1,_utf8mb4 '${'y'.repeat(1_500_000)}')`]);
        const error = await failure(restore(server, await into(), dumpOf(table('t') + one)));
        expect(error.reason).toBe('packetTooLarge');
        expect(error.explanation).toMatch(/1\.5 MB.*max_allowed_packet = 2097152/);
      } finally {
        await admin.query('SET GLOBAL max_allowed_packet = 67108864');
      }
    });

    test('names the table whose rows are there twice', async () => {
      const twice = table('t') + insert('t', ["(1,'a')", "(1,'b')"]);
      expect(await failure(restore(server, await into(), dumpOf(twice)))).toMatchObject({
        reason: 'duplicate',
        message: expect.stringContaining('table t'),
      });
      const key = table('t', 'UNIQUE KEY `once` (`v`(20))') + insert('t', ["(1,'a')", "(2,'a')"]);
      expect(await failure(restore(server, await into(), dumpOf(key)))).toMatchObject({
        reason: 'duplicate',
        message: expect.stringContaining('once'),
      });
    });

    test('reaches into no other database', async () => {
      const other = await newDatabase(admin, 'live');
      await admin.query(`CREATE TABLE ${other}.orders (id INT PRIMARY KEY); INSERT INTO ${other}.orders VALUES (1)`);
      for (const statement of [
        `DELETE FROM \`${other}\`.\`orders\`;`,
        `USE \`${other}\`;\nDROP TABLE \`orders\`;\nDELETE FROM orders;`,
        `INSERT INTO \`${other}\`.\`orders\` VALUES (2);`,
        `DROP DATABASE \`${other}\`;`,
        'GRANT ALL ON *.* TO root;',
      ])
        await restore(server, await into(), dumpOf(`${table('t')}${statement}\n`)).catch((error: unknown) => {
          if (!(error instanceof OpsError)) throw error;
        });
      const [rows] = await admin.query(`SELECT * FROM ${other}.orders`);
      expect(rows).toEqual([{ id: 1 }]);
      await admin.query(`DROP DATABASE ${other}`);
    });

    test('stops when it is cancelled, and leaves no session behind', async () => {
      const rows = Array.from({ length: 300 }, (_, n) => insert('t', [`(${n},'${'x'.repeat(100_000)}')`]));
      for (const after of [0, 1, 50, 150]) {
        const cancel = new AbortController();
        const error = await failure(
          restore(server, await into(), dumpOf(table('t', 'KEY `k` (`v`(100))') + rows.join('')), {
            signal: cancel.signal,
            onProgress({ rows: count }) {
              if (count >= after) cancel.abort();
            },
          }),
        );
        expect(error.reason).toBe('cancelled');
        expect(await sessionsLeft()).toBe(0);
        await admin.query(`DROP DATABASE ${database}`);
      }
    });

    test('an object for which a privilege is missing makes the copy incomplete, and its definition is kept', async () => {
      await makeUser(admin, 'no_triggers', 'secret', [
        'SELECT, INSERT, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW ON `ops\\_restore\\_%`.*',
      ]);
      const trigger =
        'CREATE DEFINER=`somebody`@`%` TRIGGER `audit` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.v = UPPER(NEW.v)';
      const view = 'CREATE DEFINER=`somebody`@`%` VIEW `ids` AS select `t`.`id` AS `id` from `t`';
      const report = await restore(server, await into(), dumpOf(`${table('t')}${trigger};\n${view};\n`), {
        user: 'no_triggers',
        password: 'secret',
      });
      expect(report.views).toEqual(['ids']);
      expect(report.triggers).toEqual([]);
      expect(report.missing).toMatchObject([
        { kind: 'trigger', name: 'audit', sql: expect.stringContaining('UPPER(NEW.v)') },
      ]);
      expect(report.rewritings.map(({ kind }) => kind)).toContain('definer');
    });
  });
}
