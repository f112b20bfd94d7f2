import { expect, test } from 'vitest';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import { backupDestinations } from '../../../../src/core/backups/destination';
import { monitorReport } from '../../../../src/core/backups/monitor';
import { projectOf, unknown, type Plain } from './projectOf';

const now = new Date('2026-11-22T12:00:00Z');
const age = 'Spatie\\Backup\\Tasks\\Monitor\\HealthChecks\\MaximumAgeInDays';
const storage = 'Spatie\\Backup\\Tasks\\Monitor\\HealthChecks\\MaximumStorageInMegabytes';
const told = {
  notifications: { 'Spatie\\Backup\\Notifications\\Notifications\\UnhealthyBackupWasFoundNotification': ['mail'] },
  mail: { to: 'ops@example.com' },
};
const disks = {
  local: { driver: 'local', root: '/b' },
  s3: { driver: 's3', bucket: 'acme' },
  nas: { driver: 'sftp', host: 'nas' },
};

function report(
  monitor: Plain | undefined,
  newest: string,
  {
    sizeBytes = 9,
    problem,
    notifications = told,
    scheduled = true,
    to = ['local'],
  }: {
    sizeBytes?: number;
    problem?: string;
    notifications?: Plain;
    scheduled?: boolean | 'unknown';
    to?: readonly string[];
  } = {},
) {
  const project = projectOf({
    app: { timezone: 'UTC' },
    backup: {
      backup: { name: 'Shop', destination: { disks: to } },
      notifications,
      ...(monitor === undefined ? {} : { monitor_backups: monitor }),
    },
    filesystems: { disks },
  });
  const destinations = backupDestinations(project);
  const [destination] = destinations;
  if (destination === undefined) throw new Error('no destination');
  const modifiedAt = new Date(newest);
  const backup: Backup = {
    path: '/b/Shop/x.zip',
    fileName: 'x.zip',
    destination,
    createdAt: modifiedAt,
    createdSource: 'mtime',
    modifiedAt,
    sizeBytes,
  };
  const catalog: BackupCatalog = {
    backups: newest === '' ? [] : [backup],
    problems: problem === undefined ? [] : [{ destination, message: problem }],
    destinations,
  };
  return monitorReport(project, catalog, scheduled, now);
}

const entry = (checks: Plain, name: Plain = 'Shop', on: Plain = ['local']): Plain => [
  { name, disks: on, health_checks: checks },
];
const outcome = (...args: Parameters<typeof report>): string =>
  (report(...args)?.verdicts ?? []).map((each) => [each.outcome, ...each.reasons].join(' ')).join(' | ');

test.each<[string, Plain, string, string, number?]>([
  ['young enough', { [age]: 1 }, '2026-11-21T12:00:01Z', 'healthy'],
  ['of exactly a day ago is too old', { [age]: 1 }, '2026-11-21T12:00:00Z', 'unhealthy The newest backup is of'],
  ['two days, given by name', { [age]: { days: 2 } }, '2026-11-20T12:00:01Z', 'healthy'],
  ['the class alone is a day', [age], '2026-11-20T12:00:01Z', 'unhealthy'],
  ['none at all', { [age]: 1 }, '', 'unhealthy There are no backups at all.'],
  ['none at all, and nobody asks for age', { [storage]: 1 }, '', 'healthy'],
  ['as large as allowed', { [storage]: 1 }, '2026-11-22T00:00:00Z', 'healthy', 1_048_576],
  [
    'larger',
    { [storage]: 1 },
    '2026-11-22T00:00:00Z',
    'unhealthy The archives use 1.0 MB, more than 1.0 MB.',
    1_048_577,
  ],
  [
    'a check of its own',
    { 'App\\Checks\\Odd': 1 },
    '2026-11-22T00:00:00Z',
    "unknown Odd is a check of the application's own.",
  ],
  ['failing beside one of its own', { 'App\\Odd': 1, [age]: 1 }, '2026-11-01T00:00:00Z', 'unhealthy'],
  ['an age that is not certain', { [age]: unknown('calls days()') }, '2026-11-22T00:00:00Z', 'unknown The age of'],
])('%s', (_, checks, newest, expected, sizeBytes = 9) => {
  expect(outcome(entry(checks), newest, { sizeBytes })).toContain(expected);
});

test('without an own file the package watches APP_NAME on local: another name is never seen', () => {
  const found = report(undefined, '2026-11-22T00:00:00Z');
  expect(found?.verdicts).toMatchObject([{ name: 'laravel-backup', disk: 'local', outcome: 'unknown' }]);
  expect(found?.blind).toEqual(['Backups are called Shop; the monitor looks for laravel-backup and never sees them.']);
});

test('disks that the monitor does not look at, or that were not listed', () => {
  const all = { to: ['local', 's3', 'nas'] };
  const found = report(entry({ [age]: 1 }, 'Shop', ['local', 'nas']), '2026-11-22T00:00:00Z', all);
  expect(found?.blind).toEqual(['The monitor does not look at disk s3.']);
  expect(found?.verdicts.map(({ disk, outcome: said }) => [disk, said])).toEqual([
    ['local', 'healthy'],
    ['nas', 'unknown'],
  ]);
  expect(outcome(entry({ [age]: 1 }), '', { problem: 'No permission to read /b/Shop.' })).toBe(
    'unknown It was not listed: No permission to read /b/Shop.',
  );
});

test('a monitor that nobody runs, or that tells nobody', () => {
  const blind = (notifications: Plain, scheduled: boolean | 'unknown' = true): readonly string[] =>
    report(entry({ [age]: 1 }), '2026-11-22T00:00:00Z', { notifications, scheduled })?.blind ?? [];
  expect(blind(told)).toEqual([]);
  expect(blind(told, 'unknown')).toEqual([]);
  expect(blind(told, false)).toEqual(['Nothing in the schedule runs backup:monitor.']);
  const [name = ''] = Object.keys(told.notifications);
  expect(blind({ notifications: { [name]: [] } })[0]).toContain('Nobody is told');
  expect(blind({ ...told, mail: { to: 'your@example.com' } })[0]).toContain('placeholder');
  expect(blind({ notifications: { [name]: ['slack'] }, slack: { webhook_url: '' } })[0]).toContain('slack webhook');
  expect(
    blind({ notifications: { [name]: ['slack', 'mail'] }, slack: { webhook_url: '' }, mail: { to: 'a@b' } }),
  ).toEqual([]);
  expect(blind({ notifications: { [name]: unknown('calls channels()') } })).toEqual([]);
});

test('what cannot be known is not judged', () => {
  expect(report(unknown('calls monitors()'), '')?.blind[0]).toContain('cannot be known');
  expect(report([], '2026-11-22T00:00:00Z')?.blind[0]).toContain('watches nothing');
  expect(outcome(entry({}, unknown('calls name()')), '')).toContain('Its name cannot be known');
  expect(report(entry({}, unknown('calls name()')), '')?.blind).toEqual([]);
  expect(monitorReport(projectOf({}), { backups: [], problems: [], destinations: [] }, true, now)).toBeUndefined();
});
