import type { Expression } from '../sql/ast';

const opposites = { '=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' } as const;

/**
 * The expression that is true where `expression` is false. NULL stays NULL under both, so a filter lets the same rows through.
 * Where no simpler form exists, NOT around it.
 */
function negated(expression: Expression): Expression {
  switch (expression.kind) {
    case 'not':
      return expression.operand;
    case 'in':
    case 'between':
    case 'like':
    case 'is':
      return { ...expression, not: !expression.not };
    case 'compare':
      if (expression.operator === '<=>' || expression.quantifier !== undefined) break;
      return { ...expression, operator: opposites[expression.operator] };
    case 'logical':
      if (expression.operator === 'xor') break;
      return {
        ...expression,
        operator: expression.operator === 'and' ? 'or' : 'and',
        operands: expression.operands.map(negated),
      };
    default:
  }
  return { kind: 'not', operand: expression, start: expression.start, end: expression.end };
}

/** What all have to be true together: AND taken apart, NOT moved inwards. In the order written. */
export function conjunctsOf(expression: Expression): Expression[] {
  const conjuncts: Expression[] = [];
  const waiting = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'logical' && next.operator === 'and') waiting.push(...next.operands.toReversed());
    else if (next.kind !== 'not') conjuncts.push(next);
    else {
      const inside = negated(next.operand);
      if (inside.kind === 'not') conjuncts.push(inside);
      else waiting.push(inside);
    }
  }
  return conjuncts;
}
