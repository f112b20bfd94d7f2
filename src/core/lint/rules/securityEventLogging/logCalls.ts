import type { TextRange } from '../../../base/text';
import type { Location } from '../../../finding';
import type { Collector } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import { isFacade } from '../../../code/facade';
import type { Argument, Expression, FunctionLike, Program } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

/** A log call that writes something which holds secrets. */
export interface RevealingLogCall {
  /** `request`: everything the request carries · `headers`: its headers · `token` · `password`. */
  readonly what: 'request' | 'headers' | 'token' | 'password';
  /** What is written: `$request->all()`. */
  readonly location: Location;
  /** From the method's name to the closing parenthesis, for `request`. */
  readonly call?: TextRange;
  /** The channel the call names; absent for the default one, `unknown` when it is not certain. */
  readonly channel?: string;
}

const levels = new Set([
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
  'log',
  'write',
]);
/** Functions that write out what they are given. */
const writers = new Set(['json_encode', 'print_r', 'var_export', 'serialize', 'sprintf', 'array_merge']);

/** Log calls that are given a request, its headers, a token or a password as they are. */
export const revealingLogCollector: Collector<RevealingLogCall> = {
  id: 'revealingLogCalls',
  wants: ({ text }) =>
    /\bLog::|\blogger\(|\binfo\(/.test(text) &&
    /->(?:all|input|toArray|post)\(\s*\)|->bearerToken\(|Request::(?:all|input)\(|\bpassword\b|authorization/i.test(
      text,
    ),
  collect: ({ path, program }) => {
    const requests = requestVariables(program);
    return [...expressionsIn(program)].flatMap((expression) => {
      const call = logCall(expression, path);
      if (call === undefined) return [];
      const channel = call.channel === undefined ? {} : { channel: call.channel };
      return call.arguments.flatMap(({ value }) =>
        [...written(value)].flatMap((each) => {
          const found = revealed(each, requests);
          return found === undefined ? [] : [{ ...found, ...channel, location: { file: path, range: each.range } }];
        }),
      );
    });
  },
};

interface LogCall {
  readonly arguments: readonly Argument[];
  readonly channel?: string;
}

function logCall(expression: Expression, file: string): LogCall | undefined {
  const { kind } = expression;
  if (kind === 'call') {
    const isCall = expression.callee === 'logger' || expression.callee === 'info';
    return isCall && expression.arguments.length > 0 ? { arguments: expression.arguments } : undefined;
  }
  if (kind !== 'staticCall' && kind !== 'methodCall') return undefined;
  if (typeof expression.method !== 'string' || !levels.has(expression.method)) return undefined;
  if (kind === 'staticCall')
    return isFacade(expression.className, 'Log') ? { arguments: expression.arguments } : undefined;
  const { target } = expression;
  if (target.kind === 'call' && target.callee === 'logger' && target.arguments.length === 0) {
    return { arguments: expression.arguments };
  }
  const named =
    (target.kind === 'staticCall' && isFacade(target.className, 'Log')) ||
    (target.kind === 'methodCall' && target.target.kind === 'call' && target.target.callee === 'logger');
  if (!named || (target.kind !== 'staticCall' && target.kind !== 'methodCall')) return undefined;
  const isChannel = target.method === 'channel' || target.method === 'driver';
  const name = isChannel ? constantText(target.arguments[0]?.value, file) : undefined;
  return { arguments: expression.arguments, channel: name ?? 'unknown' };
}

/** What ends up in the log as it is: the value itself, elements of arrays, parts of a text, what a writer is given. */
function* written(value: Expression): Generator<Expression> {
  if (value.kind === 'array') for (const item of value.items) yield* written(item.value);
  else if (value.kind === 'template') for (const part of value.parts) yield* written(part);
  else if (value.kind === 'binary' && (value.operator === '.' || value.operator === '+' || value.operator === '??')) {
    yield* written(value.left);
    yield* written(value.right);
  } else if (value.kind === 'call' && typeof value.callee === 'string' && writers.has(value.callee)) {
    for (const argument of value.arguments) yield* written(argument.value);
  } else yield value;
}

/** Names of variables that hold a request for certain: parameters of such a type, in every function that has one. */
function requestVariables(program: Program): ReadonlySet<string> {
  const names = new Map<string, boolean>();
  for (const declaration of functionsIn(program)) {
    for (const { name, type } of declaration.parameters) names.set(name, isRequest(type) && names.get(name) !== false);
  }
  return new Set([...names].filter(([, certain]) => certain).map(([name]) => name));
}

function isRequest(type: string | undefined): boolean {
  return type === 'Illuminate\\Http\\Request' || /\\Http\\Requests\\(?:\w+\\)*\w+$/.test(type ?? '');
}

function* functionsIn(value: unknown): Generator<FunctionLike> {
  if (typeof value !== 'object' || value === null) return;
  if (isFunction(value)) yield value;
  for (const inner of Object.values(value)) if (typeof inner === 'object') yield* functionsIn(inner);
}

function isFunction(value: object): value is FunctionLike {
  return 'parameters' in value && 'body' in value && 'arrow' in value;
}

function revealed(
  expression: Expression,
  requests: ReadonlySet<string>,
): Pick<RevealingLogCall, 'what' | 'call'> | undefined {
  if (expression.kind === 'property') return expression.name === 'password' ? { what: 'password' } : undefined;
  const onFacade = expression.kind === 'staticCall' && isFacade(expression.className, 'Request');
  if (expression.kind !== 'methodCall' && !onFacade) return undefined;
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return undefined;
  const { method, arguments: args } = expression;
  const on = expression.kind === 'methodCall' ? expression.target : undefined;
  const isHeaders = on?.kind === 'property' && on.name === 'headers' && holdsRequest(on.target, requests);
  if (isHeaders) return method === 'all' && args.length === 0 ? { what: 'headers' } : undefined;
  if (on !== undefined && !holdsRequest(on, requests)) return undefined;
  const first = args[0]?.value;
  const named = first?.kind === 'literal' ? first.value : undefined;
  const call = { start: expression.nameRange.start, end: expression.range.end };
  if (method === 'bearerToken') return { what: 'token' };
  if (method === 'input' || method === 'get' || method === 'post') {
    if (named === 'password' || named === 'password_confirmation') return { what: 'password' };
  }
  if (method === 'header' || method === 'headers')
    return /^authorization$/i.test(String(named)) ? { what: 'token' } : undefined;
  const whole = method === 'all' || method === 'input' || method === 'toArray' || method === 'post';
  return whole && args.length === 0 ? { what: 'request', call } : undefined;
}

/** `$request` by its type, `request()`. */
function holdsRequest(expression: Expression, requests: ReadonlySet<string>): boolean {
  if (expression.kind === 'variable') return typeof expression.name === 'string' && requests.has(expression.name);
  return expression.kind === 'call' && expression.callee === 'request' && expression.arguments.length === 0;
}
