import type { Block, ColumnUse, Predicate, Value } from '../blocks/block';
import type { WorkloadStatement } from '../advisor/workload';
import type { CatalogTable } from '../catalog/table';
import type { Relation } from './draw';
import { columnOf, primaryKey, quoteText, tableOf } from './sqlText';

/** Rows that are drawn besides the sample, because statements ask for them by these values. */
export interface KeptRows {
  readonly table: string;
  readonly column: string;
  /** SQL literals. */
  readonly values: readonly string[];
}

/** Rows drawn at most for the kept values of one column: the sample itself must not drown in them. */
export const mostKeptRows = 5_000;

/** Values of one column that are kept at most. */
const mostValues = 400;

/** Rows a value, by estimate, up to which a group is kept whole. Beyond, its share of the sample stands for it. */
const largestGroup = 400;

/** "orders.user_id" in lower case: a column as statements name it. */
function keyOf(table: string, column: string): string {
  return `${table}.${column}`.toLowerCase();
}

/**
 * The values that statements look up in columns of relations and in primary keys, with the same values in every column that
 * these are joined with: a customer's orders are then all there, as many as in the real table, with the customer. Of a column
 * with large groups nothing is kept, because all rows of one group beside a sample of the others would be a lie.
 *
 * @param all tables of the schema: those that are not drawn still say how many values a column has
 */
export function keptRows(
  statements: readonly WorkloadStatement[],
  tables: readonly CatalogTable[],
  relations: readonly Relation[],
  all: readonly CatalogTable[],
): readonly KeptRows[] {
  const classes = columnClasses(all, relations);
  const values = new Map<ReadonlySet<string>, Set<string>>();
  // The first call of every statement before the second of any, so that the limit hits none alone.
  const deepest = Math.max(0, ...statements.map(({ calls }) => calls.length));
  for (let place = 0; place < deepest; place++)
    for (const { calls } of statements)
      for (const block of calls[place]?.blocks.blocks ?? [])
        for (const { column, literals } of lookups(block)) {
          const group = classes.get(keyOf(block.tables[column.use]?.table ?? '', column.column));
          if (group === undefined) continue;
          const known = values.get(group) ?? new Set<string>();
          values.set(group, known);
          for (const literal of literals) if (known.size < mostValues) known.add(literal);
        }
  return [...values].flatMap(([group, literals]) =>
    tables.flatMap((table) =>
      table.columns.flatMap(({ name }) =>
        group.has(keyOf(table.name, name)) && groupSize(table, name, group, all) <= largestGroup
          ? [{ table: table.name, column: name, values: [...literals] }]
          : [],
      ),
    ),
  );
}

/** Columns that a block looks up rows by which are kept whole, in lower case: its LIMIT then means what it says. */
export function keptColumns(block: Block, kept: readonly KeptRows[]): readonly string[] {
  return lookups(block).flatMap(({ column }) => {
    const key = keyOf(block.tables[column.use]?.table ?? '', column.column);
    return kept.some((rows) => keyOf(rows.table, rows.column) === key) ? [column.column.toLowerCase()] : [];
  });
}

/** Columns by the set of columns that hold the same values: those of relations, and primary keys of one column. */
function columnClasses(
  tables: readonly CatalogTable[],
  relations: readonly Relation[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const classes = new Map<string, Set<string>>();
  const classOf = (key: string): Set<string> => {
    const known = classes.get(key) ?? new Set([key]);
    classes.set(key, known);
    return known;
  };
  for (const table of tables) {
    const [key, ...more] = primaryKey(table);
    if (key !== undefined && more.length === 0) classOf(keyOf(table.name, key));
  }
  for (const { table, column, otherTable, otherColumn } of relations) {
    const joined = new Set([...classOf(keyOf(table, column)), ...classOf(keyOf(otherTable, otherColumn))]);
    for (const each of joined) classes.set(each, joined);
  }
  return classes;
}

/** Rows a value, by estimate: a class has as many values as the smallest table has rows whose key is in it. */
function groupSize(
  table: CatalogTable,
  column: string,
  group: ReadonlySet<string>,
  tables: readonly CatalogTable[],
): number {
  const [own, ...more] = primaryKey(table);
  if (own?.toLowerCase() === column.toLowerCase() && more.length === 0) return 1;
  const keyed = tables.filter((each) => {
    const [key, ...others] = primaryKey(each);
    return key !== undefined && others.length === 0 && group.has(keyOf(each.name, key));
  });
  const values = Math.min(...keyed.map(({ rows }) => Math.max(1, rows)));
  return keyed.length === 0 ? Number.POSITIVE_INFINITY : table.rows / values;
}

/** Equalities and lists with values that are written out, at the top of a block. */
function lookups(block: Block): readonly { readonly column: ColumnUse; readonly literals: readonly string[] }[] {
  return block.predicates.flatMap((predicate: Predicate) => {
    if (predicate.kind === 'equal') return lookup(predicate.column, [predicate.value]);
    if (predicate.kind === 'in' && predicate.values !== undefined) return lookup(predicate.column, predicate.values);
    return [];
  });
}

function lookup(column: ColumnUse, values: readonly Value[]): readonly { column: ColumnUse; literals: string[] }[] {
  const literals = values.flatMap((value) => literalOf(value) ?? []);
  return literals.length === values.length && literals.length > 0 ? [{ column, literals }] : [];
}

function literalOf(value: Value): string | undefined {
  if (value.kind === 'string') return quoteText(value.text);
  if (value.kind === 'number' && /^-?\d{1,20}(?:\.\d{1,20})?$/.test(value.text)) return value.text;
  return undefined;
}

/** Relations of a workload: joins of its statements by how often they are called, and foreign keys. */
export function relationsOf(
  statements: readonly WorkloadStatement[],
  tables: readonly CatalogTable[],
): readonly Relation[] {
  const weights = new Map<string, Relation>();
  const add = (table: string, column: string, otherTable: string, otherColumn: string, weight: number): void => {
    const [left, right] = [tableOf(tables, table), tableOf(tables, otherTable)];
    if (left === undefined || right === undefined || !columnOf(left, column) || !columnOf(right, otherColumn)) return;
    const key = [keyOf(table, column), keyOf(otherTable, otherColumn)].toSorted().join('=');
    const known = weights.get(key);
    weights.set(
      key,
      known === undefined
        ? { table: left.name, column, otherTable: right.name, otherColumn, weight }
        : { ...known, weight: known.weight + weight },
    );
  };
  for (const { calls, callsPerHour, averageMs } of statements)
    for (const { blocks } of calls.slice(0, 1))
      for (const block of blocks.blocks) {
        const weight = Math.max(callsPerHour * (averageMs ?? 1), 0.001);
        const name = (use: ColumnUse): string => block.tables[use.use]?.table ?? '';
        for (const { left, right } of block.joins) add(name(left), left.column, name(right), right.column, weight);
        for (const { inner, block: around, outer } of block.outer)
          add(name(inner), inner.column, blocks.blocks[around]?.tables[outer.use]?.table ?? '', outer.column, weight);
      }
  for (const table of tables)
    for (const { columns, referencedTable, referencedColumns } of table.foreignKeys)
      if (columns.length === 1 && columns[0] !== undefined && referencedColumns[0] !== undefined)
        add(table.name, columns[0], referencedTable, referencedColumns[0], 0.0001);
  return [...weights.values()];
}

/** "user_id" of any table and "id" of "users": what Laravel's relations look for where nobody wrote a foreign key. */
export function conventionalRelations(tables: readonly CatalogTable[]): readonly Relation[] {
  const keyed = new Map(
    tables.flatMap((table) => (primaryKey(table).join() === 'id' ? [[table.name, table] as const] : [])),
  );
  return tables.flatMap((table) =>
    table.columns.flatMap(({ name }): readonly Relation[] => {
      if (!/.+_id$/i.test(name)) return [];
      const noun = name.slice(0, -3).toLowerCase();
      const other = [`${noun}s`, noun.replace(/y$/, 'ies'), `${noun}es`, noun].find((each) => keyed.has(each));
      if (other === undefined) return [];
      return [{ table: table.name, column: name, otherTable: other, otherColumn: 'id', weight: 0 }];
    }),
  );
}
