import type { Argument, Expression, Program } from '../../../core/laravel/php/syntax';
import { expressionsIn } from '../../../core/laravel/php/walk';
import { type HoverTarget, holds } from './target';

/** Methods of the Config facade and of the repository that take a key first. */
const reading = /^(?:get|has|string|integer|float|boolean|array|collection)$/;

/** The call of env() or config(), or of the facades behind them, that is at an offset and names its key as text. */
export function phpCallAt(program: Program, offset: number): HoverTarget | undefined {
  let found: HoverTarget | undefined;
  for (const expression of expressionsIn(program)) {
    if (!holds(expression.range, offset)) continue;
    const asked = askedFor(expression);
    // Outermost first: the innermost call that holds the offset comes last.
    if (asked !== undefined) found = { ...asked, range: expression.range };
  }
  return found;
}

function askedFor(expression: Expression): Omit<HoverTarget, 'range'> | undefined {
  switch (expression.kind) {
    case 'call':
      if (expression.callee === 'env') return named('variable', expression.arguments);
      return expression.callee === 'config' ? named('config', expression.arguments) : undefined;
    case 'staticCall': {
      const { className, method } = expression;
      if (typeof className !== 'string' || typeof method !== 'string') return undefined;
      if (className === 'Illuminate\\Support\\Env' && method === 'get') return named('variable', expression.arguments);
      const isConfig = /^(?:Illuminate\\Support\\Facades\\)?Config$/.test(className);
      return isConfig && reading.test(method) ? named('config', expression.arguments) : undefined;
    }
    case 'methodCall': {
      const { target, method } = expression;
      const ofConfig = target.kind === 'call' && target.callee === 'config' && target.arguments.length === 0;
      return ofConfig && typeof method === 'string' && reading.test(method)
        ? named('config', expression.arguments)
        : undefined;
    }
    default:
      return undefined;
  }
}

function named(kind: HoverTarget['kind'], [first]: readonly Argument[]): Omit<HoverTarget, 'range'> | undefined {
  const key = first?.value;
  return key?.kind === 'literal' && typeof key.value === 'string' && key.value !== ''
    ? { kind, name: key.value }
    : undefined;
}
