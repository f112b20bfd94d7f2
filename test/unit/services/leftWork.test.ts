import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCaptureJournal } from '../../../src/node/captureJournal';
import { beginTrial } from '../../../src/node/indexTrials';
import type { App } from '../../../src/services/app';
import { leftWork } from '../../../src/services/leftWork';
import type { Workspace } from '../../../src/services/workspace';

/** Above every pid that Linux, macOS and Windows give. */
const nobody = 2 ** 30;
const signal = new AbortController().signal;
let folder: string;
let warnings: string[];
/** Ids of what this window is at. */
let atWork: Set<string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laravel-ops-left-'));
  warnings = [];
  atWork = new Set();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function workspace(...names: string[]): Promise<Workspace> {
  for (const name of names) await mkdir(join(folder, name, 'storage'), { recursive: true });
  const apps = names.map((name) => ({ name, root: join(folder, name) }) as App);
  return {
    apps,
    host: { logger: { warn: (text: string) => void warnings.push(text) } },
    queries: { atWork },
  } as unknown as Workspace;
}

async function capture(name: string, pid: number, ended = false): Promise<void> {
  const now = new Date();
  const journal = await openCaptureJournal(join(folder, name), 'c1');
  await journal.append({
    kind: 'begun',
    id: 'c1',
    at: now.toISOString(),
    until: new Date(now.getTime() + 60_000).toISOString(),
    owner: { host: hostname(), pid },
    environment: 'local',
    profile: 'local/mysql',
    server: 'uuid',
    serverStartedAt: now.toISOString(),
    settings: [{ kind: 'variable', name: 'long_query_time', before: '10', during: '0.05' }] as never,
  });
  if (ended) await journal.append({ kind: 'ended', at: now.toISOString(), outcome: 'reverted', settings: [] });
}

async function trial(name: string, pid: number): Promise<string> {
  const root = join(folder, name);
  const begun = await beginTrial(
    root,
    { profile: 'local/mysql', undo: 'ALTER TABLE `orders` DROP INDEX `laravel_ops_trial_0a1b2c3d`' },
    new Set(),
  );
  await writeFile(join(root, `storage/laravel-ops/trials/${begun.id}.json`), JSON.stringify({ ...begun, pid }));
  return begun.id;
}

test('an app that never captured or tried anything has nothing left', async () => {
  expect(await leftWork(await workspace('shop'), new Date(), signal)).toEqual([]);
  expect(warnings).toEqual([]);
});

test('what a dead process began counts; what lives or ended does not', async () => {
  const opened = await workspace('dead', 'alive', 'ended', 'trials', 'trying');
  await capture('dead', nobody);
  await capture('alive', process.pid);
  await capture('ended', nobody, true);
  await trial('trials', nobody);
  await trial('trials', nobody);
  atWork.add('c1').add(await trial('trying', process.pid));
  const left = await leftWork(opened, new Date(), signal);
  expect(left.map(({ app, captures, trials }) => [app.name, captures, trials])).toEqual([
    ['dead', 1, 0],
    ['trials', 0, 2],
  ]);
});

test('what this window began and could not set back counts once nobody is at it', async () => {
  const opened = await workspace('shop');
  await capture('shop', process.pid);
  atWork.add('c1').add(await trial('shop', process.pid));
  expect(await leftWork(opened, new Date(), signal)).toEqual([]);
  atWork.clear();
  expect(await leftWork(opened, new Date(), signal)).toMatchObject([{ captures: 1, trials: 1 }]);
});

test('a folder that cannot be read hides nothing of the other apps', async () => {
  const opened = await workspace('broken', 'dead');
  await mkdir(join(folder, 'broken/storage/laravel-ops'), { recursive: true });
  await writeFile(join(folder, 'broken/storage/laravel-ops/captures'), 'a file where a folder was');
  await trial('dead', nobody);
  const left = await leftWork(opened, new Date(), signal);
  expect(left.map(({ app }) => app.name)).toEqual(['dead']);
  expect(warnings).toEqual([expect.stringMatching(/^broken: journals/)]);
});
