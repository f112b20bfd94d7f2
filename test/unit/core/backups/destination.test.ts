import { expect, test } from 'vitest';
import { backupDestinations } from '../../../../src/core/backups/destination';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { absent, at, type Value } from '../../../../src/core/laravel/value';

type Plain = string | number | boolean | null | Value | { readonly [key: string]: Plain } | readonly Plain[];

const unknown = (detail: string): Value => ({ kind: 'unknown', reason: 'call', detail, origins: [] });
const isValue = (plain: Plain): plain is Value => typeof plain === 'object' && plain !== null && 'kind' in plain;

function value(plain: Plain, path = 'config'): Value {
  if (isValue(plain)) return plain;
  if (typeof plain !== 'object' || plain === null)
    return {
      kind: 'known',
      value: plain,
      origins: [{ source: 'config', file: `/srv/shop/config/${path.split('.')[1]}.php` }],
    };
  const entries = Object.entries<Plain>(plain);
  return {
    kind: 'array',
    entries: new Map(entries.map(([key, child]) => [key, { key, value: value(child, `${path}.${key}`) }])),
    origins: [],
  };
}

function project(config: Plain, more: Partial<LaravelProject> = {}): LaravelProject {
  const all = value(config);
  return {
    root: '/srv/shop',
    name: 'shop',
    layout: 'slim',
    version: { source: 'unknown' },
    packages: new Map(),
    config: { get: (path) => at(all, path), folder: '/srv/shop/config', names: [] },
    problems: [],
    ...more,
  };
}

const disks = {
  local: { driver: 'local', root: '/srv/shop/storage/app/private' },
  offsite: { driver: 's3', bucket: 'acme-backups', key: 'AKIA-not-shown' },
  nas: { driver: 'sftp', host: 'nas.example.com' },
  odd: { driver: unknown('calls pickDriver()') },
};

test('disks of spatie/laravel-backup become folders, remote ones say where they are', () => {
  const found = backupDestinations(
    project({
      app: { timezone: 'UTC' },
      backup: {
        backup: {
          name: 'My Shop',
          destination: { disks: ['local', 'offsite', 'nas', 'odd', 'gone'], filename_prefix: 'n-' },
        },
      },
      filesystems: { disks },
    }),
  );
  expect(found.map(({ id, folder, unlisted }) => [id, folder ?? unlisted])).toEqual([
    ['spatie/local', '/srv/shop/storage/app/private/My Shop'],
    ['spatie/offsite', 'on S3 bucket acme-backups: not listed by this version'],
    ['spatie/nas', 'on nas.example.com (SFTP): not listed by this version'],
    ['spatie/odd', 'the driver of disk odd cannot be known without running PHP (calls pickDriver())'],
    ['spatie/gone', 'disk gone is not in config/filesystems.php'],
    ['laravel-ops', '/srv/shop/storage/laravel-ops/backups'],
  ]);
  expect(found[0]).toMatchObject({ prefix: 'n-', timeZone: 'UTC', disk: 'local', label: 'local' });
  expect(found[0]?.origins.map(({ file }) => file)).toEqual([
    '/srv/shop/config/backup.php',
    '/srv/shop/config/backup.php',
  ]);
  expect(JSON.stringify(found)).not.toContain('AKIA');
});

test('without spatie/laravel-backup only our own folder is looked at', () => {
  expect(backupDestinations(project({ filesystems: { disks } })).map(({ id }) => id)).toEqual(['laravel-ops']);
});

test("an installed package whose config is not published works with the package's defaults", () => {
  const entry = {
    key: 'APP_NAME',
    keyRange: { start: 0, end: 8 },
    value: 'Shop',
    valueRange: { start: 9, end: 13 },
    quote: 'none' as const,
  };
  const env = { file: '/srv/shop/.env', content: { entries: [entry], problems: [], get: () => entry } };
  const packages = new Map([['spatie/laravel-backup', { version: '10.0.0', dev: false }]]);
  const [first] = backupDestinations(project({ filesystems: { disks } }, { env, packages }));
  expect(first).toMatchObject({ id: 'spatie/local', folder: '/srv/shop/storage/app/private/Shop' });
  expect(first?.origins).toContainEqual({
    source: 'env',
    file: '/srv/shop/.env',
    range: { start: 9, end: 13 },
    envKey: 'APP_NAME',
  });
  const [bare] = backupDestinations(project({ filesystems: { disks } }, { packages }));
  expect(bare).toMatchObject({ folder: '/srv/shop/storage/app/private/laravel-backup' });
});

test('what is not certain is listed with the reason, never guessed', () => {
  const named = (name: Plain, list: Plain): string[] =>
    backupDestinations(project({ backup: { backup: { name, destination: { disks: list } } }, filesystems: { disks } }))
      .filter(({ source }) => source === 'spatie')
      .map(({ unlisted, folder }) => unlisted ?? folder ?? '');
  expect(named(unknown('calls hostname()'), ['local'])).toEqual([
    'backup.name cannot be known without running PHP (calls hostname())',
  ]);
  expect(named('shop', unknown('calls disks()'))).toEqual([
    'backup.destination.disks cannot be known without running PHP (calls disks())',
  ]);
  expect(named('shop', [unknown('calls disk()'), 'local'])).toEqual([
    'entry 1 of backup.destination.disks cannot be known without running PHP (calls disk())',
    '/srv/shop/storage/app/private/shop',
  ]);
  expect(named('shop', ['local', 'local'])).toHaveLength(1);
  expect(named('shop', absent)).toEqual(['backup.destination.disks is not set']);
});

test('a relative root is below the application', () => {
  const config = {
    backup: { backup: { name: 'shop', destination: { disks: ['rel'] } } },
    filesystems: { disks: { rel: { driver: 'local', root: 'backups' } } },
  };
  expect(backupDestinations(project(config))[0]?.folder).toBe('/srv/shop/backups/shop');
});
