import { expect, test } from 'vitest';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import { cleanupForecast, spatieDate, spatieZones } from '../../../../src/core/backups/cleanup';
import { backupDestinations } from '../../../../src/core/backups/destination';
import { cleanupStrategy } from '../../../../src/core/backups/retentionConfig';
import type { LaravelProject } from '../../../../src/core/laravel/project';
import { projectOf, unknown, type Plain } from './projectOf';

const now = new Date('2026-11-22T12:00:00Z');
const version = (spatie: string, more: Readonly<Record<string, string>> = {}): Pick<LaravelProject, 'packages'> => ({
  packages: new Map(
    Object.entries({ 'spatie/laravel-backup': spatie, ...more }).map(([name, each]) => [
      name,
      { version: each, dev: false },
    ]),
  ),
});
const strategyClass = 'Spatie\\Backup\\Tasks\\Cleanup\\Strategies\\DefaultStrategy';
const written = {
  keep_all_backups_for_days: 1,
  keep_daily_backups_for_days: '2',
  keep_weekly_backups_for_weeks: 3,
  keep_monthly_backups_for_months: 4,
  keep_yearly_backups_for_years: 5,
  delete_oldest_backups_when_using_more_megabytes_than: null,
};
const project = (
  cleanup: Plain | undefined,
  spatie = '10.2.1',
  more: Readonly<Record<string, string>> = {},
): LaravelProject =>
  projectOf(
    {
      app: { timezone: 'Europe/Berlin' },
      backup: {
        backup: { name: 'shop', destination: { disks: ['local'] } },
        ...(cleanup === undefined ? {} : { cleanup }),
      },
      filesystems: { disks: { local: { driver: 'local', root: '/b' } } },
    },
    version(spatie, more),
  );

test("what is not published is the package's own; what is written counts, null is no limit since 8.7", () => {
  expect(cleanupStrategy(projectOf({}))).toBeUndefined();
  expect(cleanupStrategy(project(undefined))).toMatchObject({
    kind: 'default',
    rules: { allDays: 7, dailyDays: 16, weeklyWeeks: 8, monthlyMonths: 4, yearlyYears: 2, megabytes: 5000 },
  });
  const own = { strategy: strategyClass, default_strategy: written };
  const rules = { allDays: 1, dailyDays: 2, weeklyWeeks: 3, monthlyMonths: 4, yearlyYears: 5 };
  expect(cleanupStrategy(project(own))).toMatchObject({ rules: { ...rules, megabytes: null } });
  expect(cleanupStrategy(project(own, '8.7.0'))).toMatchObject({ rules: { ...rules, megabytes: null } });
  expect(cleanupStrategy(project(own, '8.6.0'))).toMatchObject({ rules: { ...rules, megabytes: 0 } });
});

test.each<[string, Plain, string, string]>([
  ['a class of its own', { strategy: 'App\\Backup\\KeepAll', default_strategy: written }, '10.2.1', 'KeepAll decides'],
  ['an unknown strategy', { strategy: unknown('calls pick()') }, '10.2.1', 'backup.cleanup.strategy cannot be known'],
  [
    'a value that is missing',
    { default_strategy: { ...written, keep_all_backups_for_days: 'x' } },
    '9.0.0',
    'keep_all_backups_for_days',
  ],
  ['no strategy before v9', { default_strategy: written }, '8.8.2', 'backup.cleanup.strategy is not set'],
])('%s is not guessed', (_, cleanup, spatie, reason) => {
  expect(cleanupStrategy(project(cleanup, spatie))).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining(reason) as string,
  });
});

test('archives are dated by name in the zone of the application, by the disk in that of Carbon', () => {
  const modifiedAt = new Date('2026-11-21T23:30:00.900Z');
  const carbon2 = spatieZones(project(undefined, '8.8.2', { 'nesbot/carbon': '2.72.0' }));
  const carbon3 = spatieZones(project(undefined, '10.2.1', { 'nesbot/carbon': 'v3.8.0' }));
  expect(carbon2).toEqual({ app: 'Europe/Berlin', modified: 'Europe/Berlin' });
  expect(carbon3).toEqual({ app: 'Europe/Berlin', modified: 'UTC' });
  if (carbon3 === undefined) throw new Error('no zones');
  const dated = (fileName: string): string => spatieDate({ fileName, modifiedAt }, carbon3).date.toISOString();
  expect(dated('2026-11-22-02-00-00.zip')).toBe('2026-11-22T01:00:00.000Z');
  expect(dated('2026-02-31-02-00-00.zip')).toBe('2026-03-03T01:00:00.000Z');
  // With a prefix the package itself goes by the disk.
  expect(dated('nightly-2026-11-22-02-00-00.zip')).toBe('2026-11-21T23:30:00.000Z');
});

const catalogOf = (from: LaravelProject, names: readonly string[]): BackupCatalog => {
  const destinations = backupDestinations(from);
  const backup = (fileName: string, destination = destinations[0]): Backup => {
    if (destination === undefined) throw new Error('no destination');
    const modifiedAt = new Date('2026-11-01T00:00:00Z');
    const path = `${destination.folder ?? ''}/${fileName}`;
    return { path, fileName, destination, createdAt: modifiedAt, createdSource: 'fileName', modifiedAt, sizeBytes: 9 };
  };
  const own = { ...backup('own.zip', destinations[1]), sizeBytes: 9 };
  return { backups: [...names.map((name) => backup(name)), own], problems: [], destinations };
};

test("only archives of the package's destinations are told of", () => {
  const from = project(undefined);
  const names = [
    '2026-11-22-02-00-00.zip',
    '2026-11-05-14-00-00.zip',
    '2026-11-05-02-00-00.zip',
    'shop.sql.gz',
    'a.ZIP',
  ];
  const forecast = cleanupForecast(from, catalogOf(from, names), now);
  expect(Object.fromEntries(forecast?.byPath ?? [])).toMatchObject({
    '/b/shop/2026-11-22-02-00-00.zip': { kind: 'newest' },
    '/b/shop/2026-11-05-14-00-00.zip': { kind: 'kept', as: 'daily' },
    '/b/shop/2026-11-05-02-00-00.zip': { kind: 'superseded', in: 'daily', by: '/b/shop/2026-11-05-14-00-00.zip' },
  });
  expect(forecast?.byPath.size).toBe(3);
});

test('what is not known is said', () => {
  const from = project({ strategy: 'App\\Mine' });
  expect(cleanupForecast(from, catalogOf(from, []), now)?.unknown).toContain('Mine decides');
  const zoneless = projectOf({ backup: { backup: { name: 'shop', destination: { disks: [] } } } });
  expect(cleanupForecast(zoneless, catalogOf(from, []), now)?.unknown).toContain('time zone');
});
