import type { CatalogColumn, CatalogTable } from '../../../../../src/core/queries/catalog/table';

/** A column by its type as written: "bigint", "varchar(191)". */
export function column(name: string, columnType = 'bigint', nullable = false): CatalogColumn {
  const type = columnType.replace(/\(.*/, '');
  return { name, type, columnType, nullable, keyBytes: 8, autoIncrement: name === 'id' };
}

/** A table with the primary key `id` and plain indexes on single columns. */
export function table(
  name: string,
  rows: number,
  columns: readonly (string | CatalogColumn)[],
  indexed: readonly string[] = [],
): CatalogTable {
  return {
    schema: 'shop',
    name,
    engine: 'InnoDB',
    rows,
    dataBytes: rows * 100,
    indexBytes: 0,
    partitioned: false,
    columns: [column('id'), ...columns.map((each) => (typeof each === 'string' ? column(each) : each))],
    indexes: ['id', ...indexed].map((each) => ({
      name: each === 'id' ? 'PRIMARY' : `${name}_${each}`,
      type: 'BTREE',
      unique: each === 'id',
      visible: true,
      columns: [{ column: each }],
    })),
    foreignKeys: [],
  };
}
