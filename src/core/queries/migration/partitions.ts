import { OpsError } from '../../base/errors';
import { quoteName } from '../../connections/sqlNames';
import type { CatalogTable } from '../catalog/table';
import type { TableStatements } from './indexMigration';

/** Ranges of months of a table's moments. */
export interface MonthlyPartitions {
  readonly column: string;
  /** First day of the first month that has a partition of its own; everything before shares one. */
  readonly from: Date;
  /** Months with partitions of their own, from `from` on; what comes later shares one. */
  readonly months: number;
}

/** Why a table cannot have partitions by this column, one sentence each (MySQL 9.0 reference manual, 26.6). */
export function partitionProblems(table: CatalogTable, column: string, referenced: boolean): readonly string[] {
  const problems: string[] = [];
  const found = table.columns.find(({ name }) => name === column);
  if (table.partitioned) problems.push(`${table.name} has partitions already.`);
  if (table.foreignKeys.length > 0 || referenced)
    problems.push('InnoDB has no foreign keys on tables with partitions, on either side.');
  if (found === undefined) problems.push(`${table.name} has no column ${column}.`);
  else if (!['date', 'datetime', 'timestamp'].includes(found.type))
    problems.push(`${column} is no date and no time (${found.columnType}).`);
  for (const { name, type } of table.indexes)
    if (type === 'FULLTEXT' || type === 'SPATIAL')
      problems.push(`${name} is a ${type} index; tables with partitions have none.`);
  for (const { name, unique, columns } of table.indexes) {
    if (!unique || name === 'PRIMARY') continue;
    if (!columns.some((part) => 'column' in part && part.column === column))
      problems.push(`${name} is unique without ${column}: partitions could not keep that.`);
  }
  return problems;
}

/**
 * The DDL that splits a table by months, so that old ones can be dropped at once instead of deleted row by row. The column
 * joins the primary key first, because every unique key has to hold it. The table is copied for both, and writes wait.
 *
 * @throws OpsError `notPartitionable` with the first of `partitionProblems`
 */
export function partitionStatements(
  table: CatalogTable,
  { column, from, months }: MonthlyPartitions,
  referenced: boolean,
): TableStatements {
  const [problem] = partitionProblems(table, column, referenced);
  if (problem !== undefined) throw new OpsError('notPartitionable', problem, { safe: 'Nothing was changed.' });
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY');
  const parts = primary?.columns.flatMap((part) => ('column' in part ? [part.column] : [])) ?? [];
  const widened = primary !== undefined && !parts.includes(column);
  const type = table.columns.find(({ name }) => name === column)?.type;
  const ranges = Array.from({ length: months }, (_, at) => range(from, at, type === 'timestamp'));
  const by =
    type === 'timestamp' ? `range (unix_timestamp(${quoteName(column)}))` : `range columns (${quoteName(column)})`;
  const last = `partition later values less than ${type === 'timestamp' ? 'maxvalue' : '(maxvalue)'}`;
  const key = (columns: readonly string[]): string =>
    `drop primary key, add primary key (${columns.map(quoteName).join(', ')})`;
  return {
    table,
    up: [...(widened ? [key([...parts, column])] : []), `partition by ${by} (${[...ranges, last].join(', ')})`],
    down: ['remove partitioning', ...(widened ? [key(parts)] : [])],
    words: `partition_${table.name}_by_${column}`,
    remarks: [
      'The table is copied, and writes wait until that is done.',
      ...(widened
        ? [`The primary key now holds ${column} too: ${parts.join(', ')} alone no longer forbids doubles.`]
        : []),
    ],
  };
}

/** Everything before a month's end; the first one also holds what is older. */
function range(from: Date, at: number, asTimestamp: boolean): string {
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + at;
  const begin = new Date(Date.UTC(year, month, 1)).toISOString();
  const end = new Date(Date.UTC(year, month + 1, 1)).toISOString().slice(0, 10);
  const bound = asTimestamp ? `unix_timestamp('${end} 00:00:00')` : `'${end}'`;
  return `partition p${begin.slice(0, 4)}_${begin.slice(5, 7)} values less than (${bound})`;
}
