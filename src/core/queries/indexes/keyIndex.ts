import type { CatalogIndex, CatalogTable, IndexColumn } from '../catalog/table';
import { supportsKey } from './serves';

/**
 * Indexes that a server made for a foreign key, and drops by itself as soon as the new index can support that key (MySQL 9.0
 * reference manual, 15.1.20.5; seen on MariaDB 10.11 and MySQL 9.7). Dropping the new index is then refused until it is back.
 * Which indexes a server made cannot be read: those with the foreign key's own name are taken for them. One that a dump
 * brought back has that name too, and stays.
 */
export function keyIndexesThatGo(columns: readonly IndexColumn[], table: CatalogTable): readonly CatalogIndex[] {
  const made = { type: 'BTREE', columns, name: '', unique: false, visible: true } as const;
  return table.indexes.filter((index) =>
    table.foreignKeys.some(
      (key) =>
        key.name === index.name &&
        !index.unique &&
        index.columns.length === key.columns.length &&
        supportsKey(index, key.columns) &&
        supportsKey(made, key.columns),
    ),
  );
}
