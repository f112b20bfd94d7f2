import type { Expression, Query } from './ast';

/** The expressions that an expression is made of, and the queries that stand directly in it. */
export interface Children {
  readonly expressions: readonly Expression[];
  readonly query?: Query;
}

const none: Children = { expressions: [] };

/** What stands directly in an expression, in the order written. */
export function childrenOf(expression: Expression): Children {
  switch (expression.kind) {
    case 'column':
    case 'star':
    case 'literal':
    case 'placeholder':
    case 'more':
    case 'variable':
      return none;
    case 'not':
    case 'is':
    case 'unary':
    case 'collate':
    case 'cast':
      return { expressions: [expression.operand] };
    case 'logical':
    case 'operation':
      return { expressions: expression.operands };
    case 'compare':
      return { expressions: [expression.left, expression.right] };
    case 'in': {
      const { operand, items = [], query } = expression;
      return { expressions: [operand, ...items], ...(query && { query }) };
    }
    case 'between':
      return { expressions: [expression.operand, expression.low, expression.high] };
    case 'like': {
      const { operand, pattern, escape } = expression;
      return { expressions: escape === undefined ? [operand, pattern] : [operand, pattern, escape] };
    }
    case 'exists':
    case 'subquery':
      return { expressions: [], query: expression.query };
    case 'json':
      return { expressions: [expression.operand, expression.path] };
    case 'call':
      return { expressions: expression.arguments };
    case 'case':
      return { expressions: expression.parts };
    case 'row':
      return { expressions: expression.items };
    case 'match':
      return { expressions: [...expression.columns, expression.against] };
    case 'interval':
      return { expressions: [expression.value] };
    default:
      return { expressions: [expression.operand, expression.list] };
  }
}
