import type { Argument, Expression } from '../../laravel/php/syntax';
import { type Names, argumentOf, facadeOf, plainName, textOf, textsOf } from './datum';
import type { Condition } from './step';

const unknown: readonly Condition[] = [{ kind: 'unknown' }];

/** What holds where a test is true (or, `negated`, false). Conditions that are not understood are `unknown`. */
export function conditionsOf(test: Expression, names: Names, negated: boolean): readonly Condition[] {
  if (test.kind === 'unary' && test.operator === '!') return conditionsOf(test.operand, names, !negated);
  if (test.kind === 'binary') {
    const { operator, left, right } = test;
    const all = negated ? ['||', 'or'] : ['&&', 'and'];
    if (all.includes(operator)) return [...conditionsOf(left, names, negated), ...conditionsOf(right, names, negated)];
    const equal = ['==', '==='].includes(operator);
    if (equal || ['!=', '!=='].includes(operator)) {
      const named = isDriver(left) ? textOf(right, names) : isDriver(right) ? textOf(left, names) : undefined;
      if (named !== undefined) return [{ kind: 'driver', drivers: [named], negated: equal === negated }];
      const [call, value] = left.kind === 'literal' ? [right, left] : [left, right];
      if (value.kind === 'literal' && typeof value.value === 'boolean') {
        return conditionsOf(call, names, negated !== (equal !== value.value));
      }
    }
    return unknown;
  }
  if (test.kind === 'call' && test.callee === 'in_array' && test.arguments[0] !== undefined) {
    const drivers = isDriver(test.arguments[0].value) ? textsOf(test.arguments[1]?.value, names) : undefined;
    return drivers === undefined ? unknown : [{ kind: 'driver', drivers, negated }];
  }
  const asked = schemaCall(test);
  if (asked === undefined) return unknown;
  const table = textOf(argumentOf(asked.arguments, 0, 'table'), names);
  if (table === undefined) return unknown;
  if (asked.method === 'hasTable') return [{ kind: 'hasTable', table, negated }];
  const columns = textsOf(argumentOf(asked.arguments, 1, asked.method === 'hasColumn' ? 'column' : 'columns'), names);
  if (columns === undefined || (asked.method !== 'hasColumn' && asked.method !== 'hasColumns')) return unknown;
  if (negated && columns.length > 1) return unknown;
  return columns.map((column) => ({ kind: 'hasColumn', table, column, negated }));
}

function schemaCall(expression: Expression): { method: string; arguments: readonly Argument[] } | undefined {
  if (expression.kind !== 'staticCall' || facadeOf(expression.className) !== 'Schema') return undefined;
  const { method } = expression;
  return typeof method === 'string' ? { method, arguments: expression.arguments } : undefined;
}

/** `DB::getDriverName()`, `DB::connection()->getDriverName()`, `Schema::getConnection()->getDriverName()`. */
function isDriver(expression: Expression): boolean {
  if (expression.kind === 'staticCall') {
    return facadeOf(expression.className) === 'DB' && expression.method === 'getDriverName';
  }
  if (expression.kind !== 'methodCall' || expression.method !== 'getDriverName') return false;
  const { target } = expression;
  if (target.kind !== 'staticCall' || target.arguments.length > 0) return false;
  const from = `${facadeOf(target.className)}::${plainName(target.method)}`;
  return from === 'DB::connection' || from === 'Schema::getConnection';
}
