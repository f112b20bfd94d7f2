import type { Expression, LimitClause, OrderItem, Query, Select } from '../sql/ast';
import type { Limit, OrderTerm } from './block';
import type { KnownColumn } from './catalogIndex';
import { findUse, readExpression, resolve } from './columns';
import { readCondition } from './conditions';
import type { Analysis, Draft, OutputItem } from './draft';
import { shownAs } from './values';

/** Everything of a SELECT behind its tables. `exists`: what it gives is not read. */
export function readSelect(analysis: Analysis, draft: Draft, select: Select): void {
  const exists = draft.role === 'exists';
  draft.distinct = select.distinct;
  if (select.where !== undefined)
    draft.predicates.push(...readCondition({ analysis, draft, always: true }, select.where));
  draft.items = select.items.flatMap((item): readonly OutputItem[] => {
    const { expression, alias } = item;
    if (expression.kind === 'star') return readStar(analysis, draft, expression, !exists);
    if (!exists || select.group.length > 0 || select.having !== undefined) readExpression(analysis, draft, expression);
    const name = alias ?? (expression.kind === 'column' ? expression.name : shownAs(analysis, expression));
    return [{ name, expression }];
  });
  draft.group = select.group.map((item) => termOf(analysis, draft, item, 'columns'));
  if (select.rollup) analysis.remarks.add('WITH ROLLUP');
  if (select.having !== undefined) {
    draft.having = true;
    readExpression(analysis, draft, select.having);
  }
  for (const expression of select.windows) readExpression(analysis, draft, expression);
}

/** `*` and `t.*`: which table uses it covers, and the columns it gives. */
function readStar(
  analysis: Analysis,
  draft: Draft,
  star: Extract<Expression, { kind: 'star' }>,
  reads: boolean,
): readonly OutputItem[] {
  const one = star.table === undefined ? undefined : findUse(draft, star.table, star.schema);
  if (one !== undefined && one < 0) {
    analysis.remarks.add(`the table ${star.table}.* is not known`);
    return [{}];
  }
  const uses = one === undefined ? draft.tables.keys() : [one];
  return [...uses].flatMap((use): readonly OutputItem[] => {
    if (reads) draft.all.add(use);
    const known = draft.known[use];
    const place = { start: star.start, end: star.end };
    return known === undefined
      ? [{}]
      : [...known.values()].map(({ name }) => ({
          name,
          expression: { kind: 'column', table: draft.tables[use]?.name ?? '', name, ...place },
        }));
  });
}

/** The names that a block gives; undefined: not all of them are known. */
export function outputsOf({ items }: Draft): ReadonlyMap<string, KnownColumn> | undefined {
  const outputs = new Map<string, KnownColumn>();
  for (const { name } of items) {
    if (name === undefined) return undefined;
    outputs.set(name.toLowerCase(), { name });
  }
  return outputs;
}

/** ORDER BY and LIMIT of a query whose only SELECT is this block, and whether it locks what it reads. */
export function readEnd(analysis: Analysis, draft: Draft, query: Pick<Query, 'order' | 'limit'>): void {
  draft.order = query.order
    .filter(({ expression }) => !(expression.kind === 'literal' && expression.type === 'null'))
    .map((item) => termOf(analysis, draft, item, 'items'));
  if (query.limit !== undefined) draft.limit = limitOf(query.limit);
}

function limitOf({ count, offset }: LimitClause): Limit {
  const [rows, skipped] = [numberOf(count), numberOf(offset)];
  return { ...(rows === undefined ? {} : { count: rows }), ...(skipped === undefined ? {} : { offset: skipped }) };
}

const numberOf = (expression: Expression | undefined): number | undefined =>
  expression?.kind === 'literal' && /^\d+$/.test(expression.text) ? Number(expression.text) : undefined;

/**
 * A term of ORDER BY or GROUP BY: a position or a name of what the SELECT gives is what stands there. ORDER BY looks among
 * those names first, GROUP BY among the columns (MySQL 9.0 reference manual, 15.2.13).
 */
function termOf(analysis: Analysis, draft: Draft, item: OrderItem, first: 'items' | 'columns'): OrderTerm {
  const { descending } = item;
  const meant = meantBy(draft, item.expression, first);
  const column = meant.kind === 'column' ? resolve(analysis, draft, meant) : undefined;
  if (column?.draft === draft) return { column: column.column, descending };
  if (meant === item.expression && meant.kind !== 'column') readExpression(analysis, draft, meant);
  return { expression: shownAs(analysis, meant), descending };
}

function meantBy(draft: Draft, expression: Expression, first: 'items' | 'columns'): Expression {
  if (expression.kind === 'literal' && /^\d+$/.test(expression.text))
    return draft.items[Number(expression.text) - 1]?.expression ?? expression;
  if (expression.kind !== 'column' || expression.table !== undefined) return expression;
  const key = expression.name.toLowerCase();
  if (first === 'columns' && draft.known.some((known) => known?.has(key) === true)) return expression;
  return draft.items.find(({ name }) => name?.toLowerCase() === key)?.expression ?? expression;
}
