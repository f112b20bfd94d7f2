import type { Expression, Query } from '../sql/ast';
import type { ColumnUse, Predicate } from './block';
import { emptyReading, isConstant, noteQuery, readExpression, resolve, type Reading } from './columns';
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
import type { Draft } from './draft';
import { shownAs, valueOf } from './values';

type In = Extract<Expression, { kind: 'in' }>;

/** `x IN (1, 2)`, `x NOT IN (…)`, `1 IN (x, y)`, `(x, y) IN ((1, 2), (3, 4))`. */
export function readInList(place: Place, conjunct: In): readonly Predicate[] {
  const { analysis, draft, on } = place;
  const { operand, items = [], not } = conjunct;
  if (operand.kind === 'row') return readRows(place, conjunct, operand.items);
  const side = sideOf(place, operand);
  const readings = items.map((item) => readExpression(analysis, draft, item));
  const other = (): Predicate[] => [otherOf(place, conjunct, [side.reading, ...readings])];
  const [only] = items;
  if (!readings.every(isConstant)) {
    if (not || !side.constant || items.some(({ kind }) => kind !== 'column')) return other();
    const branches = items.map((item) =>
      compare({ ...place, always: false }, conjunct, sideOf(place, item), '=', side),
    );
    return branches.length === 1 ? (branches[0] ?? []) : [{ kind: 'or', branches, ...onOf(on) }];
  }
  const { column } = side;
  if (column === undefined) {
    const found = expressionPredicate(place, side, not ? 'other' : 'in', items);
    return found === undefined ? other() : [found];
  }
  const kept = items.every(({ kind }) => kind !== 'more' && kind !== 'row');
  const values = kept ? items.map((item) => valueOf(analysis, item)) : undefined;
  if (values !== undefined && isConverted(place, column, values)) {
    analysis.remarks.add(`the text column ${column.column} is compared with a number: no index serves that`);
    return other();
  }
  if (not) return [{ kind: 'notEqual', column, ...(values && { values }), ...onOf(on) }];
  if (values !== undefined && values.length === 1 && only !== undefined)
    return [compareWithValue(place, column, '=', valueOf(analysis, only))];
  return [{ kind: 'in', column, ...(values && { values }), ...onOf(on) }];
}

/**
 * Rows against rows of constants: an equality a column for one row, an IN a column for several, which lets more through. The
 * servers use an index on all of them.
 */
function readRows(place: Place, conjunct: In, columns: readonly Expression[]): readonly Predicate[] {
  const { analysis } = place;
  const { items = [], not } = conjunct;
  const sides = columns.map((column) => sideOf(place, column));
  const readings = items.map((item) => readExpression(analysis, place.draft, item));
  if (not || !readings.every(isConstant) || sides.some(({ column }) => column === undefined))
    return [otherOf(place, conjunct, [...sides.map(({ reading }) => reading), ...readings])];
  const rows = items.map((item) =>
    item.kind === 'row' && item.items.length === columns.length ? item.items : undefined,
  );
  if (items.length > 1 || rows[0] === undefined) analysis.remarks.add('which values of a list of rows belong together');
  return sides.flatMap(({ column }, index): Predicate[] => {
    if (column === undefined) return [];
    const values = rows.map((row) => row?.[index]);
    const [only] = values;
    if (values.length === 1 && only !== undefined)
      return [compareWithValue(place, column, '=', valueOf(analysis, only))];
    const known = values.flatMap((value) => (value === undefined ? [] : [valueOf(analysis, value)]));
    return [{ kind: 'in', column, ...(known.length === values.length ? { values: known } : {}), ...onOf(place.on) }];
  });
}

/** `x IN (SELECT y …)`, `(x, y) IN (SELECT …)`: x = y is an edge of the block in it. */
export function readInQuery(place: Place, conjunct: In, query: Query): readonly Predicate[] {
  const { analysis, draft } = place;
  const operands = conjunct.operand.kind === 'row' ? conjunct.operand.items : [conjunct.operand];
  const sides = operands.map((operand) => sideOf(place, operand));
  const drafts = analysis.subquery(query, 'in', draft, conjunct.not);
  for (const inside of drafts)
    for (const [index, { column, around }] of sides.entries()) {
      const outer = column === undefined ? around : { draft, column };
      const inner = outer === undefined ? undefined : columnGiven(place, inside, index);
      if (outer !== undefined && inner !== undefined)
        inside.outer.push({ inner, block: outer.draft.id, outer: outer.column });
    }
  const reading: Reading = emptyReading();
  noteQuery(draft, drafts, reading);
  const left = operands.length === 1 && operands[0] !== undefined ? shownAs(analysis, operands[0]) : '(…)';
  const text = `${left} ${conjunct.not ? 'NOT IN' : 'IN'} (SELECT …)`;
  const all = [...sides.map((side) => side.reading), reading];
  return [otherOf(place, conjunct, all, text)];
}

/** The column that a block gives at a position, when it is one of its own. */
function columnGiven({ analysis }: Place, draft: Draft, index: number): ColumnUse | undefined {
  const expression = draft.items[index]?.expression;
  if (expression?.kind !== 'column') return undefined;
  const resolved = resolve(analysis, draft, expression);
  return resolved?.draft === draft ? resolved.column : undefined;
}
