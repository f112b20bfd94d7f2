// Backing up when things go wrong, and through the servers' own programs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { BackUpOptions } from '../../src/node/dumper/backUpBuiltIn';
import { backUpBuiltIn } from '../../src/node/dumper/backUpBuiltIn';
import { createDatabaseDumper } from '../../src/node/drivers/dump';
import { backUpWithTool } from '../../src/node/tools/backUpWithTool';
import { bestDumpTool, findTools } from '../../src/node/tools/doctor';
import { verifyBackup } from '../../src/node/verifyBackup';
import { profileOf } from './roundTripTools';
import { isThere, type TestServer } from './servers';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';

const never = new AbortController().signal;

describe.each([
  { flavour: 'mariadb' as const, given: inject('mariadb') },
  { flavour: 'mysql' as const, given: inject('mysql') },
])('$flavour', ({ flavour, given }) => {
  const server: TestServer = ofSuite(given);
  const there = isThere(given);
  const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-dumper-'));
  const database = 'dump_trouble';
  const secret = 'p#a "s\'s\\ wörd;=';
  let admin: Connection;

  const options = (signal: AbortSignal, place = join(folder, 'own')): BackUpOptions => ({
    connectTimeoutMs: 8_000,
    programName: 'laravel-ops-test',
    place: { folder: place, timeZone: 'UTC' },
    signal,
  });
  const profile = profileOf(server, database);
  const backUp = (signal = never, place?: string, extra: Partial<BackUpOptions> = {}) =>
    backUpBuiltIn(createDatabaseDumper(), profile, undefined, { ...options(signal, place), ...extra });
  const connections = async (): Promise<number> => {
    const [rows] = await admin.query(
      "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE DB = 'dump_trouble'",
    );
    return Number(JSON.parse(JSON.stringify(rows))[0].n);
  };

  beforeAll(async () => {
    if (!there) return;
    admin = await administrator(server);
    await admin.query(`DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database} CHARACTER SET utf8mb4; CREATE TABLE ${database}.a_rows (id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT);
      CREATE TABLE ${database}.z_rows LIKE ${database}.a_rows; CREATE TABLE ${database}.one (d INT)`);
    for (const table of ['a_rows', 'z_rows']) {
      await admin.query(`INSERT INTO ${database}.${table} (v) VALUES (REPEAT('lorem ipsum ', 200))`);
      for (let n = 0; n < 12; n++)
        await admin.query(`INSERT INTO ${database}.${table} (v) SELECT CONCAT(v, id) FROM ${database}.${table}`);
    }
    const inSql = secret.replaceAll('\\', '\\\\').replaceAll("'", "''");
    await makeUser(admin, 'dump_reader', inSql, [`SELECT, SHOW VIEW ON ${database}.*`]);
    await makeUser(admin, 'dump_tool', inSql, [`SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT ON ${database}.*`]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    if (!there) return;
    await admin.query(
      `DROP DATABASE IF EXISTS ${database}; DROP USER IF EXISTS 'dump_reader'@'%', 'dump_reader'@'localhost', 'dump_tool'@'%', 'dump_tool'@'localhost'`,
    );
    await admin.end();
  });

  test.skipIf(!there)('cancelled in the middle, it leaves no file and no connection', async () => {
    const place = join(folder, 'cancelled');
    const abort = new AbortController();
    const made = backUp(abort.signal, place, {
      onProgress: ({ dumpBytes }) => {
        if (dumpBytes > 3_000_000) abort.abort();
      },
    });
    await expect(made).rejects.toMatchObject({ reason: 'cancelled' });
    expect(readdirSync(place)).toEqual([]);
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
  });

  test.skipIf(!there)('killed on the server, it says so and leaves no file', async () => {
    const place = join(folder, 'killed');
    let killed = false;
    const made = backUp(never, place, {
      onProgress: ({ dumpBytes }) => {
        if (killed || dumpBytes < 2_000_000) return;
        killed = true;
        void admin
          .query(`SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '${database}'`)
          .then(([rows]) => admin.query(`KILL ${Number(JSON.parse(JSON.stringify(rows))[0].ID)}`));
      },
    });
    await expect(made).rejects.toMatchObject({ reason: 'connectionLost' });
    expect(readdirSync(place)).toEqual([]);
  });

  test.skipIf(!there)('a table that is altered after the snapshot began is an error, not a half backup', async () => {
    const place = join(folder, 'altered');
    let altered: Promise<unknown> | undefined;
    const dumper = createDatabaseDumper();
    const made = backUpBuiltIn(
      {
        async open(...given) {
          const source = await dumper.open(...given);
          altered = admin.query(
            `ALTER TABLE ${database}.z_rows MODIFY v LONGTEXT NOT NULL COMMENT '${Date.now()}', ADD COLUMN extra INT, ALGORITHM=COPY`,
          );
          await altered;
          return source;
        },
      },
      profile,
      undefined,
      options(never, place),
    );
    await expect(made).rejects.toMatchObject({ reason: 'tableChanged' });
    expect(readdirSync(place)).toEqual([]);
    await admin.query(`ALTER TABLE ${database}.z_rows DROP COLUMN extra`);
  });

  test.skipIf(!there)('rows larger than an INSERT stand alone, and no other INSERT exceeds its limit', async () => {
    await admin.query(`INSERT INTO ${database}.one VALUES (1); CREATE TABLE ${database}.large (id INT PRIMARY KEY, b LONGBLOB);
      INSERT INTO ${database}.large VALUES (1, REPEAT('a', 100)), (2, REPEAT(x'00', 3000000)), (3, REPEAT('''', 900000)), (4, 'end')`);
    const made = await backUp();
    const report = await verifyBackup(made.path, { level: 'dump', signal: never });
    expect(report.whole).toBe(true);
    expect(report.dumps[0]?.tables.find(({ name }) => name === 'large')?.rows).toBe(4);
    await admin.query(`DROP TABLE ${database}.large`);
  });

  test.skipIf(!there)('rows of tables that are left out are left out, their structure is not', async () => {
    const made = await backUp(never, undefined, { withoutRowsOf: ['a_rows'] });
    expect(made.tables.map(({ name, rows }) => `${name} ${rows > 0}`)).toEqual([
      'a_rows false',
      'one true',
      'z_rows true',
    ]);
  });

  test.skipIf(!there)('an account that may see no triggers or events is told that there may be some', async () => {
    const made = await backUpBuiltIn(
      createDatabaseDumper(),
      { ...profile, user: 'dump_reader' },
      secret,
      options(never),
    );
    expect(made.remarks.join('\n')).toMatch(/triggers .*TRIGGER[^]*events .*EVENT/);
  });

  test.skipIf(!there)('a full disk is said in words, and nothing half is left', async () => {
    const place = join(folder, 'small');
    mkdirSync(place);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0;
    if (!mounted) return;
    try {
      // Filled but for two pages: even a well compressed dump is larger.
      writeFileSync(join(place, 'filler'), Buffer.alloc(56 * 1024, 1));
      await expect(backUp(never, place)).rejects.toMatchObject({ reason: 'diskFull' });
      expect(readdirSync(place)).toEqual(['filler']);
    } finally {
      spawnSync('umount', [place]);
    }
  });

  test.skipIf(!there)('a folder that cannot be made is said in words', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(backUp(never, join(file, 'sub'))).rejects.toMatchObject({ reason: 'unwritable' });
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
  });

  test.skipIf(!there)('through a dump program: the same archive, the password on no command line', async () => {
    const [major = 0, minor = 0] = server.version.split('.').map(Number);
    const judged = { flavour, major, minor };
    const tool = bestDumpTool(
      await findTools({ signal: never, server: judged, programs: ['mariadb-dump', 'mysqldump'] }),
    );
    if (tool === undefined) throw new Error('no dump program was found, though the server is there');
    let seen = '';
    const made = await backUpWithTool(tool, { ...profile, user: 'dump_tool' }, secret, {
      ...options(never),
      server: judged,
      onProgress: ({ dumpBytes }) => {
        if (dumpBytes > 1_000_000 && seen === '' && existsSync('/proc'))
          seen = spawnSync('ps', ['axww', '-o', 'args']).stdout.toString();
      },
    });
    expect(seen).toContain('--defaults-file=');
    expect(seen).not.toContain(secret);
    const report = await verifyBackup(made.path, { level: 'dump', signal: never });
    expect(report).toMatchObject({ whole: true, sha256: made.sha256 });
    expect(report.dumps[0]?.tables.map(({ name, rows }) => ({ name, rows }))).toEqual(made.tables);
    expect(made.remarks.some((remark) => remark.includes('program on a'))).toBe(flavour === 'mysql');
    expect(readdirSync(tmpdir()).filter((name) => /^laravel-ops-[A-Za-z0-9]{6}$/.test(name))).toEqual([]);
  });

  test.skipIf(!there)('a dump program that fails leaves nothing, and its words hold no password', async () => {
    const place = join(folder, 'failed');
    const [tool] = await findTools({ signal: never, programs: ['mariadb-dump', 'mysqldump'] });
    if (tool === undefined) throw new Error('no dump program was found, though the server is there');
    const judged = { flavour, major: 10, minor: 11 };
    const failing = backUpWithTool(tool, { ...profile, user: 'nobody_here' }, secret, {
      ...options(never, place),
      server: judged,
    });
    await expect(failing).rejects.toMatchObject({
      reason: 'toolFailed',
      message: expect.stringMatching(/Access denied/),
    });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining(secret) });
    expect(readdirSync(place)).toEqual([]);
    const abort = new AbortController();
    const cancelled = backUpWithTool(tool, profile, undefined, {
      ...options(abort.signal, place),
      server: judged,
      onProgress: () => abort.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ reason: 'cancelled' });
    expect(readdirSync(place)).toEqual([]);
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
  });
});
