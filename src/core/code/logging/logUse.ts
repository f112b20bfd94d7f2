import type { Location } from '../../finding';
import type { Expression } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector } from '../collector';
import { constantText } from '../constantValue';
import { isFacade } from '../facade';

/** A channel that code asks for by name. */
export interface ChannelUse {
  readonly kind: 'channel';
  /** Undefined when the name is not certain. */
  readonly name?: string;
  /** The name as written. */
  readonly location: Location;
}

/** Code that changes what channels there are: `Log::extend`, `config(['logging.…' => …])`. */
export interface ChannelChange {
  readonly kind: 'extend' | 'configure';
  /** The driver's name or the configuration key, when certain. */
  readonly name?: string;
  readonly location: Location;
}

/** `Log::channel('x')`, `Log::stack(['x', 'y'])`, `logger()->channel('x')`, and what changes channels at runtime. */
export const logUseCollector: Collector<ChannelUse | ChannelChange> = {
  id: 'logUse',
  wants: ({ text }) =>
    /['"]logging\b/.test(text) ||
    (/\bLog\b|\blogger\(|['"]log['"]/i.test(text) &&
      /(?:->|::)(?:channel|driver|stack|extend|setDefaultDriver)\s*\(/.test(text)),
  collect: ({ path, program }) =>
    [...expressionsIn(program)].flatMap((expression): readonly (ChannelUse | ChannelChange)[] => [
      ...usesOf(expression, path),
      ...changesOf(expression, path),
    ]),
};

function usesOf(expression: Expression, file: string): readonly ChannelUse[] {
  if (expression.kind !== 'staticCall' && expression.kind !== 'methodCall') return [];
  const { method, arguments: args } = expression;
  if (method !== 'channel' && method !== 'driver' && method !== 'stack') return [];
  if (!isLog(expression)) return [];
  const first = args[0]?.value;
  if (first === undefined) return [];
  const names = method === 'stack' ? (first.kind === 'array' ? first.items.map(({ value }) => value) : []) : [first];
  return names.map((each) => {
    const name = constantText(each, file);
    return { kind: 'channel', location: { file, range: each.range }, ...(name === undefined ? {} : { name }) };
  });
}

/** The log manager: the facade, `logger()` without arguments, `app('log')`. */
function isLog(expression: Extract<Expression, { kind: 'staticCall' | 'methodCall' }>): boolean {
  if (expression.kind === 'staticCall') return isFacade(expression.className, 'Log');
  const { target } = expression;
  if (target.kind !== 'call') return false;
  const [first] = target.arguments;
  if (target.callee === 'logger') return first === undefined;
  const made = first?.value.kind === 'literal' ? first.value.value : undefined;
  return (target.callee === 'app' || target.callee === 'resolve') && made === 'log';
}

function changesOf(expression: Expression, file: string): readonly ChannelChange[] {
  const location = { file, range: expression.range };
  if (expression.kind === 'staticCall' || expression.kind === 'methodCall') {
    const { method, arguments: args } = expression;
    const first = args[0]?.value;
    if (method === 'extend' && isLogOrManager(expression)) {
      const name = constantText(first, file);
      return [{ kind: 'extend', location, ...(name === undefined ? {} : { name }) }];
    }
    if (method === 'setDefaultDriver' && isLogOrManager(expression)) return [{ kind: 'configure', location }];
    if (method === 'set' && first !== undefined) return configured(first, file, location);
  }
  if (expression.kind === 'call' && expression.callee === 'config' && expression.arguments[0]?.value.kind === 'array') {
    return configured(expression.arguments[0].value, file, location);
  }
  // $config['logging.channels.x'] = …
  if (expression.kind === 'assign' && expression.target.kind === 'index' && expression.target.index !== undefined) {
    return configured(expression.target.index, file, location);
  }
  return [];
}

function isLogOrManager(expression: Extract<Expression, { kind: 'staticCall' | 'methodCall' }>): boolean {
  if (isLog(expression)) return true;
  return (
    expression.kind === 'methodCall' &&
    expression.target.kind === 'variable' &&
    typeof expression.target.name === 'string' &&
    /log/i.test(expression.target.name)
  );
}

function configured(written: Expression, file: string, location: Location): readonly ChannelChange[] {
  const keys = written.kind === 'array' ? written.items.map(({ key }) => key) : [written];
  return keys.flatMap((key) => {
    const name = constantText(key, file);
    return name !== undefined && /^logging(?:\.|$)/.test(name) ? [{ kind: 'configure', name, location }] : [];
  });
}
