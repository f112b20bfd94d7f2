import type { Catalog, CatalogIndex } from '../../catalog/table';
import type { CostModel, PreparedStatement } from '../cost/costModel';
import type { IndexModel } from '../cost/indexModel';
import { isLeftPrefix } from '../definition';

/** A statement may become this much dearer before an index counts as needed. */
const tolerated = 0.05;

/** A foreign key of some table points at these columns: its parent needs an index that begins with them. */
function isReferenced(catalog: Catalog, table: string, index: CatalogIndex): boolean {
  const columns = index.columns.map((part) => ('column' in part ? part.column : ''));
  return catalog.tables.some(({ foreignKeys }) =>
    foreignKeys.some(
      (key) =>
        key.referencedTable === table &&
        key.referencedSchema === catalog.schema &&
        key.referencedColumns.every((name) => columns.includes(name)),
    ),
  );
}

/**
 * Indexes of the database that this one serves in place of: it begins with all of their columns, they keep nothing unique,
 * no foreign key points at them, and by the model no statement misses the order of rows behind their columns. A foreign
 * key of the table itself is served by any index that begins with its columns (MySQL manual, "FOREIGN KEY Constraints").
 *
 * @returns names, the widest first
 */
export function madeRedundant(
  model: CostModel,
  catalog: Catalog,
  affected: ReadonlySet<PreparedStatement>,
  index: IndexModel,
  chosen: readonly IndexModel[],
): readonly string[] {
  const { table, columns } = index.definition;
  return model
    .existing(table)
    .flatMap((other) => (other.existing && !other.existing.unique ? [{ other, catalogIndex: other.existing }] : []))
    .filter(({ other, catalogIndex }) => {
      if (!isLeftPrefix(other.definition.columns, columns)) return false;
      if (other.definition.columns.some((part) => 'column' in part && part.prefix !== undefined)) return false;
      if (isReferenced(catalog, table, catalogIndex)) return false;
      const dropped = new Set([other.id]);
      return [...affected].every(
        (statement) =>
          model.cost(statement, chosen, dropped).cost <= (1 + tolerated) * model.cost(statement, chosen).cost,
      );
    })
    .sort((a, b) => b.other.definition.columns.length - a.other.definition.columns.length)
    .map(({ catalogIndex }) => catalogIndex.name);
}
