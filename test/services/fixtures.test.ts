import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const fixtures = resolve(import.meta.dirname, '../fixtures');
const hasPhp = spawnSync('php', ['--version']).status === 0;
const shops = ['demo-shop', 'legacy-shop'];

test.skipIf(!hasPhp).each(shops)('every PHP file of %s parses', (shop) => {
  const files = readdirSync(join(fixtures, shop), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.php') || path === 'artisan')
    .map((path) => join(fixtures, shop, path));
  expect(files.length).toBeGreaterThan(20);
  const broken = files.filter((file) => spawnSync('php', ['-l', file]).status !== 0);
  expect(broken).toEqual([]);
});
