import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOpsError } from '../../src/core/base/errors';
import type { SqlClient } from '../../src/core/connections/sql';
import { analyzeStatement } from '../../src/core/queries/explain/analyze';
import { explainStatement } from '../../src/core/queries/explain/explain';
import { describeSources } from '../../src/core/queries/sources/describeSources';
import { readHistogram } from '../../src/core/queries/sources/histogram';
import { readDigests } from '../../src/core/queries/sources/performanceSchema';
import { readPulse } from '../../src/core/queries/sources/pulse';
import { readRunning } from '../../src/core/queries/sources/processlist';
import { sampleProcesslist } from '../../src/core/queries/sources/sampling';
import { readServerRun, sameRun } from '../../src/core/queries/sources/serverVariables';
import { readSlowLogCalls, readSlowLogTable } from '../../src/core/queries/sources/slowLogTable';
import { chooseSource, type SourceState } from '../../src/core/queries/sources/sourceState';
import { readTableWrites } from '../../src/core/queries/sources/tableWrites';
import { readTelescope, readTelescopeCalls, readTelescopeTexts } from '../../src/core/queries/sources/telescope';
import { readUserStatistics } from '../../src/core/queries/sources/userStatistics';
import { loggedDuring, notReading } from './generalLog';
import { removeOwn, startOwn, type OwnServer, type OwnServerKind } from './ownServers';
import { makePackageTables, pulseEntry, telescopeContent } from './sourcesPackages';
import { administrator, makeUser, readingSession } from './sqlSessions';

/** Backticks, quotes, an umlaut, a "?", and a percent sign. */
const hostile = 'we`ird \'sch"ema% ä ?';
const never = new AbortController().signal;
const file = 'sources';

for (const kind of ['mariadb', 'mariadbPlain', 'mysql'] as const satisfies readonly OwnServerKind[]) {
  describe(kind, async () => {
    const server: OwnServer | undefined = await startOwn(kind, file, ['--performance-schema-digests-size=10000']);
    if (server === undefined) {
      test.skip('no server', () => undefined);
      return;
    }
    const mariadb = kind !== 'mysql';
    const quoted = `\`${hostile.replaceAll('`', '``')}\``;
    const tables = { schema: hostile, prefix: 'sh`op_' };
    let admin: Connection;
    let client: SqlClient;
    const session = (user: string): Promise<SqlClient> => readingSession(server, user, 'secret', hostile);
    /** A connection as the application opens it, after settings were changed. */
    const application = (): Promise<Connection> =>
      createConnection({ host: server.host, port: server.port, user: 'root', database: hostile });

    beforeAll(async () => {
      admin = await administrator(server);
      await admin.query(`CREATE DATABASE ${quoted}; USE ${quoted};
        CREATE TABLE \`ord\`\`ers\` (id INT PRIMARY KEY AUTO_INCREMENT, user_id INT NOT NULL, note VARCHAR(50), KEY by_user (user_id), KEY unread (note));
        INSERT INTO \`ord\`\`ers\` (user_id, note) VALUES ${Array.from({ length: 300 }, (_, index) => `(${index % 50}, 'n${index}')`).join(',')}`);
      await makePackageTables(admin, 'sh``op_', server);
      await makeUser(admin, 'ops_reader', 'secret', [
        `SELECT ON ${quoted}.*`,
        'SELECT ON mysql.slow_log',
        ...(kind === 'mariadbPlain' ? [] : ['SELECT ON performance_schema.*']),
      ]);
      await makeUser(admin, 'ops_blind', 'secret', [`SELECT ON ${quoted}.\`ord\`\`ers\``]);
      client = await session('ops_reader');
    });
    afterAll(async () => {
      await client?.close();
      await admin?.end();
      await server.stop();
      removeOwn(kind, file);
    });

    const statesFor = (one: SqlClient = client): Promise<readonly SourceState[]> =>
      describeSources(one, { schema: hostile, pulse: tables, telescope: tables, now: new Date() });
    const stateOf = async (id: SourceState['id'], one?: SqlClient): Promise<SourceState | undefined> =>
      (await statesFor(one)).find((state) => state.id === id);

    async function withSlowLog<T>(work: () => Promise<T>): Promise<T> {
      await admin.query(
        "TRUNCATE mysql.slow_log; SET GLOBAL long_query_time = 0; SET GLOBAL log_output = 'TABLE'; SET GLOBAL slow_query_log = 1",
      );
      try {
        return await work();
      } finally {
        await admin.query(
          "SET GLOBAL slow_query_log = 0; SET GLOBAL long_query_time = 10; SET GLOBAL log_output = 'FILE'",
        );
      }
    }

    test('on a server as it comes each source says whether it can be used, and what to do', async () => {
      const states = await statesFor();
      const texts = Object.fromEntries(states.map(({ id, usable, why }) => [id, usable ? 'usable' : why]));
      expect(texts).toMatchObject({
        slowLogTable: 'The slow log is off, and the table is empty.',
        pulse: expect.stringContaining('no slow query'),
        telescope: 'Telescope has recorded no query.',
        processlist: 'usable',
      });
      expect(texts['performance_schema']).toEqual(
        kind === 'mariadbPlain' ? expect.stringMatching(/is off on this server/) : 'usable',
      );
      const off = states.find(({ id }) => id === 'performance_schema');
      expect(off?.config).toEqual(kind === 'mariadbPlain' ? ['performance_schema = ON'] : undefined);
      expect(chooseSource(states)?.id).toBe(kind === 'mariadbPlain' ? 'processlist' : 'performance_schema');
      for (const { usable, why, detail } of states) expect(usable ? detail : why).toMatch(/\.$/);
    });

    test('the statements that a state gives to an administrator open the source', async () => {
      await makeUser(admin, 'ops_blind', 'secret', [`SELECT ON ${quoted}.\`ord\`\`ers\``]);
      const blind = await session('ops_blind');
      try {
        const closed = await statesFor(blind);
        const ids = closed.filter(({ usable }) => !usable).map(({ id }) => id);
        expect(ids).toEqual(expect.arrayContaining(['performance_schema', 'slowLogTable', 'telescope', 'pulse']));
        expect(chooseSource(closed)?.id).toBe('processlist');
        const grants = closed.flatMap(({ sql = [] }) => sql).filter((sql) => sql.startsWith('GRANT '));
        expect(grants).toHaveLength(kind === 'mariadbPlain' ? 3 : 4);
        for (const grant of grants) await admin.query(grant);
      } finally {
        await blind.close();
      }
      const seeing = await session('ops_blind');
      try {
        for (const state of await statesFor(seeing)) expect(state.why ?? '').not.toContain('cannot read');
        const sql = (await stateOf('slowLogTable', seeing))?.sql ?? [];
        expect(sql).toHaveLength(3);
        for (const statement of sql) await admin.query(statement);
        expect((await stateOf('slowLogTable', seeing))?.live).toBe(true);
      } finally {
        await seeing.close();
        await admin.query(
          "SET GLOBAL slow_query_log = 0; SET GLOBAL long_query_time = 10; SET GLOBAL log_output = 'FILE'",
        );
      }
    });

    test('the slow log in the table is added up, prepared statements too, without values and without us', async () => {
      await withSlowLog(async () => {
        const app = await application();
        for (let user = 0; user < 25; user++) {
          await app.execute('SELECT * FROM `ord``ers` WHERE user_id = ? ORDER BY note', [user]);
          await app.query(`SELECT note FROM \`ord\`\`ers\` WHERE id = ${user} /* 'secret-4711' */`);
        }
        await app.query("SELECT 'ä 😀 \\' -- \\n', \"?\" FROM `ord``ers` LIMIT 1");
        await app.end();
        const own = await session('ops_reader');
        await readServerRun(own);
        await own.query('SELECT 1 AS laravel_ops, SLEEP(0.01)');
        await own.close();
      });
      const snapshot = await readSlowLogTable(client, { schema: hostile, limit: 50, signal: never });
      const texts = snapshot.statements.map(({ text }) => text);
      expect(JSON.stringify(snapshot)).not.toMatch(/secret-4711|laravel_ops|Prepare"|😀/);
      const prepared = snapshot.statements.find(({ text }) => /ORDER BY/i.test(text));
      expect(prepared).toMatchObject({ calls: 25, schema: hostile, rowsSent: 150 });
      expect(prepared?.rowsExamined).toBeGreaterThanOrEqual(150);
      expect(prepared?.p95Ms).toBeLessThanOrEqual(prepared?.maxMs ?? 0);
      expect(prepared?.totalMs).toBeGreaterThan(0);
      expect(texts.filter((text) => /WHERE `?id`? =/i.test(text))).toHaveLength(1);
      expect(snapshot.statements.reduce((sum, { loadShare }) => sum + loadShare, 0)).toBeCloseTo(1, 6);
      const lag = snapshot.readAt.getTime() - (prepared?.lastSeen.getTime() ?? 0);
      expect(lag).toBeGreaterThanOrEqual(0);
      expect(lag).toBeLessThan(600_000);

      const calls = await readSlowLogCalls(client, prepared?.digest ?? '', { schema: hostile, limit: 3 });
      expect(calls.map(({ sql }) => sql)).toEqual(
        [24, 23, 22].map((user) => `SELECT * FROM \`ord\`\`ers\` WHERE user_id = ${user} ORDER BY note`),
      );
      const none = await readSlowLogTable(client, { schema: 'nobody', limit: 5 });
      expect(none).toMatchObject({ digests: 0, statements: [], totalMs: 0 });
      const later = new Date(Date.now() + 3_600_000);
      expect((await readSlowLogTable(client, { limit: 5, since: later })).digests).toBe(0);
      const state = await stateOf('slowLogTable');
      expect(state).toMatchObject({ usable: true, live: false, detail: expect.stringContaining('the log is off') });
    });

    test.runIf(mariadb)(
      'performance_schema of MariaDB that misses prepared statements gives way to the log',
      async () => {
        if (kind === 'mariadbPlain') return;
        await withSlowLog(async () => {
          await admin.query('TRUNCATE performance_schema.events_statements_summary_global_by_event_name');
          const app = await application();
          for (let n = 0; n < 8; n++) await app.execute('SELECT COUNT(*), SLEEP(0.25) FROM (SELECT ? AS a) AS x', [n]);
          await app.end();
          const states = await statesFor();
          const statistics = states.find(({ id }) => id === 'performance_schema');
          expect(statistics?.named).toBeLessThan(0.5);
          expect(statistics?.detail).toMatch(/\d+ % of the server's statement time is not named/);
          expect(chooseSource(states)?.id).toBe('slowLogTable');
        });
      },
    );

    test("Pulse's recordings come with the lines that sent them", async () => {
      await admin.query('DELETE FROM `sh``op_pulse_entries`');
      const place = 'app/Http/Controllers/OrderController.php:42';
      const rows = [
        pulseEntry('select * from `orders` where `user_id` = ?', place, 1500, 10),
        pulseEntry('select * from `orders` where `user_id` = ?', place, 2500, 20),
        pulseEntry('select * from `orders` where `user_id` = ?', '', 1200, 3000),
        pulseEntry("select 'ä 😀' from `reviews`", null, 4000, 7000),
        pulseEntry('select 1', 'app/Old.php:1', 9000, 90_000),
        [Math.floor(Date.now() / 1000), 'user_request', '7', 1],
        [Math.floor(Date.now() / 1000), 'slow_query', '["cut', 5000],
      ];
      await admin.query('INSERT INTO `sh``op_pulse_entries` (`timestamp`, `type`, `key`, `value`) VALUES ?', [rows]);
      const snapshot = await readPulse(client, { tables, limit: 10, seconds: 86_400 });
      expect(snapshot).toMatchObject({ source: 'pulse', digests: 2, totalCalls: 4, totalMs: 9200 });
      expect(snapshot.statements[0]).toMatchObject({
        text: expect.stringMatching(/^select \* from `?orders`? where `?user_id`? = \?$/i),
        calls: 3,
        totalMs: 5200,
        maxMs: 2500,
        locations: [{ file: 'app/Http/Controllers/OrderController.php', line: 42, by: 'pulse', calls: 2 }],
      });
      expect(snapshot.statements[1]).not.toHaveProperty('locations');
      expect(snapshot.remarks?.at(-1)).toBe('1 of 5 entries could not be read.');
      expect((await readPulse(client, { tables, limit: 10, seconds: 60 })).totalCalls).toBe(2);
      expect(await stateOf('pulse')).toMatchObject({ usable: true, since: expect.any(Date) });
    });

    test("Telescope's recordings of versions 1, 3 and 5 are read alike", async () => {
      const user = (value: string): string => `select * from \`users\` where \`email\` = '${value}' and \`id\` > 5`;
      const model = { file: '/var/www/html/app/Models/User.php', line: 12 };
      const contents = [
        telescopeContent(5, { sql: user('o\\\'brien \\"x\\" ä😀\\n'), ms: 1234.567, ...model }),
        telescopeContent(3, { sql: user('ann'), ms: 1234.5, ...model }),
        telescopeContent(1, {
          sql: 'select * from `users` where `email` = ? and `id` > ?',
          ms: 0.5,
          bindings: ['bob', 5],
          ...model,
        }),
        telescopeContent(5, { sql: 'select 1', ms: 1, file: '/var/www/html/routes/web.php', line: 3 }),
        '{"sql":',
        `{"sql":"${'x'.repeat(70_000)}","time":"1.00"}`,
      ];
      const rows = contents.map((content, index) => [`u${index}`, 'b', 'query', content, '2026-11-23 10:00:00']);
      await admin.query(
        'INSERT INTO `sh``op_telescope_entries` (uuid, batch_id, `type`, content, created_at) VALUES ?',
        [[...rows, ['v', 'b', 'request', '{}', '2026-11-23 10:00:00']]],
      );
      const schemas = new Map([['mysql', 'shop']]);
      const options = { tables, schemas, limit: 10, timeZone: 'Europe/Berlin' };
      const snapshot = await readTelescope(client, options);
      expect(snapshot).toMatchObject({ source: 'telescope', digests: 2, totalCalls: 4 });
      expect(snapshot.statements[0]).toMatchObject({
        calls: 3,
        schema: 'shop',
        maxMs: 1234.57,
        lastSeen: new Date('2026-11-23T09:00:00Z'),
        locations: [{ file: 'app/Models/User.php', line: 12, by: 'telescope', calls: 3 }],
      });
      expect(snapshot.statements[0]?.totalMs).toBeCloseTo(1234.57 + 1234.5 + 0.5, 6);
      expect(snapshot.statements[1]?.locations?.[0]).toMatchObject({ file: 'routes/web.php', line: 3 });
      expect(JSON.stringify(snapshot)).not.toMatch(/brien|ann'|bob/);
      expect(snapshot.remarks?.at(-1)).toBe('2 of 6 entries could not be read.');
      const calls = await readTelescopeCalls(client, snapshot.statements[0]?.digest ?? '', { ...options, limit: 2 });
      expect(calls.map(({ sql }) => sql.slice(0, 20))).toHaveLength(2);
      const ids = snapshot.statements.map(({ digest }) => digest);
      const texts = await readTelescopeTexts(client, ids, 'shop', { ...options, limit: 2 });
      expect(ids.map((id) => texts.get(id)?.length)).toEqual([2, 1]);
      expect([...texts.values()].flat().join()).toMatch(/o\\'brien|'ann'/);
      expect((await readTelescopeTexts(client, ids, 'elsewhere', options)).size).toBe(0);
    });

    test('a package that is not there, or not to be read, says so', async () => {
      const absent = { tables: { schema: hostile, prefix: 'none_' }, limit: 1, seconds: 60 };
      await expect(readPulse(client, absent)).rejects.toMatchObject({ reason: 'absent' });
      await expect(readTelescope(client, absent)).rejects.toMatchObject({ reason: 'absent' });
      const states = await describeSources(client, { pulse: absent.tables });
      expect(states.find(({ id }) => id === 'pulse')).toMatchObject({
        usable: false,
        why: expect.stringContaining('There is no table'),
      });
      expect(states.some(({ id }) => id === 'telescope')).toBe(false);
    });

    test('samples find what runs long, and say that they are an estimate', async () => {
      const app = await application();
      const reader = await readingSession(server, server.user, server.password, hostile);
      const sleeping = app.query("SELECT SLEEP(60), 'value-7731' FROM `ord``ers` LIMIT 1");
      const progress: number[] = [];
      const options = {
        intervalMs: 100,
        forMs: 900,
        limit: 5,
        schema: hostile,
        onProgress: (share: number) => void progress.push(share),
      };
      try {
        await expect.poll(() => readRunning(reader, { minSeconds: 0, limit: 5 }), { timeout: 10_000 }).toHaveLength(1);
        const snapshot = await sampleProcesslist(reader, options, never);
        expect(snapshot.statements).toHaveLength(1);
        const [one] = snapshot.statements;
        expect(one).toMatchObject({ calls: 1, schema: hostile, seenInSamples: snapshot.samples, loadShare: 1 });
        expect(one?.text).toMatch(/^SELECT SLEEP ?\((?:\?|\.\.\.)\), \?/i);
        expect(one?.totalMs).toBeGreaterThan(0);
        expect(one?.totalMs).toBe(snapshot.totalMs);
        expect(snapshot.remarks?.[0]).toMatch(/^Estimated from \d+ looks/);
        expect(progress.at(-1)).toBe(1);
        const stopped = new AbortController();
        stopped.abort();
        expect((await sampleProcesslist(reader, { ...options, stop: stopped.signal }, never)).samples).toBe(1);
        await expect(sampleProcesslist(reader, options, stopped.signal)).rejects.toMatchObject({ reason: 'cancelled' });
      } finally {
        // A SLEEP that is stopped has a result, or says so: it was only there to be seen.
        await Promise.allSettled([admin.query(`KILL QUERY ${app.threadId}`), sleeping]);
        await app.end();
        await reader.close();
      }
    });

    test('a histogram tells how long the calls of one statement took, where the server keeps it', async () => {
      if (kind === 'mariadbPlain') return;
      for (let n = 0; n < 30; n++) await admin.query(`SELECT user_id AS h FROM \`ord\`\`ers\` WHERE id = ${n}`);
      await admin.query('SELECT SLEEP(0.3) AS h2 FROM `ord``ers` LIMIT 1');
      const { statements } = await readDigests(client, { schema: hostile, limit: 500 });
      const of = (pattern: RegExp) => statements.find(({ text }) => pattern.test(text));
      const many = of(/AS `h` /);
      const histogram = await readHistogram(client, { digest: many?.digest ?? '', schema: hostile });
      if (mariadb) {
        expect(histogram).toBeUndefined();
        expect(many).not.toHaveProperty('p99Ms');
        return;
      }
      expect(histogram?.calls).toBe(30);
      expect(histogram?.p50Ms).toBeLessThanOrEqual(histogram?.p95Ms ?? 0);
      expect(histogram?.p95Ms).toBeCloseTo(many?.p95Ms ?? 0, 6);
      expect(many?.p99Ms).toBeGreaterThanOrEqual(many?.p95Ms ?? 0);
      const slow = await readHistogram(client, { digest: of(/AS `h2`/)?.digest ?? '', schema: hostile });
      expect(slow?.calls).toBe(1);
      expect(slow?.p50Ms).toBeGreaterThan(300);
      expect(slow?.p50Ms).toBe(slow?.p99Ms);
      expect(await readHistogram(client, { digest: 'ffff', schema: hostile })).toBeUndefined();
      await expect(readHistogram(client, { digest: "'", schema: hostile })).rejects.toMatchObject({
        reason: 'badRequest',
      });
    });

    test('what plans are asked for with is not listed; a rollback of the application is', async () => {
      if (kind === 'mariadbPlain') return;
      await admin.query('TRUNCATE performance_schema.events_statements_summary_by_digest');
      for (const sql of ['BEGIN', 'SELECT id FROM `ord``ers` LIMIT 1', 'ROLLBACK']) await admin.query(sql);
      const sql = 'SELECT id FROM `ord``ers` WHERE user_id = 3';
      await explainStatement(client, { sql, schema: hostile });
      await analyzeStatement(client, { sql, schema: hostile }, 'local');
      const { statements } = await readDigests(client, { schema: hostile, limit: 500 });
      const texts = statements.map(({ text }) => text);
      expect(texts.filter((text) => /^(?:START TRANSACTION READ|ROLLBACK WORK|ANALYZE|EXPLAIN)/i.test(text))).toEqual(
        [],
      );
      expect(texts.map((text) => text.trim())).toContain('ROLLBACK');
    });

    test('user statistics of MariaDB say which indexes were read', async () => {
      expect(await readUserStatistics(client, hostile)).toBeUndefined();
      if (!mariadb) return;
      await admin.query('SET GLOBAL userstat = 1');
      const app = await application();
      await app.query('SELECT note FROM `ord``ers` WHERE user_id = 3');
      await app.query("UPDATE `ord``ers` SET note = 'x' WHERE user_id = 3");
      await app.end();
      const statistics = await readUserStatistics(client, hostile);
      expect(statistics?.indexes).toContainEqual({
        table: 'ord`ers',
        index: 'by_user',
        rowsRead: expect.toSatisfy((n: number) => n >= 6),
      });
      expect(statistics?.indexes.some(({ index }) => index === 'unread')).toBe(false);
      expect(statistics?.tables.find(({ table }) => table === 'ord`ers')?.rowsChanged).toBe(6);
      expect(statistics?.notBefore.getTime()).toBeLessThan(Date.now());
    });

    test('writes are counted by table, or not at all when nothing counts them', async () => {
      await admin.query(
        "INSERT INTO `ord``ers` (user_id, note) VALUES (1000, 'w'), (1000, 'w'); UPDATE `ord``ers` SET user_id = 1001 WHERE user_id = 1000; DELETE FROM `ord``ers` WHERE user_id = 1001",
      );
      const run = await readServerRun(client);
      expect(sameRun(run, await readServerRun(client))).toBe(true);
      expect(await readTableWrites(client, hostile, { leastHours: 1 })).toBeUndefined();
      const counted = await readTableWrites(client, hostile, { leastHours: 0 });
      const orders = counted?.writes.find(({ table }) => table === 'ord`ers');
      const rows = (perHour: number | undefined): number => Math.round((perHour ?? 0) * (counted?.hours ?? 0));
      if (kind === 'mariadbPlain') {
        // Six by the test before; two inserted, two updated, two deleted; all of them as updates.
        expect(counted?.from).toBe('userstat');
        expect([rows(orders?.insertsPerHour), rows(orders?.updates[0]?.perHour)]).toEqual([0, 12]);
      } else {
        expect(counted?.from).toBe('tableIo');
        expect([rows(orders?.insertsPerHour), rows(orders?.updates[0]?.perHour), rows(orders?.deletesPerHour)]).toEqual(
          [302, mariadb ? 8 : 2, 2],
        );
      }
    });

    test('a consumer that is off is named with what turns it on', async () => {
      if (kind === 'mariadbPlain') return;
      await admin.query(
        "UPDATE performance_schema.setup_consumers SET ENABLED = 'NO' WHERE NAME = 'statements_digest'",
      );
      const state = await stateOf('performance_schema');
      expect(state).toMatchObject({ usable: false, live: false, why: expect.stringContaining('statements_digest') });
      for (const statement of state?.sql ?? []) await admin.query(statement);
      expect((await stateOf('performance_schema'))?.usable).toBe(true);
    });

    test('a privilege that is taken away half-way is a message', async () => {
      if (kind === 'mariadbPlain') return;
      await makeUser(admin, 'ops_going', 'secret', [
        `SELECT ON ${quoted}.*`,
        'SELECT ON performance_schema.*',
        'SELECT ON mysql.slow_log',
      ]);
      // Not in the schema itself: MariaDB remembers what a session may do in the schema that it is in.
      const going = await readingSession(server, 'ops_going', 'secret', 'information_schema');
      try {
        expect((await stateOf('performance_schema', going))?.usable).toBe(true);
        for (const host of ['%', 'localhost'])
          await admin.query(
            `REVOKE SELECT ON performance_schema.* FROM 'ops_going'@'${host}'; REVOKE SELECT ON mysql.slow_log FROM 'ops_going'@'${host}'; REVOKE SELECT ON ${quoted}.* FROM 'ops_going'@'${host}'`,
          );
        const asked = [
          () => readDigests(going, { schema: hostile, limit: 5 }),
          () => readSlowLogTable(going, { limit: 5 }),
          () => readPulse(going, { tables, limit: 5, seconds: 60 }),
          () => readTelescope(going, { tables, limit: 5 }),
        ];
        for (const ask of asked) {
          const error = await ask().catch((thrown: unknown) => thrown);
          expect(isOpsError(error, 'noPrivilege') ? error.explanation : error).toMatch(
            /GRANT SELECT ON .* TO 'ops_going'@'.+';/,
          );
        }
        expect(await readTableWrites(going, hostile)).toSatisfy(
          (writes: { from: string } | undefined) => writes?.from !== 'tableIo',
        );
        expect(chooseSource(await statesFor(going))?.id).toBe('processlist');
      } finally {
        await going.close();
      }
    });

    test('all of it together sends the server nothing but reading', async () => {
      const log = await loggedDuring(admin, 'ops_reader', async () => {
        const own = await session('ops_reader');
        const quiet = (work: Promise<unknown>): Promise<unknown> =>
          work.catch((error: unknown) => {
            if (!isOpsError(error)) throw error;
          });
        await statesFor(own);
        await quiet(readDigests(own, { schema: hostile, limit: 10 }));
        await quiet(readHistogram(own, { digest: 'abcd' }));
        await readSlowLogTable(own, { schema: hostile, limit: 10 });
        await readSlowLogCalls(own, 'abcd', { limit: 10 });
        await readPulse(own, { tables, limit: 5, seconds: 60 });
        await readTelescope(own, { tables, limit: 5 });
        await sampleProcesslist(own, { intervalMs: 50, forMs: 200, limit: 5 }, never);
        await readUserStatistics(own, hostile);
        await readTableWrites(own, hostile);
        await own.close();
      });
      expect(log.length).toBeGreaterThan(20);
      expect(notReading(log)).toEqual([]);
      expect(notReading([{ command: 'Query', text: 'SET GLOBAL slow_query_log = ON' }])).toHaveLength(1);
      const unmarked = log.filter(
        ({ command, text }) => command === 'Query' && /^SELECT(?! 1 AS laravel_ops)/.test(text),
      );
      expect(unmarked.map(({ text }) => text).filter((text) => !text.startsWith('SELECT VERSION()'))).toEqual([]);
    });
  });
}
