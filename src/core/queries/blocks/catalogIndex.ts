import type { Catalog, CatalogTable } from '../catalog/table';

/** A column of a table use. Only `name` is known of what a derived table gives. */
export interface KnownColumn {
  readonly name: string;
  /** DATA_TYPE in lower case. */
  readonly type?: string;
}

/** Tables of a catalog by name, columns by name in lower case: columns are told apart without case on every server. */
export interface CatalogIndex {
  /** By exact name, else without case, as servers with lower_case_table_names keep them; undefined: not there, or not certain which. */
  table(schema: string | undefined, name: string): CatalogTable | undefined;
  columns(table: CatalogTable): ReadonlyMap<string, KnownColumn>;
  isView(schema: string | undefined, name: string): boolean;
}

/** One index a catalog: statements come by thousands. */
const indexes = new WeakMap<Catalog, CatalogIndex>();

/** The index of a catalog, made once. */
export function indexOf(catalog: Catalog): CatalogIndex {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const index = makeIndex(catalog);
  indexes.set(catalog, index);
  return index;
}

const keyOf = (schema: string, name: string): string => `${schema}\0${name}`;

function makeIndex(catalog: Catalog): CatalogIndex {
  const exact = new Map<string, CatalogTable>();
  const folded = new Map<string, CatalogTable | 'several'>();
  for (const table of catalog.tables) {
    exact.set(keyOf(table.schema, table.name), table);
    const key = keyOf(table.schema, table.name).toLowerCase();
    folded.set(key, folded.has(key) ? 'several' : table);
  }
  const columns = new Map<CatalogTable, ReadonlyMap<string, KnownColumn>>();
  const views = new Set(catalog.views.map((name) => name.toLowerCase()));
  return {
    table(schema = catalog.schema, name) {
      const found = exact.get(keyOf(schema, name)) ?? folded.get(keyOf(schema, name).toLowerCase());
      return found === 'several' ? undefined : found;
    },
    columns(table) {
      const known = columns.get(table) ?? new Map(table.columns.map((column) => [column.name.toLowerCase(), column]));
      columns.set(table, known);
      return known;
    },
    isView: (schema = catalog.schema, name) =>
      schema.toLowerCase() === catalog.schema.toLowerCase() && views.has(name.toLowerCase()),
  };
}
