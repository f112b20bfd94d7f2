// A database with every type and object goes out through a dump program and comes back the same.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabaseDumper } from '../../src/node/drivers/dump';
import { openDumpFiles } from '../../src/node/archive/dumpFiles';
import { backUpBuiltIn } from '../../src/node/dumper/backUpBuiltIn';
import { verifyBackup } from '../../src/node/verifyBackup';
import { restore } from './restoring';
import { fillRandomly } from './roundTripFuzz';
import { makeEverything } from './roundTripDatabase';
import { described, profileOf, programOf, runProgram } from './roundTripTools';
import type { Flavour } from './roundTripTools';
import { isThere, type TestServer } from './servers';
import { administrator } from './sqlSessions';
import { ofSuite } from './support';

const laravel13 = inject('laravel13');
const { signal } = new AbortController();
const limits = { connectTimeoutMs: 8_000, programName: 'laravel-ops-test' };
/** A loaded copy's events are switched off in its own way. */
const notParked = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line.startsWith('EVENT') ? line.replace(/ DISABLE(?: ON (?:SLAVE|REPLICA))? /, ' ') : line));
const entryOf = (flavour: Flavour, database: string): string => `db-dumps/${flavour}-${database}.sql`;

describe.each([
  { flavour: 'mariadb' as const, given: inject('mariadb') },
  { flavour: 'mysql' as const, given: inject('mysql') },
])('$flavour', ({ flavour, given }) => {
  const server: TestServer = ofSuite(given);
  const there = isThere(given);
  const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-round-'));
  const database = 'rt_every';
  const back = 'rt_back';
  let admin: Connection;

  const backUp = (name: string, password?: string) =>
    backUpBuiltIn(createDatabaseDumper(), profileOf(server, name), undefined, {
      ...limits,
      place: { folder: join(folder, 'own'), timeZone: 'UTC' },
      signal,
      ...(password === undefined ? {} : { password }),
    });
  const emptyBack = () =>
    admin.query(
      `DROP DATABASE IF EXISTS ${back}; CREATE DATABASE ${back} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    );
  const restoreByClient = async (dump: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> => {
    await emptyBack();
    await runProgram(programOf(flavour, 'client'), server, [back], dump);
  };
  const dumpIn = async (path: string, entry: string, password?: string): Promise<Uint8Array> => {
    const { chunks } = await openDumpFiles().open(path, entry, {
      signal,
      ...(password === undefined ? {} : { password }),
    });
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(Uint8Array.from(chunk));
    return Buffer.concat(pieces);
  };

  beforeAll(async () => {
    if (!there) return;
    admin = await administrator(server);
    await admin.query('SET GLOBAL local_infile = ON, GLOBAL log_bin_trust_function_creators = ON');
    await makeEverything(admin, flavour, database);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    if (!there) return;
    await admin.query(
      `DROP DATABASE IF EXISTS ${database}; DROP DATABASE IF EXISTS ${back}; DROP DATABASE IF EXISTS rt_fuzz`,
    );
    await admin.end();
  });

  test.skipIf(!there)('our dump, restored with the server’s own client, is the same database', async () => {
    const made = await backUp(database);
    expect(made).toMatchObject({ tool: 'builtIn', encrypted: false, triggers: 3, routines: 4, events: 1, views: 4 });
    expect(made.remarks.join('\n')).toMatch(/MyISAM has none: old_engine/);
    await restoreByClient(await dumpIn(made.path, entryOf(flavour, database)));
    expect(await described(admin, back)).toEqual(await described(admin, database));
  });

  test.skipIf(!there).each([true, false])(
    'our dump, restored with our own loader, is the same database (LOAD DATA: %s)',
    async (localInfile) => {
      const made = await backUp(database);
      const dump = await openDumpFiles().open(made.path, entryOf(flavour, database), { signal });
      await emptyBack();
      const report = await restore(server, back, dump, { localInfile });
      expect(report.missing).toEqual([]);
      const rows = (tables: readonly { readonly name: string; readonly rows: number }[]): unknown =>
        tables.map(({ name, rows: count }) => `${name} ${count}`).toSorted();
      expect(rows(report.tables)).toEqual(rows(made.tables));
      expect(notParked(await described(admin, back))).toEqual(notParked(await described(admin, database)));
    },
  );

  test.skipIf(!there)(
    'our dump looks like mysqldump’s, is whole to the reader, and never names its database',
    async () => {
      const made = await backUp(database);
      const report = await verifyBackup(made.path, { level: 'dump', signal });
      expect(report).toMatchObject({ whole: true, sha256: made.sha256, sizeBytes: made.sizeBytes });
      const byName = (rows: readonly { name: string; rows: number }[]): unknown =>
        rows.map(({ name, rows: count }) => `${name} ${count}`).sort();
      expect(byName(report.dumps[0]?.tables ?? [])).toEqual(byName(made.tables));
      expect(report.dumps[0]).toMatchObject({ views: 4, triggers: 3, routines: 4, events: 1 });
      const text = Buffer.from(await dumpIn(made.path, entryOf(flavour, database))).toString('latin1');
      expect(text).toMatch(/^-- (MySQL|MariaDB) dump /);
      expect(text).toMatch(/-- Dump completed on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$/);
      expect(text.replace(/^-- .*$/gm, '')).not.toContain(database);
    },
  );

  test.skipIf(!there)(
    'rows without binary values are byte for byte those of the server’s own dump program',
    async () => {
      const theirs = await runProgram(programOf(flavour, 'dump'), server, ['--single-transaction', database]);
      const ours = Buffer.from(await dumpIn((await backUp(database)).path, entryOf(flavour, database)));
      const rowsOf = (dump: Buffer, table: string): string =>
        (new RegExp(`INSERT INTO \`${table}\`[^]*?;\n`).exec(dump.toString('latin1'))?.[0] ?? '')
          .replaceAll(/\s+/g, ' ')
          .replaceAll('), (', '),(');
      for (const table of ['times', 'hidden', 'children', 'zero_id', 'parents', 'no_key'])
        expect(rowsOf(ours, table)).toBe(rowsOf(theirs, table));
    },
  );

  test.skipIf(!there)('a table of generated columns alone keeps its number of rows', async () => {
    await admin.query('DROP DATABASE IF EXISTS rt_fuzz; CREATE DATABASE rt_fuzz; USE rt_fuzz');
    await admin.query(
      'CREATE TABLE only_computed (a INT GENERATED ALWAYS AS (1) STORED); INSERT INTO only_computed () VALUES (), (), ()',
    );
    const made = await backUp('rt_fuzz');
    expect(made.tables).toEqual([{ name: 'only_computed', rows: 3 }]);
    await restoreByClient(await dumpIn(made.path, entryOf(flavour, 'rt_fuzz')));
    expect(await described(admin, back)).toEqual(await described(admin, 'rt_fuzz'));
  });

  test.skipIf(!there)('values that nobody thought of come back the same', async () => {
    await fillRandomly(admin, 'rt_fuzz', Number(process.env['LARAVEL_OPS_FUZZ_ROWS'] ?? 150));
    await restoreByClient(await dumpIn((await backUp('rt_fuzz')).path, entryOf(flavour, 'rt_fuzz')));
    expect(await described(admin, back)).toEqual(await described(admin, 'rt_fuzz'));
  });

  test.skipIf(!there || !isThere(laravel13))('PHP’s ZipArchive opens the archive, plain and with AES-256', async () => {
    const root = isThere(laravel13) ? laravel13.root : '';
    const inside = mkdtempSync(join(root, 'tmp', 'laravel-ops-round-'));
    try {
      const password = 'pä"s\'s $x';
      for (const given of [undefined, password]) {
        const made = await backUp(database, given);
        const entry = entryOf(flavour, database);
        const content = await dumpIn(made.path, entry, given);
        cpSync(made.path, join(inside, 'a.zip'));
        writeFileSync(join(inside, 'password'), given ?? '');
        writeFileSync(
          join(inside, 'read.php'),
          `<?php $zip = new ZipArchive; if ($zip->open(__DIR__.'/a.zip', ZipArchive::CHECKCONS) !== true) exit(2);
          if (($password = file_get_contents(__DIR__.'/password')) !== '') $zip->setPassword($password);
          $stat = $zip->statIndex(0); echo $zip->numFiles, ' ', $stat['name'], ' ', $stat['encryption_method'], ' ', hash('sha256', $zip->getFromIndex(0));`,
        );
        const said = runPhp(root, `/tmp/${basename(inside)}/read.php`);
        expect(said).toBe(`1 ${entry} ${given === undefined ? 0 : 259} ${sha256(content)}`);
      }
    } finally {
      rmSync(inside, { recursive: true, force: true });
    }
  });

  test.skipIf(!there)('a dump that was taken while others wrote holds one moment', async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${back}; CREATE DATABASE ${back}; USE ${back};
      CREATE TABLE a_accounts (id INT PRIMARY KEY, balance INT, pad VARCHAR(200)); CREATE TABLE z_accounts LIKE a_accounts`);
    const values = Array.from({ length: 2_000 }, (_, id) => `(${id}, 100, REPEAT('x', 200))`).join(',');
    await admin.query(`INSERT INTO a_accounts VALUES ${values}; INSERT INTO z_accounts VALUES ${values}`);
    const writer = await administrator(server);
    await writer.query(`USE ${back}`);
    const stop = new AbortController();
    const done = { moves: 0 };
    const writes = (async () => {
      for (let n = 0; !stop.signal.aborted; n++) {
        // From the table that is read first to the one that is read last: without a snapshot the sum would grow.
        await writer.query(
          `START TRANSACTION; UPDATE a_accounts SET balance = balance - 1 WHERE id = ${n % 2000}; UPDATE z_accounts SET balance = balance + 1 WHERE id = ${(n * 7) % 2000}; COMMIT`,
        );
        done.moves++;
      }
    })();
    await expect.poll(() => done.moves, { timeout: 20_000 }).toBeGreaterThan(20);
    const before = done.moves;
    const made = await backUp(back);
    const after = done.moves;
    stop.abort();
    await writes;
    await writer.end();
    expect(after).toBeGreaterThan(before);
    await restoreByClient(await dumpIn(made.path, entryOf(flavour, back)));
    const [rows] = await admin.query(
      `SELECT (SELECT SUM(balance) FROM ${back}.a_accounts) + (SELECT SUM(balance) FROM ${back}.z_accounts) AS total`,
    );
    expect(JSON.stringify(rows)).toBe('[{"total":"400000"}]');
  });

  test.skipIf(!there)('the server’s own dump program misses what ours keeps: exact FLOATs', async () => {
    const theirs = await runProgram(programOf(flavour, 'dump'), server, ['--single-transaction', database, 'numbers']);
    await restoreByClient(theirs);
    const checksum = async (name: string): Promise<string> => {
      const [rows] = await admin.query(`SELECT f FROM ${name}.numbers WHERE id = 1`);
      return JSON.stringify(rows);
    };
    const [different] = await admin.query(
      `SELECT COUNT(*) AS n FROM ${database}.numbers a JOIN ${back}.numbers b USING (id) WHERE a.f * 1e0 <> b.f * 1e0`,
    );
    expect(await checksum(back)).toBe(await checksum(database));
    expect(JSON.stringify(different)).not.toBe('[{"n":0}]');
  });
});

function runPhp(root: string, script: string): string {
  const { stdout, stderr, status } = spawnSync('chroot', [root, 'php', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`php ended with ${status}: ${stderr}`);
  return stdout;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
