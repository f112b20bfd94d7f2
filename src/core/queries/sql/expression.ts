import type { Expression } from './ast';
import type { Cursor } from './cursor';
import { readItems, readOperand } from './operand';

/** How often one operator may follow another without parentheses where each makes a level of its own: `a = b = c`. */
const longestChain = 100;

/**
 * Reads an expression by the precedence of the MySQL 9.0 reference manual, 14.4.1 (MariaDB's is the same but for "!").
 * Chains of AND, OR and arithmetic are one node each, however long.
 */
export function readExpression(cursor: Cursor): Expression {
  return readLogical(cursor, 0);
}

const levels = [
  { operator: 'or', keys: new Set(['OR', '||']) },
  { operator: 'xor', keys: new Set(['XOR']) },
  { operator: 'and', keys: new Set(['AND', '&&']) },
] as const;

function readLogical(cursor: Cursor, level: number): Expression {
  const here = levels[level];
  if (here === undefined) return readNot(cursor);
  const first = readLogical(cursor, level + 1);
  const { keys, operator } = here;
  if (!keys.has(cursor.token.key) || isConcat(cursor)) return first;
  const operands = [first];
  while (keys.has(cursor.token.key) && !isConcat(cursor)) {
    cursor.next();
    operands.push(readLogical(cursor, level + 1));
  }
  return { kind: 'logical', operator, operands, start: first.start, end: cursor.behind };
}

const isConcat = (cursor: Cursor): boolean => cursor.dialect.pipesAsConcat === true && cursor.is('||');

function readNot(cursor: Cursor): Expression {
  const { start } = cursor.token;
  if (!cursor.take('NOT')) return readComparison(cursor);
  const operand = cursor.deeper(() => readNot(cursor));
  return { kind: 'not', operand, start, end: cursor.behind };
}

const comparisons = new Map<string, '=' | '<=>' | '<' | '<=' | '>' | '>=' | '!='>([
  ['=', '='],
  ['<=>', '<=>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['!=', '!='],
  ['<>', '!='],
]);

function readComparison(cursor: Cursor): Expression {
  let left = readArithmetic(cursor);
  for (let count = 0; ; count++) {
    const next = readPredicate(cursor, left);
    if (next === undefined) return left;
    if (count > longestChain) cursor.fail('deep');
    left = next;
  }
}

function readPredicate(cursor: Cursor, left: Expression): Expression | undefined {
  const { start } = left;
  const operator = comparisons.get(cursor.token.key);
  if (operator !== undefined) {
    cursor.next();
    return readRight(cursor, left, operator);
  }
  if (cursor.take(':=')) {
    const value = cursor.deeper(() => readExpression(cursor));
    return { kind: 'operation', operators: [':='], operands: [left, value], start, end: cursor.behind };
  }
  if (cursor.take('IS')) return readIs(cursor, left);
  if (cursor.take('MEMBER')) {
    cursor.take('OF');
    const list = cursor.inParentheses(() => readExpression(cursor));
    return { kind: 'memberOf', operand: left, list, start, end: cursor.behind };
  }
  if (cursor.take('SOUNDS', 'LIKE')) {
    const pattern = readArithmetic(cursor);
    return { kind: 'like', operator: 'sounds', not: false, operand: left, pattern, start, end: cursor.behind };
  }
  const not = cursor.is('NOT') && /^(?:IN|LIKE|BETWEEN|REGEXP|RLIKE)$/.test(cursor.peek().key);
  if (not) cursor.next();
  if (cursor.take('IN')) return readIn(cursor, left, not);
  if (cursor.take('BETWEEN')) {
    const low = readArithmetic(cursor);
    cursor.expect('AND');
    const high = readArithmetic(cursor);
    return { kind: 'between', not, operand: left, low, high, start, end: cursor.behind };
  }
  if (cursor.is('LIKE') || cursor.is('REGEXP') || cursor.is('RLIKE')) {
    const operator = cursor.next().key === 'LIKE' ? 'like' : 'regexp';
    const pattern = readArithmetic(cursor);
    const escape = cursor.take('ESCAPE') ? readArithmetic(cursor) : undefined;
    const end = cursor.behind;
    return { kind: 'like', operator, not, operand: left, pattern, ...(escape && { escape }), start, end };
  }
  return undefined;
}

const quantifiers = new Set(['ANY', 'SOME', 'ALL']);

function readRight(
  cursor: Cursor,
  left: Expression,
  operator: '=' | '<=>' | '<' | '<=' | '>' | '>=' | '!=',
): Expression {
  const quantified = quantifiers.has(cursor.token.key) && cursor.peek().key === '(';
  const quantifier = !quantified ? undefined : cursor.next().key === 'ALL' ? 'all' : 'any';
  const right = readArithmetic(cursor);
  const { start } = left;
  return { kind: 'compare', operator, left, right, ...(quantifier && { quantifier }), start, end: cursor.behind };
}

const tests = new Map<string, 'null' | 'true' | 'false' | 'unknown' | 'json'>([
  ['NULL', 'null'],
  ['TRUE', 'true'],
  ['FALSE', 'false'],
  ['UNKNOWN', 'unknown'],
  ['JSON', 'json'],
]);

function readIs(cursor: Cursor, operand: Expression): Expression {
  const not = cursor.take('NOT');
  const what = tests.get(cursor.token.key);
  if (what === undefined) cursor.fail();
  cursor.next();
  // IS JSON OBJECT and the like: MariaDB and the standard.
  if (what === 'json' && /^(?:VALUE|ARRAY|OBJECT|SCALAR)$/.test(cursor.token.key)) cursor.next();
  return { kind: 'is', not, operand, what, start: operand.start, end: cursor.behind };
}

function readIn(cursor: Cursor, operand: Expression, not: boolean): Expression {
  const { start } = operand;
  if (cursor.atQuery()) {
    const query = cursor.inParentheses(() => cursor.query());
    return { kind: 'in', not, operand, query, start, end: cursor.behind };
  }
  const items = cursor.inParentheses(() => readItems(cursor));
  return { kind: 'in', not, operand, items, start, end: cursor.behind };
}

const arithmetic = new Set(['+', '-', '*', '/', 'DIV', 'MOD', '%', '|', '&', '^', '<<', '>>']);

/** Arithmetic and what binds stronger. */
function readArithmetic(cursor: Cursor): Expression {
  const first = readOperand(cursor);
  if (!arithmetic.has(cursor.token.key) && !isConcat(cursor)) return first;
  const operators: string[] = [];
  const operands = [first];
  while (arithmetic.has(cursor.token.key) || isConcat(cursor)) {
    operators.push(cursor.next().key);
    operands.push(readOperand(cursor));
  }
  return { kind: 'operation', operators, operands, start: first.start, end: cursor.behind };
}
