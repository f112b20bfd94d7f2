import { cost } from '../model/constants';
import type { IndexModel } from './indexModel';
import { indexPath, mergePath, type Path, rowsOut, scanPath } from './path';
import type { Problem, Use } from './problem';

/** The indexes of a table that a plan may use, and what the server can do. */
export interface Setting {
  indexesOf(table: string): readonly IndexModel[];
  /** Only indexes of the database, for tables with a hint. */
  existingOf(table: string): readonly IndexModel[];
  readonly hashJoin: boolean;
}

/** One table in the order in which tables are read. */
interface Step {
  readonly use: Use;
  /** Undefined: a derived table, or one that is not known. */
  readonly path?: Path;
}

/** A join order with what it costs up to all rows. */
export interface Joined {
  readonly steps: readonly Step[];
  readonly rows: number;
  /** Paid however few rows are wanted. */
  readonly fixed: number;
  /** Paid in proportion to the rows that are wanted. */
  readonly scaled: number;
  readonly fixedReads: number;
  readonly scaledReads: number;
}

const nothing: Joined = { steps: [], rows: 1, fixed: 0, scaled: 0, fixedReads: 0, scaledReads: 0 };

/** Up to here every order is tried, beyond it the cheapest next table is taken. */
const mostTried = 6;

/** Rows of a derived table. */
export type DerivedRows = (use: Use) => number;

/** Ways to read a table after `placed`; the first table's include those that only give an order. */
function pathsOf(use: Use, placed: number, setting: Setting): readonly Path[] {
  const { table } = use;
  if (table === undefined) return [];
  const indexes = use.hinted ? setting.existingOf(table.name) : setting.indexesOf(table.name);
  const paths = indexes.flatMap((index) => indexPath(use, table, index, placed) ?? []);
  const merged = mergePath(use, table, indexes, placed);
  return merged === undefined ? paths : [...paths, merged];
}

function add(joined: Joined, use: Use, path: Path, first: boolean): Joined {
  const { rows } = joined;
  const matches = path.out;
  if (first) {
    // A semijoin that begins with its subquery makes its values distinct first.
    const values = use.semi && use.table ? use.table.distinct(use.links.map(({ column }) => column)) : matches;
    const kept = Math.min(matches, values);
    const unique = use.semi ? path.cost + matches * cost.temporaryRow : 0;
    return {
      steps: [{ use, path }],
      rows: kept,
      fixed: path.start + unique,
      scaled: use.semi ? 0 : path.cost - path.start,
      fixedReads: use.semi ? path.entries : 0,
      scaledReads: use.semi ? 0 : path.entries,
    };
  }
  // A semijoin stops at the first match.
  const part = use.semi ? 1 / Math.max(1, matches) : 1;
  const out = use.semi ? Math.min(1, matches) : use.optional ? Math.max(1, matches) : matches;
  return {
    ...joined,
    steps: [...joined.steps, { use, path }],
    rows: rows * out,
    scaled: joined.scaled + rows * (path.start + (path.cost - path.start) * part),
    scaledReads: joined.scaledReads + rows * Math.max(path.entries * part, Math.min(path.entries, 1)),
  };
}

/** Rows of a join buffer of 256 KB. */
const bufferedRows = 4_000;

/** Reading the inner table once (or a few times) and comparing with rows that are kept in memory. */
function addScanned(joined: Joined, use: Use, scan: Path, placed: number, hash: boolean): Joined {
  const { rows } = joined;
  const matches = rowsOut(use, placed);
  const passes = hash ? 1 : Math.max(1, Math.ceil(rows / bufferedRows));
  const linked = use.links.length > 0;
  const compare =
    hash && linked ? rows * cost.hashedRow + scan.out * cost.hashedRow : rows * scan.out * cost.comparedRow;
  const out = use.semi ? Math.min(1, matches) : use.optional ? Math.max(1, matches) : matches;
  return {
    ...joined,
    steps: [...joined.steps, { use, path: scan }],
    rows: rows * out,
    fixed: joined.fixed + passes * scan.cost,
    scaled: joined.scaled + compare,
    fixedReads: joined.fixedReads + passes * scan.entries,
  };
}

function addDerived(joined: Joined, use: Use, placed: number, total: number): Joined {
  const linked = use.links.some(({ to }) => to.some((other) => (placed & (1 << other.use)) !== 0));
  const first = joined.steps.length === 0;
  const rows = first ? total : linked ? joined.rows : joined.rows * total;
  const read = linked ? joined.rows * (cost.seek + cost.indexRow) : rows * cost.scannedRow;
  return {
    ...joined,
    steps: [...joined.steps, { use }],
    rows,
    scaled: joined.scaled + read,
    scaledReads: joined.scaledReads + rows,
  };
}

const totalOf = (joined: Joined) => joined.fixed + joined.scaled;

/**
 * Join orders worth comparing: for each path of a first table the best one after it, so that one which reads in the
 * order that is wanted is among them.
 *
 * @param keepFirst whether a path of the first table is kept although another is cheaper: it gives an order or groups
 */
export function joinOrders(
  problem: Problem,
  setting: Setting,
  derivedRows: DerivedRows,
  keepFirst: (use: Use, path: Path) => boolean,
): readonly Joined[] {
  const { uses } = problem;
  if (uses.length === 0) return [nothing];
  const every = uses.reduce((mask, { place }) => mask | (1 << place), 0);
  const results: Joined[] = [];

  const bestAfter = (use: Use, joined: Joined, placed: number): Joined => {
    if (use.table === undefined) return addDerived(joined, use, placed, derivedRows(use));
    const scan = scanPath(use, use.table);
    let best = addScanned(joined, use, scan, placed, setting.hashJoin);
    for (const path of pathsOf(use, placed, setting)) {
      const next = add(joined, use, path, false);
      if (totalOf(next) < totalOf(best)) best = next;
    }
    return best;
  };
  const nextOnes = (placed: number): readonly Use[] => {
    const left = uses.filter((use) => (placed & (1 << use.place)) === 0 && (use.after & ~placed) === 0);
    const linked = left.filter((use) =>
      use.links.some(({ to }) => to.some((other) => (placed & (1 << other.use)) !== 0)),
    );
    return linked.length > 0 ? linked : left;
  };
  const extend = (joined: Joined, placed: number, bound: { best: Joined | undefined }): void => {
    if (placed === every) {
      if (bound.best === undefined || totalOf(joined) < totalOf(bound.best)) bound.best = joined;
      return;
    }
    const next = nextOnes(placed).map((use) => ({ use, joined: bestAfter(use, joined, placed) }));
    next.sort((a, b) => totalOf(a.joined) - totalOf(b.joined) || a.joined.rows - b.joined.rows);
    for (const one of uses.length <= mostTried ? next : next.slice(0, 1)) {
      // What is still to come only adds.
      if (bound.best !== undefined && totalOf(one.joined) >= totalOf(bound.best)) continue;
      extend(one.joined, placed | (1 << one.use.place), bound);
    }
  };
  const from = (joined: Joined, use: Use): void => {
    const bound: { best: Joined | undefined } = { best: undefined };
    extend(joined, 1 << use.place, bound);
    if (bound.best !== undefined) results.push(bound.best);
  };
  for (const use of uses) {
    if (use.after !== 0) continue;
    if (use.table === undefined) {
      from(addDerived(nothing, use, 0, derivedRows(use)), use);
      continue;
    }
    let cheapest = scanPath(use, use.table);
    const kept = keepFirst(use, cheapest) ? [cheapest] : [];
    for (const path of pathsOf(use, 0, setting)) {
      if (keepFirst(use, path)) kept.push(path);
      if (path.cost < cheapest.cost) cheapest = path;
    }
    for (const path of new Set([cheapest, ...kept])) from(add(nothing, use, path, true), use);
  }
  return results;
}
