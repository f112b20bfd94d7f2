import { expect, test } from 'vitest';
import { cronOf, isFrequency, isTaskMethod } from '../../../../../src/core/code/schedule/frequencies';
import type { TaskCall } from '../../../../../src/core/code/schedule/task';

function call(method: string, ...args: TaskCall['arguments']): TaskCall {
  return { method, arguments: args, location: { file: '/shop/routes/console.php', range: { start: 0, end: 0 } } };
}

// The other methods are compared with the framework itself in test/services/schedule.test.ts: what is here is what
// Laravel 8, which is what is on that machine, does not have or writes otherwise.
test.each<[string, TaskCall[], number, string]>([
  ['seconds', [call('everyTenSeconds')], 12, '*/10 * * * * *'],
  ['every second', [call('everySecond')], 12, '*/1 * * * * *'],
  ['the offset of hours counts from Laravel 10 on', [call('everySixHours', 25)], 10, '25 */6 * * *'],
  ['before it is ignored', [call('everySixHours', 25)], 9, '0 */6 * * *'],
  ['offsets may be several', [call('everyTwoHours', ['5', '35'])], 12, '5,35 */2 * * *'],
  ['odd hours', [call('everyOddHour')], 12, '0 1-23/2 * * *'],
  ['half hours as Laravel 11 writes them', [call('everyThirtyMinutes')], 11, '*/30 * * * *'],
  ['hourlyAt takes the hour back from Laravel 10 on', [call('daily'), call('hourlyAt', 5)], 10, '5 * * * *'],
  ['quarterlyOn', [call('quarterlyOn', 4, '14:00')], 12, '0 14 4 1-12/3 *'],
  ['daysOfMonth', [call('daysOfMonth', 1, 15)], 12, '0 0 1,15 * *'],
  ['daysOfMonth with a list', [call('daysOfMonth', ['1', '15']), call('at', '6:30')], 12, '30 6 1,15 * *'],
  ['seconds in a time count as minutes only from Laravel 12 on', [call('dailyAt', '1:30:15')], 12, '30 1 * * *'],
  ['and leave the minute alone before', [call('dailyAt', '1:30:15')], 11, '0 1 * * *'],
  ['the last day is whatever the month says', [call('lastDayOfMonth', '15:00')], 12, '0 15 L * *'],
  ['twiceMonthly of Laravel 6 has no time', [call('twiceMonthly', 1, 16, '13:00')], 6, '0 0 1,16 * *'],
  ['weekends of Laravel 6', [call('weekends')], 6, '* * * * 0,6'],
  ['case does not matter', [call('DailyAt', '3:05')], 13, '5 3 * * *'],
  [
    'what says not when',
    [call('daily'), call('onOneServer'), call('timezone', 'UTC'), call('when', undefined)],
    13,
    '0 0 * * *',
  ],
])('%s', (_, calls, major, cron) => {
  expect(cronOf(calls, major)).toBe(cron);
});

test.each<[string, TaskCall[]]>([
  ['a time that is not certain', [call('dailyAt', undefined)]],
  ['no time where one is needed', [call('dailyAt')]],
  ['a list with something uncertain', [call('days', 1, undefined)]],
  ['an expression that is not certain', [call('cron', undefined)]],
  ['a macro', [call('daily'), call('onWorkingDays')]],
])('undefined for %s', (_, calls) => {
  expect(cronOf(calls)).toBeUndefined();
});

test('an argument that does not matter may be uncertain', () => {
  expect(cronOf([call('daily', undefined), call('environments', undefined)])).toBe('0 0 * * *');
});

test('frequencies are methods of tasks, and not the only ones', () => {
  expect([isFrequency('everyMinute'), isFrequency('onOneServer')]).toEqual([true, false]);
  expect([isTaskMethod('everyMinute'), isTaskMethod('onOneServer'), isTaskMethod('command')]).toEqual([
    true,
    true,
    false,
  ]);
});
