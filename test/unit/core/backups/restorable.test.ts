import { expect, test } from 'vitest';
import type { DumpEntry } from '../../../../src/core/backups/archive';
import type { Backup } from '../../../../src/core/backups/catalog';
import type { BackupDestination } from '../../../../src/core/backups/destination';
import { newestRestorable } from '../../../../src/core/backups/restorable';

const destination: BackupDestination = {
  id: 'spatie/local',
  source: 'spatie',
  label: 'local',
  prefix: '',
  origins: [],
};
const dump = (entry: string, more: Partial<DumpEntry> = {}): DumpEntry => ({
  entry,
  compression: 'none',
  sizeBytes: 9,
  ...more,
});
const mysql = (database: string): DumpEntry => dump(`db-dumps/mysql-${database}.sql`, { driver: 'mysql', database });
const backup = (path: string, dumps: readonly DumpEntry[] | undefined, more: Partial<Backup> = {}): Backup => {
  const at = new Date('2026-11-22T02:00:00Z');
  return {
    path,
    fileName: path,
    destination,
    createdAt: at,
    createdSource: 'fileName',
    modifiedAt: at,
    sizeBytes: 9,
    ...(dumps === undefined ? {} : { contents: { dumps, files: 0, encrypted: false } }),
    ...more,
  };
};
const newest = (backups: readonly Backup[], database?: string): string | undefined => {
  const found = newestRestorable({ backups }, database);
  return found === undefined ? undefined : `${found.backup.path} ${found.dump.entry}`;
};

test('the first backup that holds a dump for MySQL or MariaDB is it', () => {
  expect(
    newest([
      backup('not-opened.zip', undefined),
      backup('cut.zip', [mysql('shop')], { error: 'The archive is cut off.' }),
      backup('files.zip', []),
      backup('other.zip', [dump('db-dumps/postgresql-shop.sql', { driver: 'postgresql', database: 'shop' })]),
      backup('packed.zip', [dump('db-dumps/mysql-shop.sql.bz2', { driver: 'mysql', compression: 'bzip2' })]),
      backup('empty.zip', [dump('db-dumps/mysql-shop.sql', { driver: 'mysql', sizeBytes: 0 })]),
      backup('good.zip', [mysql('shop')]),
      backup('older.zip', [mysql('shop')]),
    ]),
  ).toBe('good.zip db-dumps/mysql-shop.sql');
  expect(newest([])).toBeUndefined();
});

test('a database is asked for by name; a dump whose name does not say may be it', () => {
  const backups = [
    backup('two.zip', [mysql('stats'), mysql('crm')]),
    backup('plain.sql.gz', [dump('plain.sql.gz')]),
    backup('shop.zip', [mysql('stats'), mysql('shop')]),
  ];
  expect(newest(backups, 'crm')).toBe('two.zip db-dumps/mysql-crm.sql');
  expect(newest(backups, 'shop')).toBe('plain.sql.gz plain.sql.gz');
  expect(
    newest(
      [backups[0], backups[2]].filter((each) => each !== undefined),
      'shop',
    ),
  ).toBe('shop.zip db-dumps/mysql-shop.sql');
});

test("mydumper's folders are of MySQL", () => {
  const folder = backup('2026', [dump('shop', { database: 'shop' })], { format: 'mydumper' });
  expect(newest([folder], 'shop')).toBe('2026 shop');
});
