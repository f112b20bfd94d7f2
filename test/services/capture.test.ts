import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isOpsError } from '../../src/core/base/errors';
import type { SqlClient } from '../../src/core/connections/sql';
import { startCapture } from '../../src/core/queries/capture/capture';
import type { CaptureBegun } from '../../src/core/queries/capture/journal';
import { planCapture, type CaptureOptions, type CapturePlan } from '../../src/core/queries/capture/plan';
import { endedRemarks, forgetCapture, revertCapture } from '../../src/core/queries/capture/revert';
import { readSlowLogTable } from '../../src/core/queries/sources/slowLogTable';
import { captureOwner, newCaptureId, openCaptureJournal, openCaptures } from '../../src/node/captureJournal';
import { loggedDuring, notReading } from './generalLog';
import { removeOwn, startOwn, type OwnServer, type OwnServerKind } from './ownServers';
import { administrator, makeUser, readingSession } from './sqlSessions';
import { permitFor } from './support';

const never = new AbortController().signal;
const schema = 'ops_capture';
const file = 'capture';
const usual: CaptureOptions = {
  minutes: 30,
  log: { to: 'table', thresholdSeconds: 0.1, withoutIndex: true },
  recentStatements: true,
};
const watched = [
  'slow_query_log',
  'long_query_time',
  'log_output',
  'min_examined_row_limit',
  'log_queries_not_using_indexes',
  'log_slow_rate_limit',
  'log_slow_verbosity',
];

for (const kind of ['mariadbPlain', 'mysql'] as const satisfies readonly OwnServerKind[]) {
  describe(kind, async () => {
    // The consumer is off when it starts, so that there is something to turn on.
    let server: OwnServer | undefined = await startOwn(kind, file);
    if (server === undefined) {
      test.skip('no server', () => undefined);
      return;
    }
    const mariadb = kind !== 'mysql';
    let admin: Connection;
    let client: SqlClient;
    let root = '';
    const { permit, release } = permitFor('.env');

    const there = (): OwnServer => {
      if (server === undefined) throw new Error('the server is not there');
      return server;
    };
    const connect = async (): Promise<void> => {
      admin = await administrator(there());
      client = await readingSession(there(), 'ops_setter', 'secret', schema);
    };
    beforeAll(async () => {
      admin = await administrator(there());
      await admin.query(
        `CREATE DATABASE ${schema}; CREATE TABLE ${schema}.orders (id INT PRIMARY KEY, note VARCHAR(20))`,
      );
      await makeUser(admin, 'ops_setter', 'secret', [
        `SELECT ON ${schema}.*`,
        'SELECT ON mysql.slow_log',
        mariadb ? 'SUPER ON *.*' : 'SYSTEM_VARIABLES_ADMIN ON *.*',
        ...(mariadb ? [] : ['SELECT, UPDATE ON performance_schema.*']),
      ]);
      await makeUser(admin, 'ops_poor', 'secret', [
        `SELECT ON ${schema}.*`,
        ...(mariadb ? [] : ['SELECT ON performance_schema.*']),
      ]);
      await admin.end();
      await connect();
    });
    afterAll(async () => {
      release();
      await client?.close();
      await admin?.end();
      await server?.stop();
      removeOwn(kind, file);
    });
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'capture-'));
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const state = async (): Promise<Readonly<Record<string, string>>> => {
      const [rows] = await admin.query<RowDataPacket[]>('SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)', [watched]);
      const [consumers] = mariadb
        ? [[]]
        : await admin.query<RowDataPacket[]>(
            "SELECT NAME, ENABLED FROM performance_schema.setup_consumers WHERE NAME LIKE 'events_statements%' ORDER BY NAME",
          );
      return Object.fromEntries([
        ...rows.map((row) => [String(row['Variable_name']), String(row['Value'])]),
        ...consumers.map((row) => [String(row['NAME']), String(row['ENABLED'])]),
      ]);
    };
    const begin = async (
      plan: CapturePlan,
      more: { client?: SqlClient; signal?: AbortSignal } = {},
    ): Promise<{ begun: CaptureBegun; journal: Awaited<ReturnType<typeof openCaptureJournal>> }> => {
      const now = new Date();
      const id = newCaptureId(now);
      const journal = await openCaptureJournal(root, id);
      const start = { id, owner: captureOwner(), environment: '.env', profile: '.env/mysql', now };
      const begun = await startCapture(more.client ?? client, permit, plan, start, journal, more.signal ?? never);
      return { begun, journal };
    };
    const atWork = new Set<string>();
    const open = () => openCaptures(root, { now: new Date(), atWork }, never);

    test('a plan says exactly what it will run, and planning changes nothing', async () => {
      const before = await state();
      const log = await loggedDuring(admin, 'ops_setter', () => planCapture(client, usual));
      expect(notReading(log)).toEqual([]);
      const plan = await planCapture(client, usual);
      expect(plan.statements).toEqual([
        'SET GLOBAL long_query_time = 0.1;',
        'SET GLOBAL log_queries_not_using_indexes = ON;',
        "SET GLOBAL log_output = 'TABLE';",
        'SET GLOBAL slow_query_log = ON;',
        ...(mariadb
          ? []
          : [
              "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'events_statements_history_long';",
            ]),
      ]);
      expect(plan.reverting.at(-1)).toBe('SET GLOBAL long_query_time = 10.000000;');
      expect(plan.grants).toEqual([]);
      expect(plan.remarks.join(' ')).toContain('Connections that are open keep their settings');
      expect(await state()).toEqual(before);
    });

    test('a capture writes statements down, prepared ones too, and sets everything back; its rows stay', async () => {
      const before = await state();
      const { begun, journal } = await begin(await planCapture(client, usual));
      atWork.add(begun.id);
      expect(await state()).toMatchObject({ slow_query_log: 'ON', long_query_time: '0.100000', log_output: 'TABLE' });
      expect((await open()).map(({ begun: one, state: how }) => [one.id, how])).toEqual([[begun.id, 'runs']]);
      const app = await createConnection({ host: there().host, port: there().port, user: 'root', database: schema });
      await app.execute('SELECT SLEEP(0.15), note FROM orders WHERE note = ?', ['x']);
      await app.execute('SELECT SLEEP(0.15), ? AS n', [5]);
      await app.end();
      const ended = await revertCapture(client, permit, begun, journal);
      expect(ended.outcome).toBe('reverted');
      expect(new Set(ended.settings.map(({ outcome }) => outcome))).toEqual(new Set(['restored']));
      expect(endedRemarks(ended)).toEqual([]);
      expect(await state()).toEqual(before);
      expect(await open()).toEqual([]);
      const { statements } = await readSlowLogTable(client, { schema, limit: 10 });
      expect(statements.some(({ text }) => /AS `?n`?$/i.test(text))).toBe(true);
      // Without an index, and fast: by withoutIndex.
      expect(statements.some(({ text }) => /FROM `?orders`?/i.test(text))).toBe(!mariadb || statements.length > 1);
    });

    test('after a crash the journal alone sets it back, from a new session', async () => {
      const before = await state();
      const { begun } = await begin(await planCapture(client, usual));
      await client.close();
      await admin.end();
      await connect();
      const [left] = await openCaptures(root, { now: new Date(Date.now() + 32 * 60_000), atWork }, never);
      expect(left).toMatchObject({ begun: { id: begun.id }, state: 'left' });
      if (left === undefined) return;
      await revertCapture(client, permit, left.begun, await openCaptureJournal(root, left.begun.id));
      expect(await state()).toEqual(before);
      expect(await open()).toEqual([]);
    });

    test('a crash after any number of settings is set back as well', async () => {
      const before = await state();
      const plan = await planCapture(client, usual);
      for (let set = 0; set <= plan.settings.length; set++) {
        const now = new Date();
        const id = `${newCaptureId(now)}-${set}`;
        const journal = await openCaptureJournal(root, id);
        const crash = new Error('power cut');
        let left = set;
        // A session that dies: nothing that was asked of it afterwards arrives.
        const dying: SqlClient = {
          ...client,
          execute: (...of) => (left-- > 0 ? client.execute(...of) : Promise.reject(crash)),
        };
        const start = { id, owner: captureOwner(), environment: '.env', profile: '.env/mysql', now };
        if (set < plan.settings.length)
          await expect(startCapture(dying, permit, plan, start, journal, never)).rejects.toMatchObject(
            set === 0 ? { message: 'power cut' } : { reason: 'notReverted' },
          );
        else await startCapture(dying, permit, plan, start, journal, never);
        for (const { begun } of await open())
          await revertCapture(client, permit, begun, await openCaptureJournal(root, begun.id));
        expect(await state()).toEqual(before);
        expect(await open()).toEqual([]);
      }
    });

    test('what somebody else changed meanwhile is left as it is, and said', async () => {
      const before = await state();
      const { begun, journal } = await begin(await planCapture(client, usual));
      await admin.query('SET GLOBAL long_query_time = 2');
      const ended = await revertCapture(client, permit, begun, journal);
      expect(ended.settings.find(({ name }) => name === 'long_query_time')).toMatchObject({ outcome: 'changed' });
      expect(endedRemarks(ended)).toEqual([
        'long_query_time was set to "2.000000" by somebody else meanwhile: it was left so.',
      ]);
      expect(await state()).toEqual({ ...before, long_query_time: '2.000000' });
      await admin.query('SET GLOBAL long_query_time = 10');
    });

    test('a log that is written already goes on where it goes', async () => {
      await admin.query("SET GLOBAL log_output = 'FILE'; SET GLOBAL slow_query_log = 1");
      const plan = await planCapture(client, { ...usual, recentStatements: false });
      expect(plan.statements).toContain("SET GLOBAL log_output = 'FILE,TABLE';");
      expect(plan.statements).not.toContain('SET GLOBAL slow_query_log = ON;');
      const { begun, journal } = await begin(plan);
      expect((await state())['log_output']).toBe('FILE,TABLE');
      await revertCapture(client, permit, begun, journal);
      expect(await state()).toMatchObject({ log_output: 'FILE', slow_query_log: 'ON' });
      await admin.query('SET GLOBAL slow_query_log = 0');
    });

    test.runIf(mariadb)('a filter of plans hides statements, and is named before', async () => {
      const filters = 'SELECT @@GLOBAL.log_slow_filter AS filter';
      const [[usualFilter]] = await admin.query<RowDataPacket[]>(filters);
      const remarks = (plan: CapturePlan): string => plan.remarks.join(' ');
      expect(remarks(await planCapture(client, usual))).not.toContain('log_slow_filter');
      await admin.query("TRUNCATE mysql.slow_log; SET GLOBAL log_slow_filter = 'filesort'");
      const log = { to: 'table', thresholdSeconds: 0, withoutIndex: false } as const;
      const plan = await planCapture(client, { ...usual, log });
      expect(remarks(plan)).toContain('log_slow_filter is "filesort"');
      const { begun, journal } = await begin(plan);
      const app = await createConnection({ host: there().host, port: there().port, user: 'root', database: schema });
      await app.query('SELECT note FROM orders WHERE id = 1');
      await app.end();
      await revertCapture(client, permit, begun, journal);
      expect((await readSlowLogTable(client, { schema, limit: 5 })).digests).toBe(0);
      await admin.query('SET GLOBAL log_slow_filter = ?', [usualFilter?.['filter']]);
    });

    test('cancelled before it began nothing is set; cancelled between, what was set is back', async () => {
      const before = await state();
      const plan = await planCapture(client, usual);
      const stop = new AbortController();
      stop.abort();
      await expect(begin(plan, { signal: stop.signal })).rejects.toMatchObject({ reason: 'cancelled' });
      expect(await open()).toEqual([]);
      const between = new AbortController();
      const slow: SqlClient = {
        ...client,
        execute: async (...of) => {
          const answer = await client.execute(...of);
          between.abort();
          return answer;
        },
      };
      await expect(begin(plan, { client: slow, signal: between.signal })).rejects.toMatchObject({
        reason: 'cancelled',
      });
      expect(await state()).toEqual(before);
      expect(await open()).toEqual([]);
    });

    test('a plan that the server has outgrown is not carried out', async () => {
      const plan = await planCapture(client, usual);
      await admin.query('SET GLOBAL long_query_time = 5');
      await expect(begin(plan)).rejects.toMatchObject({ reason: 'changed' });
      expect((await state())['slow_query_log']).toBe('OFF');
      expect(await open()).toEqual([]);
      await admin.query('SET GLOBAL long_query_time = 10');
    });

    test('without the privilege the plan names the GRANT, and the server’s refusal sets nothing', async () => {
      const before = await state();
      const poor = await readingSession(there(), 'ops_poor', 'secret', schema);
      const plan = await planCapture(poor, usual);
      expect(plan.grants.join('\n')).toMatch(
        mariadb
          ? /^GRANT SUPER ON \*\.\* TO 'ops_poor'@'\S+';\nGRANT SELECT ON mysql\.slow_log/
          : /^GRANT SYSTEM_VARIABLES_ADMIN ON \*\.\* TO 'ops_poor'@'\S+';\nGRANT UPDATE ON performance_schema\.setup_consumers .*\nGRANT SELECT ON mysql\.slow_log/,
      );
      const error = await begin(plan, { client: poor }).catch((thrown: unknown) => thrown);
      expect(isOpsError(error, 'noPrivilege') ? error.explanation : error).toContain(plan.grants[0]);
      expect(await state()).toEqual(before);
      expect(await open()).toEqual([]);
      for (const grant of plan.grants) await admin.query(grant);
      await poor.close();
      const rich = await readingSession(there(), 'ops_poor', 'secret', schema);
      try {
        const again = await planCapture(rich, usual);
        expect(again.grants).toEqual([]);
        const { permit: second, release: end } = permitFor('.env');
        const journal = await openCaptureJournal(root, 'again');
        const start = {
          id: 'again',
          owner: captureOwner(),
          environment: '.env',
          profile: '.env/mysql',
          now: new Date(),
        };
        const begun = await startCapture(rich, second, again, start, journal, never);
        await revertCapture(rich, second, begun, journal);
        end();
        expect(await state()).toEqual(before);
      } finally {
        await rich.close();
      }
    });

    test('a privilege taken away meanwhile leaves the journal open and gives the statements', async () => {
      const before = await state();
      const { begun, journal } = await begin(await planCapture(client, usual));
      const poor = await (async () => {
        await makeUser(admin, 'ops_poor', 'secret', [
          `SELECT ON ${schema}.*`,
          ...(mariadb ? [] : ['SELECT ON performance_schema.*']),
        ]);
        return readingSession(there(), 'ops_poor', 'secret', schema);
      })();
      const error = await revertCapture(poor, permit, begun, journal).catch((thrown: unknown) => thrown);
      await poor.close();
      expect(error).toMatchObject({ reason: 'notReverted' });
      expect(await open()).toHaveLength(1);
      const byHand = isOpsError(error) ? (error.advice.next ?? '').replace('An administrator can do it now: ', '') : '';
      await admin.query(byHand);
      expect(await state()).toEqual(before);
      const ended = await revertCapture(client, permit, begun, journal);
      expect(new Set(ended.settings.map(({ outcome }) => outcome))).toEqual(new Set(['wasBack']));
    });

    test('an ended permit sets nothing', async () => {
      const { permit: over, release: end } = permitFor('.env');
      end();
      const plan = await planCapture(client, usual);
      const journal = await openCaptureJournal(root, 'over');
      const start = { id: 'over', owner: captureOwner(), environment: '.env', profile: '.env/mysql', now: new Date() };
      await expect(startCapture(client, over, plan, start, journal, never)).rejects.toMatchObject({
        reason: 'noPermit',
      });
      expect((await state())['slow_query_log']).toBe('OFF');
    });

    test('another server is not touched', async () => {
      const { begun, journal } = await begin(await planCapture(client, usual));
      await expect(revertCapture(client, permit, { ...begun, server: 'another' }, journal)).rejects.toMatchObject({
        reason: 'otherServer',
      });
      expect((await state())['slow_query_log']).toBe('ON');
      expect(await open()).toHaveLength(1);
      await revertCapture(client, permit, begun, journal);
    });

    test('a person can end the journal of a server that is not there any more', async () => {
      const { begun, journal } = await begin(await planCapture(client, usual));
      await forgetCapture(journal);
      expect(await open()).toEqual([]);
      await revertCapture(client, permit, begun, journal);
    });

    test('a server that restarted has forgotten it: nothing is put back, and the journal ends', async () => {
      // A run is told from another by when it began, to some seconds.
      await admin.query('SELECT SLEEP(5)');
      const { begun } = await begin(await planCapture(client, usual));
      await client.close();
      await admin.end();
      const { port } = there();
      await there().stop();
      server = await startOwn(kind, file, [], port);
      await connect();
      await admin.query('SET GLOBAL long_query_time = 0.1');
      const [left] = await open();
      expect(left?.begun.id).toBe(begun.id);
      const ended = await revertCapture(client, permit, begun, await openCaptureJournal(root, begun.id));
      expect(ended).toMatchObject({ outcome: 'restarted', settings: [] });
      expect(endedRemarks(ended)[0]).toContain('restarted');
      expect((await state())['long_query_time']).toBe('0.100000');
      expect(await open()).toEqual([]);
    });

    test.each([
      { ...usual, minutes: 0 },
      { ...usual, minutes: Number.NaN },
      { ...usual, minutes: 5_000 },
      { ...usual, log: { to: 'table' as const, thresholdSeconds: -1, withoutIndex: false } },
    ])('times that make no sense are refused', async (options) => {
      await expect(planCapture(client, options)).rejects.toMatchObject({ reason: 'badRequest' });
    });
  });
}
