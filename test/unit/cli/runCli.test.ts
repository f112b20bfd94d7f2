import { expect, test } from 'vitest';
import type { BackupFile } from '../../../src/core/backups/catalog';
import { OpsError } from '../../../src/core/base/errors';
import type { CliDeps } from '../../../src/cli/io';
import type { StatusReport } from '../../../src/cli/report';
import { exitCodes } from '../../../src/cli/exitCodes';
import { runCli } from '../../../src/cli/runCli';
import { mapSource, shopFiles } from '../core/lint/mapSource';

const now = new Date('2026-11-22T12:00:00Z');
const secrets = ['hunter2-database', 'base64:dGhpcyBpcyBub3QgYSByZWFsIGtleSBhdCBhbGw=', 'hunter2-redis'] as const;
const [databasePassword, appKey, redisPassword] = secrets;

const env = `APP_NAME=Shop
APP_ENV=production
APP_KEY=${appKey}
APP_DEBUG=true
DB_CONNECTION=mysql
DB_HOST=10.0.0.5
DB_DATABASE=shop
DB_USERNAME=shop_app
DB_PASSWORD="${databasePassword}"
REDIS_PASSWORD=${redisPassword}
`;

const files = {
  '.env': env,
  'config/database.php': `<?php return [
    'default' => env('DB_CONNECTION', 'sqlite'),
    'connections' => [
      'mysql' => ['driver' => 'mysql', 'host' => env('DB_HOST'), 'port' => '3306', 'database' => env('DB_DATABASE'),
        'username' => env('DB_USERNAME'), 'password' => env('DB_PASSWORD')],
      'old' => ['driver' => 'mysql', 'host' => somewhere(), 'password' => '${databasePassword}'],
    ],
    'redis' => ['client' => 'phpredis', 'default' => ['host' => '127.0.0.1', 'port' => '6379', 'password' => env('REDIS_PASSWORD')]],
  ];`,
  'config/broken.php': '<?php return [',
  'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/framework', version: 'v12.67.0' }] }),
};

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(argv: readonly string[], deps: Partial<CliDeps> = {}, colour = false): Promise<Run> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
    colour,
    now: () => now,
    resolve: (path: string) => path,
  };
  const status = await runCli(argv, io, { ...machine(), ...deps });
  return { status, out: out.join(''), err: err.join('') };
}

const backups: readonly BackupFile[] = [
  {
    name: 'new.zip',
    path: '/shop/storage/laravel-ops/backups/new.zip',
    sizeBytes: 12_400_000,
    modifiedAt: new Date('2026-11-22T03:00:00Z'),
  },
  {
    name: 'old.zip',
    path: '/shop/storage/laravel-ops/backups/old.zip',
    sizeBytes: 12_000_000,
    modifiedAt: new Date('2026-11-21T03:00:00Z'),
  },
];

const nothingToDo = (): never => {
  throw new Error('not asked for');
};

/** The machine of these tests: files in a map, two backups, one commit, servers that answer. */
function machine(): CliDeps {
  const commit = {
    hash: `1a2b3c4${'0'.repeat(33)}`,
    shortHash: '1a2b3c4',
    at: now,
    author: 'A',
    subject: 'Fixes totals',
  };
  return {
    version: '9.9.9',
    files: mapSource(shopFiles(files)),
    backupFiles: {
      list: () => Promise.resolve(backups),
      inspect: () => Promise.resolve({ dumps: [], files: 1, encrypted: false }),
    },
    tracked: () => Promise.resolve(new Set<string>()),
    git: () =>
      Promise.resolve({
        problem: () => Promise.resolve(undefined),
        commitAt: () => Promise.resolve(commit),
        commitOfLine: nothingToDo,
        commitOfFile: nothingToDo,
        isTracked: nothingToDo,
        filesAhead: nothingToDo,
      }),
    sql: nothingToDo,
    redis: nothingToDo,
  };
}

const servers: Pick<CliDeps, 'sql' | 'redis'> = {
  sql: () =>
    Promise.resolve({
      connect: (_profile, password) => {
        // As a driver might: it quotes what it was given.
        throw new OpsError('accessDenied', `Access denied (using ${password}).`, { next: 'Check DB_PASSWORD.' });
      },
    }),
  redis: () =>
    Promise.resolve({
      connect: () =>
        Promise.resolve({
          info: () => Promise.resolve(new Map([['redis_version', '7.0.15']])),
          length: nothingToDo,
          size: nothingToDo,
          close: () => Promise.resolve(),
        }),
    }),
};

test('status says what the files say', async () => {
  const { status, out, err } = await run(['status', '/shop']);
  expect({ status, err }).toEqual({ status: exitCodes.ok, err: '' });
  expect(out).toContain(`\
shop  [production]
  /shop
  Laravel      12.67.0 (composer.lock), slim layout
  Environment  .env: production
`);
  expect(out).toMatch(/Connections {2}mysql +mysql +10\.0\.0\.5:3306 +database shop +user shop_app +default\n/);
  expect(out).toMatch(/ {15}default +redis +127\.0\.0\.1:6379 +database 0 +user -\n/);
  expect(out).toMatch(/old: not used\./);
  expect(out).toContain(`\
  Backups      2, newest 9 h old
               storage/laravel-ops/backups/new.zip, 12.4 MB
               code at 1a2b3c4 Fixes totals
  Areas        Automated backups          Partial — archives exist, but nothing in the schedule makes them
               Recovery procedures        Gap — no usable application key in .env
`);
  expect(out).toContain(
    '.env:4:11  error GEN002  Debug pages are on in production: visitors see stack traces and environment values.',
  );
  expect(out).toMatch(/Problems {5}config\/broken\.php:1 /);
});

test('colour codes are for terminals only', async () => {
  expect((await run(['status', '/shop'])).out).not.toContain('\u001b');
  expect((await run(['status', '/shop'], {}, true)).out).toContain('\u001b[31merror\u001b[39m');
});

test('--json is one document with a schema version', async () => {
  const { status, out } = await run(['status', '/shop', '--json']);
  const report = JSON.parse(out) as StatusReport;
  expect(status).toBe(exitCodes.ok);
  expect(report).toMatchObject({ schemaVersion: 1, version: '9.9.9', path: '/shop', generatedAt: now.toISOString() });
  expect(report.apps).toHaveLength(1);
  expect(report.apps[0]).toMatchObject({
    root: '/shop',
    laravel: { version: '12.67.0', major: 12 },
    layout: 'slim',
    environment: { file: '/shop/.env', role: 'production', treatedAs: 'production' },
    backups: { count: 2, newest: { sizeBytes: 12_400_000, commit: { subject: 'Fixes totals' } } },
    findings: expect.arrayContaining([
      expect.objectContaining({ rule: 'GEN002', severity: 'error', file: '/shop/.env', line: 4, column: 11 }),
    ]),
  });
  expect(report.apps[0]?.connections[0]).toEqual({
    name: 'mysql',
    kind: 'mysql',
    default: true,
    serves: 'both',
    address: '10.0.0.5:3306',
    database: 'shop',
    user: 'shop_app',
    tls: false,
  });
  expect(report.apps[0]?.areas).toHaveLength(10);
});

test('--env reads another environment file', async () => {
  const source = mapSource(
    shopFiles({
      ...files,
      '.env.stage': 'APP_ENV=staging\nDB_CONNECTION=mysql\nDB_HOST=stage.test\nDB_DATABASE=shop\n',
    }),
  );
  const { out } = await run(['status', '/shop', '--env', '.env.stage', '--json'], { files: source });
  const [app] = (JSON.parse(out) as StatusReport).apps;
  expect(app?.environment).toMatchObject({ file: '/shop/.env.stage', role: 'staging' });
  expect(app?.connections[0]?.address).toBe('stage.test:3306');
  expect(app?.findings.filter(({ rule }) => rule === 'GEN002')).toEqual([]);
});

test('--connect asks the servers and says which version answers, or why none does', async () => {
  const { out } = await run(['status', '/shop', '--connect'], servers);
  expect(out).toMatch(/default, failed: Access denied \(using \*+\)\. Check DB_PASSWORD\./);
  expect(out).toMatch(/answers: Redis 7\.0\.15/);
});

test('without --connect no driver is asked for', async () => {
  expect((await run(['status', '/shop'])).status).toBe(exitCodes.ok);
});

test.each([
  ['text', ['status', '/shop', '--connect']],
  ['JSON', ['status', '/shop', '--connect', '--json']],
])('secrets are in no %s that is printed', async (_, argv) => {
  const { out, err } = await run(argv, servers);
  expect(out).toContain('GEN002');
  for (const secret of secrets) {
    expect(out).not.toContain(secret);
    expect(err).not.toContain(secret);
  }
});

test('several applications under one path are all told', async () => {
  const source = mapSource(new Map([...shopFiles({}, '/srv/a'), ...shopFiles({}, '/srv/b')]));
  const { out } = await run(['status', '/srv', '--json'], { files: source });
  expect((JSON.parse(out) as StatusReport).apps.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a path without an application: said on stderr, status 1; --json still prints a document', async () => {
  const text = await run(['status', '/empty']);
  expect(text).toMatchObject({ status: exitCodes.nothingFound, out: '' });
  expect(text.err).toContain('No Laravel application found under /empty');
  const json = await run(['status', '/empty', '--json']);
  expect(json.status).toBe(exitCodes.nothingFound);
  expect(JSON.parse(json.out)).toMatchObject({ schemaVersion: 1, apps: [] });
});

test.each([
  [[], 'Say what to do.'],
  [['destroy', '/shop'], 'Unknown verb "destroy".'],
  [['status'], 'status needs a PATH.'],
  [['status', '/a', '/b'], 'One PATH at a time'],
  [['status', '/shop', '--everything'], "Unknown option '--everything'"],
  [['status', '/shop', '--env'], "'--env <value>' argument missing"],
  [['status', '/shop', '--json=yes'], "'--json' does not take an argument"],
])('%j is wrong usage', async (argv, message) => {
  const { status, out, err } = await run(argv);
  expect(status).toBe(exitCodes.usage);
  expect(out).toBe('');
  expect(err).toContain(message);
  expect(err).toContain('Usage: laravel-ops status PATH');
});

test('--help and --version', async () => {
  expect(await run(['--help'])).toMatchObject({
    status: 0,
    out: expect.stringContaining('Usage: laravel-ops status PATH'),
  });
  expect(await run(['status', '-h'])).toMatchObject({ status: 0, err: '' });
  expect(await run(['--version'])).toEqual({ status: 0, out: '9.9.9\n', err: '' });
});

test('what fails for no fault of the files is said on stderr', async () => {
  const { status, err } = await run(['status', '/shop'], {
    tracked: () => Promise.reject(new Error('the disk is on fire')),
  });
  expect(status).toBe(exitCodes.nothingFound);
  expect(err).toBe('the disk is on fire\n');
});
