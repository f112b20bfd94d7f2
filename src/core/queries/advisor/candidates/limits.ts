import type { IndexColumn } from '../../catalog/table';
import { countBits } from '../model/bitmap';
import { rowsInRange } from '../model/columnCodes';
import type { TableModel } from '../model/table';

/** InnoDB: DYNAMIC and COMPRESSED rows; of one column in COMPACT and REDUNDANT rows (MySQL manual, "InnoDB Limits"). */
const mostKeyBytes = 3_072;
const mostColumnBytes = 767;
/** A prefix is taken that keeps this share of the distinct values. */
const keptDistinct = 0.95;
/** Columns whose values are shorter than this on average are indexed whole, where they can be. */
const longValue = 48;

const characterBytes = new Map([
  ['utf8mb4', 4],
  ['utf8', 3],
  ['utf8mb3', 3],
  ['utf16', 4],
  ['utf32', 4],
  ['ucs2', 2],
]);
const neverIndexed = /^(?:json|geometry|geometrycollection|point|linestring|polygon|multi.*|vector)$/;
const texts = /^(?:var)?(?:char|binary)$|text$|blob$/;

function bytesOfCharacter(table: TableModel, name: string): number {
  const charset = table.column(name)?.charset;
  return charset === undefined ? 1 : (characterBytes.get(charset) ?? 1);
}

function mostOfColumn(table: TableModel): number {
  return /compact|redundant/i.test(table.catalog.rowFormat ?? '') ? mostColumnBytes : mostKeyBytes;
}

/** The shortest prefix, in characters, that tells almost as many values apart as the whole does. */
export function usefulPrefix(table: TableModel, name: string): number | undefined {
  const codes = table.codes(name);
  const most = Math.floor(mostOfColumn(table) / bytesOfCharacter(table, name));
  if (codes === undefined || codes.keys.length === 0 || countBits(rowsInRange(codes, undefined, undefined)) === 0)
    return undefined;
  const texts = codes.keys.map(String);
  const distinct = (length: number) => new Set(texts.map((text) => text.slice(0, length))).size;
  let low = 1;
  let high = Math.min(most, Math.max(1, ...texts.slice(0, 20_000).map((text) => text.length)));
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (distinct(middle) >= keptDistinct * texts.length) high = middle;
    else low = middle + 1;
  }
  // Steps of eight: a value that is one longer tomorrow is told apart too.
  return Math.min(most, Math.ceil(low / 8) * 8);
}

/**
 * The column as a part of an index. `ordered`: it has to give an order or a whole value, which a prefix does not.
 *
 * @returns undefined where no index can hold it like that
 */
export function partFor(table: TableModel, name: string, ordered: boolean): IndexColumn | undefined {
  const column = table.column(name);
  if (column === undefined || neverIndexed.test(column.type)) return undefined;
  const fits = column.keyBytes !== undefined && column.keyBytes <= mostOfColumn(table);
  const long = texts.test(column.type) && table.bytes(name) >= longValue;
  if (fits && (ordered || !long)) return { column: name };
  if (ordered || !texts.test(column.type)) return undefined;
  const prefix = usefulPrefix(table, name);
  if (prefix === undefined) return fits ? { column: name } : undefined;
  const shorter = prefix * bytesOfCharacter(table, name) < 0.75 * (column.keyBytes ?? Number.POSITIVE_INFINITY);
  return fits && !shorter ? { column: name } : { column: name, prefix };
}

/** The longest key of such an index stays within what the server allows. */
export function fitsKey(table: TableModel, columns: readonly IndexColumn[]): boolean {
  let total = 0;
  for (const part of columns) {
    if (!('column' in part)) total += 255;
    else if (part.prefix !== undefined) total += part.prefix * bytesOfCharacter(table, part.column);
    else total += table.column(part.column)?.keyBytes ?? mostKeyBytes + 1;
  }
  return total <= mostKeyBytes;
}
