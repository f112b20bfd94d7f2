import { aggregates } from '../sql/words';
import type { Expression } from '../sql/ast';
import { childrenOf } from '../sql/children';
import type { ColumnUse } from './block';
import type { Analysis, Draft } from './draft';

type Column = Extract<Expression, { kind: 'column' }>;

/** A column and the block that it belongs to. */
export interface Resolved {
  readonly draft: Draft;
  readonly column: ColumnUse;
}

/**
 * Finds the column that a name means, from the inside outwards, and notes that it is read. Undefined when no table has it, or
 * more than one may: a remark says so.
 */
export function resolve(analysis: Analysis, from: Draft, name: Column): Resolved | undefined {
  for (let draft: Draft | undefined = from; draft !== undefined; draft = draft.scope) {
    const column = find(draft, name, isKnownAround(draft, name));
    if (column === undefined) continue;
    read(draft, column);
    for (let inside: Draft | undefined = from; inside !== undefined && inside !== draft; inside = inside.scope)
      inside.outerReads.push({ draft, column });
    return { draft, column };
  }
  // HAVING and ORDER BY may name what the SELECT gives.
  if (name.table === undefined && from.items.some((item) => item.name?.toLowerCase() === name.name.toLowerCase()))
    return undefined;
  analysis.remarks.add(`the column ${name.table === undefined ? '' : `${name.table}.`}${name.name} is not known`);
  return undefined;
}

/** Notes that a column is read. */
export function read(draft: Draft, column: ColumnUse): void {
  draft.columns.set(`${column.use} ${column.column.toLowerCase()}`, column);
}

/** The name and, without case, its qualifier: aliases are told apart by case on some servers only. */
function find(draft: Draft, { schema, table, name }: Column, knownAround: boolean): ColumnUse | undefined {
  const key = name.toLowerCase();
  if (table !== undefined) {
    const use = findUse(draft, table, schema);
    return use < 0 ? undefined : { use, column: draft.known[use]?.get(key)?.name ?? name };
  }
  const unknown: number[] = [];
  for (const [use, known] of draft.known.entries()) {
    const column = known?.get(key);
    // The first of several: the servers let that pass only where a join makes them equal.
    if (column !== undefined) return { use, column: column.name };
    if (known === undefined) unknown.push(use);
  }
  const [only] = unknown;
  return only === undefined || unknown.length > 1 || knownAround ? undefined : { use: only, column: name };
}

/** Place of a table use by its alias or name; -1: not there. */
export function findUse(draft: Draft, table: string, schema?: string): number {
  const { tables } = draft;
  const fits = (index: number): boolean =>
    schema === undefined ||
    tables[index]?.schema === undefined ||
    tables[index].schema.toLowerCase() === schema.toLowerCase();
  const exact = tables.findIndex(({ name }, index) => name === table && fits(index));
  const folded = table.toLowerCase();
  return exact >= 0 ? exact : tables.findIndex(({ name }, index) => name.toLowerCase() === folded && fits(index));
}

function isKnownAround(draft: Draft, { table, name }: Column): boolean {
  if (table !== undefined) return false;
  const key = name.toLowerCase();
  for (let around = draft.scope; around !== undefined; around = around.scope)
    if (around.known.some((known) => known?.has(key) === true)) return true;
  return false;
}

/** What an expression reads. */
export interface Reading {
  /** Columns of the block itself. */
  readonly own: ColumnUse[];
  /** Columns of blocks around it. */
  readonly outer: Resolved[];
  /** Blocks of queries that stand in it. */
  readonly subqueries: number[];
  /** Something was not found, or depends on the rows that a GROUP BY makes. */
  uncertain: boolean;
}

/** True when an expression has one value for the whole block. */
export const isConstant = ({ own, outer, uncertain }: Reading): boolean =>
  own.length === 0 && outer.length === 0 && !uncertain;

export const emptyReading = (): Reading => ({ own: [], outer: [], subqueries: [], uncertain: false });

/** Notes everything that an expression reads: columns, aggregates, queries in it. Each expression is read once. */
export function readExpression(
  analysis: Analysis,
  draft: Draft,
  expression: Expression,
  into = emptyReading(),
): Reading {
  if (expression.kind === 'column') {
    const resolved = resolve(analysis, draft, expression);
    if (resolved === undefined) into.uncertain = true;
    else if (resolved.draft === draft) into.own.push(resolved.column);
    else into.outer.push(resolved);
    return into;
  }
  if (expression.kind === 'call') noteCall(analysis, draft, expression);
  const { expressions, query } = childrenOf(expression);
  for (const child of expressions) readExpression(analysis, draft, child, into);
  if (query !== undefined) {
    const role = expression.kind === 'exists' ? 'exists' : expression.kind === 'in' ? 'in' : 'scalar';
    noteQuery(draft, analysis.subquery(query, role, draft, false), into);
  }
  return into;
}

/** What blocks read of the block around them is read there. */
export function noteQuery(draft: Draft, drafts: readonly Draft[], into: Reading): void {
  for (const { id, outerReads } of drafts) {
    into.subqueries.push(id);
    for (const outer of outerReads) {
      if (outer.draft === draft) into.own.push(outer.column);
      else into.outer.push(outer);
    }
  }
}

function noteCall(analysis: Analysis, draft: Draft, call: Extract<Expression, { kind: 'call' }>): void {
  if (call.window) {
    analysis.remarks.add('a window function');
    return;
  }
  if (!aggregates.has(call.name)) return;
  const [first] = call.arguments;
  const resolved = first?.kind === 'column' ? resolve(analysis, draft, first) : undefined;
  const column = resolved?.draft === draft ? resolved.column : undefined;
  draft.aggregates.push({ function: call.name, ...(column && { column }) });
}
