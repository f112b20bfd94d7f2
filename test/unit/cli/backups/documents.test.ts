// The shape of what --json writes, as docs/cli.md describes it.
import { expect, test } from 'vitest';
import { listBackups } from '../../../../src/cli/backups/listBackups';
import type { BackupRun } from '../../../../src/cli/backups/runBackups';
import { exitCodes } from '../../../../src/cli/exitCodes';
import type { CliDeps } from '../../../../src/cli/io';
import { runCli } from '../../../../src/cli/runCli';
import type { Backup } from '../../../../src/core/backups/catalog';
import { mapSource, shopFiles } from '../../core/lint/mapSource';

const now = new Date('2026-11-22T12:00:00Z');
const unused = (): never => {
  throw new Error('not asked for');
};

async function run(files: ReadonlyMap<string, string>, ...args: readonly string[]) {
  let out = '';
  let err = '';
  const io = {
    stdout: (text: string) => void (out += text),
    stderr: (text: string) => void (err += text),
    colour: false,
    now: () => now,
    resolve: (typed: string) => typed,
  };
  const deps: CliDeps = {
    version: '9.9.9',
    files: mapSource(files),
    backupFiles: { list: () => Promise.resolve([]), inspect: unused },
    tracked: unused,
    git: unused,
    sql: unused,
    redis: unused,
  };
  return { status: await runCli(args, io, deps), out, err };
}

test('a failure is a document too, with every field there', async () => {
  const { status, out, err } = await run(new Map(), 'backups', '/nowhere', '--json');
  expect({ status, err }).toEqual({ status: exitCodes.failed, err: '' });
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    version: '9.9.9',
    verb: 'backups',
    generatedAt: now.toISOString(),
    whole: false,
    error: {
      reason: 'noApp',
      message: 'No Laravel application found under /nowhere: looked for a folder with artisan and composer.json.',
      safe: null,
      next: null,
    },
  });
});

test('two applications are told apart by naming one, and nothing is done', async () => {
  const files = new Map([...shopFiles({}, '/srv/a'), ...shopFiles({}, '/srv/b')]);
  const { status, err } = await run(files, 'drill', '/srv');
  expect(status).toBe(exitCodes.failed);
  expect(err).toBe('There are 2 applications under /srv. Name one of them: /srv/a, /srv/b.\n');
});

test.each([
  ['.env.prod', '/shop/.env.prod does not exist. Nothing was changed.\n'],
  ['.env.example', expect.stringContaining('is a template by its name')],
])('--env %s: no other database is meant instead', async (file, message) => {
  const { status, err } = await run(
    new Map(shopFiles({ '.env.example': 'APP_ENV=x\n' })),
    'drill',
    '/shop',
    '--env',
    file,
  );
  expect({ status, err }).toEqual({ status: exitCodes.failed, err: message });
});

const backup = (fields: Partial<Backup>): Backup =>
  ({
    path: '/b/a.zip',
    fileName: 'a.zip',
    sizeBytes: 2_000_000,
    createdAt: new Date('2026-11-22T03:00:00Z'),
    destination: { id: 'spatie/local', label: 'local' },
    ...fields,
  }) as Backup;

async function list(backups: readonly Backup[], problems: readonly unknown[] = []) {
  const fake = {
    backups: { readBackups: () => Promise.resolve({ backups, problems }) },
    app: { root: '/nowhere-at-all' },
    io: { now: () => now },
    signal: new AbortController().signal,
  };
  return listBackups(fake as unknown as BackupRun);
}

test('a list: in columns for people, and with null for what is not known', async () => {
  const dumps = [{ entry: 'db-dumps/mysql-shop.sql', compression: 'none' as const, sizeBytes: 5 }];
  const { text, data, whole } = await list([
    backup({ contents: { dumps, files: 0, encrypted: true } }),
    backup({ path: '/b/longer name.zip', sizeBytes: 5, error: 'is empty' }),
  ]);
  expect(whole).toBe(true);
  expect(text).toBe(
    '9 h ago  2.0 MB  not verified, encrypted  /b/a.zip\n9 h ago     5 B  is empty                 /b/longer name.zip\n',
  );
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    backups: [
      {
        path: '/b/a.zip',
        destination: 'spatie/local',
        sizeBytes: 2_000_000,
        createdAt: '2026-11-22T03:00:00.000Z',
        dumps: [{ entry: 'db-dumps/mysql-shop.sql', driver: null, database: null, compression: 'none', sizeBytes: 5 }],
        encrypted: true,
        verified: null,
        error: null,
      },
      expect.objectContaining({ dumps: null, encrypted: null, error: 'is empty' }),
    ],
    problems: [],
  });
});

test.each([
  ['none', [], []],
  ['a newest one that cannot be read', [backup({ error: 'is cut off' }), backup({})], []],
  ['a disk that was not listed', [backup({})], [{ destination: { id: 's3', label: 's3' }, message: 'access denied' }]],
])('not whole: %s', async (_, backups, problems) => {
  expect((await list(backups, problems)).whole).toBe(false);
});
