import type { CatalogColumn, CatalogTable } from '../../catalog/table';
import type { TableSample } from '../sample';
import { type ColumnCodes, encodeColumn } from './columnCodes';
import { estimateDistinct, frequenciesOf } from './distinct';
import { isWhole } from './keys';

/** A table as the cost model knows it: its catalog and a sample of its rows. Everything is worked out when first asked. */
export interface TableModel {
  readonly name: string;
  readonly catalog: CatalogTable;
  /** At least 1. */
  readonly rows: number;
  readonly sample?: TableSample;
  /** Columns of the clustered index: the primary key, else the first unique index without NULL (InnoDB). */
  readonly clustered: readonly string[];
  column(name: string): CatalogColumn | undefined;
  /** Undefined without a sample of this column. */
  codes(name: string): ColumnCodes | undefined;
  /** Groups of rows of the sample with the same values, NULL counting as one. */
  groups(columns: readonly string[]): Groups | undefined;
  /** Distinct values of the columns together in the whole table, estimated. */
  distinct(columns: readonly string[]): number;
  /** These columns identify one row at most. */
  identifies(columns: ReadonlySet<string>): boolean;
  /** Average bytes of a value. */
  bytes(column: string): number;
}

interface Groups {
  /** Group of each row, from 0. */
  readonly of: Int32Array;
  /** Rows of each group. */
  readonly counts: Int32Array;
}

/** Most bytes of a value that count where no sample says how long values are. */
const usualBytes = 20;

function clusteredColumns(table: CatalogTable): readonly string[] {
  const nullable = new Set(table.columns.filter((column) => column.nullable).map(({ name }) => name));
  for (const index of [...table.indexes].sort((a, b) => Number(b.name === 'PRIMARY') - Number(a.name === 'PRIMARY'))) {
    const columns = index.columns.flatMap((part) =>
      'column' in part && part.prefix === undefined ? [part.column] : [],
    );
    const whole = index.unique && index.type === 'BTREE' && columns.length === index.columns.length;
    if (whole && !columns.some((name) => nullable.has(name))) return columns;
  }
  return [];
}

function groupRows(parts: readonly ColumnCodes[], rows: number): Groups {
  let of: Int32Array = new Int32Array(rows);
  let size = 1;
  for (const { codes, keys } of parts) {
    const width = keys.length + 1;
    const ids = new Map<number, number>();
    const next = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const pair = (of[row] ?? 0) * width + (codes[row] ?? -1) + 1;
      let id = ids.get(pair);
      if (id === undefined) ids.set(pair, (id = ids.size));
      next[row] = id;
    }
    of = next;
    size = ids.size;
  }
  const counts = new Int32Array(size);
  for (const group of of) counts[group] = (counts[group] ?? 0) + 1;
  return { of, counts };
}

/** Distinct values by what the server counted for an index that begins with these columns, in any order. */
function cardinalityOf(table: CatalogTable, columns: readonly string[]): number | undefined {
  for (const index of table.indexes) {
    const first = index.columns.slice(0, columns.length);
    if (first.length < columns.length) continue;
    if (first.every((part) => 'column' in part && part.prefix === undefined && columns.includes(part.column)))
      return index.cardinality?.[columns.length - 1];
  }
  return undefined;
}

/** `rows` of the sample win over the catalog's estimate. */
export function tableModel(catalog: CatalogTable, sample: TableSample | undefined): TableModel {
  const used = sample !== undefined && sample.rows > 0 ? sample : undefined;
  const rows = Math.max(1, sample?.tableRows ?? catalog.rows);
  const byName = new Map(catalog.columns.map((column) => [column.name, column]));
  const uniques = catalog.indexes
    .filter((index) => index.unique && index.columns.every((part) => 'column' in part && part.prefix === undefined))
    .map((index) => index.columns.flatMap((part) => ('column' in part ? [part.column] : [])));
  const codes = new Map<string, ColumnCodes | undefined>();
  const groups = new Map<string, Groups | undefined>();
  const distincts = new Map<string, number>();

  const codesOf = (name: string): ColumnCodes | undefined => {
    if (!codes.has(name)) {
      const column = byName.get(name);
      const values = used?.columns.get(name);
      codes.set(name, used && column && values ? encodeColumn(values, column, used.rows) : undefined);
    }
    return codes.get(name);
  };
  const groupsOf = (columns: readonly string[]): Groups | undefined => {
    const sorted = [...new Set(columns)].sort();
    const key = sorted.join('\n');
    if (!groups.has(key)) {
      const parts = sorted.flatMap((name) => codesOf(name) ?? []);
      groups.set(key, used && parts.length === sorted.length ? groupRows(parts, used.rows) : undefined);
    }
    return groups.get(key);
  };
  const identifies = (columns: ReadonlySet<string>) =>
    uniques.some((unique) => unique.length > 0 && unique.every((name) => columns.has(name)));
  const estimate = (columns: readonly string[]): number => {
    if (identifies(new Set(columns))) return rows;
    const found = groupsOf(columns);
    if (found === undefined || used === undefined) {
      const counted = cardinalityOf(catalog, columns);
      return counted === undefined ? Math.min(rows, Math.max(10, Math.sqrt(rows))) : Math.max(1, counted);
    }
    const share = Math.min(1, Math.max(used.fraction, used.rows / rows));
    // All rows of a value are in the sample, or none.
    if (used.by !== undefined && columns.includes(used.by)) return Math.min(rows, found.counts.length / share);
    let most = estimateDistinct(frequenciesOf(found.counts), share);
    const [only] = columns;
    const column = columns.length === 1 && only !== undefined ? byName.get(only) : undefined;
    if (column && isWhole(column)) {
      const keys = codesOf(column.name)?.keys ?? [];
      const [least, greatest] = [keys[0], keys[keys.length - 1]];
      if (typeof least === 'number' && typeof greatest === 'number')
        most = Math.min(most, Math.max(greatest - least + 2, keys.length));
    }
    return most;
  };
  return {
    name: catalog.name,
    catalog,
    rows,
    ...(used && { sample: used }),
    clustered: clusteredColumns(catalog),
    column: (name) => byName.get(name),
    codes: codesOf,
    groups: groupsOf,
    distinct(columns) {
      const key = [...new Set(columns)].sort().join('\n');
      const known = distincts.get(key) ?? Math.max(1, estimate(columns));
      distincts.set(key, known);
      return known;
    },
    identifies,
    bytes: (name) => sample?.bytes.get(name) ?? Math.min(byName.get(name)?.keyBytes ?? usualBytes, usualBytes),
  };
}
