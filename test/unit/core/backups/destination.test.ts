import { expect, test } from 'vitest';
import { backupDestinations } from '../../../../src/core/backups/destination';
import { s3Key, s3Path, s3Place } from '../../../../src/core/backups/disk';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { absent } from '../../../../src/core/laravel/value';
import { projectOf as project, unknown, type Plain } from './projectOf';

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
  expect(found.map(({ id, folder, s3, unlisted }) => [id, folder ?? s3?.prefix ?? unlisted])).toEqual([
    ['spatie/local', '/srv/shop/storage/app/private/My Shop'],
    ['spatie/offsite', 'My Shop/'],
    ['spatie/nas', 'on nas.example.com (SFTP): not listed, because this version has no SSH client'],
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

const placed = (disk: Plain, more: Partial<LaravelProject> = {}, name = 'My Shop') =>
  backupDestinations(
    project(
      { backup: { backup: { name, destination: { disks: ['d'] } } }, filesystems: { disks: { d: disk, ...disks } } },
      more,
    ),
  )[0];

test('an S3 disk holds references to its keys, never keys', () => {
  const disk = {
    driver: 's3',
    bucket: 'acme',
    region: 'eu-central-1',
    endpoint: 'https://user:hunter2@minio.example.com',
    use_path_style_endpoint: 'true',
    root: '/nightly/',
    prefix: 'a',
    key: 'AKIA-not-shown',
    secret: 'not-shown',
    token: '',
  };
  const found = placed(disk);
  expect(found?.s3).toEqual({
    prefix: 'nightly/a/My Shop/',
    disk: {
      bucket: 'acme',
      region: 'eu-central-1',
      endpoint: 'https://user:hunter2@minio.example.com',
      pathStyle: true,
      root: 'nightly/a',
      credentials: {
        key: { kind: 'config', path: 'filesystems.disks.d.key' },
        secret: { kind: 'config', path: 'filesystems.disks.d.secret' },
      },
    },
  });
  expect(JSON.stringify(found)).not.toContain('not-shown');
  const s3 = found?.s3?.disk;
  if (s3 === undefined) throw new Error('no disk');
  expect(s3Path(s3, 'a/b c.zip')).toBe('s3://acme/a/b c.zip');
  expect(s3Key(s3, 's3://acme/a/b c.zip')).toBe('a/b c.zip');
  expect(s3Key(s3, 's3://acme-2/a/b.zip')).toBeUndefined();
  expect(s3Place(s3)).toBe('on S3 bucket acme (minio.example.com)');
});

test('buckets of one name on two servers are told apart', () => {
  const on = (endpoint: string): Plain => ({ driver: 's3', bucket: 'acme', endpoint });
  const config = {
    backup: { backup: { name: 'shop', destination: { disks: ['a', 'b', 'c'] } } },
    filesystems: {
      disks: {
        a: { driver: 's3', bucket: 'acme' },
        b: on('https://u:p@one.example'),
        c: { ...Object(on('')), root: 'x' },
      },
    },
  };
  const paths = backupDestinations(project(config)).flatMap(({ s3 }) =>
    s3 === undefined ? [] : [s3Path(s3.disk, 'k')],
  );
  expect(paths).toEqual(['s3://acme/k', 's3://acme@one.example/k', 's3://acme/k']);
});

test('a disk with half of its keys has none, as the framework sees it; one that is not certain is not asked', () => {
  expect(placed({ driver: 's3', bucket: 'acme', key: 'AKIA' })?.s3?.disk).not.toHaveProperty('credentials');
  expect(placed({ driver: 's3', bucket: 'acme', endpoint: unknown('calls endpoint()') })?.unlisted).toBe(
    'endpoint of disk d cannot be known without running PHP (calls endpoint())',
  );
  expect(placed({ driver: 's3', bucket: unknown('calls bucket()') })?.unlisted).toContain('the bucket of disk d');
});

test('a scoped disk is a folder of another one; a circle of them ends', () => {
  expect(placed({ driver: 'scoped', disk: 'local', prefix: '/backups/' })?.folder).toBe(
    '/srv/shop/storage/app/private/backups/My Shop',
  );
  expect(placed({ driver: 'scoped', disk: 'offsite', prefix: 'x' })?.s3?.prefix).toBe('x/My Shop/');
  expect(placed({ driver: 'scoped', disk: 'd', prefix: 'x' })?.unlisted).toContain('scoped too often');
  expect(placed({ driver: 'ftp', host: 'ftp.example.com' })?.unlisted).toContain(
    'on ftp.example.com (FTP): not listed, because',
  );
});

test('up to 8.0.8 the name became a folder without spaces', () => {
  const packages = (version: string) => ({ packages: new Map([['spatie/laravel-backup', { version, dev: false }]]) });
  const folder = (version: string) => placed(disks.local, packages(version), 'My Shop')?.folder;
  expect(folder('6.16.5')).toBe('/srv/shop/storage/app/private/My-Shop');
  expect(folder('8.0.8')).toBe('/srv/shop/storage/app/private/My-Shop');
  expect(folder('8.0.9')).toBe('/srv/shop/storage/app/private/My Shop');
  expect(folder('v10.2.1')).toBe('/srv/shop/storage/app/private/My Shop');
});

test('disks that lead to one folder are one destination; folders that a person named are added', () => {
  const config = {
    backup: { backup: { name: 'shop', destination: { disks: ['local', 'again', 'offsite'] } } },
    filesystems: { disks: { ...disks, again: { driver: 'local', root: '/srv/shop/storage/app/../app/private/' } } },
  };
  const folders = ['/mnt/dumps', 'dumps', 'storage/laravel-ops/backups', 'D:\\dumps'];
  const found = backupDestinations(project(config), { folders });
  expect(found.map(({ id, label, folder }) => [id, label, folder])).toEqual([
    ['spatie/local', 'local, again', '/srv/shop/storage/app/private/shop'],
    ['spatie/offsite', 'offsite', undefined],
    ['laravel-ops', 'storage/laravel-ops/backups', '/srv/shop/storage/laravel-ops/backups'],
    ['folder//mnt/dumps', 'dumps', '/mnt/dumps'],
    ['folder//srv/shop/dumps', 'dumps', '/srv/shop/dumps'],
    ['folder/D:/dumps', 'dumps', 'D:/dumps'],
  ]);
});
