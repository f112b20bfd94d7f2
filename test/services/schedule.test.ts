import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cronOf } from '../../src/core/code/schedule/frequencies';
import type { TaskCall } from '../../src/core/code/schedule/task';

// Cron expressions as the real Illuminate\Console\Scheduling\Event makes them, against ours. Needs PHP and Debian's
// php-illuminate-console (Laravel 8).

const scheduling = '/usr/share/php/Illuminate/Console/Scheduling';
const load = `
spl_autoload_register(function ($class) {
  $file = '/usr/share/php/'.strtr($class, '\\\\', '/').'.php';
  if (is_file($file)) require $file;
});
// Debian keeps this trait outside of the folder of its namespace.
foreach (['Illuminate/Macroable/autoload.php', 'Illuminate/Macroable/Traits/Macroable.php'] as $file) {
  if (is_file('/usr/share/php/'.$file)) { require_once '/usr/share/php/'.$file; break; }
}
class Mutex implements Illuminate\\Console\\Scheduling\\EventMutex {
  public function create(Illuminate\\Console\\Scheduling\\Event $event) { return true; }
  public function exists(Illuminate\\Console\\Scheduling\\Event $event) { return false; }
  public function forget(Illuminate\\Console\\Scheduling\\Event $event) {}
}
`;
const probe = spawnSync('php', [
  '-r',
  `error_reporting(0); ${load} echo (new Illuminate\\Console\\Scheduling\\Event(new Mutex, 'x'))->daily()->expression;`,
]);
const hasLaravel = probe.status === 0 && probe.stdout.toString().endsWith('0 0 * * *');
if (!hasLaravel) console.warn(`schedule: skipped, PHP or ${scheduling} is not on this machine.`);
const major = 8;

type Call = readonly [method: string, ...args: (string | number | readonly string[])[]];

/** Methods without arguments that Laravel 8 has; every one alone, and in pairs. */
const plain = [
  'everyMinute',
  'everyTwoMinutes',
  'everyThreeMinutes',
  'everyFourMinutes',
  'everyFiveMinutes',
  'everyTenMinutes',
  'everyFifteenMinutes',
  'everyThirtyMinutes',
  'hourly',
  'everyTwoHours',
  'everyThreeHours',
  'everyFourHours',
  'everySixHours',
  'daily',
  'twiceDaily',
  'twiceDailyAt',
  'weekdays',
  'weekends',
  'mondays',
  'tuesdays',
  'wednesdays',
  'thursdays',
  'fridays',
  'saturdays',
  'sundays',
  'weekly',
  'monthly',
  'monthlyOn',
  'twiceMonthly',
  'lastDayOfMonth',
  'quarterly',
  'yearly',
  'yearlyOn',
  'onOneServer',
  'runInBackground',
  'evenInMaintenanceMode',
];
const chains: readonly (readonly Call[])[] = [
  ...plain.map((method) => [[method]] as const),
  ...plain.flatMap((first) => plain.map((second) => [[first], [second]] as const)),
  ...['13:00', '1:5', '01:05', '7', '24:00', '3:07:09', '', 'x:y', ' 8 : 15'].flatMap((time): Call[][] => [
    [['dailyAt', time]],
    [['at', time]],
    [['weekly'], ['at', time]],
    [['weeklyOn', 1, time]],
    [['monthlyOn', 4, time]],
    [['twiceMonthly', 2, 20, time]],
    [['lastDayOfMonth', time]],
    [['yearlyOn', 6, 1, time]],
  ]),
  [['hourlyAt', 17]],
  [['hourlyAt', ['5', '35']]],
  [['daily'], ['hourlyAt', 17]],
  [['everySixHours', 25]],
  [['twiceDaily', 2]],
  [['twiceDaily', 2, 14]],
  [['twiceDailyAt', 1, 13, 32]],
  [['weeklyOn', 5]],
  [['weeklyOn', ['1', '3']]],
  [['monthlyOn', 31]],
  [['yearlyOn', 2, 29]],
  [['days', 0]],
  [['days', 0, 3]],
  [['days', ['1', '4']]],
  [['cron', '5 4 * * 1-5']],
  [['cron', '5 4 * * *'], ['mondays']],
  [
    ['cron', '* * * * *'],
    ['dailyAt', '4:30'],
  ],
  [['weekdays'], ['hourly'], ['timezone', 'Europe/Paris'], ['between', '8:00', '17:00']],
  [['withoutOverlapping', 10], ['dailyAt', '2:30'], ['environments', ['production']], ['onOneServer']],
  [['name', 'a'], ['description', 'b'], ['sendOutputTo', '/tmp/x'], ['appendOutputTo', '/tmp/y'], ['everyFiveMinutes']],
];

const asCall = ([method, ...args]: Call): TaskCall => ({
  method,
  arguments: args,
  location: { file: '', range: { start: 0, end: 0 } },
});

test.runIf(hasLaravel)('every chain ends up with the expression that the framework makes', () => {
  const script = `error_reporting(0); ${load}
    $chains = json_decode(stream_get_contents(STDIN), true); $out = [];
    foreach ($chains as $chain) {
      $event = new Illuminate\\Console\\Scheduling\\Event(new Mutex, 'x');
      foreach ($chain as $call) {
        $method = array_shift($call);
        try { $event->$method(...$call); } catch (\\Throwable $e) { $event->expression = $method.': '.$e->getMessage(); }
      }
      $out[] = $event->expression;
    }
    echo json_encode(['today' => date('j', strtotime('last day of this month')), 'expressions' => $out]);`;
  const given: unknown = JSON.parse(execFileSync('php', ['-r', script], { input: JSON.stringify(chains) }).toString());
  const { today, expressions } = given as { today: string; expressions: string[] };
  // The framework asks the calendar for the last day; ours says what is meant.
  const ours = chains.map((chain) => cronOf(chain.map(asCall), major)?.replace('L', today));
  const table = chains.map((chain, index) => ({ chain, ours: ours[index], framework: expressions[index] }));
  expect(table.filter((row) => row.ours !== row.framework)).toEqual([]);
  expect(table.length).toBeGreaterThan(1300);
});
