import type { TextRange } from '../../base/text';
import type { Argument, Expression } from '../../laravel/php/syntax';
import { constantText } from '../constantValue';

/** One link of `$schedule->command('x')->daily()`. */
export interface Link {
  readonly method: string | Expression;
  readonly arguments: readonly Argument[];
  /** From the method's name to the end of its arguments. */
  readonly range: TextRange;
  /** From the beginning of the chain to here. */
  readonly whole: TextRange;
}

/** A chain of calls, taken apart. */
export interface Chain {
  /** What the first method is called on; a class name for static calls. */
  readonly root: Expression | string;
  readonly links: readonly Link[];
}

/**
 * Undefined for what is no call of a method.
 */
export function chainOf(expression: Expression): Chain | undefined {
  const links: Link[] = [];
  let current: Expression = expression;
  while (current.kind === 'methodCall' || current.kind === 'staticCall') {
    const { method, arguments: args, nameRange, range } = current;
    const { start, end } = range;
    links.unshift({ method, arguments: args, range: { start: nameRange.start, end }, whole: { start, end } });
    if (current.kind === 'staticCall') return { root: current.className, links };
    current = current.target;
  }
  return links.length === 0 ? undefined : { root: current, links };
}

/** The framework's class, which methods and closures ask for. */
export const scheduleClass = 'Illuminate\\Console\\Scheduling\\Schedule';

/** The facade, by its full name or by its alias in the root namespace. */
export function isScheduleFacade(root: Chain['root']): boolean {
  return root === 'Illuminate\\Support\\Facades\\Schedule' || root === 'Schedule';
}

/** `app(Schedule::class)`, `resolve(Schedule::class)`, `$this->app->make(Schedule::class)`. */
export function isScheduleFromContainer(expression: Expression): boolean {
  if (expression.kind !== 'call' && expression.kind !== 'methodCall') return false;
  const name = expression.kind === 'call' ? expression.callee : expression.method;
  if (typeof name !== 'string' || !/^(?:app|resolve|make|get)$/.test(name)) return false;
  const [first] = expression.arguments;
  return first !== undefined && constantText(first.value, '') === scheduleClass;
}
