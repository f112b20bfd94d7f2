import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { isOpsError } from '../../src/core/base/errors';
import type { BulkSession } from '../../src/core/connections/bulk';
import { dropCopy } from '../../src/core/backups/switch/dropCopy';
import { openSwitch, recoverSwitch } from '../../src/core/backups/switch/recover';
import { runSwitch } from '../../src/core/backups/switch/runSwitch';
import { isThere } from './servers';
import { administrator, makeUser } from './sqlSessions';
import { ofSuite } from './support';
import {
  bulkSession,
  databasesLike,
  fingerprint,
  makeShop,
  memoryJournal,
  never,
  planFor,
  sessionToCut,
} from './switching';

const copy = 'sw_shop_restore_1';
const old = 'sw_shop_before_1';
const live = 'sw_shop';

for (const kind of ['mariadb', 'mysql'] as const) {
  const given = inject(kind);
  describe.skipIf(!isThere(given))(`switching on ${kind}`, () => {
    const server = ofSuite(given);
    const mariadb = kind === 'mariadb';
    let admin: Connection;
    let session: BulkSession;
    beforeAll(async () => {
      admin = await administrator(server);
      session = await bulkSession(server);
    });
    afterAll(async () => {
      for (const name of await databasesLike(session, 'sw_')) await admin.query(`DROP DATABASE \`${name}\``);
      await session.close();
      await admin.end();
    });
    beforeEach(async () => {
      for (const name of await databasesLike(session, 'sw_')) await admin.query(`DROP DATABASE \`${name}\``);
      await makeShop(admin, live, 'today', { mariadb });
      await makeShop(admin, copy, 'night', { parked: true, mariadb });
    });

    async function planned(from: string, to: string, more: Parameters<typeof planFor>[4] = {}) {
      const answer = await planFor(session, live, from, to, more);
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.problems));
      return answer;
    }

    test('live becomes the copy, what was live lies whole beside it, and undo and its undo go both ways', async () => {
      const [today, night] = [await fingerprint(session, live), await fingerprint(session, copy)];
      expect(today).not.toBe(night);
      const journal = memoryJournal();
      const outcome = await runSwitch(session, (await planned(copy, old)).plan, journal, never);
      expect(outcome).toEqual({ live: 'coming', remarks: [] });
      expect(await fingerprint(session, live)).toBe(night);
      expect(await fingerprint(session, old)).toBe(today);
      expect(await databasesLike(session, 'sw_')).toEqual([live, old]);
      expect(openSwitch(journal.records)).toBeUndefined();

      const again = await planned(old, copy, { direction: 'undo' });
      await runSwitch(session, again.plan, journal, never);
      expect(await fingerprint(session, live)).toBe(today);
      expect(await fingerprint(session, copy)).toBe(night);

      const third = await planned(copy, 'sw_shop_before_2');
      await runSwitch(session, third.plan, journal, never);
      expect(await fingerprint(session, live)).toBe(night);
      expect(await fingerprint(session, 'sw_shop_before_2')).toBe(today);
    });

    test('no row of a concurrent writer is lost and none misses its trigger', async () => {
      const stop = new AbortController();
      const written: number[] = [];
      const errors = new Map<string, number>();
      let longest = 0;
      let token = 1_000;
      const plain: number[] = [];
      const plainErrors: unknown[] = [];
      const plainWriter = async (): Promise<void> => {
        const connection = await administrator(server);
        for (let mine = 1_000; !stop.signal.aborted; mine++) {
          await connection.query(`INSERT INTO ${live}.extra_0 VALUES (${mine}, '${mine}')`).then(
            () => plain.push(mine),
            (error: unknown) => plainErrors.push(error),
          );
          await sleep(1);
        }
        await connection.end();
      };
      const writers = [1, 2, 3].map(async () => {
        const connection = await administrator(server);
        await connection.query(`USE ${live}`);
        while (!stop.signal.aborted) {
          const mine = ++token;
          const began = performance.now();
          try {
            await connection.query(`INSERT INTO orders (customer_id, total) VALUES (1, ${mine})`);
            written.push(mine);
          } catch (error) {
            const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
            errors.set(code, (errors.get(code) ?? 0) + 1);
          }
          longest = Math.max(longest, performance.now() - began);
          await sleep(1);
        }
        await connection.end();
      });
      writers.push(plainWriter());
      const wait = (milliseconds: number): Promise<void> => sleep(milliseconds / 10);
      await sleep(200);
      await runSwitch(session, (await planned(copy, old)).plan, memoryJournal(), never, { wait });
      await sleep(100);
      await runSwitch(session, (await planned(old, copy, { direction: 'undo' })).plan, memoryJournal(), never, {
        wait,
      });
      await sleep(100);
      stop.abort();
      await Promise.all(writers);

      const found: number[] = [];
      for (const database of [live, copy]) {
        const [rows] = await admin.query(
          `SELECT o.total, (SELECT COUNT(*) FROM ${database}.order_log l WHERE l.order_id = o.id) AS logged FROM ${database}.orders o WHERE o.total > 1000`,
        );
        for (const { total, logged } of rows as { total: number; logged: number }[]) {
          found.push(total);
          expect(logged, `order ${total} in ${database} went through its trigger`).toBe(1);
        }
      }
      expect(found.toSorted((a, b) => a - b)).toEqual(written.toSorted((a, b) => a - b));
      expect(written.length).toBeGreaterThan(20);
      // A table with triggers is away for a moment: loud, so that a crash then is no silence either. Others only wait.
      expect([...errors.keys()].filter((code) => code !== 'ER_NO_SUCH_TABLE')).toEqual([]);
      expect(plainErrors).toEqual([]);
      const [ids] = await admin.query(
        `SELECT id FROM ${live}.extra_0 WHERE id >= 1000 UNION ALL SELECT id FROM ${copy}.extra_0 WHERE id >= 1000 ORDER BY id`,
      );
      expect((ids as { id: number }[]).map(({ id }) => id)).toEqual(plain);
      process.stdout.write(
        `switch and undo on ${kind} with 3 writers: ${written.length} rows, longest wait ${Math.round(longest)} ms, errors ${JSON.stringify([...errors])}\n`,
      );
    });

    test('a transaction that holds a table makes it give up with words, and everything is as it was', async () => {
      const today = await fingerprint(session, live);
      const night = await fingerprint(session, copy);
      const holder = await administrator(server);
      // Not a table with triggers: MariaDB has taken those aside by then, unless it looks first.
      await holder.query(`USE ${live}; START TRANSACTION; SELECT * FROM extra_1`);
      const journal = memoryJournal();
      const plan = (await planned(copy, old)).plan;
      await expect(runSwitch(session, plan, journal, never, { lockSeconds: 1, attempts: 2 })).rejects.toMatchObject({
        reason: 'standstill',
        message: expect.stringContaining('in use all the time'),
      });
      await holder.query('ROLLBACK');
      await holder.end();
      expect(journal.records.at(-1)?.kind).toBe('backAgain');
      expect(await fingerprint(session, live)).toBe(today);
      expect(await fingerprint(session, copy)).toBe(night);
      expect(await databasesLike(session, 'sw_')).toEqual([live, copy]);
    });

    test('without leave to lock, a table that is held meanwhile comes back with its triggers and is tried again', async () => {
      const today = await fingerprint(session, live);
      const holder = await administrator(server);
      await holder.query(`USE ${live}; START TRANSACTION; SELECT * FROM extra_1`);
      const plan = { ...(await planned(copy, old)).plan, lock: 'none' as const };
      const journal = memoryJournal();
      await expect(runSwitch(session, plan, journal, never, { lockSeconds: 1, attempts: 2 })).rejects.toMatchObject({
        reason: 'standstill',
      });
      await holder.query('ROLLBACK');
      await holder.end();
      expect(journal.records.some((each) => each.kind === 'step' && /out of reach/.test(each.title ?? ''))).toBe(true);
      expect(await fingerprint(session, live)).toBe(today);
      expect(await databasesLike(session, 'sw_')).toEqual([live, copy]);
    });

    test('cancelled before the tables move, it takes everything back', async () => {
      const today = await fingerprint(session, live);
      const night = await fingerprint(session, copy);
      const cancel = new AbortController();
      const plan = (await planned(copy, old)).plan;
      const running = runSwitch(session, plan, memoryJournal(), cancel.signal, {
        onStep: ({ title }) => {
          if (/Drop event/.test(title)) cancel.abort();
        },
      });
      await expect(running).rejects.toThrow();
      expect(await fingerprint(session, live)).toBe(today);
      expect(await fingerprint(session, copy)).toBe(night);
      expect(await databasesLike(session, 'sw_')).toEqual([live, copy]);
    });

    test('chosen tables go alone; foreign keys across are refused with the tables that belong together', async () => {
      const before = await fingerprint(session, live);
      const refused = await planFor(session, live, copy, old, { tables: ['orders'] });
      expect(refused).toMatchObject({ kind: 'refused', problems: [{ id: 'foreignKeyPartly' }] });
      if (refused.kind === 'refused') expect(refused.problems[0]?.next).toContain('customers, orders');
      const journal = memoryJournal();
      const tables = ['orders', 'customers', 'extra_2'];
      await runSwitch(session, (await planned(copy, old, { tables })).plan, journal, never);
      const of = async (database: string, table: string): Promise<unknown> =>
        (await admin.query(`SELECT * FROM ${database}.${table} LIMIT 1`))[0];
      expect(await of(live, 'extra_2')).toEqual([{ id: 1, v: 'night 2' }]);
      expect(await of(live, 'extra_1')).toEqual([{ id: 1, v: 'today 1' }]);
      expect(await of(old, 'extra_2')).toEqual([{ id: 1, v: 'today 2' }]);
      await admin.query(`INSERT INTO ${live}.orders (customer_id, total) VALUES (1, 77)`);
      const [logged] = await admin.query(`SELECT what FROM ${live}.order_log ORDER BY id DESC LIMIT 1`);
      expect(logged).toEqual([{ what: 'night; ai' }]);
      await admin.query(`DELETE FROM ${live}.order_log ORDER BY id DESC LIMIT 1`);
      await runSwitch(
        session,
        (await planned(old, 'sw_shop_undone_1', { direction: 'undo', tables })).plan,
        journal,
        never,
      );
      expect(await fingerprint(session, live)).toBe(before);
    });

    test('200 tables', async () => {
      for (const database of [live, copy])
        for (let each = 3; each < 195; each++)
          await admin.query(`CREATE TABLE ${database}.extra_${each} (id INT PRIMARY KEY) ENGINE=InnoDB`);
      const times: [string, number][] = [];
      const plan = (await planned(copy, old)).plan;
      await runSwitch(session, plan, memoryJournal(), never, {
        onStep: ({ phase }) => times.push([phase, performance.now()]),
      });
      const [[count]] = (await admin.query(
        `SELECT COUNT(*) AS moved FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${live}'`,
      )) as unknown as [{ moved: number }[]];
      expect(count?.moved).toBeGreaterThan(200);
      const [from, to] = [
        times.find(([phase]) => phase === 'gap')?.[1] ?? 0,
        times.find(([phase]) => phase === 'finish')?.[1] ?? 0,
      ];
      process.stdout.write(`${plan.tables.length} tables on ${kind}: they moved within ${Math.round(to - from)} ms\n`);
    });

    test('an account without privileges is refused before anything happens, in words', async () => {
      await makeUser(admin, 'sw_app', 'secret', ['ALL PRIVILEGES ON `sw\\_%`.*']);
      const limited = await bulkSession(server, 'sw_app', 'secret');
      const answer = await planFor(limited, live, copy, old).catch((error: unknown) => error);
      await limited.close();
      // Routines of somebody else are hidden on both; what is seen may not be made anew for their definer.
      expect(answer instanceof Error ? answer.message : JSON.stringify(answer)).toMatch(
        /hidden|may not create it anew/,
      );
      await makeUser(admin, 'sw_reader', 'secret', ['SELECT ON `sw\\_%`.*']);
      const reader = await bulkSession(server, 'sw_reader', 'secret');
      await expect(planFor(reader, live, copy, old)).rejects.toMatchObject({ reason: 'incomplete' });
      await reader.close();
      expect(await databasesLike(session, 'sw_')).toEqual([live, copy]);
    });

    test('a connection that is lost in the middle is recovered by another one', async () => {
      const [today, night] = [await fingerprint(session, live), await fingerprint(session, copy)];
      for (const when of ['Take off 3', 'Exchange', 'Bring in', 'Create view', 'which is empty']) {
        const from = (await databasesLike(session, 'sw_')).find((name) => name !== live) ?? '';
        const { session: other, cut } = await sessionToCut(server);
        const seat = (await fingerprint(session, live)) === today ? 'today' : 'night';
        const journal = memoryJournal();
        const plan = (await planned(from, from === copy ? old : copy)).plan;
        const running = runSwitch(other, plan, journal, never, {
          onStep: ({ title }) => {
            // The server goes on with its statement: a KILL of MariaDB 10.11 in DROP TRIGGER tears its file (error 1343).
            if (title.includes(when)) setTimeout(cut, 3);
          },
        });
        await running.catch((error: unknown) =>
          expect(['interrupted', 'noPermit']).toContain(isOpsError(error) ? error.reason : error),
        );
        await other.close();
        await recoverSwitch(session, '', journal, never);
        expect(openSwitch(journal.records)).toBeUndefined();
        const after = await fingerprint(session, live);
        expect([today, night], when).toContain(after);
        const rest = (await databasesLike(session, 'sw_')).filter((name) => name !== live);
        expect(rest, when).toHaveLength(1);
        expect(await fingerprint(session, rest[0] ?? ''), `${when}, was ${seat}`).toBe(after === today ? night : today);
      }
    });

    test('an old copy is dropped only by its own journal, never what is live or configured', async () => {
      const journal = memoryJournal();
      const at = '2026-11-23T03:07:00.000Z';
      const source = { path: '/backups/x.zip', entry: 'x.sql' };
      const options = { server: 'here', configured: new Set([live]) };
      await expect(dropCopy(session, old, journal, options, never)).rejects.toMatchObject({ reason: 'notOurs' });
      await journal.append({
        kind: 'begun',
        at,
        restoreId: 'r1',
        purpose: 'restore',
        root: '/srv/shop',
        environment: '.env',
        profile: '.env/mysql',
        server: 'here',
        live,
        database: copy,
        source,
      });
      await runSwitch(session, (await planned(copy, old)).plan, journal, never);
      await expect(dropCopy(session, live, journal, options, never)).rejects.toMatchObject({ reason: 'live' });
      await expect(dropCopy(session, 'mysql', journal, options, never)).rejects.toMatchObject({ reason: 'live' });
      await expect(dropCopy(session, 'sw_other', journal, options, never)).rejects.toMatchObject({ reason: 'notOurs' });
      await expect(dropCopy(session, old, journal, { ...options, server: 'there' }, never)).rejects.toMatchObject({
        reason: 'otherServer',
      });
      await expect(
        dropCopy(session, old, journal, { ...options, configured: new Set([old]) }, never),
      ).rejects.toMatchObject({ reason: 'live' });
      expect(await databasesLike(session, 'sw_')).toEqual([live, old]);
      await dropCopy(session, old, journal, options, never);
      expect(await databasesLike(session, 'sw_')).toEqual([live]);
      expect(journal.records.at(-1)).toMatchObject({ kind: 'dropped', database: old });
    });
  });
}
