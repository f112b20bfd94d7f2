// Archives, journals and answers that want something else than a restore: what is in a dump reaches nowhere else, a journal edited by
// hand drops nothing else, every "no" changes nothing and is written down, and no secret is in anything that was written or said.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Restorable } from '../../src/core/backups/restorable';
import type { JournalRecord } from '../../src/core/backups/restore/journal';
import { openRestoreJournal } from '../../src/node/restoreJournal';
import { runBackups } from '../../src/cli/backups/runBackups';
import { readBackupArguments, type BackupVerb } from '../../src/cli/backups/arguments';
import { backUpNow } from '../../src/services/backups/backUp';
import { restorableOf } from '../../src/services/backups/choose';
import { deleteBackup } from '../../src/services/backups/deleteBackup';
import { drill } from '../../src/services/backups/drill';
import { handoverText } from '../../src/services/backups/handover';
import { dropKept, openRestores, recoverRestore } from '../../src/services/backups/openRestores';
import { restoreCopy } from '../../src/services/backups/restore';
import { runbookText } from '../../src/services/backups/runbook';
import { switchCopy, undoSwitch, writtenRestore } from '../../src/services/backups/switch';
import { verifyOne } from '../../src/services/backups/verify';
import { refusing, temporary } from './host';
import {
  confirming,
  failure,
  filesBelow,
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

const copies = temporary();
afterAll(() => copies.remove());
const damages = Number(process.env['LARAVEL_OPS_TROUBLES'] ?? 3) * 2;
const end = '\n-- Dump completed on 2026-11-23  3:07:00\n';
const table = 'CREATE TABLE `t` (`id` int NOT NULL, PRIMARY KEY (`id`));\nINSERT INTO `t` VALUES (1),(2);\n';

for (const kind of kinds)
  describe(`hostile company on ${kind}`, () => {
    const live = 'th_shop';
    let server: OwnServer;
    let shop: TroubledShop;
    let today: Record<string, string>;
    let backup: Restorable;
    let missing: string | undefined;

    const asAdmin = async (sql: string): Promise<RowDataPacket[]> => {
      const admin = await server.admin();
      try {
        return (await admin.query<RowDataPacket[]>(sql))[0];
      } finally {
        await admin.end();
      }
    };
    const here = (name: string, body: () => Promise<void>, timeout?: number): void =>
      test(
        name,
        async (context) => {
          context.skip(missing !== undefined, missing);
          await body();
        },
        timeout,
      );

    beforeAll(async () => {
      const started = await ownServer(kind, 'hostile');
      if (typeof started === 'string') {
        missing = started;
        return;
      }
      server = started;
      await fillShop(server, live, 'today', { kilobytes: 500 });
      shop = await openShop(server, live, copies);
      backup = await shop.backUp();
      today = await shop.contents();
      await asAdmin('CREATE DATABASE th_other');
      await asAdmin('CREATE TABLE th_other.t (id INT)');
      await asAdmin('INSERT INTO th_other.t VALUES (7)');
    });
    afterAll(async () => {
      shop?.workspace.dispose();
      await server?.stop();
    });

    /** Everything around the copy is as it was. */
    const untouched = async (): Promise<void> => {
      expect(await shop.contents()).toEqual(today);
      expect(await asAdmin('SELECT * FROM th_other.t')).toEqual([{ id: 7 }]);
      expect(await asAdmin("SELECT User FROM mysql.user WHERE User = 'intruder'")).toEqual([]);
    };

    const outside: readonly string[] = [
      `DELETE FROM \`${live}\`.\`orders\`;`,
      `USE \`${live}\`;\nDROP TABLE \`audit\`;`,
      `/*!50000 DROP DATABASE \`${live}\` */;`,
      `/*M! TRUNCATE TABLE \`${live}\`.\`orders\` */;`,
      `INSERT INTO \`th_other\`.\`t\` VALUES (8);`,
      `INSERT INTO \`t\` VALUES (3); DELETE FROM \`th_other\`.\`t\`;`,
      `RENAME TABLE \`th_other\`.\`t\` TO \`t2\`;`,
      `ALTER TABLE \`t\` RENAME TO \`th_other\`.\`t2\`;`,
      "CREATE USER `intruder`@`%` IDENTIFIED BY 'x';",
      'GRANT ALL ON *.* TO `intruder`@`%`;',
      'SET GLOBAL read_only = 1;',
      'SHUTDOWN;',
      `CREATE TABLE \`th_other\`.\`made\` (id INT);`,
      `CREATE TRIGGER \`reach\` AFTER INSERT ON \`${live}\`.\`orders\` FOR EACH ROW DELETE FROM th_other.t;`,
      `CREATE EVENT \`${live}\`.\`reach\` ON SCHEDULE EVERY 1 SECOND DO DELETE FROM th_other.t;`,
      `CREATE EVENT \`reach\` ON SCHEDULE EVERY 1 SECOND STARTS '2020-01-01 00:00:00' DO DELETE FROM th_other.t;`,
      "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE `t`;",
      `SELECT 'x' INTO OUTFILE '/tmp/th_outfile';`,
      'PREPARE s FROM "DROP DATABASE th_other"; EXECUTE s;',
      `DELIMITER ;;\nDROP DATABASE th_other;;\nDELIMITER ;`,
      `\\! touch /tmp/th_shell`,
    ];
    here(
      'statements that reach outside of the new database change nothing there, in a restore and in a drill',
      async () => {
        for (const statement of outside) {
          const evil = await shop.archive(`${table}${statement}${end}`);
          const restored = await restoreCopy(shop.workspace, shop.app, { ...evil, ...quiet }, never).catch(
            (error: unknown) => failure(Promise.reject(error as Error)),
          );
          if ('restoreId' in restored) await dropKept(shop.workspace, shop.app, restored.restoreId, never);
          else
            expect(restored.explanation, statement).toMatch(
              /the live one is as it was|not touched|Nothing was changed/,
            );
          await drill(shop.workspace, shop.app, evil, quiet, never);
          await untouched();
          expect(await shop.leftovers(), statement).toEqual(nothingLeft);
        }
        expect(await asAdmin('SHOW TABLES FROM th_other')).toHaveLength(1);
        expect(existsSync('/tmp/th_shell') || existsSync('/tmp/th_outfile')).toBe(false);
      },
      120_000,
    );

    here('a wrong password, a cut archive and flipped bits leave nothing and touch nothing', async () => {
      const secret = await shop.archive(`${table}${end}`, 'the-right-one');
      let asked = 0;
      const wrong = { password: async () => (asked++, 'the-wrong-one'), show: () => undefined };
      const refused = await failure(restoreCopy(shop.workspace, shop.app, { ...secret, ...wrong }, never));
      expect(refused.reason).toBe('wrongPassword');
      expect(refused.explanation).not.toContain('the-wrong-one');
      expect((await failure(drill(shop.workspace, shop.app, secret, wrong, never))).reason).toBe('wrongPassword');
      expect((await failure(restoreCopy(shop.workspace, shop.app, { ...secret, ...quiet }, never))).reason).toBe(
        'cancelled',
      );
      expect(asked).toBe(2);
      const random = randomFrom(20261123);
      const whole = readFileSync(backup.backup.path);
      const path = join(dirname(backup.backup.path), '2026-01-01-00-00-00.zip');
      for (let damage = 0; damage < damages; damage++) {
        // Behind the local header, before the list: what is listed looks right.
        const at = 100 + Math.floor(random() * (whole.length - 400));
        const bytes = Buffer.from(whole);
        if (damage % 3 === 2) bytes.copy(bytes, at, at + 200, at + 300);
        else bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        writeFileSync(path, damage % 6 === 5 ? bytes.subarray(0, at) : bytes);
        const damaged = { ...backup, backup: { ...backup.backup, path } };
        const error = await failure(restoreCopy(shop.workspace, shop.app, { ...damaged, ...quiet }, never));
        expect(error.reason, error.explanation).toMatch(/^(unreadable|incomplete|refused|server|duplicate)/);
        const drilled = await drill(shop.workspace, shop.app, damaged, quiet, never);
        expect(drilled.passed).toBe(false);
        await untouched();
        expect(await shop.leftovers()).toEqual(nothingLeft);
      }
    });

    here('an archive that is exchanged while it is read is noticed', async () => {
      const first = await shop.archive(`${table}${'-- filler\n'.repeat(100)}${end}`);
      const second = await shop.archive(`${table}INSERT INTO \`t\` VALUES (9);\n${end}`);
      const dump = { ...first, backup: { ...first.backup } };
      const swap = (): void => {
        cpSync(second.backup.path, `${first.backup.path}.new`);
        renameSync(`${first.backup.path}.new`, first.backup.path);
      };
      const drilled = await drill(
        shop.workspace,
        shop.app,
        dump,
        {
          password: async () => undefined,
          show: () => {
            if (existsSync(second.backup.path)) swap();
          },
        },
        never,
      );
      expect(drilled).toMatchObject({ passed: false, record: { problem: expect.stringMatching(/replaced|changed/) } });
      await untouched();
      expect(await shop.leftovers()).toEqual(nothingLeft);
    });

    here('a journal that was edited by hand drops no live, configured, foreign or system database', async () => {
      const begun = (
        database: string,
        more: Partial<Extract<JournalRecord, { kind: 'begun' }>> = {},
      ): JournalRecord => ({
        kind: 'begun',
        at: '2026-11-23T03:07:00.000Z',
        restoreId: 'x',
        purpose: 'restore',
        root: shop.app.root,
        environment: '.env',
        profile: '.env/mysql',
        server: `127.0.0.1:${server.port}`,
        live,
        database,
        source: { path: '/x.zip', entry: 'x.sql' },
        ...more,
      });
      const at = '2026-11-23T03:07:00.000Z';
      const loaded: JournalRecord = { kind: 'loaded', at, tables: 1, rows: 1, milliseconds: 1 };
      const plan = {
        version: 1,
        tables: [],
        live,
        leaving: { home: live },
        coming: { home: 'th_x' },
        direction: 'switch',
      };
      let number = 0;
      const before = (await asAdmin('SHOW DATABASES')).length;
      for (const records of [
        [begun(live)],
        [begun(live.toUpperCase())],
        [begun(live, { live: 'th_elsewhere' })],
        [begun(live, { live: 'th_elsewhere' }), loaded],
        [begun('mysql')],
        [begun('mysql'), loaded],
        [begun('sys', { purpose: 'drill' }), loaded],
        [begun('th_other')],
        [begun('th_other', { server: 'elsewhere:3306' }), loaded],
        [
          begun('th_x'),
          loaded,
          { kind: 'switching', at, direction: 'switch', plan },
          { kind: 'switched', at, direction: 'switch' },
        ],
        [
          begun('th_x'),
          loaded,
          { kind: 'switching', at, direction: 'switch', plan: { ...plan, leaving: { home: 'mysql' } } },
          { kind: 'switched', at, direction: 'switch' },
        ],
      ] as JournalRecord[][]) {
        const restoreId = `20261123_0307_edited${++number}`;
        const journal = await openRestoreJournal(shop.app.root, restoreId);
        for (const record of records) await journal.append(record);
        const error = await failure(dropKept(shop.workspace, shop.app, restoreId, never));
        expect(error.explanation, JSON.stringify(records)).toMatch(/Nothing was changed/);
        await recoverRestore(shop.workspace, shop.app, restoreId, never).catch((thrown: unknown) =>
          failure(Promise.reject(thrown as Error)),
        );
        await untouched();
        expect(await asAdmin('SHOW DATABASES')).toHaveLength(before);
        await journal.append({ kind: 'ended', at, outcome: 'failed', detail: 'test' });
      }
      await expect(dropKept(shop.workspace, shop.app, '../../../../etc/passwd', never)).rejects.toMatchObject({
        reason: 'badId',
      });
    });

    here('deleting a backup deletes that file alone: no link target, nothing outside, not the last one', async () => {
      const elsewhere = await copies.folder();
      const target = join(elsewhere, '2026-02-01-00-00-00.zip');
      cpSync(backup.backup.path, target);
      const link = join(dirname(backup.backup.path), '2026-02-01-00-00-00.zip');
      symlinkSync(target, link);
      await deleteBackup(shop.workspace, shop.app, link, never).catch((error: unknown) =>
        failure(Promise.reject(error as Error)),
      );
      expect(existsSync(target)).toBe(true);
      for (const path of [
        target,
        join(shop.app.root, '.env'),
        `${backup.backup.path}/../../../../.env`,
        '/etc/hostname',
      ])
        expect((await failure(deleteBackup(shop.workspace, shop.app, path, never))).reason).toBe('noBackup');
      const folder = join(dirname(backup.backup.path), 'mydumper');
      mkdirSync(folder);
      writeFileSync(
        join(folder, 'metadata'),
        'Started dump at: 2026-11-23 03:07:00\nFinished dump at: 2026-11-23 03:07:01\n',
      );
      mkdirSync(join(elsewhere, 'precious'));
      writeFileSync(join(elsewhere, 'precious', 'file'), 'x');
      symlinkSync(join(elsewhere, 'precious'), join(folder, 'precious'));
      await deleteBackup(shop.workspace, shop.app, folder, never).catch((error: unknown) =>
        failure(Promise.reject(error as Error)),
      );
      expect(existsSync(join(elsewhere, 'precious', 'file'))).toBe(true);
      expect(existsSync(backup.backup.path)).toBe(true);
      shop.host.prompts = refusing;
      const again = await shop.archive(`${table}${end}`);
      expect((await failure(deleteBackup(shop.workspace, shop.app, again.backup.path, never))).reason).toBe(
        'cancelled',
      );
      expect(existsSync(again.backup.path)).toBe(true);
      shop.host.prompts = confirming;
    });

    for (const role of ['known', 'suspected'] as const)
      here(
        `production that is ${role}: each "no" changes nothing and is written down; with every answer it goes`,
        async () => {
          const env =
            role === 'known'
              ? { APP_ENV: 'production' }
              : { APP_URL: 'https://www.shop.example.com', APP_ENV: undefined };
          const mine = await openShop(server, live, copies, { env });
          const asked: string[] = [];
          const yes = {
            reason: async () => (asked.push('reason'), 'the night of the bug'),
            confirm: async () => (asked.push('confirm'), true),
            type: async (_: unknown, expected: string) => (asked.push(`type ${expected}`), expected),
            hold: async () => {
              asked.push('hold');
              await new Promise((resolve) => setTimeout(resolve, 3_010));
              return true;
            },
          };
          try {
            const archive = await mine.backUp();
            const restore = () => restoreCopy(mine.workspace, mine.app, { ...archive, ...quiet }, never);
            mine.host.prompts = { ...yes, reason: async () => undefined };
            expect((await failure(restore())).reason).toBe('cancelled');
            mine.host.prompts = { ...yes, confirm: async () => false };
            expect((await failure(restore())).reason).toBe('cancelled');
            expect(await mine.leftovers()).toEqual(nothingLeft);
            mine.host.prompts = yes;
            const { restoreId } = await restore();
            const environment = (await mine.app.current(never)).environment.name;
            const acts = [
              ['backups.switch', () => switchCopy(mine.workspace, mine.app, restoreId, quiet, never)],
              ['backups.undo', () => undoSwitch(mine.workspace, mine.app, restoreId, quiet, never)],
              ['backups.drop', () => dropKept(mine.workspace, mine.app, restoreId, never)],
            ] as const;
            const activity = (): string => [...filesBelow(mine.host.storage)].map(([, text]) => text).join('');
            for (const [id, act] of acts) {
              const before = { contents: await mine.contents(), beside: await mine.beside() };
              const journal = (await writtenRestore(mine.app, restoreId)).records.length;
              for (const no of [
                { type: async () => undefined },
                { type: async () => 'th_shop' },
                { hold: async () => false },
                { hold: async () => true },
              ]) {
                mine.host.prompts = { ...yes, ...no };
                expect((await failure(act())).reason).toMatch(/cancelled|refused/);
                expect({ contents: await mine.contents(), beside: await mine.beside() }).toEqual(before);
                expect((await writtenRestore(mine.app, restoreId)).records).toHaveLength(journal);
              }
              mine.host.prompts = yes;
              // Each hold takes its seconds: that suspicion asks the same is seen by now.
              if (role === 'suspected') break;
              asked.length = 0;
              await act();
              expect(asked).toEqual([`type ${live}@${environment}`, 'hold']);
              const lines = activity()
                .split('\n')
                .filter((line) => line.includes(`"${id}"`));
              const outcomes = lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
              expect(outcomes).toEqual(['cancelled', 'refused', 'cancelled', 'refused', 'started', 'finished']);
            }
            if (role === 'suspected') await dropKept(mine.workspace, mine.app, restoreId, never);
            expect(await mine.leftovers()).toEqual(nothingLeft);
            expect(await mine.contents()).toEqual(today);
          } finally {
            mine.workspace.dispose();
          }
        },
        120_000,
      );

    here('no secret is in anything that is written, logged or said', async () => {
      const canaries = { database: 'CANARY-db-p4ss', archive: 'CANARY-archive-p4ss', s3: 'CANARY-s3-s3cret' };
      await asAdmin(`CREATE USER 'canary'@'%' IDENTIFIED BY '${canaries.database}'`);
      await asAdmin("GRANT ALL ON *.* TO 'canary'@'%'");
      const mine = await openShop(server, live, copies, {
        user: 'canary',
        password: canaries.database,
        env: {
          BACKUP_ARCHIVE_PASSWORD: canaries.archive,
          AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
          AWS_SECRET_ACCESS_KEY: canaries.s3,
          AWS_BUCKET: 'shop-backups',
          AWS_DEFAULT_REGION: 'eu-central-1',
          AWS_ENDPOINT: 'http://127.0.0.1:9',
        },
      });
      const said: string[] = [];
      const note = async (work: () => Promise<unknown>): Promise<void> => {
        try {
          said.push(JSON.stringify(await work()) ?? '');
        } catch (error) {
          const shown = error instanceof Error && 'explanation' in error ? String(error.explanation) : String(error);
          // As the editor's log gets it: an error may quote a row, and a row anything.
          mine.host.logger.error(shown, error);
        }
      };
      const show = (message: string): void => void said.push(message);
      const ask = { password: async () => canaries.archive, show };
      await note(() =>
        backUpNow(mine.workspace, mine.app, { way: 'builtIn', password: canaries.archive, show }, never),
      );
      const archive = await restorableOf(mine.app, undefined, undefined, never);
      await note(() => verifyOne(mine.workspace, mine.app, archive.backup.path, ask, never));
      await note(() => drill(mine.workspace, mine.app, archive, ask, never));
      // Rows that hold the secrets, and errors of the server that quote them.
      const quoting = await mine.archive(
        `CREATE TABLE \`t\` (\`v\` varchar(200) NOT NULL, UNIQUE KEY (\`v\`));\nINSERT INTO \`t\` VALUES ('${canaries.database} ${canaries.archive}'),('${canaries.database} ${canaries.archive}');${end}`,
      );
      await note(() => restoreCopy(mine.workspace, mine.app, { ...quoting, ...ask }, never));
      await note(() => drill(mine.workspace, mine.app, quoting, ask, never));
      const { restoreId } = await restoreCopy(mine.workspace, mine.app, { ...archive, ...ask }, never);
      await note(() =>
        switchCopy(mine.workspace, mine.app, restoreId, { show, acceptRisks: async () => false }, never),
      );
      await note(async () =>
        handoverText(mine.app, await writtenRestore(mine.app, restoreId), {
          phase: 'switched',
          entry: archive.dump.entry,
          accepted: new Set(),
          options: new Set(),
          timeline: [],
          busy: false,
          dropped: new Set(),
          restorable: archive,
        }),
      );
      await note(() =>
        undoSwitch(mine.workspace, mine.app, restoreId, { show, acceptRisks: async () => false }, never),
      );
      await note(() => runbookText(mine.workspace, mine.app, never));
      await note(() => openRestores(mine.app, never));
      await note(() => dropKept(mine.workspace, mine.app, restoreId, never));
      process.env['TROUBLE_ARCHIVE_PASSWORD'] = canaries.archive;
      for (const [verb, ...rest] of [
        ['backups', mine.app.root, '--json'],
        ['verify', archive.backup.path, '--password-env', 'TROUBLE_ARCHIVE_PASSWORD'],
        [
          'drill',
          mine.app.root,
          '--backup',
          archive.backup.path,
          '--password-env',
          'TROUBLE_ARCHIVE_PASSWORD',
          '--json',
        ],
        ['drill', mine.app.root, '--backup', quoting.backup.path, '--json'],
        ['restore', mine.app.root, '--backup', quoting.backup.path, '--yes', '--json'],
        ['runbook', mine.app.root],
      ] as [BackupVerb, ...string[]][]) {
        const command = readBackupArguments(verb, rest);
        if (typeof command === 'string' || !('path' in command)) throw new Error(`not understood: ${verb}`);
        const io = {
          stdout: (text: string) => void said.push(text),
          stderr: (text: string) => void said.push(text),
          resolve: (path: string) => path,
          now: () => new Date(),
        };
        const files = { readText: async () => ({ kind: 'missing' as const }) };
        await runBackups(command, io as never, { version: '0.0.0', files } as never, never);
      }
      delete process.env['TROUBLE_ARCHIVE_PASSWORD'];
      said.push(...mine.host.log);
      expect(said.length).toBeGreaterThan(20);
      const written = [
        ...filesBelow(join(mine.app.root, 'storage/laravel-ops')),
        ...filesBelow(mine.host.storage),
      ].filter(([path]) => !path.endsWith('.zip'));
      expect(written.length).toBeGreaterThan(4);
      for (const canary of Object.values(canaries)) {
        expect(
          said.filter((text) => text.includes(canary)),
          canary,
        ).toEqual([]);
        expect(
          written.filter(([, text]) => text.includes(canary)).map(([path, text]) => [basename(path), text]),
          canary,
        ).toEqual([]);
      }
      mine.workspace.dispose();
    });
  });
