import type { Expression, ParsedStatement, Query, TableName, TableReference } from '../sql/ast';

/** A placeholder that is compared with a column. */
export interface ComparedUse {
  readonly kind: 'equal' | 'in' | 'low' | 'high' | 'like';
  readonly column: string;
  /** The table that the column belongs to; several where the statement does not say which. */
  readonly tables: readonly TableName[];
  /** Its place in an IN list, from 0. */
  readonly nth: number;
}

/** How a placeholder is used. */
export type PlaceholderUse = ComparedUse | { readonly kind: 'limit' | 'offset' | 'other' };

export interface Placeholder {
  /** Offsets in the statement, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly use: PlaceholderUse;
}

/** The placeholders of a statement in the order of its text, each with the column that it is compared with. */
export function placeholdersOf(statement: ParsedStatement): readonly Placeholder[] {
  const found = new Map<number, Placeholder>();
  const note = (place: Expression, use: PlaceholderUse): void => {
    if (place.kind !== 'placeholder') return;
    const known = found.get(place.start);
    if (known === undefined || known.use.kind === 'other')
      found.set(place.start, { start: place.start, end: place.end, use });
  };
  const visit = (node: unknown, scope: Scope): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, scope);
      return;
    }
    const inner = scopeOf(node, scope);
    const expression = expressionOf(node);
    if (expression !== undefined) notice(expression, inner, note);
    const limit = limitOf(node);
    if (limit?.count !== undefined) note(limit.count, { kind: 'limit' });
    if (limit?.offset !== undefined) note(limit.offset, { kind: 'offset' });
    if (expression?.kind === 'placeholder') note(expression, { kind: 'other' });
    for (const value of Object.values(node)) visit(value, inner);
  };
  visit(statement, { tables: [] });
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** Names that columns can belong to here. */
interface Scope {
  readonly tables: readonly { readonly alias: string; readonly table?: TableName }[];
  readonly outer?: Scope;
}

/** A SELECT, an UPDATE or a DELETE opens a scope of its own. */
function scopeOf(node: object, scope: Scope): Scope {
  const from = 'from' in node ? node.from : 'tables' in node ? node.tables : undefined;
  const isStatement = 'kind' in node && (node.kind === 'select' || node.kind === 'update' || node.kind === 'delete');
  if (!isStatement || !Array.isArray(from)) return scope;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `from` and `tables` of these kinds are table references
  return { tables: (from as readonly TableReference[]).flatMap(namesOf), outer: scope };
}

function namesOf({ source }: TableReference): Scope['tables'] {
  if (source.kind === 'nest') return source.tables.flatMap(namesOf);
  if (source.kind === 'table') return [{ alias: source.alias ?? source.table.name, table: source.table }];
  return [{ alias: source.alias ?? '' }];
}

function expressionOf(node: object): Expression | undefined {
  const kinds = ['compare', 'in', 'between', 'like', 'placeholder'];
  if (!('kind' in node) || typeof node.kind !== 'string' || !kinds.includes(node.kind)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no other node of the tree has these kinds
  return node as Expression;
}

function limitOf(node: object): Query['limit'] {
  if (!('limit' in node) || typeof node.limit !== 'object' || node.limit === null) return undefined;
  return node.limit;
}

type Note = (place: Expression, use: PlaceholderUse) => void;

function notice(expression: Expression, scope: Scope, note: Note): void {
  switch (expression.kind) {
    case 'compare':
      return noticeComparison(expression.operator, expression.left, expression.right, scope, note);
    case 'in':
      for (const [nth, item] of (expression.items ?? []).entries())
        compared(expression.operand, item, 'in', nth, scope, note);
      return;
    case 'between':
      compared(expression.operand, expression.low, 'low', 0, scope, note);
      compared(expression.operand, expression.high, 'high', 0, scope, note);
      return;
    case 'like':
      return compared(expression.operand, expression.pattern, 'like', 0, scope, note);
    default:
  }
}

/** "a < ?" bounds a from above, "? < a" from below. */
function noticeComparison(operator: string, left: Expression, right: Expression, scope: Scope, note: Note): void {
  if (left.kind === 'row' && right.kind === 'row') {
    for (const [index, item] of left.items.entries()) {
      const other = right.items[index];
      if (other !== undefined) noticeComparison(operator, item, other, scope, note);
    }
    return;
  }
  const above = operator.startsWith('<') && operator !== '<=>';
  const below = operator.startsWith('>');
  const kind = above ? 'high' : below ? 'low' : 'equal';
  compared(left, right, kind, 0, scope, note);
  compared(right, left, above ? 'low' : below ? 'high' : 'equal', 0, scope, note);
}

function compared(
  column: Expression,
  place: Expression,
  kind: 'equal' | 'in' | 'low' | 'high' | 'like',
  nth: number,
  scope: Scope,
  note: Note,
): void {
  if (column.kind !== 'column' || place.kind !== 'placeholder') return;
  const tables = tablesOf(column, scope);
  note(place, tables.length === 0 ? { kind: 'other' } : { kind, column: column.name, tables, nth });
}

/** The tables of the nearest scope that can have the column. One of unknown columns among them: nobody knows. */
function tablesOf(column: Expression & { readonly kind: 'column' }, scope: Scope): readonly TableName[] {
  const same = (one: string, two: string): boolean => one.toLowerCase() === two.toLowerCase();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const { table: qualifier } = column;
    if (qualifier === undefined) {
      if (at.tables.length === 0) continue;
      return at.tables.every(({ table }) => table !== undefined) ? at.tables.flatMap(({ table }) => table ?? []) : [];
    }
    const found = at.tables.find(({ alias }) => same(alias, qualifier));
    if (found !== undefined) return found.table === undefined ? [] : [found.table];
  }
  return [];
}
