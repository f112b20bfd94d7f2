import type { TaskCall } from './task';

// Illuminate\Console\Scheduling\ManagesFrequencies of Laravel 6 to 13. A version that lacks a method stops with an exception
// when it is called; what the method means never changed, only how it is written ("0,30" and "*/30").

type Argument = TaskCall['arguments'][number];

interface Expression {
  cron: string;
  seconds?: number;
}

/** Changes the expression; false when an argument that matters is not certain. */
type Frequency = (expression: Expression, args: readonly Argument[], major: number) => boolean;

/** Every task starts with this (Event::$expression). */
const everyMinute = '* * * * *';

const minute = (value: string): Frequency => splices([[1, value]]);
const fixed = (first: string, second: string): Frequency =>
  splices([
    [1, first],
    [2, second],
  ]);
const seconds =
  (count: number): Frequency =>
  (expression) => {
    expression.seconds = count;
    splice(expression, 1, '*');
    return true;
  };
/** Up to Laravel 9 only hourlyAt takes an offset; a number that is given to the others is ignored. */
const hours =
  (value: string): Frequency =>
  (expression, args, major) => {
    const offset = major >= 10 ? text(args, 0, '0') : '0';
    if (offset === undefined) return false;
    splice(expression, 1, offset);
    splice(expression, 2, value);
    return true;
  };
const weekday = (value: string): Frequency => splices([[5, value]]);
const midnight: readonly [number, string][] = [
  [1, '0'],
  [2, '0'],
];

const frequencies: ReadonlyMap<string, Frequency> = new Map<string, Frequency>([
  ['cron', cron],
  ['everysecond', seconds(1)],
  ['everytwoseconds', seconds(2)],
  ['everyfiveseconds', seconds(5)],
  ['everytenseconds', seconds(10)],
  ['everyfifteenseconds', seconds(15)],
  ['everytwentyseconds', seconds(20)],
  ['everythirtyseconds', seconds(30)],
  ['everyminute', minute('*')],
  ['everytwominutes', minute('*/2')],
  ['everythreeminutes', minute('*/3')],
  ['everyfourminutes', minute('*/4')],
  ['everyfiveminutes', minute('*/5')],
  ['everytenminutes', minute('*/10')],
  ['everyfifteenminutes', minute('*/15')],
  ['everythirtyminutes', (expression, args, major) => minute(major >= 11 ? '*/30' : '0,30')(expression, args, major)],
  ['hourly', minute('0')],
  ['hourlyat', (expression, args, major) => hourlyAt(expression, args, major)],
  ['everyoddhour', hours('1-23/2')],
  ['everytwohours', hours('*/2')],
  ['everythreehours', hours('*/3')],
  ['everyfourhours', hours('*/4')],
  ['everysixhours', hours('*/6')],
  ['daily', fixed('0', '0')],
  ['at', dailyAt],
  ['dailyat', dailyAt],
  ['twicedaily', (expression, args) => twiceDaily(expression, args.slice(0, 2))],
  ['twicedailyat', twiceDaily],
  ['weekdays', weekday('1-5')],
  ['weekends', (expression, args, major) => weekday(major >= 8 ? '6,0' : '0,6')(expression, args, major)],
  ...['sundays', 'mondays', 'tuesdays', 'wednesdays', 'thursdays', 'fridays', 'saturdays'].map(
    (name, day): [string, Frequency] => [name, weekday(String(day))],
  ),
  ['weekly', splices([...midnight, [5, '0']])],
  ['weeklyon', (expression, args, major) => at(expression, args, 1, major) && put(expression, 5, text(args, 0))],
  ['monthly', splices([...midnight, [3, '1']])],
  ['monthlyon', (expression, args, major) => at(expression, args, 1, major) && put(expression, 3, text(args, 0, '1'))],
  ['twicemonthly', twiceMonthly],
  ['lastdayofmonth', (expression, args, major) => at(expression, args, 0, major) && put(expression, 3, 'L')],
  ['daysofmonth', (expression, args) => splices(midnight)(expression, [], 0) && put(expression, 3, listed(args))],
  ['quarterly', splices([...midnight, [3, '1'], [4, '1-12/3']])],
  [
    'quarterlyon',
    (expression, args, major) =>
      at(expression, args, 1, major) && put(expression, 3, text(args, 0, '1')) && put(expression, 4, '1-12/3'),
  ],
  ['yearly', splices([...midnight, [3, '1'], [4, '1']])],
  [
    'yearlyon',
    (expression, args, major) =>
      at(expression, args, 2, major) &&
      put(expression, 3, text(args, 1, '1')) &&
      put(expression, 4, text(args, 0, '1')),
  ],
  ['days', (expression, args) => put(expression, 5, listed(args))],
]);

/** Methods of a task that say how or whether it runs, not when; those of packages in wide use included. */
const others = new Set(
  `timezone between unlessBetween when skip user environments evenInMaintenanceMode evenWhenPaused withoutOverlapping onOneServer
  runInBackground name description withAttributes sendOutputTo appendOutputTo emailOutputTo emailWrittenOutputTo
  emailOutputOnFailure pingBefore pingBeforeIf thenPing thenPingIf pingOnSuccess pingOnSuccessIf pingOnFailure pingOnFailureIf
  before after then thenWithOutput onSuccess onSuccessWithOutput onFailure onFailureWithOutput storeOutput
  preventOverlapsUsing createMutexNameUsing monitorName graceTimeInMinutes doNotMonitor storeOutputInDb
  sentryMonitor purpose describe`
    .toLowerCase()
    .split(/\s+/),
);

/** Whether a method of this name says when a task runs. */
export function isFrequency(method: string): boolean {
  return frequencies.has(method.toLowerCase());
}

/** Whether a method of this name is one of the framework's for tasks, or of a package that is known. */
export function isTaskMethod(method: string): boolean {
  return isFrequency(method) || others.has(method.toLowerCase());
}

/**
 * The cron expression that a chain of calls ends up with: five fields, six with seconds in front for `everyTenSeconds()` and its
 * like. `lastDayOfMonth()` is "L": the framework asks the calendar each time. Undefined when a call may change it in a way
 * that is not certain.
 *
 * @param major Laravel's; methods are written as that version writes them
 */
export function cronOf(calls: readonly TaskCall[], major = 13): string | undefined {
  const expression: Expression = { cron: everyMinute };
  for (const { method, arguments: args } of calls) {
    const frequency = frequencies.get(method.toLowerCase());
    if (frequency === undefined && !isTaskMethod(method)) return undefined;
    if (frequency !== undefined && !frequency(expression, args, major)) return undefined;
  }
  return expression.seconds === undefined ? expression.cron : `*/${expression.seconds} ${expression.cron}`;
}

function splices(places: readonly (readonly [number, string])[]): Frequency {
  return (expression) => {
    for (const [position, value] of places) splice(expression, position, value);
    return true;
  };
}

function splice(expression: Expression, position: number, value: string): void {
  const segments = expression.cron.split(/\s+/);
  segments[position - 1] = value;
  expression.cron = segments.join(' ');
}

function put(expression: Expression, position: number, value: string | undefined): boolean {
  if (value === undefined) return false;
  splice(expression, position, value);
  return true;
}

/** An argument as text, lists joined by commas; undefined when it is missing without a default, or not certain. */
function text(args: readonly Argument[], index: number, otherwise?: string): string | undefined {
  if (index >= args.length) return otherwise;
  const value = args[index];
  return value === undefined || typeof value === 'string' ? value : [value].flat().join(',');
}

/** All arguments: `days(1, 3)` is `days([1, 3])`. */
function listed(args: readonly Argument[]): string | undefined {
  const values = args.map((_, index) => text(args, index));
  return values.length === 0 || values.includes(undefined) ? undefined : values.join(',');
}

function cron(expression: Expression, args: readonly Argument[]): boolean {
  const written = text(args, 0);
  if (written === undefined) return false;
  expression.cron = written;
  return true;
}

function hourlyAt(expression: Expression, args: readonly Argument[], major: number): boolean {
  if (major >= 10) return put(expression, 1, text(args, 0)) && put(expression, 2, '*');
  return put(expression, 1, text(args, 0));
}

function dailyAt(expression: Expression, args: readonly Argument[], major: number): boolean {
  return args.length > 0 && at(expression, args, 0, major);
}

/** The time of day in an argument: `(int)` of what stands before and behind the colon. */
function at(expression: Expression, args: readonly Argument[], index: number, major: number): boolean {
  const time = text(args, index, '0:0');
  if (time === undefined) return false;
  const segments = time.split(':');
  const hasMinutes = major >= 12 ? segments.length >= 2 : segments.length === 2;
  splice(expression, 2, integer(segments[0]));
  splice(expression, 1, hasMinutes ? integer(segments[1]) : '0');
  return true;
}

function integer(written: string | undefined): string {
  return String(Number(/^\s*[+-]?\d+/.exec(written ?? '')?.[0] ?? 0));
}

function twiceDaily(expression: Expression, args: readonly Argument[]): boolean {
  const [first, second, offset] = [text(args, 0, '1'), text(args, 1, '13'), text(args, 2, '0')];
  if (first === undefined || second === undefined) return false;
  return put(expression, 1, offset) && put(expression, 2, `${first},${second}`);
}

function twiceMonthly(expression: Expression, args: readonly Argument[], major: number): boolean {
  const [first, second] = [text(args, 0, '1'), text(args, 1, '16')];
  if (first === undefined || second === undefined) return false;
  // Laravel 6 has no time here.
  const times = major >= 7 ? args : [];
  return at(expression, times, 2, major) && put(expression, 3, `${first},${second}`);
}
