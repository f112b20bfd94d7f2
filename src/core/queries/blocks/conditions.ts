import type { Expression } from '../sql/ast';
import type { ColumnUse, Predicate, Value } from './block';
import { emptyReading, noteQuery, readExpression } from './columns';
import {
  compare,
  compareWithValue,
  expressionPredicate,
  isConverted,
  onOf,
  otherOf,
  sideOf,
  type Place,
} from './comparisons';
import { readInList, readInQuery } from './lists';
import { conjunctsOf } from './negation';
import { merged } from './merge';
import { likePrefix, valueOf } from './values';

/** The predicates of a condition. Equalities of two tables, and with blocks around it, are noted in the block instead. */
export function readCondition(place: Place, condition: Expression): Predicate[] {
  return merged(conjunctsOf(condition).flatMap((conjunct) => readConjunct(place, conjunct)));
}

function readConjunct(place: Place, conjunct: Expression): readonly Predicate[] {
  const { analysis, draft, on } = place;
  switch (conjunct.kind) {
    case 'compare':
      return readComparison(place, conjunct);
    case 'in':
      return conjunct.query === undefined ? readInList(place, conjunct) : readInQuery(place, conjunct, conjunct.query);
    case 'between':
      return readBetween(place, conjunct);
    case 'like':
      return [readLike(place, conjunct)];
    case 'is':
      return [readIs(place, conjunct)];
    case 'exists':
      return [readExists(place, conjunct, false)];
    case 'match': {
      const { own } = readExpression(analysis, draft, conjunct);
      return [{ kind: 'fulltext', columns: own, ...onOf(on) }];
    }
    case 'logical':
      return readOr(place, conjunct);
    case 'column':
      return readTruth(place, conjunct, true);
    case 'not':
      if (conjunct.operand.kind === 'exists') return [readExists(place, conjunct.operand, true)];
      if (conjunct.operand.kind === 'column') return readTruth(place, conjunct.operand, false);
      break;
    default:
  }
  const side = sideOf(place, conjunct);
  // "1" and the like filter nothing.
  if (conjunct.kind === 'literal' && conjunct.text !== '0' && /^(?:number|boolean)$/.test(conjunct.type)) return [];
  const found = expressionPredicate(place, side, 'other', []);
  return [found ?? otherOf(place, conjunct, [side.reading])];
}

function readComparison(place: Place, conjunct: Extract<Expression, { kind: 'compare' }>): readonly Predicate[] {
  const { left, right, operator, quantifier } = conjunct;
  if (quantifier === 'any' && operator === '=' && right.kind === 'subquery')
    return readInQuery(
      place,
      { not: false, operand: left, start: conjunct.start, end: conjunct.end, kind: 'in' },
      right.query,
    );
  // "MATCH (…) AGAINST (…) > 0": the index finds what it asks for, whatever the number.
  if (left.kind === 'match' && /^>=?$/.test(operator) && right.kind === 'literal') return readConjunct(place, left);
  if (left.kind === 'row' && right.kind === 'row' && operator === '=' && left.items.length === right.items.length)
    return left.items.flatMap((item, index) => {
      const other = right.items[index] ?? item;
      return compare(place, conjunct, sideOf(place, item), '=', sideOf(place, other));
    });
  const one = sideOf(place, left);
  const other = sideOf(place, right);
  if (quantifier !== undefined) return [otherOf(place, conjunct, [one.reading, other.reading])];
  if (operator === '=' && left.kind === 'literal' && right.kind === 'literal' && left.text === right.text) return [];
  return compare(place, conjunct, one, operator, other);
}

function readBetween(place: Place, conjunct: Extract<Expression, { kind: 'between' }>): readonly Predicate[] {
  const { operand, low, high, not } = conjunct;
  const side = sideOf(place, operand);
  const [from, to] = [sideOf(place, low), sideOf(place, high)];
  const other = (): Predicate[] => [otherOf(place, conjunct, [side.reading, from.reading, to.reading])];
  if (side.constant && !not && !from.constant && !to.constant)
    return [...compare(place, conjunct, from, '<=', side), ...compare(place, conjunct, to, '>=', side)];
  if (!from.constant || !to.constant) return other();
  if (side.column === undefined) {
    const found = expressionPredicate(place, side, not ? 'other' : 'between', [low, high]);
    return found === undefined ? other() : [found];
  }
  const { column } = side;
  const [lowest, highest] = [valueOf(place.analysis, low), valueOf(place.analysis, high)];
  if (isConverted(place, column, [lowest, highest])) return other();
  const bound = (value: Value): { value: Value; inclusive: true } => ({ value, inclusive: true });
  if (!not) return [{ kind: 'range', column, low: bound(lowest), high: bound(highest), ...onOf(place.on) }];
  const branches = [[compareWithValue(place, column, '<', lowest)], [compareWithValue(place, column, '>', highest)]];
  return [{ kind: 'or', branches, ...onOf(place.on) }];
}

function readLike(place: Place, conjunct: Extract<Expression, { kind: 'like' }>): Predicate {
  const { operand, pattern, escape, not, operator } = conjunct;
  const [side, with_] = [sideOf(place, operand), sideOf(place, pattern)];
  const readings = [side.reading, with_.reading];
  if (operator !== 'like' || not || !with_.constant) {
    const found = with_.constant ? expressionPredicate(place, side, 'other', [pattern]) : undefined;
    return found ?? otherOf(place, conjunct, readings);
  }
  if (side.column === undefined)
    return expressionPredicate(place, side, 'like', [pattern]) ?? otherOf(place, conjunct, readings);
  const value = valueOf(place.analysis, pattern);
  const usual = place.analysis.dialect.noBackslashEscapes === true ? '' : '\\';
  const sign = escape === undefined ? usual : escape.kind === 'literal' ? escape.text : undefined;
  const prefix = value.kind === 'string' && sign !== undefined ? likePrefix(value.text, sign) : undefined;
  return { kind: 'like', column: side.column, value, ...(prefix === undefined ? {} : { prefix }), ...onOf(place.on) };
}

function readIs(place: Place, conjunct: Extract<Expression, { kind: 'is' }>): Predicate {
  const { operand, not, what } = conjunct;
  const side = sideOf(place, operand);
  const { column } = side;
  const zero: Value = { kind: 'number', text: '0' };
  if (column !== undefined && (what === 'null' || what === 'unknown'))
    return { kind: 'null', column, not, ...onOf(place.on) };
  if (column !== undefined && !not && what === 'true') return compareWithValue(place, column, '!=', zero);
  if (column !== undefined && !not && what === 'false') return compareWithValue(place, column, '=', zero);
  return expressionPredicate(place, side, 'other', []) ?? otherOf(place, conjunct, [side.reading]);
}

/** A column by itself: true when it is not 0. */
function readTruth(place: Place, column: Expression, holds: boolean): readonly Predicate[] {
  const side = sideOf(place, column);
  if (side.column === undefined) return [otherOf(place, column, [side.reading])];
  return [compareWithValue(place, side.column, holds ? '!=' : '=', { kind: 'number', text: '0' })];
}

function readExists(place: Place, exists: Extract<Expression, { kind: 'exists' }>, not: boolean): Predicate {
  const reading = emptyReading();
  noteQuery(place.draft, place.analysis.subquery(exists.query, 'exists', place.draft, not), reading);
  return otherOf(place, exists, [reading], not ? 'NOT EXISTS (SELECT …)' : 'EXISTS (SELECT …)');
}

/** OR: a predicate with a list for each branch; IN where all branches ask for one column. XOR is not taken apart. */
function readOr(place: Place, conjunct: Extract<Expression, { kind: 'logical' }>): readonly Predicate[] {
  const { on } = place;
  if (conjunct.operator !== 'or') return [otherOf(place, conjunct, [sideOf(place, conjunct).reading])];
  const inside: Place = { analysis: place.analysis, draft: place.draft, always: false };
  const branches = conjunct.operands.map((operand) => readCondition(inside, operand));
  const first = branches[0]?.[0];
  // A branch that is always true: the whole filters nothing.
  if (first === undefined || branches.some(({ length }) => length === 0)) return [];
  const column = 'column' in first ? first.column : undefined;
  const values = column === undefined ? undefined : equalValues(branches, column);
  if (column !== undefined && values !== undefined) return [{ kind: 'in', column, values, ...onOf(on) }];
  return [{ kind: 'or', branches, ...onOf(on) }];
}

/** All values when each branch is one equality or IN with that column. */
function equalValues(branches: readonly (readonly Predicate[])[], column: ColumnUse): Value[] | undefined {
  const values: Value[] = [];
  for (const [only, ...others] of branches) {
    if (only === undefined || others.length > 0 || !('column' in only)) return undefined;
    if (only.column.use !== column.use || only.column.column !== column.column) return undefined;
    if (only.kind === 'equal') values.push(only.value);
    else if (only.kind === 'in' && only.values !== undefined) values.push(...only.values);
    else return undefined;
  }
  return values;
}
