import { describe, expect, test } from 'vitest';
import type { CliDeps } from '../../../src/cli/io';
import { exitCodes } from '../../../src/cli/exitCodes';
import { runCli } from '../../../src/cli/runCli';
import { OpsError } from '../../../src/core/base/errors';
import { mapSource, shopFiles } from '../core/lint/mapSource';

const now = new Date('2026-11-22T12:00:00Z');
const secrets = [
  'hunter2-database',
  'base64:dGhpcyBpcyBub3QgYSByZWFsIGtleSBhdCBhbGw=',
  'sk_live_4242',
  'hunter2#truncated',
] as const;
const env = `APP_NAME=Shop
APP_ENV=production
APP_KEY=${secrets[1]}
APP_DEBUG=true
DB_CONNECTION=mysql
DB_HOST=db.example.com
DB_DATABASE=shop
DB_USERNAME=shop_app
DB_PASSWORD="${secrets[0]}"
STRIPE_SECRET=${secrets[2]}
MAIL_PASSWORD=${secrets[3]}
`;
const local = 'APP_ENV=local\nAPP_DEBUG=true\n';
const decision = {
  id: 'GEN002',
  file: '.env',
  reason: 'A demo server',
  owner: 'Dana',
  accepted: '2026-11-01',
  expires: '2026-12-01',
};
const decisions = (...list: readonly unknown[]): string => JSON.stringify({ version: 1, decisions: list });

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const unused = (): never => {
  throw new Error('not asked for');
};

async function check(
  files: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
  args: readonly string[] = [],
  { path = '/shop', ...deps }: Partial<CliDeps> & { readonly path?: string; readonly colour?: boolean } = {},
): Promise<Run> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
    colour: false,
    now: () => now,
    resolve: (typed: string) => (typed.startsWith('/') ? typed : `/srv/${typed}`),
  };
  const machine: CliDeps = {
    version: '9.9.9',
    files: mapSource(files instanceof Map ? files : shopFiles(files as Record<string, string>)),
    backupFiles: { list: () => Promise.resolve([]), inspect: unused },
    tracked: () => Promise.resolve(new Set<string>()),
    git: () =>
      Promise.resolve({
        problem: () => Promise.resolve(undefined),
        commitAt: () => Promise.resolve(undefined),
        commitOfLine: unused,
        commitOfFile: unused,
        isTracked: unused,
        filesAhead: unused,
      }),
    sql: unused,
    redis: unused,
  };
  const status = await runCli(['check', path, ...args], io, { ...machine, ...deps });
  return { status, out: out.join(''), err: err.join('') };
}

test('one line a finding, with its place, then counts and the areas', async () => {
  const { status, out, err } = await check({ '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' });
  expect({ status, err }).toEqual({ status: exitCodes.findings, err: '' });
  expect(out).toMatch(/^\/shop\/\.env:2:11 error GEN002 Debug pages are on in production/m);
  expect(out).toMatch(/^shop \(\.env, production\): 1 error/m);
  expect(out).toMatch(/^Readiness: .*\d+ unknown$/m);
});

test('paths begin as the folder was typed, so that a terminal opens them from where one is', async () => {
  const files = new Map(shopFiles({ '.env': env }, '/srv/apps/shop'));
  const { out } = await check(files, [], { path: 'apps' });
  expect(out).toMatch(/^apps\/shop\/\.env:4:11 error GEN002 /m);
});

describe('exit status', () => {
  const debug = { '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' };
  test.each<[string, Record<string, string>, readonly string[], number]>([
    ['an error, by default', debug, [], exitCodes.findings],
    ['an error, never', debug, ['--fail-on', 'never'], exitCodes.ok],
    ['nothing', { '.env': 'APP_ENV=local\n' }, ['--fail-on', 'warning'], exitCodes.ok],
    [
      'an error that settings lower',
      { ...debug, '.vscode/settings.json': '{ "laravelOps.diagnostics.rules": { "GEN002": "warning" } }' },
      [],
      exitCodes.ok,
    ],
    [
      'a warning at the level',
      { ...debug, '.vscode/settings.json': '{ "laravelOps.diagnostics.rules": { "GEN002": "warning" } }' },
      ['--fail-on', 'warning'],
      exitCodes.findings,
    ],
    ['an error that was accepted', { ...debug, '.laravel-ops/decisions.json': decisions(decision) }, [], exitCodes.ok],
    [
      'an error whose decision expired',
      { ...debug, '.laravel-ops/decisions.json': decisions({ ...decision, expires: '2026-11-22' }) },
      [],
      exitCodes.findings,
    ],
    [
      'a comment that suppresses it',
      { '.env': 'APP_ENV=production\n# laravel-ops-ignore GEN002 demo\nAPP_DEBUG=true\n' },
      [],
      exitCodes.ok,
    ],
  ])('%s', async (_, files, args, expected) => {
    expect((await check(files, args)).status).toBe(expected);
  });

  test('no application', async () => {
    const { status, err, out } = await check(new Map());
    expect({ status, out }).toEqual({ status: exitCodes.failed, out: '' });
    expect(err).toContain('No Laravel application found under /shop');
  });

  test('a file that is there and cannot be read is told, and a missing .env is not', async () => {
    const { status, err } = await check({
      '.env': 'APP_ENV=local\n',
      'config/broken.php': "<?php return ['a' => ",
      'config/binary.php': '\0',
    });
    expect(status).toBe(exitCodes.ok);
    expect(err).toMatch(/^shop: config\/binary\.php: /m);
    expect(err).toMatch(/^shop: config\/broken\.php: /m);
    expect((await check({})).err).toBe('');
  });

  test.each(['.env', './.env', 'config/../.env', '/shop/.env', '.\\.env'])(
    'a tracked file that is asked about as %s is judged',
    async (typed) => {
      const files = { '.env': 'APP_ENV=production\nAPP_DEBUG=true\n' };
      const { status, out } = await check(files, ['--env', typed], {
        tracked: () => Promise.resolve(new Set(['.env'])),
      });
      expect({ status, out }).toEqual({ status: exitCodes.findings, out: expect.stringContaining('GEN002') });
    },
  );

  test('an environment file that is not there is no clean bill of health', async () => {
    const { status, err } = await check({}, ['--env', '.env.prod']);
    expect(status).toBe(exitCodes.failed);
    expect(err).toBe('/shop/.env.prod does not exist.\n');
  });

  test('a template is not judged, and that is said', async () => {
    const { status, err } = await check({ '.env.example': env }, ['--env', '.env.example']);
    expect(status).toBe(exitCodes.failed);
    expect(err).toContain('is a template by its name');
  });

  test('a failure', async () => {
    const { status, err } = await check({}, [], { tracked: () => Promise.reject(new Error('the disk is on fire')) });
    expect({ status, err }).toEqual({ status: exitCodes.failed, err: 'the disk is on fire\n' });
  });

  test('cancelled', async () => {
    const { status } = await check({}, [], { tracked: () => Promise.reject(new OpsError('cancelled', 'Cancelled.')) });
    expect(status).toBe(exitCodes.cancelled);
  });

  test.each([
    [['--fail-on', 'fatal'], '--fail-on knows error, warning, information, hint, never, not "fatal".'],
    [['--json', '--md'], 'One format at a time: --json, --md.'],
    [['--connect'], '--connect belongs to status'],
  ])('%j is wrong usage', async (args, message) => {
    const { status, err } = await check({}, args);
    expect(status).toBe(exitCodes.usage);
    expect(err).toContain(message);
  });
});

describe('which environment', () => {
  test('the own file alone is local: nothing of production is said', async () => {
    const { status, out } = await check({ '.env': local });
    expect(status).toBe(exitCodes.ok);
    expect(out).toContain('shop (.env, local): ');
  });

  test('--env names the one that counts, even when git tracks it', async () => {
    const files = { '.env': local, '.env.live': 'APP_ENV=production\nAPP_DEBUG=true\n' };
    const { out } = await check(files, ['--env', '.env.live'], {
      tracked: () => Promise.resolve(new Set(['.env.live'])),
    });
    expect(out).toMatch(/\.env\.live:2:11 error GEN002/);
    expect(out).toContain('shop (.env.live, production): ');
  });

  test('settings say that a file is production', async () => {
    const settings =
      '{\n  // the server\n  "laravelOps.environments": [{ "id": "live", "role": "production", "envFile": ".env.live", },],\n}';
    const files = { '.env': local, '.env.live': 'APP_DEBUG=true\n', '.vscode/settings.json': settings };
    const { out } = await check(files);
    expect(out).toMatch(/\.env\.live:1:11 error GEN002/);
    expect(out).toContain('shop (live, production): ');
  });

  test('--config is read in place of them, and has to be readable', async () => {
    const files = {
      '.env': env,
      '.vscode/settings.json': '{}',
      'ci.json': '{ "laravelOps.diagnostics.rules": { "GEN002": "off" } }',
    };
    expect((await check(files, ['--config', '/shop/ci.json'])).out).not.toContain('GEN002');
    const missing = await check(files, ['--config', '/shop/none.json']);
    expect(missing).toMatchObject({
      status: exitCodes.failed,
      err: '/shop/none.json is missing or is no JSON object.\n',
    });
  });
});

describe('formats', () => {
  const files = {
    '.env': env,
    '.laravel-ops/decisions.json': decisions({ ...decision, id: 'automatedBackups.source', file: undefined }),
  };

  test('--json is one document with a report for each application', async () => {
    const { out } = await check(files, ['--json', '--fail-on', 'hint']);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      version: '9.9.9',
      failOn: 'hint',
      apps: [
        {
          folder: '',
          schemaVersion: 1,
          application: { name: 'shop' },
          environment: { role: 'production', file: '.env' },
        },
      ],
    });
  });

  test('--sarif is there without findings and without applications too', async () => {
    expect(JSON.parse((await check({ '.env': local }, ['--sarif'])).out)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [] }],
    });
    expect(JSON.parse((await check(new Map(), ['--sarif'])).out)).toMatchObject({ version: '2.1.0', runs: [] });
  });

  test('SARIF paths are seen from the current folder', async () => {
    const apps = new Map(shopFiles({ '.env': env }, '/srv/apps/shop'));
    const { out } = await check(apps, ['--sarif'], { path: 'apps' });
    expect(out).toContain('"uri": "apps/shop/.env"');
  });

  test('--md and --html are the readiness report', async () => {
    expect((await check(files, ['--md'])).out).toMatch(/^# Readiness of shop$/m);
    expect((await check(files, ['--html'])).out).toMatch(/^<!DOCTYPE html>/);
  });

  test('two applications are two Markdown reports, and no HTML file', async () => {
    const two = new Map([...shopFiles({}, '/srv/a'), ...shopFiles({}, '/srv/b')]);
    expect((await check(two, ['--md'], { path: '/srv' })).out.match(/^# Readiness of/gm)).toHaveLength(2);
    const html = await check(two, ['--html'], { path: '/srv' });
    expect(html).toMatchObject({ status: exitCodes.failed, out: '' });
    expect(html.err).toContain('there are 2: a, b');
  });

  test.each([[], ['--json'], ['--sarif'], ['--md'], ['--html']])(
    'no secret of the environment file is in %j',
    async (...args) => {
      const { out, err } = await check(files, args);
      expect(out.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(out + err).not.toContain(secret);
      expect(out + err).not.toContain('hunter2');
    },
  );

  test.each([['--json'], ['--sarif'], ['--md'], ['--html'], []])(
    '--redact leaves hosts and users out of %j',
    async (...args) => {
      const { out } = await check(files, [...args, '--redact']);
      for (const name of ['db.example.com', 'shop_app']) expect(out).not.toContain(name);
    },
  );
});

test('a decisions file that is wrong is told, and accepts nothing', async () => {
  const { status, err } = await check({ '.env': env, '.laravel-ops/decisions.json': '{' });
  expect(status).toBe(exitCodes.findings);
  expect(err).toContain('shop: .laravel-ops/decisions.json is no JSON: nothing is accepted.');
});
