import { type Bitmap, both, countBits } from './bitmap';
import type { TableModel } from './table';

/** What is asked of a condition to know how many rows pass several of them. */
export interface EqualFilter {
  /** What has to be at hand to test it. */
  readonly columns: readonly string[];
  /** Rows of the sample that pass, where its values are known. */
  readonly bits?: Bitmap;
  /** Share of the table's rows that pass it alone. */
  readonly share: number;
  /** The column that is compared with "=" or IN and values that are not known. */
  readonly point?: string;
  /** The column that is compared with "=" or IN and known values. */
  readonly equals?: string;
  /** Values of `point` or `equals`. */
  readonly points?: number;
}

/** From this many rows of the sample on, counting them is enough. */
const enough = 8;

/**
 * Share of rows that pass all of them, counted together on the sample, so that columns that depend on each other come out
 * right. Where the sample holds too few such rows, what the columns' distinct values let expect is mixed in (the mean of
 * a gamma-Poisson posterior of shape 1).
 */
function countedShare(table: TableModel, filters: readonly EqualFilter[]): number {
  const { sample } = table;
  const maps = filters.flatMap(({ bits }) => bits ?? []);
  if (sample === undefined || maps.length === 0) return 1;
  const count = countBits(maps.length === 1 ? (maps[0] ?? both(maps)) : both(maps));
  const share = Math.min(1, Math.max(sample.fraction, sample.rows / table.rows));
  const counted = count / sample.rows;
  const byValue = sample.by !== undefined && filters.some(({ equals }) => equals === sample.by);
  // Rows of one value are all here, or none of them.
  if (byValue && count > 0) return count / table.rows;
  if (count >= enough || share >= 1) return Math.max(counted, 0.3 / table.rows);
  const prior = Math.max(priorShare(table, filters) * table.rows, 0.3);
  if (byValue) return prior / table.rows;
  const posterior = (1 + count) / (1 / prior + share);
  const weight = count / enough;
  return ((1 - weight) * posterior + weight * (count / share)) / table.rows;
}

/** What to expect without counting: distinct values for equalities together, the rest backed off as if half dependent. */
function priorShare(table: TableModel, filters: readonly EqualFilter[]): number {
  const equal = filters.filter(({ equals }) => equals !== undefined);
  const columns = equal.flatMap(({ equals }) => equals ?? []);
  const points = equal.reduce((product, filter) => product * (filter.points ?? 1), 1);
  const others = filters.filter(({ equals }) => equals === undefined).map(({ share }) => share);
  const shares = [...others, ...(columns.length > 0 ? [points * rareShare(table, columns)] : [])].sort((a, b) => a - b);
  let exponent = 1;
  let product = 1;
  for (const share of shares) {
    product *= share ** exponent;
    exponent /= 2;
  }
  return product;
}

/** Share of one combination of values among those that occur too seldom to be counted. */
function rareShare(table: TableModel, columns: readonly string[]): number {
  const distinct = table.distinct(columns);
  const groups = table.groups(columns);
  if (groups === undefined) return 1 / distinct;
  let often = 0;
  let rows = 0;
  for (const count of groups.counts) {
    if (count < enough) rows += count;
    else often++;
  }
  return rows / Math.max(1, groups.of.length) / Math.max(1, distinct - often);
}

/** Share of the rows of the table that pass all of them, over 0 to 1; 1 for none. */
export function shareOf(table: TableModel, filters: readonly EqualFilter[]): number {
  if (filters.length === 0) return 1;
  const equalled = new Set(filters.flatMap(({ equals, point }) => equals ?? point ?? []));
  const points = filters.reduce((product, filter) => product * (filter.points ?? 1), 1);
  if (table.identifies(equalled)) return Math.min(1, points / table.rows);
  const unknown = filters.flatMap(({ point }) => point ?? []);
  const wanted = filters.reduce((product, { point, points }) => product * (point === undefined ? 1 : (points ?? 1)), 1);
  const rest = filters.reduce(
    (product, { bits, point, share }) => (bits === undefined && point === undefined ? product * share : product),
    1,
  );
  const counted = countedShare(table, filters);
  const average = unknown.length === 0 ? 1 : Math.min(1, wanted / table.distinct(unknown));
  return Math.min(1, counted * rest * average);
}
