import { expect, test } from 'vitest';
import { createProjectCache } from '../../../../src/core/laravel/projectCache';
import { appConfig, mapSource, shopFiles } from '../lint/mapSource';

const files = (): Map<string, string> => shopFiles({ '.env': 'APP_ENV=local\n', 'app/Models/Order.php': '<?php\n' });

test('the same project again while nothing that it read is another one', async () => {
  const disk = files();
  const cache = createProjectCache();
  const first = await cache.read(mapSource(disk), '/shop', {});
  disk.set('/shop/app/Models/Order.php', '<?php class Order {}\n');
  expect(await cache.read(mapSource(disk), '/shop', {})).toBe(first);
});

test.each<[string, (disk: Map<string, string>) => void]>([
  ['the environment file', (disk) => disk.set('/shop/.env', 'APP_ENV=production\n')],
  ['a configuration file', (disk) => disk.set('/shop/config/app.php', appConfig('true'))],
  ['a configuration file that appears', (disk) => disk.set('/shop/config/cache.php', '<?php return [];')],
  ['a configuration file that goes', (disk) => disk.delete('/shop/config/app.php')],
  ['a cached configuration that appears', (disk) => disk.set('/shop/bootstrap/cache/config.php', '<?php return [];')],
  ['the lock file', (disk) => disk.set('/shop/composer.lock', '{"packages":[]}')],
  ['an environment file that goes', (disk) => disk.delete('/shop/.env')],
])('%s: evaluated anew', async (_, change) => {
  const disk = files();
  const cache = createProjectCache();
  const first = await cache.read(mapSource(disk), '/shop', {});
  change(disk);
  const second = await cache.read(mapSource(disk), '/shop', {});
  expect(second).not.toBe(first);
  expect(await cache.read(mapSource(disk), '/shop', {})).toBe(second);
});

test('environments are kept apart, and so is what is withheld', async () => {
  const disk = files();
  disk.set('/shop/.env.live', 'APP_ENV=production\n');
  const cache = createProjectCache();
  const own = await cache.read(mapSource(disk), '/shop', {});
  const live = await cache.read(mapSource(disk), '/shop', { environmentFile: '.env.live' });
  const withheld = await cache.read(mapSource(disk), '/shop', { withholdSecrets: true });
  expect(new Set([own, live, withheld]).size).toBe(3);
  expect(live.config.get('app.env')).toMatchObject({ value: 'production' });
  disk.set('/shop/.env.live', 'APP_ENV=staging\n');
  expect(await cache.read(mapSource(disk), '/shop', {})).toBe(own);
  const changed = await cache.read(mapSource(disk), '/shop', { environmentFile: '.env.live' });
  expect(changed.config.get('app.env')).toMatchObject({ value: 'staging' });
});
