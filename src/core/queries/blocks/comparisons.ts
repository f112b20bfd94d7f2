import type { Expression } from '../sql/ast';
import type { ColumnUse, Predicate, Value } from './block';
import { isConstant, readExpression, type Reading, type Resolved } from './columns';
import type { Analysis, Draft } from './draft';
import { plainRange } from './rewrites';
import { shownAs, valueOf, writtenAs } from './values';

/** Where a condition stands. */
export interface Place {
  readonly analysis: Analysis;
  readonly draft: Draft;
  /** The outer-joined table use whose ON it is. */
  readonly on?: number;
  /** Every row of the block has to fulfil it: false inside OR. */
  readonly always: boolean;
}

/** One side of a comparison. */
export interface Side {
  readonly expression: Expression;
  readonly reading: Reading;
  /** It is a column and nothing else, of this block. */
  readonly column?: ColumnUse;
  /** The same, of a block around it. */
  readonly around?: Resolved;
  readonly constant: boolean;
}

export function sideOf({ analysis, draft }: Place, expression: Expression): Side {
  const reading = readExpression(analysis, draft, expression);
  const [own] = reading.own;
  const [around] = reading.outer;
  const alone = expression.kind === 'column';
  return {
    expression,
    reading,
    ...(alone && own !== undefined ? { column: own } : {}),
    ...(alone && around !== undefined ? { around } : {}),
    constant: isConstant(reading),
  };
}

/** What is not understood further: its columns and blocks are kept. */
export function otherOf(
  { analysis, on }: Place,
  expression: Expression,
  readings: readonly Reading[],
  text = shownAs(analysis, expression),
): Predicate {
  const columns = new Map<string, ColumnUse>();
  for (const { own } of readings) for (const column of own) columns.set(`${column.use} ${column.column}`, column);
  const subqueries = readings.flatMap((reading) => reading.subqueries);
  return {
    kind: 'other',
    text,
    columns: [...columns.values()],
    ...(subqueries.length === 0 ? {} : { subqueries }),
    ...onOf(on),
  };
}

export const onOf = (on: number | undefined): { readonly on?: number } => (on === undefined ? {} : { on });

/** True for a text column that is compared with a number: every value is converted, and no index on it serves. */
export function isConverted({ draft }: Place, column: ColumnUse, values: readonly Value[]): boolean {
  const type = draft.known[column.use]?.get(column.column.toLowerCase())?.type ?? '';
  return (
    /^(?:char|varchar|tinytext|text|mediumtext|longtext)$/.test(type) && values.some(({ kind }) => kind === 'number')
  );
}

type Operator = Extract<Expression, { kind: 'compare' }>['operator'];

/** `column operator value`, the column of this block, the value constant. */
export function compareWithValue(place: Place, column: ColumnUse, operator: Operator, value: Value): Predicate {
  const on = onOf(place.on);
  switch (operator) {
    case '=':
      return { kind: 'equal', column, value, ...on };
    case '<=>':
      return value.kind === 'null'
        ? { kind: 'null', column, not: false, ...on }
        : { kind: 'equal', column, value, ...on };
    case '!=':
      return { kind: 'notEqual', column, values: [value], ...on };
    case '<':
    case '<=':
      return { kind: 'range', column, high: { value, inclusive: operator === '<=' }, ...on };
    default:
      return { kind: 'range', column, low: { value, inclusive: operator === '>=' }, ...on };
  }
}

const comparisonKinds: Record<string, 'equal' | 'range'> = {
  '=': 'equal',
  '<=>': 'equal',
  '<': 'range',
  '<=': 'range',
  '>': 'range',
  '>=': 'range',
  between: 'range',
};

/** A function of columns of one table against constants; undefined where it is something else. */
export function expressionPredicate(
  { analysis, draft, on }: Place,
  { expression, reading, column }: Side,
  comparison: string,
  values: readonly Expression[],
): Predicate | undefined {
  const [first, ...others] = reading.own;
  const simple = reading.subqueries.length === 0 && reading.outer.length === 0 && !reading.uncertain;
  // Rows are no function: no index is made of them.
  if (expression.kind === 'row') return undefined;
  if (first === undefined || column !== undefined || !simple || others.some(({ use }) => use !== first.use))
    return undefined;
  const rewrite = plainRange(draft, expression, first, comparison, values);
  const known = comparison === 'in' || comparison === 'like' ? comparison : (comparisonKinds[comparison] ?? 'other');
  return {
    kind: 'expression',
    expression: writtenAs(analysis, expression),
    columns: reading.own,
    comparison: known,
    ...(rewrite === undefined ? {} : { rewrite }),
    ...onOf(on),
  };
}

const flipped: Record<Operator, Operator> = {
  '=': '=',
  '<=>': '<=>',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Both sides read: what a comparison says. Joins and correlations are noted in the block, and give no predicate. */
export function compare(place: Place, whole: Expression, left: Side, operator: Operator, right: Side): Predicate[] {
  const { analysis, draft, on, always } = place;
  if (left.constant && !right.constant) return compare(place, whole, right, flipped[operator], left);
  const other = (): Predicate[] => [otherOf(place, whole, [left.reading, right.reading])];
  if (right.constant) {
    if (left.column === undefined) {
      const found = expressionPredicate(place, left, operator, [right.expression]);
      return found === undefined ? other() : [found];
    }
    const value = valueOf(analysis, right.expression);
    if (isConverted(place, left.column, [value])) {
      analysis.remarks.add(`the text column ${left.column.column} is compared with a number: no index serves that`);
      return other();
    }
    // A subquery that depends on nothing is run once: its block stands beside a plain comparison.
    return [compareWithValue(place, left.column, operator, value)];
  }
  if (!always || (operator !== '=' && operator !== '<=>')) return other();
  if (left.column !== undefined && right.column !== undefined && left.column.use !== right.column.use) {
    draft.joins.push({ left: left.column, right: right.column, ...onOf(on) });
    return [];
  }
  const inner = left.column ?? right.column;
  const around = left.around ?? right.around;
  if (inner === undefined || around === undefined) return other();
  draft.outer.push({ inner, block: around.draft.id, outer: around.column });
  return [];
}
