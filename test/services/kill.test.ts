// Kills us or the server at seeded random moments of switch, undo and recovery, and looks at what is left. A third of the
// moments is spread over the whole time, one over the time in which the tables move, one over what follows. 12 on each server;
// LARAVEL_OPS_KILLS=100 for more.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheDir, startMariadb, startMysql, type Server } from '../../scripts/lib/servers.mjs';
import { openSwitch, recoverSwitch } from '../../src/core/backups/switch/recover';
import { journalFile } from '../../src/node/restoreJournal';
import type { KillOrder } from './killDriver';
import { administrator } from './sqlSessions';
import { bulkSession, databasesLike, fingerprint, makeShop, never } from './switching';

const kills = Math.ceil(Number(process.env['LARAVEL_OPS_KILLS'] ?? 12) / 2);
const seed = Number(process.env['LARAVEL_OPS_SEED'] ?? 20261123);

/** mulberry32: the same moments for the same seed. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** From where a moment counts: all of it, the tables moving, what follows them. */
type Moment = 'go' | 'gap' | 'finish';
const moments: readonly Moment[] = ['go', 'gap', 'finish'];

const names = { live: 'kl_shop', copy: 'kl_shop_restore_1', old: 'kl_shop_before_1' };

for (const kind of ['mariadb', 'mysql'] as const)
  describe(`killed on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'laravel-ops-kill-'));
    const driver = join(folder, 'driver.cjs');
    const dataDir =
      kind === 'mariadb'
        ? join(cacheDir, 'run', `kill-${process.pid}`)
        : join(cacheDir, 'mysql9/var/lib/runs', `kill-${process.pid}`);
    let server: Server & { kind: 'running' };
    let fingerprints: { readonly today: string; readonly night: string };
    /** What is in the live database, and where the other is. */
    let now: { seat: 'today' | 'night'; other: string };
    let journals = 0;

    const start = async (): Promise<Server> => {
      // As a server that loses nothing at a crash of its own, which is how they come.
      const extraArgs = ['--innodb-flush-log-at-trx-commit=1'];
      return kind === 'mariadb'
        ? startMariadb({ dataDir, performanceSchema: false, extraArgs })
        : startMysql({ dataDir, extraArgs });
    };

    const restart = async (): Promise<void> => {
      const started = await start();
      if (started.kind === 'missing') throw new Error(started.reason);
      server = started;
    };

    const killServer = (): void => {
      const owner: unknown = JSON.parse(readFileSync(join(dataDir, 'laravel-ops-server.json'), 'utf8'));
      process.kill((owner as { pid: number }).pid, 'SIGKILL');
    };

    /** Runs the driver; `stop` is called when it says `word`. */
    const drive = (
      order: Omit<KillOrder, 'port' | 'live'>,
      stop?: (kill: () => void) => Promise<void>,
      word: Moment = 'go',
    ) =>
      new Promise<{ output: string; errors: string; milliseconds: number; gap: number }>((resolve) => {
        const child = spawn(process.execPath, [
          driver,
          JSON.stringify({ ...order, port: server.port, live: names.live }),
        ]);
        let [output, errors, began, gap] = ['', '', 0, 0];
        const seen = new Set<string>();
        let stopping: Promise<void> | undefined;
        child.stdout.on('data', (data: Buffer) => {
          output += data.toString();
          for (const each of moments) {
            if (seen.has(each) || !output.includes(`${each}\n`)) continue;
            seen.add(each);
            if (each === 'go') began = performance.now();
            if (each === 'gap') gap = performance.now();
            if (each === 'finish') gap = performance.now() - gap;
            if (each === word) stopping = stop?.(() => child.kill('SIGKILL'));
          }
        });
        child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
        const hang = setTimeout(() => {
          errors += `did not end within 90 s; said ${output}`;
          child.kill('SIGKILL');
        }, 90_000);
        child.on('close', () => {
          clearTimeout(hang);
          const milliseconds = performance.now() - began;
          void Promise.resolve(stopping).then(() => resolve({ output, errors, milliseconds, gap }));
        });
      });

    beforeAll(async () => {
      await build({
        entryPoints: [join(import.meta.dirname, 'killDriver.ts')],
        bundle: true,
        platform: 'node',
        format: 'cjs',
        outfile: driver,
        logLevel: 'silent',
      });
      const started = await start();
      if (started.kind === 'missing') return;
      server = started;
      const admin = await administrator(server);
      await makeShop(admin, names.live, 'today', { extra: 12, mariadb: kind === 'mariadb', crashSafe: true });
      await makeShop(admin, names.copy, 'night', {
        extra: 12,
        parked: true,
        mariadb: kind === 'mariadb',
        crashSafe: true,
      });
      await admin.end();
      const session = await bulkSession(server);
      fingerprints = { today: await fingerprint(session, names.live), night: await fingerprint(session, names.copy) };
      await session.close();
      now = { seat: 'today', other: names.copy };
    });

    afterAll(async () => {
      if (server !== undefined) await server.stop();
      for (const path of [folder, dataDir, `${dataDir}-tmp`]) rmSync(path, { recursive: true, force: true });
    });

    /** The live database and the one beside it, whole, and nothing else. */
    async function look(journal: string): Promise<void> {
      const session = await bulkSession(server);
      try {
        expect(openSwitch(await journalFile(journal).read()), 'the journal is closed').toBeUndefined();
        const databases = (await databasesLike(session, 'kl_')).filter((name) => name !== names.live);
        expect(databases, 'one database beside the live one').toHaveLength(1);
        const live = await fingerprint(session, names.live);
        const seat = live === fingerprints.today ? 'today' : 'night';
        expect(live).toBe(fingerprints[seat]);
        expect(await fingerprint(session, databases[0] ?? '')).toBe(fingerprints[seat === 'today' ? 'night' : 'today']);
        now = { seat, other: databases[0] ?? '' };
      } finally {
        await session.close();
      }
    }

    const next = (): Omit<KillOrder, 'port' | 'live'> => ({
      action: now.seat === 'today' ? 'switch' : 'undo',
      copy: now.other,
      old: now.other === names.copy ? names.old : names.copy,
      journal: join(folder, `${++journals}.jsonl`),
    });

    for (const victim of ['process', 'server'] as const)
      test(
        `the ${victim}, ${kills} times: live is the old or the new, whole, and recovery finishes`,
        async (context) => {
          context.skip(server === undefined, `${kind} is not there`);
          const random = randomFrom(seed + (victim === 'server' ? 1 : 0));
          const measured: number[] = [];
          const gaps: number[] = [];
          for (const _ of [1, 2]) {
            const order = next();
            const whole = await drive(order);
            expect(whole.errors).toBe('');
            measured.push(whole.milliseconds);
            gaps.push(whole.gap);
            await look(order.journal);
          }
          const [duration, gap] = [Math.max(...measured), Math.max(...gaps)];
          const counts = { cutBefore: 0, on: 0, back: 0, done: 0, recoveriesKilled: 0 };
          for (let round = 0; round < kills; round++) {
            const order = next();
            const before = now.seat;
            const word = moments[round % moments.length] ?? 'go';
            const within = { go: duration, gap: gap * 1.1, finish: duration * 0.4 }[word];
            const strike = async (kill: () => void): Promise<void> => {
              await sleep(random() * within);
              if (victim === 'server') killServer();
              else kill();
            };
            const struck = await drive(order, strike, word);
            expect(struck.errors).not.toMatch(/did not end/);
            if (victim === 'server') await restart();
            const open = openSwitch(await journalFile(order.journal).read()) !== undefined;
            const recovery = { ...order, action: 'recover' as const };
            if (open && random() < 0.4) {
              counts.recoveriesKilled++;
              await drive(recovery, async (kill) => {
                await sleep(random() * duration * 0.7);
                if (victim === 'server') killServer();
                else kill();
              });
              if (victim === 'server') await restart();
            }
            const recovered = await drive(recovery);
            expect(recovered.errors, `round ${round}`).toBe('');
            await look(order.journal);
            const lines = readFileSync(order.journal, { encoding: 'utf8', flag: 'a+' });
            const session = await bulkSession(server);
            expect(await recoverSwitch(session, '', journalFile(order.journal), never)).toBeUndefined();
            await session.close();
            expect(readFileSync(order.journal, 'utf8'), 'a second recovery changes nothing').toBe(lines);
            if (lines === '') counts.cutBefore++;
            else if (!open) counts.done++;
            else if (now.seat === before) counts.back++;
            else counts.on++;
          }
          process.stdout.write(
            `kill ${kind} ${victim}: ${kills} kills over ${Math.round(duration)} ms, ${Math.round(gap)} ms of it the tables: ${JSON.stringify(counts)}, 0 losses\n`,
          );
        },
        300_000 + kills * 20_000,
      );
  });
