import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { applyEdits } from '../../src/core/base/text';
import { reportCollectors, sharedCollectors } from '../../src/core/code/collectors';
import { readCode } from '../../src/core/code/readCode';
import { routeTable } from '../../src/core/code/routes/routeTable';
import { readProject } from '../../src/core/laravel/readProject';
import { authEventCoverage } from '../../src/core/security/coverage/authEventCoverage';
import { coverageText } from '../../src/core/security/coverage/coverageText';
import { readScaffoldContext } from '../../src/core/security/scaffolds/readScaffoldContext';
import { scaffoldAll, type ScaffoldPlan } from '../../src/core/security/scaffolds/scaffoldAll';
import { createRecordParser } from '../../src/core/security/records';
import { eventFields } from '../../src/core/security/event';
import { laravel13, laravel8, type LaravelHost, type PlacedApp, placeApp } from './laravelHosts';
import { realKernelApp, realSlimApp } from './scaffoldsApps';
import { serve } from './scaffoldsServer';
import { ofSuite } from './support';
import { isThere, type MissingServer } from './servers';

// The scaffolds' edits are applied to an application of our own, a real Laravel serves it on loopback, somebody logs in wrongly,
// is locked out, logs in, resets a password, exceeds a limiter; then the lines of security.log are read.

const mariadb = inject('mariadb');
const hosts: readonly (readonly [string, LaravelHost | MissingServer, typeof realKernelApp])[] = [
  ['Laravel 8', laravel8(), realKernelApp],
  ['Laravel 13', laravel13(inject('laravel13')), realSlimApp],
];
for (const [name, host] of hosts)
  if (!isThere(host)) process.stdout.write(`scaffolds: without ${name}: ${host.missing}\n`);

describe.each(hosts)('%s', (name, found, app) => {
  const missing = !isThere(found) || !isThere(mariadb);
  const host: LaravelHost = isThere(found) ? found : { version: '', prefix: '', command: [] };
  const database = `scaffolds_${name.replace(/\D/g, '')}_${process.pid}`;
  let placed: PlacedApp | undefined;
  afterAll(() => {
    placed?.remove();
    if (!missing) sql(`drop database if exists ${database}`);
  });

  test.skipIf(missing)(
    'what happens at the door is in security.log, and no password',
    { timeout: 110_000 },
    async () => {
      sql(`create database ${database}`);
      placed = placeApp(host, app(database, ofSuite(mariadb)));
      const plan = await scaffold(placed);
      expect(plan.refused).toEqual([]);
      expect((await scaffold(placed)).edits).toEqual([]);
      lint(host, plan);
      // A login in a command has no visitor.
      run(host, [`${placed.root}/setUp.php`]);
      const served = await serve(host, placed.root);
      try {
        const post = async (path: string, form: Readonly<Record<string, string>>) => {
          const token = (await served.send('GET', '/token')).body;
          return served.send('POST', path, { ...form, _token: token });
        };
        const wrong = { email: 'Ada@example.com', password: 'hunter2-wrong' };
        const statuses: number[] = [];
        for (let index = 0; index < 6; index++) statuses.push((await post('/login', wrong)).status);
        expect(statuses, served.output()).toEqual([422, 422, 422, 423, 423, 429]);
        expect((await post('/login', { email: 'nobody@example.com', password: 'hunter2-wrong' })).status).toBe(422);
        expect((await post('/login', { email: 'bob@example.com', password: 'right-one', remember: '1' })).body).toBe(
          'in',
        );
        expect((await post('/logout', {})).body).toBe('out');
        expect((await post('/forgot', { email: 'bob@example.com' })).body).toBe('passwords.sent');
        const token = readFileSync(`${host.prefix}${placed.root}/storage/token`, 'utf8');
        const reset = { email: 'bob@example.com', password: 'brand-new-one', token };
        expect((await post('/reset', reset)).body).toBe('passwords.reset');
        expect((await post('/register', { email: 'eve@example.com', password: 'brand-new-one' })).body).toBe(
          'registered',
        );
        const reports = [];
        for (let index = 0; index < 11; index++) reports.push(await served.send('GET', '/report'));
        expect(reports.map(({ status }) => status)).toEqual([...Array<number>(10).fill(200), 429]);
        expect(Number(reports.at(-1)?.retryAfter)).toBeGreaterThan(0);
        // What a visitor sends stays inside its field, and takes nothing down: bytes that are no UTF-8, quotes, arrays.
        const page = (await served.send('GET', '/token')).body;
        const hostile = { 'user-agent': `"}\u00ff\u00c3${'x'.repeat(2000)}` };
        const odd = { email: 'mallory@example.com', password: 'hunter2-wrong', _token: page };
        expect((await served.send('POST', '/login', odd, hostile)).status).toBe(422);
        expect((await post('/login', { 'email[]': 'x', password: 'hunter2-wrong' })).status).toBe(400);
      } finally {
        await served.stop();
      }
      const text = logText(host, placed);
      expect(text).not.toMatch(/hunter2|right-one|brand-new-one|@example\.com/i);
      const lines = text.trimEnd().split('\n');
      const records = lines.map((line) => JSON.parse(line) as { message: string; context: Record<string, unknown> });
      expect(records.map(({ message }) => message).filter((each) => each !== 'model_updated')).toEqual([
        'login',
        ...Array<string>(3).fill('login_failed'),
        'lockout',
        'lockout',
        'rate_limited',
        'login_failed',
        'login',
        'logout',
        ...(name === 'Laravel 13' ? ['password_reset_link_sent'] : []),
        'password_reset',
        'model_created',
        'registered',
        'verified',
        'rate_limited',
        'login_failed',
      ]);
      const [fromConsole, ...visits] = records.slice(0, -1);
      const strange = String(records.at(-1)?.context['user_agent']);
      expect(strange.startsWith('"}')).toBe(true);
      expect(strange.length).toBeLessThan(300);
      expect(fromConsole?.context).toEqual(expect.objectContaining({ console: true, user_id: 1 }));
      expect(fromConsole?.context).not.toHaveProperty('ip');
      for (const { context } of visits)
        expect(context).toEqual(expect.objectContaining({ ip: '127.0.0.1', user_agent: 'Shop test/1.0' }));
      const failures = visits.filter(({ message }) => message === 'login_failed');
      const accounts = failures.map(({ context }) => context['account']);
      expect(accounts.every((each) => /^[0-9a-f]{64}$/.test(String(each)))).toBe(true);
      expect(new Set(accounts).size).toBe(2);
      expect(failures[0]?.context).toEqual(expect.objectContaining({ user_id: 1, route: 'login.store', guard: 'web' }));
      expect(failures.at(-1)?.context).not.toHaveProperty('user_id');
      const changed = records.find(({ message }) => message === 'model_updated');
      expect(changed?.context).toEqual(expect.objectContaining({ attributes: ['password'], model_id: 2 }));
      // What we write, we read.
      const parser = createRecordParser();
      const read = [...parser.push(lines.map((line, offset) => ({ text: line, offset }))), ...parser.flush()];
      expect(read.map((each) => eventFields(each.message, each.context).event)).toContain('login_failed');
    },
  );

  test.skipIf(missing)('a log that cannot be written keeps nobody out', { timeout: 60_000 }, async () => {
    if (placed === undefined) throw new Error('The application was not made.');
    const config = join(placed.root, 'config/logging.php');
    const text = readFileSync(host.prefix + config, 'utf8');
    placed.write('config/logging.php', text.replace("logs/security.log'", "token/no/security.log'"));
    const served = await serve(host, placed.root);
    try {
      const token = (await served.send('GET', '/token')).body;
      const form = { email: 'bob@example.com', password: 'brand-new-one', _token: token };
      expect((await served.send('POST', '/login', form)).body).toBe('in');
    } finally {
      await served.stop();
      placed.write('config/logging.php', text);
    }
    expect(readFileSync(`${host.prefix}${placed.root}/storage/logs/laravel.log`, 'utf8')).toMatch(
      /no existing directory at \S*token\/no/,
    );
  });

  test.skipIf(missing)('coverage finds what the scaffold records', async () => {
    if (placed === undefined) throw new Error('The application was not made.');
    const { code } = await read(placed);
    const rows = authEventCoverage({ root: placed.root, code, project: code.project });
    const logged = rows.filter(({ state, missing: without }) => state === 'logged' && without.length === 0);
    expect(logged.map(({ event }) => event.name)).toEqual(
      expect.arrayContaining(['Login', 'Failed', 'Lockout', 'Logout', 'PasswordReset', 'Registered', 'Verified']),
    );
    expect(coverageText(rows)).toContain('app/Listeners/RecordSecurityEvents.php');
  });
});

function sql(statement: string): void {
  const { port, user, password } = ofSuite(mariadb);
  execFileSync('mariadb', [
    '--no-defaults',
    '-h127.0.0.1',
    `-P${port}`,
    `-u${user}`,
    `--password=${password}`,
    '-e',
    statement,
  ]);
}

async function read(placed: PlacedApp) {
  const project = await readProject(placed.source, placed.root);
  const code = await readCode(placed.source, project, [...sharedCollectors, ...reportCollectors]);
  return { code, context: await readScaffoldContext(placed.source, code) };
}

/** Reads the application, applies everything that scaffolds can do, writes the files. */
async function scaffold(placed: PlacedApp): Promise<ScaffoldPlan> {
  const { code, context } = await read(placed);
  const { routes } = routeTable(code);
  const plan = scaffoldAll(context, {
    channel: { days: 90 },
    subscriber: true,
    auditTrail: ['App\\Models\\User'],
    rateLimitLog: true,
    tests: true,
    limiters: {
      define: ['login', 'api', 'heavy'],
      apiGroup: true,
      routes: [
        { limiter: 'login', routes: routes.filter(({ uri }) => uri === 'login') },
        { limiter: 'heavy', routes: routes.filter(({ uri }) => uri === 'report') },
      ],
    },
  });
  for (const { file, edits } of plan.edits) {
    const before = context.textOf(file) ?? '';
    placed.write(file.slice(placed.root.length + 1), applyEdits(before, edits));
  }
  return plan;
}

function run(host: LaravelHost, args: readonly string[]): string {
  const [program = 'php', ...first] = host.command;
  return execFileSync(program, [...first, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'] } });
}

function lint(host: LaravelHost, plan: ScaffoldPlan): void {
  for (const { file } of plan.edits)
    expect(run(host, ['-d', 'error_reporting=E_ALL', '-l', file])).toContain('No syntax errors');
}

/** security-2026-11-23.log: a file a day. */
function logText(host: LaravelHost, { root }: PlacedApp): string {
  const folder = `${host.prefix}${root}/storage/logs`;
  const names = readdirSync(folder).filter((each) => /^security-\d{4}-\d\d-\d\d\.log$/.test(each));
  return names
    .sort()
    .map((each) => readFileSync(join(folder, each), 'utf8'))
    .join('');
}
