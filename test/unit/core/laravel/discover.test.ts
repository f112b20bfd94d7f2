import { expect, test } from 'vitest';
import { discoverProjects } from '../../../../src/core/laravel/discover';
import { laravel13 } from '../../../fixtures/laravel/apps';
import { memorySource, under } from './memory';

const source = memorySource({
  ...under('/work/shop', laravel13),
  ...under('/work/shop/vendor/acme/demo', laravel13),
  ...under('/work/mono/server', laravel13),
  ...under('/work/mono/.hidden/app', laravel13),
  ...under('/work/mono/node_modules/app', laravel13),
  ...under('/work/mono/apps/legacy', laravel13),
  ...under('/work/a/b/c/d/deep', laravel13),
  '/work/lumen/artisan': '#',
  '/work/lumen/composer.json': '{"require":{"laravel/lumen-framework":"^10"}}',
  '/work/only-artisan/artisan': '#',
  '/work/only-composer/composer.json': '{"require":{"laravel/framework":"^10"}}',
});

test('applications are found in subfolders, and nothing that only looks like one', async () => {
  expect(await discoverProjects(source, '/work')).toEqual([
    '/work/shop',
    '/work/mono/server',
    '/work/mono/apps/legacy',
  ]);
});

test('the folder itself may be the application', async () => {
  expect(await discoverProjects(source, '/work/shop')).toEqual(['/work/shop']);
});

test('depth, included folders and excluded folders', async () => {
  expect(await discoverProjects(source, '/work', { maxDepth: 1 })).toEqual(['/work/shop']);
  expect(
    await discoverProjects(source, '/work', { include: ['a/b/c/d/deep'], exclude: ['legacy', 'mono/server'] }),
  ).toEqual(['/work/shop', '/work/a/b/c/d/deep']);
});

test('a cancelled search stops', async () => {
  await expect(discoverProjects(source, '/work', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: 'cancelled',
  });
});
