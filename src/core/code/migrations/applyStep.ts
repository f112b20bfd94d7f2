import { type Column, type ForeignKey, type Index, indexesOf, leads } from './table';
import type { IndexType, SchemaChange } from './step';

/** A table while migrations are being applied to it. */
export interface Draft {
  name: string;
  columns: Map<string, Column>;
  indexes: Index[];
  foreignKeys: ForeignKey[];
  engine: string | undefined;
  files: string[];
  certain: boolean;
}

export function emptyTable(name: string): Draft {
  return { name, columns: new Map(), indexes: [], foreignKeys: [], engine: undefined, files: [], certain: true };
}

/** What happens inside one table. Creating, dropping and renaming tables is the schema's business. */
export function applyChange(table: Draft, change: SchemaChange, file: string, driver: string | undefined): void {
  switch (change.kind) {
    case 'column':
      return applyColumn(table, change, file);
    case 'index': {
      const { index, columns } = change;
      const name = change.name ?? indexName(table.name, columns, index);
      table.indexes.push({ type: index, name, columns: columns.map(withoutLength) });
      return;
    }
    case 'foreign':
      table.foreignKeys.push({
        columns: change.columns,
        name: change.name ?? indexName(table.name, change.columns, 'foreign'),
      });
      return;
    case 'dropColumn':
      return dropColumns(table, change.columns, driver);
    case 'renameColumn':
      return renameColumn(table, change.from, change.to);
    case 'dropIndex': {
      const { index, columns } = change;
      const name = change.name ?? (columns === undefined ? undefined : indexName(table.name, columns, index));
      dropIndex(table, index, name);
      return;
    }
    case 'renameIndex':
      table.indexes = table.indexes.map((each) => (each.name === change.from ? { ...each, name: change.to } : each));
      return;
    case 'dropForeign': {
      const { columns } = change;
      const name = change.name ?? (columns === undefined ? undefined : indexName(table.name, columns, 'foreign'));
      dropForeign(table, name, driver);
      return;
    }
    case 'engine':
      table.engine = change.engine;
      return;
    default:
      table.certain = false;
  }
}

function applyColumn(table: Draft, change: SchemaChange & { kind: 'column' }, file: string): void {
  const { column: name, type, nullable, autoIncrement, nameRange } = change;
  const before = table.columns.get(name);
  // A change keeps the place where the column came from: that is where people look for it.
  const place =
    change.change && before?.file !== undefined ? { file: before.file, nameRange: before.nameRange } : undefined;
  table.columns.set(name, {
    name,
    type,
    nullable,
    autoIncrement: autoIncrement || (change.change && before?.autoIncrement === true),
    ...(place?.nameRange === undefined ? { file, nameRange } : { file: place.file, nameRange: place.nameRange }),
  });
  const hasKey = table.indexes.some((each) => each.type === 'primary');
  if (autoIncrement && !hasKey) table.indexes.push({ type: 'primary', name: 'primary', columns: [name] });
}

/** MySQL takes the column out of its indexes; PostgreSQL drops every index that it is part of. */
function dropColumns(table: Draft, columns: readonly string[], driver: string | undefined): void {
  for (const column of columns) {
    table.columns.delete(column);
    table.indexes = table.indexes.flatMap((index) => {
      const left = index.columns.filter((each) => each !== column);
      const gone = left.length === 0 || (driver === 'pgsql' && left.length < index.columns.length);
      return gone ? [] : [{ ...index, columns: left }];
    });
    table.foreignKeys = table.foreignKeys.filter(({ columns: own }) => !own.includes(column));
  }
}

/** It is still found where it was added, under its old name. */
function renameColumn(table: Draft, from: string, to: string): void {
  const renamed = (columns: readonly string[]): readonly string[] =>
    columns.map((column) => (column === from ? to : column));
  const columns = [...table.columns.values()].map((column) =>
    column.name === from ? { ...column, name: to } : column,
  );
  table.columns = new Map(columns.map((column) => [column.name, column]));
  table.indexes = table.indexes.map((index) => ({ ...index, columns: renamed(index.columns) }));
  table.foreignKeys = table.foreignKeys.map((key) => ({ ...key, columns: renamed(key.columns) }));
}

function dropIndex(table: Draft, type: IndexType, name: string | undefined): void {
  const at = table.indexes.findIndex((each) =>
    type === 'primary' ? each.type === 'primary' : each.name.toLowerCase() === name?.toLowerCase(),
  );
  // What is dropped was not seen being made: more may be missing here.
  if (at === -1) table.certain = false;
  else table.indexes.splice(at, 1);
}

/** MySQL and MariaDB keep the index that they made for the key. */
function dropForeign(table: Draft, name: string | undefined, driver: string | undefined): void {
  const key = table.foreignKeys.find((each) => each.name.toLowerCase() === name?.toLowerCase());
  if (key === undefined) {
    table.certain = false;
    return;
  }
  const made = indexesOf(table, driver ?? 'mysql').find(
    ({ forForeignKey, columns }) => forForeignKey === true && leads(columns, key.columns),
  );
  table.foreignKeys = table.foreignKeys.filter((each) => each !== key);
  if (made !== undefined && !table.indexes.includes(made)) table.indexes.push(made);
}

/** Blueprint::createIndexName, without the connection's prefix. */
function indexName(table: string, columns: readonly string[], type: IndexType | 'foreign'): string {
  const suffix = type === 'spatial' ? 'spatialindex' : type;
  return `${table}_${columns.join('_')}_${suffix}`.toLowerCase().replace(/[-.]/g, '_');
}

/** MySQL's prefix length in `index('title(20)')`, and what DB::raw() would add. */
function withoutLength(column: string): string {
  return /^[`"]?([\w$]+)[`"]?(?:\s*\(\d+\))?(?:\s+(?:asc|desc))?$/i.exec(column)?.[1] ?? column;
}
