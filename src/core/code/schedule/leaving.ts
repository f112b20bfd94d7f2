import type { Statement } from '../../laravel/php/syntax';

/** Whether the statements behind this one may never run. */
export function mayLeave(statement: Statement): boolean {
  const inside = (list: readonly Statement[]): boolean =>
    list.some(
      (each) =>
        each.kind === 'return' ||
        (each.kind === 'expression' && (each.expression.kind === 'throw' || each.expression.kind === 'exit')) ||
        mayLeave(each),
    );
  switch (statement.kind) {
    case 'if':
      return inside(statement.consequent) || inside(statement.alternate);
    case 'foreach':
    case 'for':
    case 'while':
    case 'doWhile':
    case 'block':
      return inside(statement.body);
    case 'switch':
      return statement.cases.some((each) => inside(each.body));
    case 'try':
      return inside(statement.body);
    default:
      return false;
  }
}
