import { expect, test } from 'vitest';
import type { Finding } from '../../../../../../src/core/finding';
import type { TextSource } from '../../../../../../src/core/laravel/textSource';
import { readRuleContext } from '../../../../../../src/core/lint/context';
import { lintProject } from '../../../../../../src/core/lint/lint';
import { staleConfigCache } from '../../../../../../src/core/lint/rules/foundations/staleConfigCache';
import { mapSource, shopFiles } from '../../mapSource';

const cacheFile = 'bootstrap/cache/config.php';
const cacheOf = (env: string, root = '/shop', name = 'Old shop'): string =>
  `<?php return array ('app' => array ('env' => '${env}', 'name' => '${name}', 'key' => 'base64:old', 'debug' => false), 'view' => array ('compiled' => '${root}/storage/framework/views'));`;
const config = `<?php return ['env' => env('APP_ENV'), 'name' => env('APP_NAME'), 'key' => env('APP_KEY'), 'debug' => (bool) env('APP_DEBUG', false)];\n`;

interface Case {
  readonly env?: string;
  readonly cache?: string;
  /** Seconds. */
  readonly envAt?: number;
  readonly cacheAt?: number;
  readonly tracked?: readonly string[];
}

async function findings({ env, cache, envAt = 100, cacheAt = 0, tracked = [] }: Case): Promise<readonly Finding[]> {
  const files = shopFiles({
    'config/app.php': config,
    '.env': env ?? 'APP_ENV=production\nAPP_NAME="New shop"\nAPP_KEY=base64:new\n',
    [cacheFile]: cache ?? cacheOf('production'),
  });
  const disk = mapSource(files);
  const source: TextSource = {
    list: (path) => disk.list(path),
    readText: async (path, signal) => {
      const read = await disk.readText(path, signal);
      const at = path === '/shop/.env' ? envAt : path === `/shop/${cacheFile}` ? cacheAt : 0;
      return read.kind === 'text' ? { ...read, modifiedAt: new Date(at * 1000) } : read;
    },
  };
  const options = { environments: [], tracked: new Set(tracked), catalog: [staleConfigCache] };
  const context = await readRuleContext(source, '/shop', options);
  return lintProject(context, { rules: {}, source, catalog: [staleConfigCache] });
}

test('an older cache with another value: a warning on the first line, the value shown, no secret', async () => {
  const [finding, ...others] = await findings({});
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    rule: 'GEN001',
    severity: 'warning',
    message:
      'bootstrap/cache/config.php is older than this file: app.name is still "Old shop" there, and Laravel reads the cache until it is cleared or written again.',
    location: { file: '/shop/.env', range: { start: 0, end: 18 } },
    related: [{ location: { file: '/shop/.env' }, message: 'app.name is "Old shop" in the cache.' }],
  });
  expect(JSON.stringify(finding)).not.toContain('base64');
});

test('the fixes copy commands and edit nothing', async () => {
  const [finding] = await findings({});
  expect(finding?.fixes.map(({ copies, edits }) => [copies, edits])).toEqual([
    ['php artisan config:clear', []],
    ['php artisan config:cache', []],
  ]);
});

test.each([
  ['local', 'information'],
  ['staging', 'warning'],
  ['prod', 'warning'],
])('APP_ENV=%s: %s', async (name, severity) => {
  const [finding] = await findings({ env: `APP_ENV=${name}\nAPP_NAME=New\n`, cache: cacheOf(name) });
  expect(finding?.severity).toBe(severity);
});

test('several values that differ are counted', async () => {
  const [finding] = await findings({ env: 'APP_ENV=local\nAPP_NAME=New\nAPP_DEBUG=true\n', cache: cacheOf('local') });
  expect(finding?.message).toContain('"Old shop" there (and 1 more)');
});

test.each<[string, Case]>([
  ['the cache is newer', { cacheAt: 200 }],
  ['both were written by the same clone', { cacheAt: 99 }],
  ['all values are equal', { env: 'APP_ENV=production\nAPP_NAME="Old shop"\n' }],
  ['only a secret differs', { env: 'APP_ENV=production\nAPP_NAME="Old shop"\nAPP_KEY=base64:other\n' }],
  ['only a number is written in another way', { env: 'APP_NAME="Old shop"\nAPP_ENV=production\nAPP_DEBUG=false\n' }],
  ['the cache was made in another folder', { cache: cacheOf('production', '/var/www/html') }],
  ['the cache names a folder that begins alike', { cache: cacheOf('production', '/shop2') }],
  ['the cache tells no folder', { cache: "<?php return ['app' => ['name' => 'Old shop']];" }],
  ['the cache cannot be read', { cache: '<?php return [' }],
  ['the key is not in the cache', { cache: cacheOf('production').replace("'name' => 'Old shop', ", '') }],
  ['git tracks the cache', { tracked: [cacheFile] }],
  ['git tracks .env', { tracked: ['.env'] }],
])('silent when %s', async (_, files) => {
  expect(await findings(files)).toEqual([]);
});

test('silent where nobody knows when the files were written', async () => {
  const files = shopFiles({ 'config/app.php': config, '.env': 'APP_NAME=New\n', [cacheFile]: cacheOf('local') });
  const source = mapSource(files);
  const options = { environments: [], tracked: new Set<string>(), catalog: [staleConfigCache] };
  const context = await readRuleContext(source, '/shop', options);
  expect(context.project.cachedConfig?.get('app.name')).toMatchObject({ value: 'Old shop' });
  expect([...staleConfigCache.check(context)]).toEqual([]);
});
