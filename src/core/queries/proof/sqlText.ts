import { quoteName } from '../../connections/sqlNames';
import type { IndexDefinition } from '../advisor/advice';
import type { CatalogColumn, CatalogTable, IndexColumn } from '../catalog/table';

/** A text in quotes; right with and without NO_BACKSLASH_ESCAPES, because a text with a backslash is written in hexadecimal. */
export function quoteText(text: string): string {
  if (!text.includes('\\') && !text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  const hex = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `CONVERT(x'${hex}' USING utf8mb4)`;
}

/** `schema`.`table` */
export function quoteTable(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** One part of an index as CREATE INDEX wants it: "`title`(20) DESC", "(lower(`email`))". */
function indexPart(part: IndexColumn): string {
  const direction = part.descending === true ? ' DESC' : '';
  if ('expression' in part) return `(${part.expression})${direction}`;
  return `${quoteName(part.column)}${part.prefix === undefined ? '' : `(${part.prefix})`}${direction}`;
}

/** "ADD INDEX `name` (`user_id`, `created_at`)": a clause of ALTER TABLE. */
export function addIndexClause(name: string, { columns }: Pick<IndexDefinition, 'columns'>): string {
  return `ADD INDEX ${quoteName(name)} (${columns.map(indexPart).join(', ')})`;
}

/** Two definitions of the same index have the same key. */
export function indexKey({ table, columns }: IndexDefinition): string {
  return JSON.stringify([table, columns.map(indexPart)]);
}

/** The table of that name, however the statement writes it; exactly as written wins. */
export function tableOf(tables: readonly CatalogTable[], name: string): CatalogTable | undefined {
  return (
    tables.find((table) => table.name === name) ??
    tables.find((table) => table.name.toLowerCase() === name.toLowerCase())
  );
}

/** Column names are not case-sensitive on any server. */
export function columnOf(table: CatalogTable, name: string): CatalogColumn | undefined {
  const lower = name.toLowerCase();
  return table.columns.find((column) => column.name.toLowerCase() === lower);
}

/** Columns of the table's primary key, in its order; empty when it has none. */
export function primaryKey(table: CatalogTable): readonly string[] {
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY');
  return (primary?.columns ?? []).flatMap((part) => ('column' in part ? [part.column] : []));
}

/** An index that a range of this column alone can be read by, and reads rows in its order. */
export function indexOn(table: CatalogTable, column: string): string | undefined {
  const lower = column.toLowerCase();
  const leads = ({ columns: [first] }: CatalogTable['indexes'][number]): boolean =>
    first !== undefined && 'column' in first && first.prefix === undefined && first.column.toLowerCase() === lower;
  return table.indexes.find((index) => index.type === 'BTREE' && index.visible && leads(index))?.name;
}
