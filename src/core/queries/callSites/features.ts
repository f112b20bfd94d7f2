import type { Block, ColumnUse, Predicate, StatementBlocks } from '../blocks/block';
import { blocksOf } from '../blocks/blocksOf';
import type { Catalog } from '../catalog/table';
import type { Expression, ParsedStatement, Query } from '../sql/ast';
import { parseStatement } from '../sql/parse';
import type { ConditionKind, Selects, Verb } from './shape';

/** A condition of a statement on one column. Names in lower case. */
export interface FeatureCondition {
  readonly table: string;
  readonly column: string;
  readonly kind: ConditionKind;
}

/** A statement as code is compared with it: subqueries and derived tables are part of the whole. Names in lower case. */
export interface Features {
  readonly verb: Verb;
  readonly table: string;
  /** All of them, that one included. */
  readonly tables: ReadonlySet<string>;
  readonly conditions: readonly FeatureCondition[];
  /** Columns without their tables; "*": an expression. */
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  /** Columns that stand with their table in front, and those that stand without it: code writes one or the other. */
  readonly qualified: ReadonlySet<string>;
  readonly bare: ReadonlySet<string>;
  readonly group: readonly string[];
  readonly limit: boolean;
  readonly selects: Selects;
  readonly writes?: readonly string[];
}

/** Features of a statement; undefined where it is not read, or names a table that is not known. */
export function featuresOf(sql: string, catalog: Catalog): Features | undefined {
  const parsed = parseStatement(sql);
  if (parsed.kind === 'unread') return undefined;
  const { kind, blocks, writes } = blocksOf(parsed, catalog);
  const uses = blocks.flatMap((block) => block.tables);
  const known = uses.filter(({ derived }) => derived === undefined);
  if (known.some(({ table }) => table === undefined)) return undefined;
  const [first] = known;
  const table = writes?.table ?? first?.table;
  if (table === undefined) return undefined;
  const tables = new Set(known.flatMap((use) => (use.table === undefined ? [] : [use.table.toLowerCase()])));
  tables.add(table.toLowerCase());
  const top = blocks.find((block) => block.tables.some(({ derived }) => derived === undefined)) ?? blocks[0];
  const written = parsed.kind === 'insert' || parsed.kind === 'replace' ? parsed.columns : writes?.columns;
  return {
    verb: kind === 'replace' ? 'insert' : kind,
    table: table.toLowerCase(),
    tables,
    conditions: blocks.flatMap((block) => conditionsOf(block, blocks)),
    order: (top?.order ?? []).map(({ column, descending }) => ({
      column: column?.column.toLowerCase() ?? '*',
      descending,
    })),
    ...namesIn(parsed),
    group: (top?.group ?? []).map(({ column }) => column?.column.toLowerCase() ?? '*'),
    limit: blocks.some(
      ({ role, limit }) => limit !== undefined && (role === 'top' || role === 'union' || role === 'derived'),
    ),
    selects: parsed.kind === 'select' ? selectsOf(parsed.query) : { kind: 'unknown' },
    ...(written === undefined ? {} : { writes: written.map((column) => column.toLowerCase()) }),
  };
}

function conditionsOf(block: Block, blocks: StatementBlocks['blocks']): readonly FeatureCondition[] {
  const tableOf = ({ use }: ColumnUse): string | undefined => {
    const found = block.tables[use];
    // A column of a derived table: where it comes from is in that block.
    return found?.derived === undefined
      ? found?.table?.toLowerCase()
      : blocks[found.derived]?.tables[0]?.table?.toLowerCase();
  };
  return block.predicates.flatMap((predicate) =>
    readPredicate(predicate).flatMap(({ column, kind }) => {
      const table = tableOf(column);
      return table === undefined ? [] : [{ table, column: column.column.toLowerCase(), kind }];
    }),
  );
}

interface Read {
  readonly column: ColumnUse;
  readonly kind: ConditionKind;
}

/** The columns that a predicate reads, and how. */
export function readPredicate(predicate: Predicate): readonly Read[] {
  switch (predicate.kind) {
    case 'null':
      return [{ column: predicate.column, kind: predicate.not ? 'notNull' : 'null' }];
    case 'equal':
    case 'in':
    case 'range':
    case 'like':
    case 'notEqual':
      return [{ column: predicate.column, kind: predicate.kind }];
    case 'expression':
      return predicate.columns.map((column) => ({ column, kind: 'expression' }));
    case 'or':
      return predicate.branches.flat().flatMap(readPredicate);
    case 'fulltext':
      return predicate.columns.map((column) => ({ column, kind: 'other' }));
    default:
      // What stands in a subquery is read with its block.
      return predicate.subqueries === undefined ? predicate.columns.map((column) => ({ column, kind: 'other' })) : [];
  }
}

function selectsOf(query: Query): Selects {
  const [part] = query.parts;
  if (part === undefined || !('items' in part)) return { kind: 'unknown' };
  const [only, ...others] = part.items.map(({ expression }) => expression);
  if (only === undefined) return { kind: 'unknown' };
  if (others.length === 0 && only.kind === 'exists') return { kind: 'exists' };
  if (only.kind === 'star') return { kind: 'all' };
  if (others.length === 0 && only.kind === 'call') {
    const name = only.name.toLowerCase();
    if (/^(?:count|sum|avg|min|max)$/.test(name)) return { kind: 'aggregate', name };
  }
  const columns = [only, ...others].map(columnName);
  return columns.every((column) => column !== undefined)
    ? { kind: 'columns', columns: columns.map((column) => column.toLowerCase()) }
    : { kind: 'unknown' };
}

const columnName = (expression: Expression): string | undefined =>
  expression.kind === 'column' ? expression.name : undefined;

/** How columns are written in conditions. */
function namesIn(parsed: ParsedStatement): Pick<Features, 'qualified' | 'bare'> {
  const qualified = new Set<string>();
  const bare = new Set<string>();
  // Not recursive: a statement may be nested as deeply as the parser lets it be.
  const pending: object[] = [parsed];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if ('kind' in value && value.kind === 'column' && 'name' in value && typeof value.name === 'string')
      ('table' in value && value.table !== undefined ? qualified : bare).add(value.name.toLowerCase());
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) pending.push(inner);
  }
  return { qualified, bare };
}
