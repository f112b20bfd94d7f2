import type { Location } from '../../finding';
import type { Expression, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import { constantText } from '../constantValue';
import { chainRoot, isFacade } from '../facade';
import { type MarkedVariables, marksOf } from './handlerMarks';

/** One place that writes something down. */
export interface Recording {
  /** `log`: a log channel · `activity`: spatie's activity() · `audit`: owen-it's custom audits · `table`: a row of its own. */
  readonly how: 'log' | 'activity' | 'audit' | 'table';
  /** Log: the channel by name; undefined for the default one, null when it is not certain. */
  readonly channel?: string | null;
  /** Log: "info"; undefined when it is not certain. */
  readonly level?: string;
  /** What is handed over: see `Marks`. */
  readonly marks: readonly string[];
  readonly location: Location;
}

const levels = new Set(['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug']);
const writers = new Set([
  'create',
  'forceCreate',
  'insert',
  'insertGetId',
  'firstOrCreate',
  'updateOrCreate',
  'insertOrIgnore',
]);
/** Names of tables and models that keep a history. */
const history = /audit|activit|log(?:s|ins?|in_?\w*)?$|login|attempt|histor|security|authentication/i;

/** What a call writes down; undefined for every other expression. */
export function recordingOf(
  expression: Expression,
  file: string,
  variables: MarkedVariables,
  body: readonly Statement[],
): Recording | undefined {
  const location = { file, range: expression.range };
  const given = (values: readonly Expression[]): readonly string[] => [
    ...new Set(values.flatMap((each) => [...marksOf(each, variables)])),
  ];
  const log = logCall(expression, file);
  if (log !== undefined) return { how: 'log', ...log.target, marks: given(log.given), location };
  if (isActivity(expression)) return { how: 'activity', marks: [...given([expression]), 'user'], location };
  if (isCustomAudit(expression)) return { how: 'audit', marks: ['ip', 'userAgent', 'user'], location };
  const row = rowOf(expression, file, body);
  return row === undefined ? undefined : { how: 'table', marks: given(row), location };
}

interface LogCall {
  readonly target: Pick<Recording, 'channel' | 'level'>;
  readonly given: readonly Expression[];
}

function logCall(expression: Expression, file: string): LogCall | undefined {
  if (expression.kind === 'call') {
    const level = expression.callee === 'logger' ? 'debug' : expression.callee === 'info' ? 'info' : undefined;
    const given = expression.arguments.map(({ value }) => value);
    return level === undefined || given.length === 0 ? undefined : { target: { level }, given };
  }
  if (expression.kind !== 'staticCall' && expression.kind !== 'methodCall') return undefined;
  const { method, arguments: args } = expression;
  if (typeof method !== 'string' || (!levels.has(method) && method !== 'log' && method !== 'write')) return undefined;
  const first = constantText(args[0]?.value, file);
  const level = levels.has(method) ? method : first !== undefined && levels.has(first) ? first : undefined;
  const leveled = level === undefined ? {} : { level };
  const given = args.map(({ value }) => value);
  if (expression.kind === 'staticCall')
    return isFacade(expression.className, 'Log') ? { target: leveled, given } : undefined;
  const { target } = expression;
  if (isLogger(target)) return { target: leveled, given };
  // Log::channel('security')->info(…), with what is chained between: withContext([…]).
  const root = chainRoot(target);
  const onLog = root.kind === 'staticCall' ? isFacade(root.className, 'Log') : isLogger(root);
  if (!onLog) return undefined;
  const chosen = [...expressionsIn([{ kind: 'expression', range: target.range, expression: target }])].find(
    (each) =>
      (each.kind === 'staticCall' || each.kind === 'methodCall') &&
      typeof each.method === 'string' &&
      /^(?:channel|driver|stack|build)$/.test(each.method),
  );
  const named =
    chosen !== undefined && 'arguments' in chosen ? constantText(chosen.arguments[0]?.value, file) : undefined;
  const channel = chosen === undefined ? {} : { channel: named ?? null };
  return { target: { ...leveled, ...channel }, given: [...given, target] };
}

/** `logger()`, `$this->logger`, `$log`, `app('log')`. */
function isLogger(expression: Expression): boolean {
  if (expression.kind === 'call') {
    const [first] = expression.arguments;
    if (expression.callee === 'logger') return first === undefined;
    return expression.callee === 'app' && first?.value.kind === 'literal' && first.value.value === 'log';
  }
  const name = expression.kind === 'property' || expression.kind === 'variable' ? expression.name : undefined;
  return typeof name === 'string' && /^(?:log|logger)$/i.test(name);
}

/** `activity('auth')->causedBy($user)->log('logged in')` (spatie/laravel-activitylog), `Activity::event('auth:fail')->log()`. */
function isActivity(expression: Expression): boolean {
  if (expression.kind !== 'methodCall' || expression.method !== 'log') return false;
  const root = chainRoot(expression.target);
  return (
    (root.kind === 'call' && root.callee === 'activity') ||
    (root.kind === 'staticCall' && isNamed(root.className, activityFacade))
  );
}

/** Facades of applications that keep activities of their own. */
const activityFacade = /(?:^|\\)(?:Activity|ActivityLog|Audit|AuditLog)$/;
const activityMethods = /^(?:add|log\w*|record\w*)$/;

/** `Event::dispatch(AuditCustom::class, […])`, `event(new AuditCustom($user))`, `Auditor::execute($user)` (owen-it/laravel-auditing). */
function isCustomAudit(expression: Expression): boolean {
  if (expression.kind === 'new') return isNamed(expression.className, /^OwenIt\\Auditing\\Events\\AuditCustom$/);
  if (expression.kind === 'classConstant')
    return expression.name === 'class' && isNamed(expression.className, /^OwenIt\\Auditing\\Events\\AuditCustom$/);
  return (
    expression.kind === 'staticCall' &&
    expression.method === 'execute' &&
    isNamed(expression.className, /(?:^|\\)Auditor$/)
  );
}

function isNamed(className: string | Expression | undefined, pattern: RegExp): boolean {
  return typeof className === 'string' && pattern.test(className);
}

/** What a new row of a table of history is made of. */
function rowOf(expression: Expression, file: string, body: readonly Statement[]): readonly Expression[] | undefined {
  if (expression.kind === 'staticCall') {
    const writes = typeof expression.method === 'string' && writers.has(expression.method);
    const adds = typeof expression.method === 'string' && activityMethods.test(expression.method);
    if (adds && isNamed(expression.className, activityFacade)) return expression.arguments.map(({ value }) => value);
    return writes && isNamed(expression.className, history)
      ? expression.arguments.map(({ value }) => value)
      : undefined;
  }
  if (expression.kind !== 'methodCall' || typeof expression.method !== 'string') return undefined;
  if (expression.method === 'save' && expression.target.kind === 'variable') {
    const { name } = expression.target;
    const made = [...expressionsIn(body)].some(
      (each) =>
        each.kind === 'assign' &&
        each.target.kind === 'variable' &&
        each.target.name === name &&
        each.value.kind === 'new' &&
        isNamed(each.value.className, history),
    );
    return made ? [expression.target] : undefined;
  }
  if (!writers.has(expression.method)) return undefined;
  const { target } = expression;
  const given = expression.arguments.map(({ value }) => value);
  // DB::table('login_attempts')->insert([…]), $event->user->logins()->create([…])
  const root = chainRoot(target);
  const table =
    root.kind === 'staticCall' && root.method === 'table' ? constantText(root.arguments[0]?.value, file) : undefined;
  const relation = target.kind === 'methodCall' && typeof target.method === 'string' ? target.method : undefined;
  return history.test(table ?? relation ?? '') ? [...given, target] : undefined;
}
