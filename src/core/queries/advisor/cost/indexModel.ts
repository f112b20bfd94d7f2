import type { CatalogIndex, IndexColumn } from '../../catalog/table';
import type { IndexDefinition } from '../advice';
import { indexId } from '../definition';
import type { TableModel } from '../model/table';

/** An index, there or imagined, as the cost model walks it. */
export interface IndexModel {
  readonly id: string;
  readonly definition: IndexDefinition;
  /** Parts with the clustered columns that InnoDB appends to every secondary index. */
  readonly parts: readonly IndexColumn[];
  /** Columns whose whole values are in it. */
  readonly holds: ReadonlySet<string>;
  readonly clustered: boolean;
  /** One of the database. */
  readonly existing?: CatalogIndex;
}

export function indexModel(table: TableModel, columns: readonly IndexColumn[], existing?: CatalogIndex): IndexModel {
  const definition: IndexDefinition = { table: table.name, columns };
  const own = new Set(columns.flatMap((part) => ('column' in part && part.prefix === undefined ? [part.column] : [])));
  const clustered =
    existing?.unique === true &&
    own.size === columns.length &&
    columns.every((part, place) => 'column' in part && part.column === table.clustered[place]) &&
    columns.length === table.clustered.length &&
    existing === table.catalog.indexes.find((index) => index.unique && sameColumns(index.columns, columns));
  const appended = clustered ? [] : table.clustered.filter((name) => !own.has(name));
  return {
    id: indexId(definition),
    definition,
    parts: [...columns, ...appended.map((column) => ({ column }))],
    holds: clustered ? new Set(table.catalog.columns.map(({ name }) => name)) : new Set([...own, ...table.clustered]),
    clustered,
    ...(existing && { existing }),
  };
}

function sameColumns(left: readonly IndexColumn[], right: readonly IndexColumn[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Indexes of the table that the optimizer may use. */
export function existingIndexes(table: TableModel): readonly IndexModel[] {
  return table.catalog.indexes
    .filter(({ type, visible }) => visible && type === 'BTREE')
    .map((index) => indexModel(table, index.columns, index));
}
