// What can go wrong between a person and a restored database, through the services that editor and command line share, on servers of
// this file's own: lost connections, killed servers, limits, privileges, names that are taken, two at once, cancelling. After each:
// the live database is what it was, or wholly the other; nothing is left that no journal names; and recovery works.
// LARAVEL_OPS_TROUBLES=20 for more random moments, LARAVEL_OPS_SEED for others.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RowDataPacket } from 'mysql2/promise';
import { isAbort, messageOf } from '../../src/core/base/errors';
import type { Restorable } from '../../src/core/backups/restorable';
import { backUpNow } from '../../src/services/backups/backUp';
import { compareCopy } from '../../src/services/backups/compare';
import { drill } from '../../src/services/backups/drill';
import { dropKept, openRestores, recoverRestores } from '../../src/services/backups/openRestores';
import { restoreCopy } from '../../src/services/backups/restore';
import { readPlanFacts, judgeFacts } from '../../src/services/backups/restorePlanFacts';
import { switchCopy, undoSwitch } from '../../src/services/backups/switch';
import { verifyOne } from '../../src/services/backups/verify';
import { temporary } from './host';
import { makeUser } from './sqlSessions';
import { contentsOf } from './restoring';
import {
  failure,
  fillShop,
  kinds,
  never,
  nothingLeft,
  openShop,
  ownServer,
  quiet,
  randomFrom,
  type OwnServer,
  type TroubledShop,
} from './troubles';

const rounds = Number(process.env['LARAVEL_OPS_TROUBLES'] ?? 1);
const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20261123);
const copies = temporary();
afterAll(() => copies.remove());

for (const kind of kinds)
  describe(`troubles on ${kind}`, () => {
    const live = 'tr_shop';
    const random = randomFrom(seed);
    let server: OwnServer;
    let shop: TroubledShop;
    let today: Record<string, string>;
    let night: Record<string, string>;
    let backup: Restorable;
    let missing: string | undefined;

    const restore = (more: { signal?: AbortSignal; database?: string; of?: TroubledShop } = {}) =>
      restoreCopy(
        (more.of ?? shop).workspace,
        (more.of ?? shop).app,
        { ...backup, ...quiet, ...(more.database === undefined ? {} : { database: more.database }) },
        more.signal ?? never,
      );
    const isWhole = async (): Promise<'today' | 'night'> => {
      const contents = await shop.contents();
      const seat = JSON.stringify(contents) === JSON.stringify(today) ? 'today' : 'night';
      expect(contents).toEqual(seat === 'today' ? today : night);
      return seat;
    };
    const asAdmin = async (sql: string): Promise<RowDataPacket[]> => {
      const admin = await server.admin();
      try {
        return (await admin.query<RowDataPacket[]>(sql))[0];
      } finally {
        await admin.end();
      }
    };
    const account = async (name: string, grants: readonly string[]): Promise<void> => {
      const admin = await server.admin();
      await makeUser(admin, name, `${name}-secret`, grants);
      await admin.end();
    };
    /** Everything that was kept is removed; live stays. */
    const clear = async (): Promise<void> => {
      await recoverRestores(shop.workspace, shop.app, never);
      for (const { restoreId } of await openRestores(shop.app, never))
        await dropKept(shop.workspace, shop.app, restoreId, never);
      expect(await shop.leftovers()).toEqual(nothingLeft);
    };
    const back = async (): Promise<void> => {
      await server.start();
      await clear();
      if ((await isWhole()) === 'today') return;
      await fillShop(server, live, 'today');
    };

    beforeAll(async () => {
      const started = await ownServer(kind, 'troubles', { extraArgs: ['--event-scheduler=OFF'] });
      if (typeof started === 'string') {
        missing = started;
        return;
      }
      server = started;
      await fillShop(server, live, 'night');
      shop = await openShop(server, live, copies);
      backup = await shop.backUp();
      night = await shop.contents();
      await fillShop(server, live, 'today');
      today = await shop.contents();
    });
    afterAll(async () => {
      shop?.workspace.dispose();
      await server?.stop();
    });
    const check = (name: string, body: () => Promise<void>, timeout?: number): void =>
      test(
        name,
        async (context) => {
          context.skip(missing !== undefined, missing);
          await body();
        },
        timeout,
      );

    describe('names and company', () => {
      afterEach(() => (missing === undefined ? clear() : undefined));

      check('a database that exists is never restored into, and never taken away', async () => {
        await asAdmin('CREATE DATABASE tr_other');
        await asAdmin('CREATE TABLE tr_other.t (id INT)');
        for (const database of ['tr_other', live, 'mysql', 'information_schema']) {
          const error = await failure(restore({ database }));
          expect(error.reason).toBe('exists');
          expect(error.explanation).toMatch(/Nothing was changed.*another name/);
        }
        expect(await asAdmin('SHOW TABLES FROM tr_other')).toHaveLength(1);
        expect(await isWhole()).toBe('today');
        await asAdmin('DROP DATABASE tr_other');
      });

      check('of two restores into one new name the first is whole and the second changes nothing', async () => {
        const both = await Promise.allSettled([
          restore({ database: 'tr_shop_twice' }),
          restore({ database: 'tr_shop_twice' }),
        ]);
        const done = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
        const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
        expect(refused).toMatchObject([{ reason: 'exists' }]);
        expect(done).toHaveLength(1);
        expect((await openRestores(shop.app, never)).map(({ state }) => state)).toEqual(['copy']);
        const admin = await server.admin();
        const copy = await contentsOf(admin, 'tr_shop_twice');
        await admin.end();
        expect(Object.keys(copy).toSorted()).toEqual(Object.keys(night).toSorted());
      });

      check('two restores with names of their own, and a drill besides, all come to their end', async () => {
        const [one, two, drilled] = await Promise.all([
          restore(),
          restore(),
          drill(shop.workspace, shop.app, backup, quiet, never),
        ]);
        expect(one.database).not.toBe(two.database);
        expect(drilled.passed, drilled.summary).toBe(true);
        expect((await openRestores(shop.app, never)).map(({ state }) => state)).toEqual(['copy', 'copy']);
        expect((await shop.beside()).toSorted()).toEqual([one.database, two.database].toSorted());
        expect(await isWhole()).toBe('today');
      });

      check('of two switches at once one is done and the other changes nothing', async () => {
        const [one, two] = [await restore(), await restore()];
        const both = await Promise.allSettled(
          [one, two].map(({ restoreId }) => switchCopy(shop.workspace, shop.app, restoreId, quiet, never)),
        );
        const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
        expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(refused).toMatchObject([
          { reason: expect.stringMatching(/^(busy|changed|refused|copyGone)$/), advice: { safe: expect.anything() } },
        ]);
        expect(await isWhole()).toBe('night');
        const switched = (await openRestores(shop.app, never)).find(({ state }) => state === 'switched');
        await undoSwitch(shop.workspace, shop.app, switched?.restoreId ?? '', quiet, never);
        expect(await isWhole()).toBe('today');
      });
    });

    describe('limits of the server', () => {
      afterEach(() => (missing === undefined ? clear() : undefined));

      check('a server that takes no writes', async () => {
        const { restoreId } = await restore();
        await account('reader', ['ALL ON `tr\\_shop%`.*']);
        const mine = await openShop(server, live, copies, { user: 'reader', password: 'reader-secret' });
        await asAdmin('SET GLOBAL read_only = ON');
        try {
          const error = await failure(restore({ of: mine }));
          expect(error.reason).toBe('readOnly');
          expect(error.explanation).toMatch(/Nothing was changed/);
          const { record } = await drill(mine.workspace, mine.app, backup, quiet, never);
          expect(record).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('refused to write') });
          // Through the first shop's own journals: an administrator's restore, a reader's switch.
          expect(await mine.leftovers()).toMatchObject({ restores: [], sessions: 0, halfFiles: [] });
        } finally {
          await asAdmin('SET GLOBAL read_only = OFF');
          mine.workspace.dispose();
        }
        await switchCopy(shop.workspace, shop.app, restoreId, quiet, never);
        await undoSwitch(shop.workspace, shop.app, restoreId, quiet, never);
        expect(await isWhole()).toBe('today');
      });

      check('a server whose max_allowed_packet is smaller than a row', async () => {
        await asAdmin('SET GLOBAL max_allowed_packet = 65536');
        try {
          const big = await shop.archive(
            `CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT);\nINSERT INTO t VALUES (1,_utf8mb4 '${'y'.repeat(300_000)}');\n-- Dump completed on 2026-11-23  3:07:00\n`,
          );
          const error = await failure(restoreCopy(shop.workspace, shop.app, { ...big, ...quiet }, never));
          expect(error.reason).toBe('packetTooLarge');
          expect(error.explanation).toMatch(/max_allowed_packet = 524288/);
          const { record } = await drill(shop.workspace, shop.app, big, quiet, never);
          expect(record).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('max_allowed_packet') });
          // The backup of the shop has no such row: it goes in, in pieces.
          expect((await restore()).report.tables.map(({ rows }) => rows)).toEqual(expect.arrayContaining([2_000]));
        } finally {
          await asAdmin('SET GLOBAL max_allowed_packet = 67108864');
        }
        expect(await isWhole()).toBe('today');
      });

      check(
        "an application's own account: refused with the GRANT that is needed, and with it the whole way goes",
        async () => {
          await account('app', ['ALL ON `tr\\_own`.*']);
          const mine = { user: 'app', password: 'app-secret' };
          await fillShop(server, 'tr_own', 'night', mine);
          const own = await openShop(server, 'tr_own', copies, mine);
          try {
            const saved = await own.backUp();
            const refusal = await failure(restoreCopy(own.workspace, own.app, { ...saved, ...quiet }, never));
            expect(refusal.reason).toBe('noPrivilege');
            expect(refusal.explanation).toMatch(
              /was not created.*Nothing was changed.*GRANT .*CREATE.*`tr\\_own\\_restore\\_%`/s,
            );
            expect(refusal.explanation).not.toMatch(/could not be removed/);
            const { record } = await drill(own.workspace, own.app, saved, quiet, never);
            expect(record).toMatchObject({ outcome: 'failed', scratch: { dropped: true } });
            const forDrills = /GRANT [^;]+`tr\\_own\\_drill\\_%`[^;]+/.exec(record.problem ?? '')?.[0];
            expect(forDrills).toBeDefined();
            expect(await own.leftovers()).toEqual(nothingLeft);
            const facts = await readPlanFacts(own.workspace, own.app, saved.backup, never);
            const checks = judgeFacts(facts, saved, { entry: saved.dump.entry, passwordKnown: false });
            const grants = checks.flatMap(({ sql }) => (sql === undefined ? [] : sql.split('\n')));
            expect(grants.length).toBeGreaterThan(0);
            for (const statement of [...grants, forDrills ?? '']) await asAdmin(statement);
            const before = await own.contents();
            const copy = await restoreCopy(own.workspace, own.app, { ...saved, ...quiet }, never);
            expect(copy.report.missing).toEqual([]);
            await switchCopy(own.workspace, own.app, copy.restoreId, quiet, never);
            await undoSwitch(own.workspace, own.app, copy.restoreId, quiet, never);
            expect(await own.contents()).toEqual(before);
            await dropKept(own.workspace, own.app, copy.restoreId, never);
            const drilled = await drill(own.workspace, own.app, saved, quiet, never);
            expect(drilled.passed, drilled.summary).toBe(true);
            expect(await own.leftovers()).toEqual(nothingLeft);
          } finally {
            own.workspace.dispose();
            for (const name of ['tr_own', ...(await own.beside())]) await asAdmin(`DROP DATABASE \`${name}\``);
          }
        },
      );

      check(
        'objects of another account that are hidden: said before the restore, and the switch changes nothing',
        async () => {
          await account('stranger', ['ALL ON `tr\\_shop%`.*']);
          const mine = await openShop(server, live, copies, { user: 'stranger', password: 'stranger-secret' });
          try {
            const facts = await readPlanFacts(mine.workspace, mine.app, backup.backup, never);
            const checks = judgeFacts(facts, backup, { entry: backup.dump.entry, passwordKnown: false });
            expect(checks.find(({ id }) => id === 'maySwitch')).toMatchObject({
              outcome: 'unknown',
              found: expect.stringContaining('hidden from this account'),
            });
            const { restoreId } = await restore({ of: mine });
            const error = await failure(switchCopy(mine.workspace, mine.app, restoreId, quiet, never));
            expect(error.explanation).toMatch(/hidden from this account.*Nothing was changed/);
            expect(await isWhole()).toBe('today');
            await dropKept(mine.workspace, mine.app, restoreId, never);
            expect(await mine.leftovers()).toEqual(nothingLeft);
          } finally {
            mine.workspace.dispose();
          }
        },
      );
    });

    check('cancelled at any moment: nothing is left, no session, no open journal, live untouched', async () => {
      const spent = new Map<string, number>();
      const ways: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
        restore: (signal) => restore({ signal }),
        drill: (signal) => drill(shop.workspace, shop.app, backup, quiet, signal),
        verify: (signal) => verifyOne(shop.workspace, shop.app, backup.backup.path, quiet, signal),
        backup: (signal) => backUpNow(shop.workspace, shop.app, { way: 'builtIn', show: () => undefined }, signal),
      };
      for (const [name, way] of Object.entries(ways))
        for (let round = 0; round <= rounds * 3; round++) {
          const cancel = new AbortController();
          const from = performance.now();
          const full = spent.get(name);
          if (full !== undefined) setTimeout(() => cancel.abort(), random() * full);
          const error: unknown = await way(cancel.signal).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error === undefined) spent.set(name, performance.now() - from);
          else expect(isAbort(error), `${name}: ${messageOf(error)}`).toBe(true);
          if (error !== undefined) expect(await shop.leftovers(), name).toEqual(nothingLeft);
          expect(await isWhole()).toBe('today');
          await clear();
        }
    });

    check('switch and undo cancelled at any moment: one or the other, whole, and it goes on from there', async () => {
      const { restoreId } = await restore();
      let seat: 'today' | 'night' = 'today';
      let full = 0;
      for (let round = 0; round < 2 + rounds * 6; round++) {
        const cancel = new AbortController();
        const from = performance.now();
        if (round > 1) setTimeout(() => cancel.abort(), random() * full);
        const act = seat === 'today' ? switchCopy : undoSwitch;
        const error: unknown = await act(shop.workspace, shop.app, restoreId, quiet, cancel.signal).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        full = Math.max(full, performance.now() - from);
        const now = await isWhole();
        if (error === undefined) expect(now).not.toBe(seat);
        else {
          expect(isAbort(error), messageOf(error)).toBe(true);
          expect(now).toBe(seat);
        }
        expect((await openRestores(shop.app, never)).map(({ state }) => state)).toHaveLength(1);
        expect((await openRestores(shop.app, never))[0]?.state).not.toBe('switching');
        expect(await shop.beside()).toHaveLength(1);
        expect(await shop.sessionsLeft()).toBe(0);
        seat = now;
      }
      if (seat === 'night') await undoSwitch(shop.workspace, shop.app, restoreId, quiet, never);
      await clear();
      expect(await isWhole()).toBe('today');
    });

    for (const trouble of ['the connection is cut', 'the server is killed'] as const)
      check(
        `${trouble} at any moment of load, compare, switch, undo and drill: recovered, and nothing is lost`,
        async () => {
          const strike = (): void => {
            if (trouble === 'the connection is cut') server.cut();
            else server.kill();
          };
          const told: string[] = [];
          const under = async (milliseconds: number, work: () => Promise<unknown>): Promise<void> => {
            const timer = setTimeout(strike, milliseconds);
            const error: unknown = await work().then(
              () => undefined,
              (thrown: unknown) => thrown,
            );
            clearTimeout(timer);
            if (error === undefined) return;
            expect(error, String((error as Error).stack)).toMatchObject({ name: 'OpsError' });
            told.push((error as { explanation: string }).explanation);
            await server.start();
          };
          const timed = async (work: () => Promise<unknown>): Promise<number> => {
            const from = performance.now();
            await work();
            return performance.now() - from;
          };
          let kept = '';
          const loading = await timed(async () => (kept = (await restore()).restoreId));
          const switching = await timed(() => switchCopy(shop.workspace, shop.app, kept, quiet, never));
          expect(await isWhole()).toBe('night');
          const undoing = await timed(() => undoSwitch(shop.workspace, shop.app, kept, quiet, never));
          await dropKept(shop.workspace, shop.app, kept, never);
          for (let round = 0; round < rounds; round++) {
            await under(random() * loading, restore);
            await back();
            await under(random() * loading, () => drill(shop.workspace, shop.app, backup, quiet, never));
            await back();
            expect(await isWhole()).toBe('today');
            const { restoreId } = await restore();
            await under(random() * 60, () => compareCopy(shop.workspace, shop.app, restoreId, undefined, never));
            await server.start();
            await under(random() * switching, () => switchCopy(shop.workspace, shop.app, restoreId, quiet, never));
            await server.start();
            await recoverRestores(shop.workspace, shop.app, never);
            if ((await isWhole()) === 'today') await switchCopy(shop.workspace, shop.app, restoreId, quiet, never);
            await under(random() * undoing, () => undoSwitch(shop.workspace, shop.app, restoreId, quiet, never));
            await server.start();
            await recoverRestores(shop.workspace, shop.app, never);
            if ((await isWhole()) === 'night') await undoSwitch(shop.workspace, shop.app, restoreId, quiet, never);
            expect(await isWhole()).toBe('today');
            await clear();
          }
          for (const each of told)
            expect(each).toMatch(/safe|not touched|is as it was|Nothing|try again|restore again|check the port/i);
        },
        60_000 + rounds * 60_000,
      );

    check('a scratch database that a drill could not remove is offered for removal at the next start', async () => {
      const result = await drill(
        shop.workspace,
        shop.app,
        backup,
        { ...quiet, show: () => server.isUp() && server.kill() },
        never,
      ).catch((error: unknown) => error);
      await sleep(100);
      await server.start();
      const left = await shop.beside();
      const offered = await openRestores(shop.app, never);
      expect(left, JSON.stringify(result)).toHaveLength(1);
      expect(offered.map(({ state }) => state)).toEqual(['loading']);
      await recoverRestores(shop.workspace, shop.app, never);
      expect(await shop.leftovers()).toEqual(nothingLeft);
      expect(await isWhole()).toBe('today');
    });
  });
