import type { TableWrites } from '../workload';
import type { IndexDefinition } from '../advice';
import type { TableModel } from '../model/table';

const variable = new Set([
  'varchar',
  'varbinary',
  'char',
  'binary',
  'text',
  'tinytext',
  'mediumtext',
  'longtext',
  'blob',
]);

/** Header of an InnoDB record, its share of the page directory, and the null bits. */
const recordBytes = 7;
/** Pages are filled to 15/16 when an index is built. */
const filled = 15 / 16;
const pageBytes = 16_384;

function columnBytes(table: TableModel, name: string, prefix: number | undefined): number {
  const column = table.column(name);
  if (column === undefined) return 20;
  if (!variable.has(column.type)) return column.keyBytes ?? table.bytes(name);
  const average = table.bytes(name) + 1;
  return prefix === undefined ? average : Math.min(average, prefix + 1);
}

/** Bytes that a new index takes, estimated: entries with the clustered columns that InnoDB appends. */
export function indexBytes(table: TableModel, { columns }: IndexDefinition): number {
  const own = new Set(columns.flatMap((part) => ('column' in part ? [part.column] : [])));
  const parts = columns.map((part) => ('column' in part ? columnBytes(table, part.column, part.prefix) : 20));
  const appended = table.clustered.filter((name) => !own.has(name)).map((name) => columnBytes(table, name, undefined));
  const entry = [...parts, ...appended].reduce((sum, bytes) => sum + bytes, recordBytes);
  return Math.max(pageBytes, Math.ceil((table.rows * entry) / filled / pageBytes) * pageBytes);
}

/** Entries put in and taken out an hour because of the index. */
export function entriesWritten({ columns }: IndexDefinition, writes: TableWrites | undefined): number {
  if (writes === undefined) return 0;
  // What an expression depends on is not taken apart: any update may change it.
  const own = columns.map((part) => ('column' in part ? part.column : undefined));
  const touched = writes.updates.filter(
    ({ columns: set }) => set === undefined || own.some((name) => name === undefined || set.includes(name)),
  );
  return writes.insertsPerHour + writes.deletesPerHour + touched.reduce((sum, { perHour }) => sum + 2 * perHour, 0);
}
