import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActivityLog, parseRecord, verifyChain, type ActivityEntry } from '../../../src/core/guard/activity';
import { activityFile } from '../../../src/node/activityFile';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-activity-'));
  path = join(folder, 'deep', 'activity.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function entry(detail: string): ActivityEntry {
  return {
    kind: 'operation',
    operation: 'x',
    tier: 1,
    app: '/srv/shop',
    environment: '.env',
    outcome: 'started',
    detail,
  };
}

function open(): ReturnType<typeof createActivityLog> {
  return createActivityLog(activityFile(path), { now: () => new Date(), redact: (text) => text });
}

test('a log that does not exist yet is empty, and the first record makes it', async () => {
  expect(await activityFile(path).readAll()).toEqual([]);
  await open().append(entry('one'));
  expect(await activityFile(path).readAll()).toHaveLength(1);
});

test('appends at the same time in one window end up in one chain', async () => {
  const log = open();
  await Promise.all(Array.from({ length: 20 }, (_, index) => log.append(entry(`n${index}`))));
  expect(await verifyChain(await activityFile(path).readAll())).toEqual({ intact: true, records: 20, torn: [] });
});

test('two windows that write at once end up in one chain', async () => {
  const script = join(folder, 'window.cjs');
  await build({
    stdin: {
      contents: `
        import { createActivityLog } from './src/core/guard/activity';
        import { activityFile } from './src/node/activityFile';
        const log = createActivityLog(activityFile(process.argv[2]), { now: () => new Date(), redact: (t) => t });
        for (let i = 0; i < 25; i++) await log.append(${JSON.stringify(entry('w'))});`,
      resolveDir: join(import.meta.dirname, '../../..'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script.replace('.cjs', '.mjs'),
    logLevel: 'silent',
  });
  const exits = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve) => {
          spawn(process.execPath, [script.replace('.cjs', '.mjs'), path], { stdio: 'ignore' }).on('exit', resolve);
        }),
    ),
  );
  expect(exits).toEqual([0, 0, 0]);
  expect(await verifyChain(await activityFile(path).readAll())).toEqual({ intact: true, records: 75, torn: [] });
});

test('a line cut by a crash stays in the file and is accounted for', async () => {
  const log = open();
  await log.append(entry('one'));
  await appendFile(path, '{"seq":2,"at":"20');
  await log.append(entry('two'));
  const lines = await activityFile(path).readAll();
  expect(lines[1]).toBe('{"seq":2,"at":"20');
  expect(parseRecord(lines[2]!)?.kind).toBe('torn');
  expect(await verifyChain(lines)).toEqual({ intact: true, records: 3, torn: [2] });
});

test('the last record is found although it is longer than one block', async () => {
  const log = open();
  await log.append(entry('x'.repeat(200_000)));
  await log.append(entry('two'));
  expect(await verifyChain(await activityFile(path).readAll())).toMatchObject({ intact: true, records: 2 });
});

test('a lock left by a crash is taken over', async () => {
  await open().append(entry('one'));
  await writeFile(`${path}.lock`, 'somebody');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${path}.lock`, longAgo, longAgo);
  await open().append(entry('two'));
  expect(await activityFile(path).readAll()).toHaveLength(2);
  await expect(readFile(`${path}.lock`, 'utf8')).rejects.toThrow('ENOENT');
});

test('waiting for the lock can be cancelled', async () => {
  await open().append(entry('one'));
  await writeFile(`${path}.lock`, 'somebody');
  await expect(activityFile(path).append(async () => ['x'], AbortSignal.abort())).rejects.toThrow();
  expect(await activityFile(path).readAll()).toHaveLength(1);
});
