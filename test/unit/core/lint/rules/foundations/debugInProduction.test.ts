import { expect, test } from 'vitest';
import { applyEdits } from '../../../../../../src/core/base/text';
import type { Role } from '../../../../../../src/core/connections/environment';
import type { Finding } from '../../../../../../src/core/finding';
import { readRuleContext } from '../../../../../../src/core/lint/context';
import { lintProject } from '../../../../../../src/core/lint/lint';
import { debugInProduction } from '../../../../../../src/core/lint/rules/foundations/debugInProduction';
import { appConfig, shop } from '../../mapSource';

type Files = Readonly<Record<string, string>>;
interface Settings {
  readonly id?: string;
  readonly role: Role | 'unknown';
  readonly envFile: string;
}

async function findings(
  files: Files,
  settings: readonly Settings[] = [],
  tracked: readonly string[] = [],
): Promise<readonly Finding[]> {
  const source = shop(files);
  const environments = settings.map((each) => ({ id: 'live', ...each }));
  const context = await readRuleContext(source, '/shop', { environments, tracked: new Set(tracked) });
  return lintProject(context, { rules: {}, source, catalog: [debugInProduction] });
}

/** "file: the text the finding is on" */
async function places(
  files: Files,
  settings?: readonly Settings[],
  tracked?: readonly string[],
): Promise<readonly string[]> {
  return (await findings(files, settings, tracked)).map(({ location: { file, range } }) => {
    const name = file.replace('/shop/', '');
    const text = files[name] ?? appConfig();
    return `${name}: ${text.slice(range.start, range.end)}`;
  });
}

const production = 'APP_ENV=production\nAPP_DEBUG=true\n';

test('APP_ENV and APP_DEBUG in .env say it all: the finding is on the value', async () => {
  const [finding, ...others] = await findings({ '.env': production });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    rule: 'GEN002',
    severity: 'error',
    message: 'Debug pages are on in production: visitors see stack traces and environment values.',
    location: { file: '/shop/.env', range: { start: 29, end: 33 } },
  });
});

test('it shows where the configuration reads the key and what says production', async () => {
  const [finding] = await findings({ '.env': production });
  expect(finding?.related.map(({ location, message }) => [location.file, message])).toEqual([
    ['/shop/config/app.php', 'config/app.php reads APP_DEBUG here.'],
    ['/shop/.env', '.env names the environment production here.'],
  ]);
});

test.each(['production', 'prod', 'live', 'Production'])('APP_ENV=%s is production', async (name) => {
  expect(await places({ '.env': `APP_ENV=${name}\nAPP_DEBUG=true\n` })).toEqual(['.env: true']);
});

test.each([
  ['true', 'true'],
  ['"true"', '"true"'],
  ['(true)', '(true)'],
  ['1', '1'],
  ['off', 'off'],
  ['yes # for a day', 'yes'],
])('APP_DEBUG=%s is on for Laravel', async (written, value) => {
  expect(await places({ '.env': `APP_ENV=production\nAPP_DEBUG=${written}\n` })).toEqual([`.env: ${value}`]);
});

test('the last of several lines counts', async () => {
  expect(await places({ '.env': 'APP_DEBUG=false\nAPP_ENV=production\nAPP_DEBUG=on\n' })).toEqual(['.env: on']);
  expect(await places({ '.env': 'APP_DEBUG=true\nAPP_ENV=production\nAPP_DEBUG=false\n' })).toEqual([]);
});

test('settings say that another file is production', async () => {
  const files = { '.env': 'APP_ENV=local\nAPP_DEBUG=true\n', '.env.live': 'APP_DEBUG=true\n' };
  expect(await places(files, [{ role: 'production', envFile: '.env.live' }])).toEqual(['.env.live: true']);
});

test('the key is the one that config/app.php reads', async () => {
  const config = { 'config/app.php': appConfig("env('MY_DEBUG', false)", "env('MY_ENV')") };
  const [finding] = await findings({ ...config, '.env': 'MY_ENV=production\nMY_DEBUG=true\n' });
  expect(finding?.fixes.map(({ title }) => title)).toEqual(['Set MY_DEBUG=false']);
  expect(await places({ ...config, '.env': production })).toEqual([]);
});

test('a literal in config/app.php is on for every environment', async () => {
  const files = { '.env': 'APP_ENV=production\n', 'config/app.php': appConfig('true') };
  expect(await places(files)).toEqual(['config/app.php: true']);
});

test('a literal is found although the environment file is not on this machine', async () => {
  const files = { 'config/app.php': appConfig('true') };
  expect(await places(files, [{ role: 'production', envFile: '.env.live' }])).toEqual(['config/app.php: true']);
});

test('two production environments lead to one literal: one finding', async () => {
  const files = { '.env': 'APP_ENV=production\n', '.env.live': 'APP_ENV=live\n', 'config/app.php': appConfig('true') };
  expect(await places(files, [{ role: 'unknown', envFile: '.env.live' }])).toEqual(['config/app.php: true']);
});

test.each<[string, Files]>([
  ['debug is off', { '.env': 'APP_ENV=production\nAPP_DEBUG=false\n' }],
  ['debug is "(false)"', { '.env': 'APP_ENV=production\nAPP_DEBUG=(false)\n' }],
  ['debug is 0', { '.env': 'APP_ENV=production\nAPP_DEBUG=0\n' }],
  ['debug is empty', { '.env': 'APP_ENV=production\nAPP_DEBUG=\n' }],
  ['debug is null', { '.env': 'APP_ENV=production\nAPP_DEBUG=null\n' }],
  ['APP_ENV is local', { '.env': 'APP_ENV=local\nAPP_DEBUG=true\n' }],
  ['APP_ENV is staging', { '.env': 'APP_ENV=staging\nAPP_DEBUG=true\n' }],
  ['APP_ENV is testing', { '.env': 'APP_ENV=testing\nAPP_DEBUG=true\n' }],
  ['APP_ENV is missing, although Laravel then says production', { '.env': 'APP_DEBUG=true\n' }],
  ['APP_ENV is empty', { '.env': 'APP_ENV=\nAPP_DEBUG=true\n' }],
  ['the debug key is absent', { '.env': 'APP_ENV=production\n' }],
  [
    'the key is absent and the default is true',
    { '.env': 'APP_ENV=production\n', 'config/app.php': appConfig("env('APP_DEBUG', true)") },
  ],
  [
    'the expression cannot be known',
    { '.env': production, 'config/app.php': appConfig("debugIsOn(env('APP_DEBUG'))") },
  ],
  ['config/app.php cannot be read', { '.env': production, 'config/app.php': "<?php return ['debug' => " }],
  ['there is no environment file', {}],
  ['production is a word of another key', { '.env': 'NODE_ENV=production\nAPP_DEBUG=true\n' }],
  ['the lines are comments', { '.env': '# APP_ENV=production\n# APP_DEBUG=true\n' }],
  ['nobody names the file', { '.env': 'APP_ENV=local\n', '.env.production': production }],
])('silent when %s', async (_, files) => {
  expect(await places(files)).toEqual([]);
});

test.each(['.env.example', '.env.testing', '.env.dusk.local', '.env.ci', '.env.docker', '.env.production.dist'])(
  'silent about %s, even when an environment names it',
  async (envFile) => {
    expect(await places({ [envFile]: production }, [{ role: 'production', envFile }])).toEqual([]);
  },
);

test('silent about files that git tracks', async () => {
  const files = { '.env': production, '.env.live': production };
  const settings = [{ role: 'production', envFile: '.env.live' }] as const;
  expect(await places(files, settings, ['.env', '.env.live'])).toEqual([]);
});

test.each(['local', 'staging'] as const)('silent when settings say %s, whatever the file says', async (role) => {
  expect(await places({ '.env': production }, [{ role, envFile: '.env' }])).toEqual([]);
});

test.each(['local', 'staging'])('silent when settings say production and the file says %s', async (name) => {
  const files = { '.env': `APP_ENV=${name}\nAPP_DEBUG=true\n` };
  expect(await places(files, [{ role: 'production', envFile: '.env' }])).toEqual([]);
});

test('a comment above the value suppresses it', async () => {
  expect(await places({ '.env': 'APP_ENV=production\n# laravel-ops-ignore GEN002 VPN\nAPP_DEBUG=true\n' })).toEqual([]);
});

test.each<[string, string, Files]>([
  ['Set APP_DEBUG=false', '.env', { '.env': production }],
  ['Set APP_DEBUG=false', '.env', { '.env': 'APP_ENV=production\r\nexport APP_DEBUG = "true" # why\r\n' }],
  ['Set APP_DEBUG=false', '.env', { '.env': 'ON=true\nAPP_ENV=production\nAPP_DEBUG=${ON}' }],
  ["Set 'debug' => false", 'config/app.php', { '.env': 'APP_ENV=prod\n', 'config/app.php': appConfig('true') }],
])('the fix "%s" in %s is preferred and makes the finding vanish', async (title, file, files) => {
  const [finding] = await findings(files);
  const [fix, ...others] = finding?.fixes ?? [];
  expect(others).toEqual([]);
  expect(fix).toMatchObject({ title, preferred: true, edits: [{ file: `/shop/${file}` }] });
  const mended = applyEdits(files[file]!, fix!.edits[0]!.edits);
  expect(mended).not.toBe(files[file]);
  expect(await findings({ ...files, [file]: mended })).toEqual([]);
});
