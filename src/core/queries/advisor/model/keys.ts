import type { SqlValue } from '../../../connections/sql';
import type { Value } from '../../blocks/block';
import type { CatalogColumn } from '../../catalog/table';

/** A value as it compares in its column: numbers as numbers, moments and texts as text, folded where the collation folds. */
export type Key = number | string;

const numeric = new Set([
  'tinyint',
  'smallint',
  'mediumint',
  'int',
  'integer',
  'bigint',
  'decimal',
  'numeric',
  'float',
  'double',
  'real',
  'bit',
  'year',
  'bool',
  'boolean',
]);

function isNumeric(column: CatalogColumn): boolean {
  return numeric.has(column.type);
}

/** Whole numbers only: as many values as lie between the least and the greatest, at most. */
export function isWhole(column: CatalogColumn): boolean {
  return isNumeric(column) && (column.type.endsWith('int') || column.type === 'integer' || column.type === 'year');
}

const moments = new Set(['date', 'datetime', 'timestamp']);

function textKey(text: string, column: CatalogColumn): string {
  if (moments.has(column.type)) {
    const spaced = text.length > 10 && text[10] === 'T' ? `${text.slice(0, 10)} ${text.slice(11)}` : text;
    return spaced.length === 10 && column.type !== 'date' ? `${spaced} 00:00:00` : spaced.slice(0, 26);
  }
  const collation = column.collation ?? '';
  const folds = collation !== '' && !collation.endsWith('_bin') && !collation.includes('_cs') && collation !== 'binary';
  return folds || column.type === 'enum' || column.type === 'set' ? text.toLowerCase() : text;
}

/** A value of a sample; null for NULL. */
export function keyOf(value: SqlValue | undefined, column: CatalogColumn): Key | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? null : textKey(value.toISOString().slice(0, 19), column);
  if (isNumeric(column)) {
    const number = Number(value);
    return Number.isNaN(number) ? 0 : number;
  }
  return textKey(typeof value === 'boolean' ? (value ? '1' : '0') : String(value), column);
}

/** A value of a statement; undefined when it is not known. */
export function keyOfValue(value: Value, column: CatalogColumn): Key | null | undefined {
  if (value.kind === 'null') return null;
  if (value.kind === 'placeholder' || value.kind === 'expression') return undefined;
  if (!isNumeric(column)) return textKey(value.text, column);
  const number = Number(value.text);
  return Number.isNaN(number) ? undefined : number;
}
