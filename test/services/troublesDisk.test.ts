// Full disks: the server's own, with its whole data directory on a small one, at every step; and ours, where journal and archive go.
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Restorable } from '../../src/core/backups/restorable';
import { ensureOwnFolder } from '../../src/node/ownFolder';
import { backUpNow } from '../../src/services/backups/backUp';
import { drill } from '../../src/services/backups/drill';
import { dropKept, openRestores, recoverRestores } from '../../src/services/backups/openRestores';
import { restoreCopy } from '../../src/services/backups/restore';
import { switchCopy, undoSwitch } from '../../src/services/backups/switch';
import { temporary } from './host';
import {
  failure,
  fillShop,
  kinds,
  mayMount,
  never,
  nothingLeft,
  openShop,
  ownServer,
  quiet,
  smallDisk,
  unmount,
  type OwnServer,
  type TroubledShop,
} from './troubles';

const copies = temporary();
const mounting = mayMount();
const long = process.env['LARAVEL_OPS_TROUBLES'] !== undefined;
afterAll(() => copies.remove());

/** What a server that has no room says, or does: some end themselves. */
const fullReasons = /^(diskFull|connectionLost|notCleaned|interrupted|server|refused|connect|unreachable|timeout)/;

for (const kind of kinds)
  describe.skipIf(!mounting)(`full disks with ${kind} (skipped where mounting is not allowed)`, () => {
    const live = 'td_shop';
    let server: OwnServer;
    let shop: TroubledShop;
    let today: Record<string, string>;
    let night: Record<string, string>;
    let backup: Restorable;
    let missing: string | undefined;
    const filler = (): string => join(server.dataDir, 'filler');

    /** Leaves this much room on the server's disk. */
    const leave = async (kilobytes: number): Promise<void> => {
      rmSync(filler(), { force: true });
      const { bavail, bsize } = await statfs(server.dataDir);
      writeFileSync(filler(), Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1024)));
    };
    const makeRoom = async (): Promise<void> => {
      rmSync(filler(), { force: true });
      await server.start();
    };
    const clear = async (): Promise<void> => {
      await recoverRestores(shop.workspace, shop.app, never);
      for (const { restoreId } of await openRestores(shop.app, never))
        await dropKept(shop.workspace, shop.app, restoreId, never);
      expect(await shop.leftovers()).toEqual(nothingLeft);
    };
    const restore = () => restoreCopy(shop.workspace, shop.app, { ...backup, ...quiet }, never);

    beforeAll(async () => {
      const started = await ownServer(kind, 'fullDisk', {
        megabytes: 420,
        extraArgs: kind === 'mysql' ? ['--innodb-redo-log-capacity=16M'] : ['--innodb-log-file-size=16M'],
      });
      if (typeof started === 'string') {
        missing = started;
        return;
      }
      server = started;
      await fillShop(server, live, 'night', { kilobytes: 16_000 });
      shop = await openShop(server, live, copies);
      backup = await shop.backUp();
      night = await shop.contents();
      await fillShop(server, live, 'today', { kilobytes: 1_000 });
      today = await shop.contents();
    });
    afterAll(async () => {
      shop?.workspace.dispose();
      await server?.stop();
    });
    afterEach(async () => {
      if (missing === undefined) await makeRoom();
    });

    for (const room of long ? [0, 200, 1_000, 4_000, 8_000, 12_000, 16_000, 20_000, 24_000] : [0, 4_000, 12_000])
      test(`${room} kB of room on the server: restore and drill fail in words, and live is as it was`, async (context) => {
        context.skip(missing !== undefined, missing);
        await leave(room);
        const error = await restore().then(
          () => undefined,
          async (thrown: unknown) => failure(Promise.reject(thrown as Error)),
        );
        if (error !== undefined) {
          expect(error.reason, error.explanation).toMatch(fullReasons);
          process.stdout.write(`full disk, ${kind}, ${room} kB, restore: ${error.reason}: ${error.explanation}\n`);
          expect(error.explanation).toMatch(/is as it was|not touched|Nothing was changed/);
        }
        await makeRoom();
        expect(await shop.contents()).toEqual(today);
        await clear();
        await leave(room);
        const drilled = await drill(shop.workspace, shop.app, backup, quiet, never).catch((thrown: unknown) =>
          failure(Promise.reject(thrown as Error)),
        );
        if ('record' in drilled) process.stdout.write(`full disk, ${kind}, ${room} kB, drill: ${drilled.summary}\n`);
        await makeRoom();
        expect(await shop.contents()).toEqual(today);
        await clear();
      });

    for (const room of long ? [0, 100, 400, 1_000] : [0, 400])
      test(`${room} kB of room on the server: switch and undo lead to the one or the other, whole`, async (context) => {
        context.skip(missing !== undefined, missing);
        const { restoreId } = await restore();
        for (const [act, other] of [
          [switchCopy, 'night'],
          [undoSwitch, 'today'],
        ] as const) {
          await leave(room);
          const error: unknown = await act(shop.workspace, shop.app, restoreId, quiet, never).catch(
            (thrown: unknown) => thrown,
          );
          if (error instanceof Error)
            process.stdout.write(
              `full disk, ${kind}, ${room} kB, ${act.name}: ${(await failure(Promise.reject(error))).explanation}\n`,
            );
          await makeRoom();
          await recoverRestores(shop.workspace, shop.app, never);
          const contents = await shop.contents();
          const seat = JSON.stringify(contents) === JSON.stringify(today) ? 'today' : 'night';
          expect(contents).toEqual(seat === 'today' ? today : night);
          if (seat !== other) await act(shop.workspace, shop.app, restoreId, quiet, never);
          expect(await shop.contents()).toEqual(other === 'today' ? today : night);
          expect(await shop.beside()).toHaveLength(1);
        }
        await clear();
      });

    test('our own folder has no room: nothing runs that cannot be written down, and no half archive stays', async (context) => {
      context.skip(missing !== undefined, missing);
      const mine = await openShop(server, live, copies);
      const { folder, backups } = await ensureOwnFolder(mine.app.root);
      rmSync(folder, { recursive: true });
      expect(smallDisk(folder, 2)).toBe(true);
      const full = join(folder, 'filler');
      const fill = async (kilobytes: number): Promise<void> => {
        await ensureOwnFolder(mine.app.root);
        rmSync(full, { force: true });
        const { bavail, bsize } = await statfs(folder);
        const bytes = Math.max(0, bavail * bsize - kilobytes * 1024);
        writeFileSync(full, Buffer.alloc(bytes));
        truncateSync(full, bytes);
      };
      try {
        await fill(0);
        const restored = await failure(restoreCopy(mine.workspace, mine.app, { ...backup, ...quiet }, never));
        expect(restored.explanation).toMatch(/journal.*(no space|ENOSPC).*Nothing was done/is);
        const drilled = await failure(drill(mine.workspace, mine.app, backup, quiet, never));
        expect(drilled.explanation).toMatch(/no space|ENOSPC/i);
        expect(await mine.leftovers()).toMatchObject({ databases: [], restores: [], sessions: 0 });
        // The archive is 11 kB.
        for (const room of [0, 4]) {
          await fill(room);
          const error = await failure(
            backUpNow(mine.workspace, mine.app, { way: 'builtIn', show: () => undefined }, never),
          );
          expect(error.reason).toBe('diskFull');
          expect(error.explanation).toMatch(/no room left.*Nothing half-written.*Make room/s);
          expect(await mine.leftovers()).toEqual(nothingLeft);
        }
        rmSync(full);
        const { restoreId } = await restoreCopy(mine.workspace, mine.app, { ...backup, ...quiet }, never);
        await fill(0);
        const switching = await failure(switchCopy(mine.workspace, mine.app, restoreId, quiet, never));
        expect(switching.explanation).toMatch(/journal.*(no space|ENOSPC)/is);
        // The last page of the journal may have taken that the switch begins: then it is open until there is room.
        const dropping = await failure(dropKept(mine.workspace, mine.app, restoreId, never));
        expect(dropping.explanation).toMatch(/journal.*(no space|ENOSPC)|Recover the interrupted switch/is);
        expect(await mine.contents()).toEqual(today);
        expect(await mine.beside()).toHaveLength(1);
        rmSync(full);
        await recoverRestores(mine.workspace, mine.app, never);
        expect(await mine.contents()).toEqual(today);
        expect((await openRestores(mine.app, never)).map(({ state }) => state)).toEqual(['copy']);
        await dropKept(mine.workspace, mine.app, restoreId, never);
        expect(await mine.leftovers()).toEqual(nothingLeft);
      } finally {
        mine.workspace.dispose();
        unmount(folder);
        expect(backups).toContain('laravel-ops');
      }
    });
  });
