import type { Predicate, Value } from '../../blocks/block';
import { type Bitmap, both, countBits, either } from './bitmap';
import { type Bound, rowsInRange, rowsWhere, rowsWith } from './columnCodes';
import { assumed } from './constants';
import { type Key, keyOfValue } from './keys';
import { type EqualFilter, shareOf } from './share';
import type { TableModel } from './table';

/** How an index on the column serves a condition. `points`: values looked up, 1 for "=". */
interface Sarg {
  /** Name of a column, or text of an expression. */
  readonly part: string;
  readonly kind: 'equal' | 'in' | 'range' | 'like';
  readonly points: number;
}

/** One condition on one table use. */
export interface Filter extends EqualFilter {
  /** Unique among those of its table use. */
  readonly id: number;
  readonly sarg?: Sarg;
  /** An expression that an index could hold. */
  readonly expression?: boolean;
  /** Branches of OR, each with the conditions that hold together. */
  readonly branches?: readonly (readonly Filter[])[];
}

type Comparison = Omit<Filter, 'id'>;

/** Functions that leave about as many different values as there were. */
const keepsApart = /^(?:lower|lcase|upper|ucase|trim)\s*\(/i;

function ofBits(table: TableModel, columns: readonly string[], bits: Bitmap, rest: Partial<Comparison>): Comparison {
  const rows = table.sample?.rows ?? 1;
  const count = countBits(bits);
  // Never quite nothing: a sample of n rows cannot tell less than about one in n.
  return { columns, bits, share: Math.max(count, 0.3) / rows, ...rest };
}

function equalTo(table: TableModel, column: string, values: readonly Value[] | undefined): Comparison {
  const points = Math.max(1, values?.length ?? assumed.inValues);
  const sarg: Sarg = { part: column, kind: values?.length === 1 ? 'equal' : 'in', points };
  const catalog = table.column(column);
  const keys = catalog && values?.map((value) => keyOfValue(value, catalog));
  const known = keys?.filter((key): key is Key => key !== undefined && key !== null) ?? [];
  const codes = table.codes(column);
  const columns = [column];
  const average = Math.min(1, points / table.distinct(columns));
  if (keys === undefined || codes === undefined || keys.includes(undefined))
    return { columns, sarg, point: column, points, share: average };
  return { ...ofBits(table, columns, rowsWith(codes, known), { sarg }), equals: column, points };
}

function rangeOf(table: TableModel, predicate: Predicate & { kind: 'range' }): Comparison {
  const { column } = predicate.column;
  const catalog = table.column(column);
  const sarg: Sarg = { part: column, kind: 'range', points: 1 };
  const codes = table.codes(column);
  const bound = (side: typeof predicate.low): Bound | undefined | 'unknown' => {
    if (side === undefined) return undefined;
    const key = catalog && keyOfValue(side.value, catalog);
    return key === undefined || key === null ? 'unknown' : { key, inclusive: side.inclusive };
  };
  const low = bound(predicate.low);
  const high = bound(predicate.high);
  const sides = (low === undefined ? 0 : 1) + (high === undefined ? 0 : 1);
  if (codes === undefined || low === 'unknown' || high === 'unknown')
    return { columns: [column], sarg, share: sides === 2 ? assumed.closedRange : assumed.halfRange };
  return ofBits(table, [column], rowsInRange(codes, low, high), { sarg });
}

/** `%` any characters, `_` one. Without backtracking over more than one star at a time. */
function matchesLike(text: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '%') {
      star = place++;
      from = at;
    } else if (wanted !== undefined && (wanted === '_' || wanted === text[at])) {
      at++;
      place++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++from;
    } else return false;
  }
  while (pattern[place] === '%') place++;
  return place === pattern.length;
}

function likeOf(table: TableModel, predicate: Predicate & { kind: 'like' }): Comparison {
  const { column } = predicate.column;
  const catalog = table.column(column);
  const codes = table.codes(column);
  const key = catalog && keyOfValue(predicate.value, catalog);
  const anchored = predicate.prefix !== undefined && predicate.prefix !== '';
  const sarg: Partial<Comparison> = anchored ? { sarg: { part: column, kind: 'like', points: 1 } } : {};
  if (codes === undefined || typeof key !== 'string')
    return { columns: [column], share: anchored ? assumed.likePrefix : assumed.like, ...sarg };
  return ofBits(
    table,
    [column],
    rowsWhere(codes, (value) => matchesLike(String(value), key)),
    sarg,
  );
}

function nullOf(table: TableModel, column: string, not: boolean): Comparison {
  const codes = table.codes(column);
  const sarg: Sarg = { part: column, kind: not ? 'range' : 'equal', points: 1 };
  // Laravel's relations ask for "is not null" also where nothing can be NULL.
  if (not && table.column(column)?.nullable === false) return { columns: [column], share: 1 };
  if (codes === undefined) return { columns: [column], sarg, share: assumed.other };
  return ofBits(table, [column], not ? rowsInRange(codes, undefined, undefined) : rowsWith(codes, [null]), { sarg });
}

function notEqualOf(table: TableModel, column: string, values: readonly Value[] | undefined): Comparison {
  const catalog = table.column(column);
  const codes = table.codes(column);
  const keys = catalog && values?.map((value) => keyOfValue(value, catalog));
  const columns = [column];
  if (codes === undefined || keys === undefined || keys.includes(undefined))
    return { columns, share: Math.max(0.1, 1 - (values?.length ?? assumed.inValues) / table.distinct(columns)) };
  const excluded = new Set(keys);
  return ofBits(
    table,
    columns,
    rowsWhere(codes, (key) => !excluded.has(key)),
    {},
  );
}

function orOf(table: TableModel, predicate: Predicate & { kind: 'or' }, use: number): Comparison {
  let id = 0;
  const branches = predicate.branches.map((branch) =>
    branch.map((inner): Filter => ({ id: id++, ...comparisonOf(table, inner, use) })),
  );
  const columns = [...new Set(branches.flat().flatMap((filter) => [...filter.columns]))].sort();
  const maps = branches.map((branch) => {
    const bits = branch.flatMap((filter) => filter.bits ?? []);
    return bits.length === branch.length && bits.length > 0 ? both(bits) : undefined;
  });
  const known = maps.flatMap((bits) => bits ?? []);
  if (known.length === maps.length && known.length > 0) return ofBits(table, columns, either(known), { branches });
  const none = branches.reduce((left, branch) => left * (1 - shareOf(table, branch)), 1);
  return { columns, share: 1 - none, branches };
}

function expressionOf(table: TableModel, predicate: Predicate & { kind: 'expression' }): Comparison {
  const columns = predicate.columns.map(({ column }) => column);
  const { comparison, expression } = predicate;
  if (comparison === 'other') return { columns, share: assumed.other, expression: true };
  const kind = comparison === 'equal' || comparison === 'in' ? comparison : 'range';
  const points = kind === 'in' ? assumed.inValues : 1;
  const own = 1 / table.distinct(columns);
  const one = keepsApart.test(expression) ? own : Math.max(assumed.expressionEqual, own);
  const share = kind === 'range' ? assumed.halfRange : Math.min(1, one * points);
  return { columns, share, expression: true, sarg: { part: expression, kind, points } };
}

function comparisonOf(table: TableModel, predicate: Predicate, use: number): Comparison {
  switch (predicate.kind) {
    case 'equal':
      return equalTo(table, predicate.column.column, [predicate.value]);
    case 'in':
      return equalTo(table, predicate.column.column, predicate.values);
    case 'null':
      return nullOf(table, predicate.column.column, predicate.not);
    case 'range':
      return rangeOf(table, predicate);
    case 'like':
      return likeOf(table, predicate);
    case 'notEqual':
      return notEqualOf(table, predicate.column.column, predicate.values);
    case 'or':
      return orOf(table, predicate, use);
    case 'expression':
      return expressionOf(table, predicate);
    case 'fulltext':
      return { columns: predicate.columns.map(({ column }) => column), share: assumed.like };
    default:
      return { columns: predicate.columns.map(({ column }) => column), share: assumed.other };
  }
}

/** @returns the condition as rows of the sample where its values are known, as an average share where they are not */
export function filterOf(table: TableModel, predicate: Predicate, use: number, id: number): Filter {
  return { id, ...comparisonOf(table, predicate, use) };
}
