import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../../src/core/base/text';
import { routeTable } from '../../../../../src/core/code/routes/routeTable';
import { authEventCoverage } from '../../../../../src/core/security/coverage/authEventCoverage';
import { scaffoldAll, type ScaffoldPlan } from '../../../../../src/core/security/scaffolds/scaffoldAll';
import { applied, changedFiles, contextOf, layouts, type App } from './apps';

async function everything(app: App): Promise<ScaffoldPlan> {
  const context = await contextOf(app);
  const { routes } = routeTable(context.code);
  return scaffoldAll(context, {
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
}

describe.each(layouts)('%s', (_, app) => {
  test('everything is one change, each file once', async () => {
    const plan = await everything(app);
    expect(plan.refused).toEqual([]);
    const files = plan.edits.map(({ file }) => file);
    expect(new Set(files).size).toBe(files.length);
    expect(plan.creates).toEqual([
      'app/Logging/SecurityLog.php',
      'app/Listeners/RecordSecurityEvents.php',
      'app/Observers/RecordChanges.php',
      'tests/Feature/SecurityLogTest.php',
      'tests/Feature/RateLimitersTest.php',
      'tests/Feature/RecordChangesTest.php',
    ]);
  });

  test('applied twice, the second time changes nothing', async () => {
    const after = applied(app, (await everything(app)).edits);
    expect(await everything(after)).toMatchObject({ edits: [], refused: [] });
  });

  test('what it writes counts as coverage, and nothing twice', async () => {
    const context = await contextOf(applied(app, (await everything(app)).edits));
    const rows = authEventCoverage({ root: '/shop', code: context.code, project: context.project });
    const login = rows.find(({ event }) => event.name === 'Login');
    expect(login).toMatchObject({ state: 'logged', missing: [], mayHaveMore: false });
    expect(rows.filter(({ twice }) => twice)).toEqual([]);
  });

  test('what is there stays where it is', async () => {
    const after = applied(app, (await everything(app)).edits);
    for (const [name, text] of Object.entries(app)) {
      // The stock limiter is replaced, and comments that hold an empty body open go.
      const lines = text.split('\n').filter((line) => !/^\s*\/\/$|Limit::perMinute\(60\)/.test(line));
      const kept = (after[name] ?? '').split('\n');
      for (const line of lines)
        expect(
          kept.some((each) => each.startsWith(line.replace(/;$/, ''))),
          `${name}: ${line}`,
        ).toBe(true);
    }
  });

  test('windows line ends stay windows line ends', async () => {
    const windows = Object.fromEntries(
      Object.entries(app).map(([name, text]) => [name, name.endsWith('.php') ? text.replaceAll('\n', '\r\n') : text]),
    );
    const after = applied(windows, (await everything(windows)).edits);
    for (const [name, text] of Object.entries(changedFiles(windows, after)))
      expect(text.replaceAll('\r\n', ''), name).not.toMatch(/[\r\n]/);
    expect((await everything(after)).edits).toEqual([]);
  });
});

test('new files follow the application: tabs, strict types, its own namespace', async () => {
  const [, app = {}] = layouts.at(-1) ?? [];
  const own = Object.fromEntries(
    Object.entries(app).map(([name, text]) => [
      name.replace(/^app\//, 'src/'),
      name === 'composer.json'
        ? text.replace('App\\\\', 'Acme\\\\Shop\\\\').replace('app/', 'src/')
        : text
            .replaceAll('App\\', 'Acme\\Shop\\')
            .replace(/^( {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4))
            .replace(/^<\?php\n/, '<?php\n\ndeclare(strict_types=1);\n'),
    ]),
  );
  const context = await contextOf(own);
  const plan = scaffoldAll(context, { subscriber: true });
  expect(plan.creates).toEqual(['src/Logging/SecurityLog.php', 'src/Listeners/RecordSecurityEvents.php']);
  const after = applied(own, plan.edits);
  const written = after['src/Listeners/RecordSecurityEvents.php'] ?? '';
  expect(written).toMatch(
    /^<\?php\n\ndeclare\(strict_types=1\);\n\nnamespace Acme\\Shop\\Listeners;\n\nuse Acme\\Shop\\Logging\\SecurityLog;/,
  );
  expect(written).toContain('\n\tpublic function subscribe($events): void\n\t{\n\t\t$events->listen(');
  expect(written).not.toMatch(/^ {4}/m);
});

test('nothing chosen is nothing done', async () => {
  const [, app = {}] = layouts[0] ?? [];
  expect(scaffoldAll(await contextOf(app), {})).toMatchObject({ edits: [], adds: [], refused: [] });
});

test('the edit of a file is what differs, not the whole file', async () => {
  const [, app = {}] = layouts.at(-1) ?? [];
  const plan = scaffoldAll(await contextOf(app), { channel: { days: 30 } });
  const [change] = plan.edits;
  expect(change?.edits).toHaveLength(1);
  const before = app['config/logging.php'] ?? '';
  expect(applyEdits(before, change?.edits ?? [])).toContain("'max_files' => 30,");
  const [edit] = change?.edits ?? [];
  expect((edit?.range.end ?? 0) - (edit?.range.start ?? 0)).toBeLessThan(before.length);
});
