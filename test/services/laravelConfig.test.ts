import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { readProject } from '../../src/core/laravel/readProject';
import * as apps from '../fixtures/laravel/apps';
import { formEnvironments, formFiles, mergedFiles } from '../fixtures/laravel/configForms';
import { certain, environmentText } from '../fixtures/laravel/expressions';
import { programs } from '../fixtures/laravel/programs';
import { prelude } from '../unit/core/laravel/php/evaluating';
import { type LaravelHost, type PlacedApp, laravel13, laravel8, placeApp } from './laravelHosts';
import { type Comparison, compareConfig } from './sameConfig';
import { isThere } from './servers';

// The configuration that we read from files, against what config() holds in a real Laravel 8 on PHP 8 and a real Laravel 13 on
// PHP 8.4, leaf by leaf. Values that we call unknown are counted; a value that we call certain has to be the same.

const hosts = { 'Laravel 8': laravel8(), 'Laravel 13': laravel13(inject('laravel13')) };
for (const [name, host] of Object.entries(hosts)) {
  if (!isThere(host)) process.stdout.write(`laravelConfig: WITHOUT ${name}: ${host.missing}\n`);
}

/** Compares under one environment file after the other; one that Laravel cannot boot with counts as none. */
async function compareAll(
  app: PlacedApp,
  environments: readonly (string | undefined)[],
): Promise<readonly Comparison[]> {
  const results: Comparison[] = [];
  for (const environment of environments) {
    if (environment !== undefined) app.write('.env', environment);
    const booted = await app.boot();
    if ('error' in booted) throw new Error(`${booted.error} with ${environment}`);
    const project = await readProject(app.source, app.root);
    results.push(compareConfig(project.config, booted.config));
  }
  return results;
}

function summary(name: string, host: LaravelHost, results: readonly Comparison[]): void {
  const sum = (count: (one: Comparison) => number): number => results.reduce((total, one) => total + count(one), 0);
  const unknown = [...new Set(results.flatMap((one) => one.unknown))];
  process.stdout.write(
    `laravelConfig: ${name} on Laravel ${host.version}, ${results.length} environment files: ` +
      `${sum((one) => one.equal)} leaves equal, ${sum((one) => one.unknown.length)} unknown (${unknown.length} different ones), ` +
      `${sum((one) => one.differing.length)} differ\n`,
  );
  if (process.env['LARAVEL_OPS_UNKNOWN'] !== undefined) process.stdout.write(`${unknown.join('\n')}\n`);
}

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const lockOf = (version: string): string =>
  JSON.stringify({ packages: [{ name: 'laravel/framework', version: `v${version}` }] });

/** Environment files that set every variable of an application's configuration to something that env() treats specially. */
function hostileEnvironments(folder: string, count: number): readonly string[] {
  const texts = readdirSync(join(folder, 'config')).map((name) => readFileSync(join(folder, 'config', name), 'utf8'));
  const keys = [...new Set(texts.flatMap((text) => [...text.matchAll(/\benv\('(\w+)'/g)].map(([, key]) => key)))];
  const values = [
    'true',
    '(false)',
    'null',
    '(empty)',
    '',
    '0',
    '"0"',
    '1.50',
    'text',
    '"a # b"',
    "'$x'",
    '"${A}/b"',
    'a,b,,c',
    '-7',
    '\'"q"\'',
    'http://u:p@h:1/x?y#z',
  ];
  return Array.from({ length: count }, (_, seed) =>
    [
      'A=first',
      ...keys.map((key, index) => `${key}=${values[(index * 7 + seed * 5 + index * seed) % values.length]}`),
    ].join('\n'),
  );
}

function withoutDefaults(text: string): string {
  return text
    .replace('ServiceProvider::defaultProviders()->merge([', 'array_merge([], [')
    .replace('])->toArray()', '])')
    .replace('Facade::defaultAliases()->toArray()', '[]');
}

async function expectSame(
  name: string,
  host: LaravelHost,
  from: string | Readonly<Record<string, string>>,
  environments: readonly (string | undefined)[],
  change: (app: PlacedApp) => void = () => {},
): Promise<readonly Comparison[]> {
  const app = placeApp(host, from);
  try {
    change(app);
    const results = await compareAll(app, environments);
    summary(name, host, results);
    expect(results.flatMap(({ differing }) => differing)).toEqual([]);
    return results;
  } finally {
    app.remove();
  }
}

/** The framework's own configuration, where composer would have put it. */
function installFramework(host: LaravelHost, app: PlacedApp): void {
  const to = join(host.prefix, app.root, 'vendor/laravel/framework/config');
  cpSync(join(host.prefix, '/usr/share/php/Illuminate/config'), to, { recursive: true });
}

describe.each(Object.entries(hosts))('%s', (_, found) => {
  if (!isThere(found)) {
    // Named as skipped, so that a run without that Laravel does not pass for one with it.
    test.skip('is not on this machine', () => {});
    return;
  }
  const host = found;
  const is13 = host.version.startsWith('13.');
  const skeleton = is13 ? apps.laravel13 : apps.laravel8;
  const plain = { ...skeleton, 'composer.lock': lockOf(host.version) };

  test(`the ${is13 ? 'demo' : 'legacy'} shop`, async () => {
    const folder = fixture(is13 ? 'demo-shop' : 'legacy-shop');
    const written = readdirSync(folder).filter((name) => /^\.env\..*example$/.test(name) || name === '.env.example');
    const own = written.map((name) => readFileSync(join(folder, name), 'utf8'));
    const environments = [undefined, ...own, ...hostileEnvironments(folder, 6)];
    const results = await expectSame('the shop', host, folder, environments, (app) => {
      // Written for Laravel 10, from which on ServiceProvider and Facade know their defaults.
      if (!is13) app.write('config/app.php', withoutDefaults(readFileSync(join(folder, 'config/app.php'), 'utf8')));
    });
    if (is13)
      await expectSame('the shop with vendor', host, folder, environments.slice(0, 3), (app) =>
        installFramework(host, app),
      );
    expect(Math.min(...results.map(({ equal }) => equal))).toBeGreaterThan(150);
  });

  test('every form in which configuration is written', async () => {
    const files = { ...plain, ...formFiles };
    const results = await expectSame('forms', host, files, formEnvironments);
    expect(Math.min(...results.map(({ equal }) => equal))).toBeGreaterThan(150);
  });

  test('expressions and programs of the unit tier, as config files', async () => {
    const texts = [
      ...certain.map(([expression]) => `${prelude}return ['value' => ${expression}];`),
      ...programs.filter(([, , value]) => typeof value === 'object').map(([, body]) => `<?php ${body}`),
    ];
    const files = Object.fromEntries(texts.map((text, index) => [`config/e${index}.php`, text]));
    const [result] = await expectSame('expressions', host, { ...plain, ...files }, [environmentText]);
    expect(result?.unknown.filter((each) => /^e\d/.test(each))).toEqual([]);
  });

  test('small applications of the unit tier', async () => {
    const { rootVariable, nestedConfig, movedConfig, customHelper } = apps;
    // A helper of which nothing can be told without running it.
    const opaque = 'function some_other_helper($value) { return strrev(md5($value)); }';
    const helpers = { ...customHelper, 'app/helpers.php': `${customHelper['app/helpers.php'] ?? ''}\n${opaque}` };
    const all = { rootVariable, nestedConfig, movedConfig, ...(is13 ? { helpers } : {}) };
    for (const [name, files] of Object.entries(all)) {
      await expectSame(name, host, { ...files, 'composer.lock': lockOf(host.version) }, [undefined]);
    }
  });
});

const newest = hosts['Laravel 13'];
describe.runIf(isThere(newest))('what Laravel 13 merges', () => {
  if (!isThere(newest)) return;
  const host = newest;
  const files: Readonly<Record<string, string>> = {
    ...apps.laravel13,
    ...mergedFiles,
    'composer.lock': lockOf(host.version),
  };

  test('with the framework installed', async () => {
    await expectSame('merging, installed', host, files, ['', ...formEnvironments.slice(1, 2)], (app) =>
      installFramework(host, app),
    );
  });

  test('with the framework known by heart', async () => {
    const results = await expectSame('merging, by heart', host, files, [
      '',
      'APP_NAME="The Shop"\nDB_HOST=h\nLOG_STACK=daily\nCACHE_STORE=redis',
    ]);
    expect(results.flatMap(({ unknown }) => unknown).filter((each) => !/: notInstalled,/.test(each))).toEqual([]);
  });

  test('nothing, when the application says so', async () => {
    const bootstrap = (files['bootstrap/app.php'] ?? '').replace(
      '->create();',
      '->create()->dontMergeFrameworkConfiguration();',
    );
    await expectSame('no merging', host, { ...files, 'bootstrap/app.php': bootstrap }, ['']);
  });

  test('an application of Laravel 10 that was upgraded', async () => {
    await expectSame(
      'the legacy shop',
      host,
      fixture('legacy-shop'),
      [undefined, ...hostileEnvironments(fixture('legacy-shop'), 2)],
      (app) => app.write('composer.lock', lockOf(host.version)),
    );
  });
});
