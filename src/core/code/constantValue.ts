import { evaluateProgram } from '../laravel/php/evaluate';
import type { Surroundings } from '../laravel/php/machine';
import type { Expression } from '../laravel/php/syntax';
import { unknown } from '../laravel/php/values';
import type { Value } from '../laravel/value';

const nothing: Surroundings = {
  env: (key) => ({ kind: 'unknown', value: unknown('variable', `${key} depends on the environment`) }),
  config: (path) => unknown('variable', `${path} depends on the configuration`),
  folders: new Map(),
  helpers: new Map(),
};

/**
 * The value of an expression that needs nothing around it: literals, class names, joined text, arrays of those.
 * Whatever needs a variable, the environment or the configuration is unknown.
 *
 * @param file absolute path, for the value's origins
 */
export function constantValue(expression: Expression, file: string): Value {
  const program = { body: [{ kind: 'return', range: expression.range, value: expression } as const] };
  return evaluateProgram(program, { file, source: 'config', surroundings: nothing, steps: 5000 });
}

/** The text of such an expression; undefined when it is no text or not certain. */
export function constantText(expression: Expression | undefined, file: string): string | undefined {
  if (expression === undefined) return undefined;
  if (expression.kind === 'literal') return typeof expression.value === 'string' ? expression.value : undefined;
  const value = constantValue(expression, file);
  return value.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
}
