import type { Expression } from '../sql/ast';
import { writtenName } from '../sql/render';
import type { ColumnUse } from './block';
import type { Draft } from './draft';

type Comparison = '=' | '<' | '<=' | '>' | '>=' | 'between';

/** What a date or year of a column is compared with: literals are "?" in what comes out. */
type Form = (column: string) => string | undefined;

const dates: Record<Comparison, Form> = {
  '=': (column) => `${column} >= ? AND ${column} < ? + INTERVAL 1 DAY`,
  '<': (column) => `${column} < ?`,
  '<=': (column) => `${column} < ? + INTERVAL 1 DAY`,
  '>': (column) => `${column} >= ? + INTERVAL 1 DAY`,
  '>=': (column) => `${column} >= ?`,
  between: (column) => `${column} >= ? AND ${column} < ? + INTERVAL 1 DAY`,
};

const years: Record<Comparison, Form> = {
  '=': (column) => `${column} >= MAKEDATE(?, 1) AND ${column} < MAKEDATE(? + 1, 1)`,
  '<': (column) => `${column} < MAKEDATE(?, 1)`,
  '<=': (column) => `${column} < MAKEDATE(? + 1, 1)`,
  '>': (column) => `${column} >= MAKEDATE(? + 1, 1)`,
  '>=': (column) => `${column} >= MAKEDATE(?, 1)`,
  between: (column) => `${column} >= MAKEDATE(?, 1) AND ${column} < MAKEDATE(? + 1, 1)`,
};

/**
 * The plain range of a column that lets the same rows through as a comparison of `DATE(column)`, `CAST(column AS DATE)` or
 * `YEAR(column)`; undefined where that is not certain. The values have to be dates without a time, or years: with others the
 * comparison as it is written finds nothing.
 */
export function plainRange(
  draft: Draft,
  expression: Expression,
  column: ColumnUse | undefined,
  comparison: string,
  values: readonly Expression[],
): string | undefined {
  if (column === undefined || !isComparison(comparison)) return undefined;
  const kind = partOf(expression);
  const type = draft.known[column.use]?.get(column.column.toLowerCase())?.type;
  if (kind === undefined || !/^(?:date|datetime|timestamp)$/.test(type ?? '')) return undefined;
  if (!values.every((value) => value.kind === 'placeholder' || isPlain(value, kind))) return undefined;
  return (kind === 'date' ? dates : years)[comparison](writtenName(column.column));
}

const isComparison = (text: string): text is Comparison => /^(?:=|<|<=|>|>=|between)$/.test(text);

function partOf(expression: Expression): 'date' | 'year' | undefined {
  if (expression.kind === 'cast' && expression.operand.kind === 'column')
    return expression.type === 'DATE' ? 'date' : undefined;
  if (expression.kind !== 'call' || expression.arguments.length !== 1 || expression.arguments[0]?.kind !== 'column')
    return undefined;
  return expression.name === 'DATE' ? 'date' : expression.name === 'YEAR' ? 'year' : undefined;
}

const isPlain = (value: Expression, kind: 'date' | 'year'): boolean =>
  value.kind === 'literal' && (kind === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}$/).test(value.text);
