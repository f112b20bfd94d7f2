// `laravel-ops logs | routes` as they are built and as a person starts them, on a small application: texts, documents, exit status.
import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { appendFile, cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporary } from './host';

const repository = resolve(import.meta.dirname, '../..');
const copies = temporary();
const secret = 'hunter2-of-the-command-line';
let home = '';
let program = '';
let shop = '';

const files: Readonly<Record<string, string>> = {
  artisan: '#!/usr/bin/env php\n',
  'composer.json': '{"require":{"laravel/framework":"^12.0"}}',
  'composer.lock': '{"packages":[{"name":"laravel/framework","version":"v12.0.0"}]}',
  '.env': `APP_ENV=local\nDB_PASSWORD=${secret}\n`,
  'config/app.php': "<?php return ['name' => 'Shop', 'timezone' => 'UTC'];",
  'config/database.php':
    "<?php return ['default' => 'mysql', 'connections' => ['mysql' => ['driver' => 'mysql', 'host' => '127.0.0.1', 'database' => 'shop', 'username' => 'shop', 'password' => env('DB_PASSWORD')]]];",
  'config/logging.php':
    "<?php return ['default' => 'single', 'channels' => ['single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')]]];",
  'bootstrap/app.php':
    "<?php return Illuminate\\Foundation\\Application::configure(basePath: dirname(__DIR__))->withRouting(web: __DIR__.'/../routes/web.php')->create();",
  'routes/web.php': `<?php
use App\\Http\\Controllers\\LoginController;
use Illuminate\\Support\\Facades\\Route;
Route::post('/login', [LoginController::class, 'store']);
Route::get('/search', [LoginController::class, 'search'])->middleware('throttle:30,1');
`,
  'app/Http/Controllers/LoginController.php': `<?php
namespace App\\Http\\Controllers;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Auth;
class LoginController {
  public function store(Request $request) { return Auth::attempt($request->only('email', 'password')) ? 'in' : 'out'; }
  public function search() { return 'x'; }
}
`,
};
const log = () => join(shop, 'storage/logs/laravel.log');
const two = (n: number) => String(n).padStart(2, '0');
const line = (n: number, message = `event ${n}`, context: object = { ip: `203.0.113.${n}` }, level = 'INFO') =>
  `[2026-11-22 10:${two(Math.floor(n / 60))}:${two(n % 60)}] local.${level}: ${message} ${JSON.stringify(context)} \n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('');

interface Answer {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}
function start(...args: readonly string[]): {
  child: ChildProcessWithoutNullStreams;
  out: () => string;
  ended: Promise<Answer>;
} {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: home,
    env: { PATH: '/usr/bin:/bin', HOME: home, TZ: 'Pacific/Kiritimati' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += String(text)));
  child.stderr.on('data', (text: Buffer) => (err += String(text)));
  const ended = new Promise<Answer>((done) => child.once('close', (status) => done({ status, out, err })));
  return { child, out: () => out, ended };
}
const run = (...args: readonly string[]) => start(...args).ended;
async function document(...args: readonly string[]) {
  const { status, out } = await run(...args, '--json');
  const parsed = JSON.parse(out) as Record<string, unknown>;
  expect(parsed).toMatchObject({ schemaVersion: 1, verb: args[0], whole: status === 0 });
  return { ...parsed, status };
}

beforeAll(async () => {
  home = await copies.folder();
  program = join(home, 'dist/cli.js');
  await promisify(execFile)(process.execPath, ['esbuild.mjs', '--dev', `--outdir=${join(home, 'dist')}`], {
    cwd: repository,
  });
  shop = join(home, 'shop');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(shop, path, '..'), { recursive: true });
    await writeFile(join(shop, path), text);
  }
  await mkdir(join(shop, 'storage/logs'), { recursive: true });
});
afterAll(() => copies.remove());
beforeEach(() => rm(log(), { force: true }));

describe('logs', () => {
  test('the newest that match, a line each', async () => {
    await writeFile(
      log(),
      lines(0, 3) + line(3, 'login_failed', { ip: '203.0.113.9', email: 'ann@example.test' }, 'WARNING'),
    );
    expect(await run('logs', shop, '--lines', '2')).toEqual({
      status: 0,
      err: '',
      out: '2026-11-22 10:00:02Z  INFO  203.0.113.2  event 2\n2026-11-22 10:00:03Z  WARNING  login_failed  ann@example.test  203.0.113.9\n',
    });
    expect((await run('logs', shop, '--level', 'warning', '--filter', 'ip:203.0.113.9')).out).toMatch(
      /^2026-11-22 10:00:03Z .*\n$/,
    );
    expect((await run('logs', shop, '--since', '2026-11-22 10:00:01Z', '--until', '2026-11-22 10:00:02Z')).out).toBe(
      '2026-11-22 10:00:01Z  INFO  203.0.113.1  event 1\n',
    );
  });

  test('a day is this machine’s: fourteen hours before that of the log', async () => {
    await writeFile(log(), lines(0, 2));
    expect((await run('logs', shop, '--until', '2026-11-23')).out).toContain('No record');
    expect((await run('logs', shop, '--since', '2026-11-23')).out).toContain('event 0');
  });

  test('as a document', async () => {
    await writeFile(log(), lines(0, 2));
    expect(await document('logs', shop, '--lines', '1')).toMatchObject({
      status: 0,
      source: 'storage/logs/laravel.log',
      records: [
        {
          time: '2026-11-22T10:00:01.000Z',
          level: 'info',
          ip: '203.0.113.1',
          message: 'event 1',
          event: null,
          status: null,
          forged: false,
          file: log(),
          offset: line(0).length,
        },
      ],
    });
  });

  test('nothing that matches, an empty log and none at all are said, and are no failure', async () => {
    const none = { status: 0, out: 'No record of storage/logs/laravel.log matches.\n', err: '' };
    expect(await run('logs', shop)).toEqual(none);
    await writeFile(log(), '');
    expect(await run('logs', shop)).toEqual(none);
    await writeFile(log(), lines(0, 3));
    expect(await run('logs', shop, '--filter', 'nowhere')).toEqual(none);
    expect(await document('logs', shop, '--filter', 'nowhere')).toMatchObject({ records: [], status: 0 });
  });

  test('no secret, no escape of a terminal and no line break of a log reaches a terminal', async () => {
    const bad = '\u001b[2J\u009b31m\u202e\u200b';
    await writeFile(log(), line(0, `${bad} ${secret}`, { ip: bad, user: `${bad}${secret}` }));
    for (const more of [[], ['--json'], ['--findings'], ['--findings', '--json']]) {
      const { out } = await run('logs', shop, ...more);
      // oxlint-disable-next-line no-control-regex -- these are what is looked for
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
      expect(out).not.toContain(secret);
    }
  });

  test.each([
    [['logs'], 2, 'logs needs a PATH.'],
    [['logs', '.', '--level', 'loud'], 2, '--level knows'],
    [['logs', '.', '--findings', '-f'], 2, 'One at a time'],
    [['logs', 'nowhere'], 3, 'No Laravel application found'],
    [['logs', 'shop', '--source', 'nginx'], 3, 'There is no log "nginx". There are: single, daily.'],
    [['logs', 'shop', '--env', '.env.gone'], 3, '.env.gone'],
  ] as const)('%j ends with %i', async (args, status, said) => {
    const answer = await run(...args);
    expect([answer.status, answer.out]).toEqual([status, '']);
    expect(answer.err).toContain(said);
  });

  test('what cannot be read ends with 3, with --findings too', async () => {
    await symlink(log(), log());
    for (const more of [[], ['--findings']]) {
      const { status, err } = await run('logs', shop, ...more);
      expect(status, err).toBe(3);
      expect(err).toContain('cannot be read');
    }
    expect(await document('logs', shop, '--findings')).toMatchObject({ status: 3, error: { reason: 'unreadable' } });
  });

  test('--findings: 0 when nothing critical is in it, 1 when there is', async () => {
    await writeFile(log(), lines(0, 3));
    expect(await run('logs', shop, '--findings')).toEqual({
      status: 0,
      err: '',
      out: 'Nothing was found. 3 records of single, daily were looked at.\n',
    });
    const failed = Array.from({ length: 40 }, (_, n) =>
      line(n, 'login_failed', { ip: '203.0.113.9', email: "x'; touch pwned #" }, 'WARNING'),
    );
    await writeFile(log(), failed.join('') + line(50, 'login', { ip: '203.0.113.9', email: "x'; touch pwned #" }));
    const found = await run('logs', shop, '--findings');
    expect(found.status).toBe(1);
    expect(found.out).toMatch(/^CRITICAL {2}/);
    // Nothing of a log is an argument to be pasted.
    expect(found.out).not.toContain('--filter');
    expect(await document('logs', shop, '--findings')).toMatchObject({
      status: 1,
      records: 41,
      findings: [{ severity: 'critical', first: expect.stringMatching(/^2026-11-22T10:00/) }],
    });
    expect((await run('logs', shop, '--findings', '--since', '2026-11-24')).status).toBe(0);
  });
});

describe('logs --follow', () => {
  test.each([
    ['SIGINT', ['--json']],
    ['SIGTERM', []],
  ] as const)('writes what comes until %s, each once', async (signal, more) => {
    await writeFile(log(), lines(0, 5));
    const { child, out, ended } = start('logs', shop, '-f', '--lines', '2', ...more);
    const written = () =>
      out()
        .trimEnd()
        .split('\n')
        .map((text) => /event \d+/.exec(text)?.[0]);
    await vi.waitFor(() => expect(written()).toEqual(['event 3', 'event 4']), { timeout: 20_000 });
    await appendFile(log(), lines(5, 7));
    await vi.waitFor(() => expect(written()).toEqual(['event 3', 'event 4', 'event 5', 'event 6']), {
      timeout: 20_000,
    });
    child.kill(signal);
    const { status, err } = await ended;
    expect([status, err]).toEqual([130, '']);
    if (more.length > 0)
      for (const text of out().trimEnd().split('\n')) expect(JSON.parse(text)).toMatchObject({ level: 'info' });
    expect(written()).toHaveLength(4);
  });
});

describe('routes --limits', () => {
  test('ends with 1 while a login is not limited, and lists it first', async () => {
    const { status, out } = await run('routes', shop, '--limits');
    expect(status).toBe(1);
    expect(out).toMatch(/^Unlimited Auth Routes \(1\)\n {2}POST \/login /);
    expect(out).toMatch(/GET \/search .*30/);
    const all = await document('routes', shop, '--limits');
    expect(all).toMatchObject({ status: 1, source: 'code' });
    expect(JSON.stringify(all)).toContain('"group":"unlimitedAuth"');
  });

  test('and with 0 once it is', async () => {
    const other = join(home, 'limited');
    await cp(shop, other, { recursive: true });
    await writeFile(
      join(other, 'routes/web.php'),
      (files['routes/web.php'] ?? '').replace("'store']);", "'store'])->middleware('throttle:5,1');"),
    );
    const { status, out } = await run('routes', other, '--limits');
    expect([status, out.includes('Unlimited Auth')]).toEqual([0, false]);
  });

  test('as tables', async () => {
    const csv = await run('routes', shop, '--limits', '--csv');
    expect(csv.out.split('\n').length).toBeGreaterThan(2);
    expect(csv.out).toContain('login');
    expect((await run('routes', shop, '--limits', '--md')).out).toMatch(/^# Rate limits of .*\n/);
    expect((await run('routes', shop)).status).toBe(2);
  });
});
