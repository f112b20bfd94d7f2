import { expect, test } from 'vitest';
import { isBackupFile, parseDumpEntry, parseDumpFile } from '../../../../src/core/backups/archive';
import { dateOfFileName } from '../../../../src/core/backups/fileName';

test.each([
  ['db-dumps/mysql-shop.sql', { driver: 'mysql', database: 'shop', compression: 'none' }],
  ['db-dumps/mariadb-my-shop.sql.gz', { driver: 'mariadb', database: 'my-shop', compression: 'gzip' }],
  [
    'db-dumps/postgresql-shop-2026-11-22-02-00-00.sql.bz2',
    { driver: 'postgresql', database: 'shop-2026-11-22-02-00-00', compression: 'bzip2' },
  ],
  ['db-dumps/mongodb-shop.archive', { driver: 'mongodb', database: 'shop', compression: 'none' }],
  ['db-dumps/oracle-shop.sql', { compression: 'none' }],
])('%s is a dump', (entry, expected) => {
  expect(parseDumpEntry(entry, 12)).toEqual({ entry, sizeBytes: 12, ...expected });
});

test.each(['var/www/shop/db-dumps/mysql-shop.sql', 'db-dumps/', 'db-dumps/a/mysql-shop.sql', '.env'])(
  '%s is a file like any other',
  (entry) => {
    expect(parseDumpEntry(entry, 1)).toBeUndefined();
  },
);

test('plain dumps and archives are backups, other files are not', () => {
  expect(['a.zip', 'a.ZIP', 'shop.sql', 'shop.sql.gz', 'shop.sql.zst'].filter(isBackupFile)).toHaveLength(5);
  expect(['a.zip.part', 'shop.txt', '.gitignore', 'shop.gz', 'sql'].filter(isBackupFile)).toEqual([]);
  expect(parseDumpFile('shop.sql.gz', 5)).toEqual({ entry: 'shop.sql.gz', compression: 'gzip', sizeBytes: 5 });
});

test.each([
  ['2026-11-22-02-00-00.zip', '', 'UTC', '2026-11-22T02:00:00.000Z'],
  ['nightly-2026-11-22-02-00-00.zip', 'nightly-', 'Europe/Berlin', '2026-11-22T01:00:00.000Z'],
  ['nightly-2026-11-22-02-00-00.zip', '', 'UTC', undefined],
  ['2026-02-31-02-00-00.zip', '', 'UTC', undefined],
  ['2026-11-22-24-00-00.zip', '', 'UTC', undefined],
  ['before-deploy.zip', '', 'UTC', undefined],
  ['2026-11-22-02-00-00.zip', '', 'Not/AZone', undefined],
])('the date of %s after "%s" in %s is %s', (name, prefix, zone, expected) => {
  expect(dateOfFileName(name, prefix, zone)?.toISOString()).toBe(expected);
});
