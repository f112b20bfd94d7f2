import type { SqlValue } from '../../../connections/sql';
import type { CatalogColumn } from '../../catalog/table';
import { type Bitmap, emptyBitmap, setBit } from './bitmap';
import { type Key, keyOf } from './keys';

/** A column of a sample with each value replaced by its place among the distinct ones: comparing is comparing integers. */
export interface ColumnCodes {
  /** By row; -1 for NULL. */
  readonly codes: Int32Array;
  /** Distinct values in their order. */
  readonly keys: readonly Key[];
}

function compareKeys(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function encodeColumn(values: readonly SqlValue[], column: CatalogColumn, rows: number): ColumnCodes {
  const own = Array.from({ length: rows }, (_, row) => keyOf(values[row], column));
  const keys = [...new Set(own.filter((key) => key !== null))].sort(compareKeys);
  const places = new Map(keys.map((key, place) => [key, place]));
  const codes = Int32Array.from(own, (key) => (key === null ? -1 : (places.get(key) ?? -1)));
  return { codes, keys };
}

/** Place of the first key that is not less than this one. */
function lowerBound(keys: readonly Key[], key: Key): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] ?? key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows whose code lies from `from` up to, not including, `to`. */
function between({ codes }: ColumnCodes, from: number, to: number): Bitmap {
  const bits = emptyBitmap(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code >= from && code < to) setBit(bits, row);
  }
  return bits;
}

export interface Bound {
  readonly key: Key;
  readonly inclusive: boolean;
}

export function rowsInRange(column: ColumnCodes, low: Bound | undefined, high: Bound | undefined): Bitmap {
  const place = ({ key, inclusive }: Bound, past: boolean) => {
    const at = lowerBound(column.keys, key);
    return column.keys[at] === key && inclusive === past ? at + 1 : at;
  };
  const from = low === undefined ? 0 : place(low, false);
  return between(column, from, high === undefined ? column.keys.length : place(high, true));
}

/** Rows with one of these values; a null among them stands for NULL. */
export function rowsWith(column: ColumnCodes, wanted: readonly (Key | null)[]): Bitmap {
  const codes = new Set<number>();
  for (const key of wanted) {
    if (key === null) codes.add(-1);
    else {
      const at = lowerBound(column.keys, key);
      if (column.keys[at] === key) codes.add(at);
    }
  }
  const bits = emptyBitmap(column.codes.length);
  if (codes.size > 0)
    for (let row = 0; row < column.codes.length; row++) if (codes.has(column.codes[row] ?? -2)) setBit(bits, row);
  return bits;
}

/** Rows whose value passes; NULL never does. */
export function rowsWhere(column: ColumnCodes, passes: (key: Key) => boolean): Bitmap {
  const kept = column.keys.map(passes);
  const bits = emptyBitmap(column.codes.length);
  for (let row = 0; row < column.codes.length; row++) if (kept[column.codes[row] ?? -1] === true) setBit(bits, row);
  return bits;
}
