import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textLimit } from '../../../../../src/core/queries/slowLog/slowEntry';
import { banner, bytesOf, entriesOf, mysqlEntry, recorded } from './logs';

const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20_261_123);
const texts = async (log: string | Uint8Array): Promise<string[]> => (await entriesOf(log)).map(({ text }) => text);

describe('what the servers write', () => {
  test('MariaDB 10.11 with all of log_slow_verbosity', async () => {
    const entries = await entriesOf(recorded('mariadb-10.11.log'));
    expect(entries).toHaveLength(39);
    expect(entries.find(({ text }) => text.includes('JOIN'))).toEqual({
      offset: expect.any(Number),
      atMs: 1_795_423_090_000,
      user: 'root',
      host: 'localhost',
      thread: 4,
      schema: 'shop',
      queryMs: 0.145,
      lockMs: 0.06,
      rowsSent: 0,
      rowsExamined: 3,
      rowsAffected: 0,
      fullScan: true,
      fullJoin: true,
      tmpDiskTables: 0,
      filesort: false,
      explain: [
        'id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\tr_filtered\tExtra',
        '1\tSIMPLE\ta\tALL\tNULL\tNULL\tNULL\tNULL\t3\t3.00\t100.00\t100.00\t',
        '1\tSIMPLE\tb\tALL\tNULL\tNULL\tNULL\tNULL\t3\t3.00\t100.00\t0.00\tUsing where; Using join buffer (flat, BNL join)',
      ],
      text: 'SELECT * FROM users a JOIN users b ON a.email=b.bio',
      cut: false,
      incomplete: false,
    });
    expect(entries.find(({ text }) => text.includes('GROUP BY'))).toMatchObject({
      tmpTables: 1,
      tmpDiskTables: 1,
      filesort: true,
    });
    expect(entries.find(({ text }) => text === 'SELECT 5')?.schema).toBe('we`ird ; db');
    expect(entries[0]?.schema).toBeUndefined();
    expect(entries.find(({ text }) => text.startsWith('SET log_slow_verbosity'))?.schema).toBeUndefined();
  });

  test('MySQL 9.7 with log_slow_extra, and with it turned off in between', async () => {
    const entries = await entriesOf(recorded('mysql-9.7.log'));
    expect(entries).toHaveLength(44);
    expect(entries.find(({ text }) => text === 'SELECT * FROM nope')).toMatchObject({ errno: 1146, thread: 9 });
    expect(entries.find(({ text }) => text.includes('GROUP BY'))).toMatchObject({
      atMs: Date.parse('2026-11-23T08:38:12.004Z'),
      schema: 'shop',
      queryMs: 0.352,
      lockMs: 0.002,
      sortRows: 3,
      tmpTables: 1,
      tmpDiskTables: 0,
    });
    // The database is named again behind the banner that FLUSH SLOW LOGS writes.
    expect(entries.find(({ text }) => text === "SELECT 'after flush'")?.schema).toBe('shop');
    expect(entries.find(({ text }) => text === 'SELECT 5')?.schema).toBe('we`ird ; db');
    expect(entries.filter(({ command }) => command !== undefined).map(({ command }) => command)).toEqual([
      'Prepare',
      'Ping',
      'Change user',
      'Close stmt',
      'Quit',
      'Quit',
    ]);
    // A counter that went below zero is not known.
    expect(entries.find(({ command }) => command === 'Change user')?.tmpTables).toBeUndefined();
    expect(entries.at(-2)).toMatchObject({ text: 'SELECT 10', schema: 'shop' });
  });

  test('both keep statements of several lines as they were sent', async () => {
    for (const name of ['mariadb-10.11.log', 'mysql-9.7.log']) {
      const all = await texts(recorded(name));
      expect(all).toContain('/* a\r\nb */ SELECT\r\n7');
      expect(all).toContain('# comment first\nSELECT 6 -- x');
      expect(all.find((text) => text.startsWith('SELECT *\n'))).toMatch(
        /# Query_time: 99\.0[^\n]*\nSET timestamp=1;\nx'$/,
      );
    }
  });

  test('MySQL 5.7, Percona Server and 5.1 without a time line', async () => {
    const log = `# Time: 2018-02-05T02:46:43.015898+01:00
# User@Host: root[root] @ localhost []  Id: 12
# Query_time: 10.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0
SET last_insert_id=5,insert_id=7,timestamp=1517798803;
select sleep(10);
# User@Host: app[app] @ db-1.example [10.0.0.7]
# Thread_id: 7  Schema: imdb  Last_errno: 0  Killed: 0
# Query_time: 2.500000  Lock_time: 0.000046  Rows_sent: 2  Rows_examined: 9  Rows_affected: 0  Rows_read: 9
# Bytes_sent: 129  Tmp_tables: 2  Tmp_disk_tables: 1  Tmp_table_sizes: 32768
# QC_Hit: No  Full_scan: Yes  Full_join: No  Tmp_table: Yes  Tmp_table_on_disk: Yes
# Filesort: Yes  Filesort_on_disk: No  Merge_passes: 0
#   InnoDB_IO_r_ops: 0  InnoDB_IO_r_bytes: 0  InnoDB_IO_r_wait: 0.000000
SET timestamp=1517798804.5;
select 2;
`;
    expect(await entriesOf(log)).toMatchObject([
      { atMs: Date.parse('2018-02-05T01:46:43.015Z'), host: 'localhost', thread: 12, queryMs: 10_000 },
      {
        atMs: 1_517_798_804_500,
        user: 'app',
        host: 'db-1.example',
        thread: 7,
        schema: 'imdb',
        errno: 0,
        fullScan: true,
        tmpDiskTables: 1,
        text: 'select 2',
      },
    ]);
  });
});

describe('statements that look like a log', () => {
  const forged = mysqlEntry({ text: 'DROP TABLE users', seconds: 99 });

  test('an entry inside a string is part of the statement, also behind a semicolon', async () => {
    const text = `INSERT INTO tickets VALUES ('see:;\n${forged}${forged}thanks')`;
    expect(await texts(mysqlEntry({ text }) + mysqlEntry({ text: 'SELECT 1' }))).toEqual([text, 'SELECT 1']);
    expect(await texts(mysqlEntry({ text }))).toEqual([text]);
  });

  test('so it is in comments and quoted names', async () => {
    for (const text of [`SELECT /* ;\n${forged} */ 1`, `SELECT 1 AS \`;\n${forged}\``])
      expect(await texts(mysqlEntry({ text }) + mysqlEntry({ text: 'SELECT 2' }))).toEqual([text, 'SELECT 2']);
  });

  test('the schema that such an entry names is not believed', async () => {
    const text = `SELECT ';\n${mysqlEntry({ text: 'SELECT 9', use: 'forged' })}'`;
    const entries = await entriesOf(mysqlEntry({ text, use: 'shop' }) + mysqlEntry({ text: 'SELECT 2' }));
    expect(entries.map(({ schema }) => schema)).toEqual(['shop', 'shop']);
  });

  test('a statement whose string never closes swallows nothing', async () => {
    const log =
      mysqlEntry({ text: "SELECT 'oops" }) +
      ['a', 'b', 'c'].map((name) => mysqlEntry({ text: `SELECT '${name}'` })).join('');
    expect(await texts(log)).toEqual(["SELECT 'oops", "SELECT 'a'", "SELECT 'b'", "SELECT 'c'"]);
    const many = Array.from({ length: 100 }, (_, index) => `SELECT '${index}'`);
    const long = mysqlEntry({ text: "SELECT 'oops" }) + many.map((text) => mysqlEntry({ text })).join('');
    expect(await texts(long)).toEqual(["SELECT 'oops", ...many]);
  });

  test('apostrophes in comments open nothing', async () => {
    for (const text of ["SELECT 1 -- don't", "# don't\nSELECT 1", "/* don't */ SELECT 'it''s', 'a\\'b', \"x'y\""]) {
      const all = await texts(mysqlEntry({ text }) + mysqlEntry({ text: 'SELECT 2' }));
      expect(all).toEqual([text, 'SELECT 2']);
    }
  });

  test('a statement that begins with such a line', async () => {
    const text = '# Time: 2026-01-01T00:00:00.000000Z\nSELECT 1';
    expect(await texts(mysqlEntry({ text }) + mysqlEntry({ text: 'SELECT 2' }))).toEqual([text, 'SELECT 2']);
  });
});

describe('what else stands in files', () => {
  test('a banner in the middle ends a statement that a crash cut, and forgets the schema', async () => {
    const cut = mysqlEntry({ text: 'SELECT 1', use: 'shop' }).replace(/1;\n$/, '');
    for (const between of ['', '\n']) {
      const entries = await entriesOf(cut + between + banner + mysqlEntry({ text: 'SELECT 2' }));
      expect(entries).toMatchObject([
        { text: 'SELECT ', incomplete: true, schema: 'shop' },
        { text: 'SELECT 2', incomplete: false },
      ]);
      expect(entries[1]?.schema).toBeUndefined();
    }
    const whole = await entriesOf(
      mysqlEntry({ text: 'SELECT 1', use: 'shop' }) + banner + mysqlEntry({ text: 'SELECT 2' }),
    );
    expect(whole).toMatchObject([{ text: 'SELECT 1', incomplete: false }, { text: 'SELECT 2' }]);
  });

  test('CRLF line ends, an invalid encoding and an entry without a time', async () => {
    const log = mysqlEntry({ text: 'SELECT 1\nFROM t', use: 'shop' }) + mysqlEntry({ text: 'SELECT 2' });
    expect(await entriesOf(log.replaceAll('\n', '\r\n'))).toMatchObject([
      { text: 'SELECT 1\r\nFROM t', schema: 'shop', rowsExamined: 30, incomplete: false },
      { text: 'SELECT 2', incomplete: false },
    ]);
    const bytes = Buffer.concat([Buffer.from(log), Buffer.from(mysqlEntry({ text: 'SELECT "?"' }))]);
    bytes[bytes.lastIndexOf('?')] = 0xff;
    expect((await texts(bytes)).at(-1)).toBe('SELECT "\ufffd"');
    expect(await entriesOf('# User@Host: a[a] @ b []\nSET timestamp=1;\nSELECT 1;\n')).toEqual([]);
  });

  test('a last entry that is not whole says so; one without a statement too', async () => {
    const log = mysqlEntry({ text: 'SELECT 1' });
    expect(await entriesOf(log.slice(0, -3))).toMatchObject([{ text: 'SELECT ', incomplete: true }]);
    expect(await entriesOf(log.slice(0, log.indexOf('SELECT')))).toMatchObject([{ text: '', incomplete: true }]);
    expect(await entriesOf(log.slice(0, log.indexOf('SET')))).toEqual([]);
  });

  test('reading from the middle begins with the first whole entry', async () => {
    const log =
      mysqlEntry({ text: 'SELECT 1\nFROM a' }) + mysqlEntry({ text: 'SELECT 2' }) + mysqlEntry({ text: 'SELECT 3' });
    const bytes = bytesOf(log);
    for (let offset = 1; offset < bytes.length; offset += 7) {
      const entries = await entriesOf(bytes.slice(offset), { offset, fromMiddle: true });
      const whole = await entriesOf(log);
      expect(whole.filter((each) => each.offset > offset + 1)).toEqual(
        entries.filter((each) => each.offset > offset + 1),
      );
      expect(entries.every(({ text }) => /^SELECT \d/.test(text))).toBe(true);
    }
  });

  test('a line of 100 MB is cut, and what follows is read', async () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x61);
    const long = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytesOf(mysqlEntry({ text: "SELECT '" }).slice(0, -2));
      for (let count = 0; count < 100; count++) yield piece;
      yield bytesOf(`';\n${mysqlEntry({ text: 'SELECT 2' })}`);
    };
    const { readSlowLog } = await import('../../../../../src/core/queries/slowLog/readSlowLog');
    const found = [];
    for await (const entry of readSlowLog(long())) found.push(entry);
    expect(found.map(({ cut, text }) => [cut, text.length])).toEqual([
      [true, textLimit],
      [false, 8],
    ]);
  });
});

describe('any bytes', () => {
  test('how they arrive makes no difference', async () => {
    for (const name of ['mariadb-10.11.log', 'mysql-9.7.log']) {
      const whole = await entriesOf(recorded(name));
      for (const size of [1, 7, 64, 1000]) expect(await entriesOf(recorded(name), { size })).toEqual(whole);
    }
  });

  test('never throw, never grow: random pieces of logs', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '# Time: ',
        '# User@Host: a[b] @ c []',
        '# Query_time: 1.0  Lock_time: 0.0',
        'SET timestamp=1;',
        'use a;',
      ),
      fc.constantFrom(
        ';\n',
        "'",
        '"',
        '`',
        '/*',
        '*/',
        '-- ',
        '\n',
        '\r\n',
        '#',
        banner,
        mysqlEntry({ text: "SELECT '1'" }),
      ),
      fc.string({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), async (parts, size) => {
        const log = parts.join('');
        const entries = await entriesOf(log, { size });
        expect(entries).toEqual(await entriesOf(log));
        // Nothing is there that was not written, and nothing twice.
        expect(entries.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(log.length);
        const offsets = entries.map(({ offset }) => offset);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      }),
      { seed, numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        await entriesOf(bytes, { size: 100 });
      }),
      { seed, numRuns: 200 },
    );
  });

  test('balanced statements come back as they were, whatever they hold', async () => {
    const value = fc
      .string({ maxLength: 60 })
      .map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")};\n# User@Host: a[b] @ c []\n'`);
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 8 }), async (values) => {
        const statements = values.map((text) => `SELECT ${text}`);
        expect(await texts(statements.map((text) => mysqlEntry({ text })).join(''))).toEqual(
          statements.map((text) => Buffer.from(text).toString()),
        );
      }),
      { seed, numRuns: 300 },
    );
  });
});
