import { expect, test } from 'vitest';
import { discoverProjects } from '../../../../src/core/laravel/discover';
import { laravel13 } from '../../../fixtures/laravel/apps';
import { memorySource, under } from './memory';

const source = memorySource({
  ...under('/src/shop', laravel13),
  ...under('/src/shop/vendor/acme/demo', laravel13),
  ...under('/src/mono/server', laravel13),
  ...under('/src/mono/.hidden/app', laravel13),
  ...under('/src/mono/node_modules/app', laravel13),
  ...under('/src/mono/apps/legacy', laravel13),
  ...under('/src/a/b/c/d/deep', laravel13),
  '/src/lumen/artisan': '#',
  '/src/lumen/composer.json': '{"require":{"laravel/lumen-framework":"^10"}}',
  '/src/only-artisan/artisan': '#',
  '/src/only-composer/composer.json': '{"require":{"laravel/framework":"^10"}}',
});

test('applications are found in subfolders, and nothing that only looks like one', async () => {
  expect(await discoverProjects(source, '/src')).toEqual(['/src/shop', '/src/mono/server', '/src/mono/apps/legacy']);
});

test('the folder itself may be the application', async () => {
  expect(await discoverProjects(source, '/src/shop')).toEqual(['/src/shop']);
});

test('depth, included folders and excluded folders', async () => {
  expect(await discoverProjects(source, '/src', { maxDepth: 1 })).toEqual(['/src/shop']);
  expect(
    await discoverProjects(source, '/src', { include: ['a/b/c/d/deep'], exclude: ['legacy', 'mono/server'] }),
  ).toEqual(['/src/shop', '/src/a/b/c/d/deep']);
});

test('a cancelled search stops', async () => {
  await expect(discoverProjects(source, '/src', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: 'cancelled',
  });
});
