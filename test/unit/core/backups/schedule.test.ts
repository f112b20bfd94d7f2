import { expect, test } from 'vitest';
import type { Backup, BackupCatalog } from '../../../../src/core/backups/catalog';
import type { BackupDestination } from '../../../../src/core/backups/destination';
import { frequencyText } from '../../../../src/core/backups/frequencyText';
import { heartbeatStore } from '../../../../src/core/backups/heartbeat';
import { nextRuns, previousRuns } from '../../../../src/core/backups/nextRuns';
import { backupSchedule } from '../../../../src/core/backups/schedule';
import { schedulerLife, type SchedulerFacts } from '../../../../src/core/backups/schedulerLife';
import { codeOf, kernelApp } from '../code/schedule/scheduleOf';
import { projectOf, type Plain } from './projectOf';

const now = new Date('2026-11-22T12:00:00Z');
const config = (more: Readonly<Record<string, Plain>> = {}) =>
  projectOf({ app: { timezone: 'Europe/Berlin', env: 'production', ...more } });
const planned = async (body: string, more: Readonly<Record<string, Plain>> = {}) =>
  backupSchedule(await codeOf(kernelApp(body)), config(more), now);
const iso = (dates: readonly Date[] | undefined): readonly string[] | undefined =>
  dates?.map((date) => date.toISOString().slice(0, 19));

test('next and previous runs are in the zone of the task, over changes of the clock', () => {
  const berlin = { cron: '0 2 * * *', timeZone: 'Europe/Berlin' };
  expect(iso(nextRuns(berlin, now, 2))).toEqual(['2026-11-23T01:00:00', '2026-11-24T01:00:00']);
  expect(iso(previousRuns(berlin, new Date('2026-10-26T12:00:00Z'), 3))).toEqual([
    '2026-10-26T01:00:00',
    '2026-10-25T00:00:00',
    '2026-10-24T00:00:00',
  ]);
  expect(iso(nextRuns({ cron: '0 2 L * *', timeZone: 'UTC' }, now, 2))).toEqual([
    '2026-11-30T02:00:00',
    '2026-12-31T02:00:00',
  ]);
  expect(iso(nextRuns({ cron: '*/30 * * * * *', timeZone: 'UTC' }, now, 2))).toEqual([
    '2026-11-22T12:00:30',
    '2026-11-22T12:01:00',
  ]);
  expect(nextRuns({ cron: '61 * * * *', timeZone: 'UTC' }, now, 1)).toBeUndefined();
  expect(nextRuns({ cron: '0 2 * * *', timeZone: 'Not/AZone' }, now, 1)).toBeUndefined();
});

test.each([
  ['0 2 * * *', 'daily 02:00'],
  ['30 1,13 * * *', 'daily 01:30 and 13:30'],
  ['0 1 * * 1', 'Mondays 01:00'],
  ['0 1 * * 1-5', 'weekdays 01:00'],
  ['0 0 1 * *', 'on day 1 of the month 00:00'],
  ['0 0 L * *', 'on the last day of the month 00:00'],
  ['* * * * *', 'every minute'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['17 * * * *', 'hourly at :17'],
  ['*/10 * * * * *', 'every 10 seconds'],
  ['*/7 * * * *', '*/7 * * * *'],
  ['0 0 1 1-12/3 *', '0 0 1 1-12/3 *'],
  ['0 2 1 * 1', '0 2 1 * 1'],
])('%s is %s', (cron, words) => {
  expect(frequencyText(cron)).toBe(words);
});

test('tasks of backups are found with their command, words, next runs and conditions', async () => {
  const { tasks, complete } = await planned(`
    $schedule->command('backup:clean')->dailyAt('01:00');
    $schedule->command('backup:run --only-db')->dailyAt('02:00')->timezone('America/New_York')->onOneServer();
    $schedule->command('backup:monitor')->daily()->environments(['production', 'staging'])->when(fn () => true);
    $schedule->exec('mysqldump shop > /b/shop.sql')->weekly()->between('1:00', '5:00');
    $schedule->command('inspire')->hourly();`);
  // A program that is started may run anything.
  expect(complete).toBe(false);
  expect(
    tasks.map(({ kind, command, frequency, timeZone, conditions }) => [kind, command, frequency, timeZone, conditions]),
  ).toEqual([
    ['run', 'backup:run --only-db', 'daily 02:00', 'America/New_York', []],
    ['clean', 'backup:clean', 'daily 01:00', 'Europe/Berlin', []],
    [
      'monitor',
      'backup:monitor',
      'daily 00:00',
      'Europe/Berlin',
      ['in production and staging only', 'when its condition holds'],
    ],
    ['dump', 'mysqldump shop > /b/shop.sql', 'Sundays 00:00', 'Europe/Berlin', ['between 1:00 and 5:00']],
  ]);
  expect(iso(tasks[0]?.next)).toEqual(['2026-11-23T07:00:00', '2026-11-24T07:00:00', '2026-11-25T07:00:00']);
});

test('the zone of the schedule comes before that of the application; another environment is said', async () => {
  const { tasks, complete } = await planned(
    `$schedule->command('backup:run')->dailyAt('02:00')->environments('production');`,
    {
      schedule_timezone: 'UTC',
      env: 'local',
    },
  );
  expect(complete).toBe(true);
  expect(tasks[0]).toMatchObject({ timeZone: 'UTC', conditions: ['in production only, and this one is local'] });
});

const destination: BackupDestination = {
  id: 'spatie/local',
  source: 'spatie',
  label: 'local',
  folder: '/b',
  prefix: '',
  origins: [],
};
const catalog = (made: string | undefined, unlisted = false): BackupCatalog => ({
  backups: made === undefined ? [] : [backupAt(new Date(made))],
  problems: unlisted ? [{ destination: { ...destination, id: 'spatie/s3', label: 's3' }, message: 'refused' }] : [],
  destinations: [destination],
});
const backupAt = (createdAt: Date): Backup => ({
  path: '/b/a.zip',
  fileName: 'a.zip',
  destination,
  createdAt,
  createdSource: 'fileName',
  modifiedAt: createdAt,
  sizeBytes: 9,
});
const nothing: SchedulerFacts = { starters: [], unread: [] };
const daily = `$schedule->command('backup:run')->dailyAt('03:00');`;

test.each<[string, string, string | undefined, boolean, string, number, string]>([
  ['last night is there', daily, '2026-11-22T02:00:05Z', false, 'alive', 0, 'is there when it should be'],
  [
    'three nights are missing',
    daily,
    '2026-11-19T02:00:05Z',
    false,
    'overdue',
    3,
    'backup:run daily 03:00: the last 3 runs left no archive that is found.',
  ],
  ['one night is missing', daily, '2026-11-21T02:00:05Z', false, 'overdue', 1, 'the last 1 run left no archive'],
  ['missing here, but a place was not listed', daily, '2026-11-19T02:00:05Z', true, 'unknown', 0, 'the last 3 runs'],
  ['no archive at all', daily, undefined, false, 'unknown', 0, 'No archive was found where they would be'],
  [
    'only under a condition',
    `$schedule->command('backup:run')->daily()->when(fn () => true);`,
    '2026-11-01T02:00:00Z',
    false,
    'unknown',
    0,
    'under conditions',
  ],
  [
    'nothing makes backups',
    `$schedule->command('backup:clean')->daily();`,
    '2026-11-01T02:00:00Z',
    false,
    'unknown',
    0,
    'Nothing is scheduled that makes backups',
  ],
])('%s', async (_, body, made, unlisted, state, missed, words) => {
  const life = schedulerLife(await planned(body), catalog(made, unlisted), nothing, false, now);
  expect(life).toMatchObject({ state, missed, summary: expect.stringContaining(words) as string });
});

test('a run that may still be under way is not missed yet', async () => {
  const body = `$schedule->command('backup:run')->dailyAt('12:30');`;
  const life = schedulerLife(await planned(body), catalog('2026-11-21T11:30:02Z'), nothing, false, now);
  expect(life).toMatchObject({ state: 'alive', missed: 0 });
});

test('only a heartbeat makes it certain that the scheduler stopped', async () => {
  const old = { ...nothing, heartbeatAt: new Date('2026-11-19T11:00:00Z') };
  const plan = await planned(daily);
  const stopped = schedulerLife(plan, catalog('2026-11-19T02:00:05Z'), old, true, now);
  expect(stopped).toMatchObject({ state: 'stopped', summary: 'The scheduler has not run for 3 days.', missed: 3 });
  const fresh = { ...nothing, heartbeatAt: new Date('2026-11-22T11:59:10Z') };
  expect(schedulerLife(plan, catalog('2026-11-22T02:00:05Z'), fresh, true, now)).toMatchObject({ state: 'alive' });
  expect(schedulerLife(plan, catalog('2026-11-19T02:00:05Z'), fresh, true, now)).toMatchObject({ state: 'overdue' });
  expect(schedulerLife(plan, catalog('2026-11-22T02:00:05Z'), old, false, now)).toMatchObject({ state: 'alive' });
});

test('the heartbeat counts where the schedule gives it every minute, and is read from a cache of files', async () => {
  const code = (chain: string) =>
    codeOf(kernelApp(`$schedule->command(\\Spatie\\Health\\Commands\\ScheduleCheckHeartbeatCommand::class)${chain};`));
  const cache = (driver: string) =>
    projectOf({ cache: { default: 'c', stores: { c: { driver, path: '/srv/shop/storage/framework/cache/data' } } } });
  expect(heartbeatStore(await code('->everyMinute()'), cache('file'))).toEqual({
    kind: 'file',
    folder: '/srv/shop/storage/framework/cache/data',
    key: 'health:checks:schedule:latestHeartbeatAt',
  });
  expect(heartbeatStore(await code('->everyMinute()'), cache('redis'))).toMatchObject({ kind: 'unknown' });
  expect(heartbeatStore(await code('->everyFiveMinutes()'), cache('file'))).toBeUndefined();
  expect(heartbeatStore(await code('->everyMinute()->onOneServer()'), cache('file'))).toBeUndefined();
});

test('where the framework is not installed, the zone of the application counts', async () => {
  const missing = { kind: 'unknown', reason: 'notInstalled', detail: 'not installed', origins: [] } as const;
  const body = `$schedule->command('backup:run')->daily();`;
  expect((await planned(body, { schedule_timezone: missing })).tasks[0]?.timeZone).toBe('Europe/Berlin');
  const computed = { ...missing, reason: 'call' } as const;
  const { tasks } = await planned(body, { schedule_timezone: computed });
  expect([tasks[0]?.timeZone, tasks[0]?.next]).toEqual([undefined, []]);
});
