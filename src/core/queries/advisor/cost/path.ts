import { cost } from '../model/constants';
import type { Filter } from '../model/filter';
import { shareOf } from '../model/share';
import type { TableModel } from '../model/table';
import type { IndexModel } from './indexModel';
import { around, remembered, type Use } from './problem';

/** What an index does for a statement. */
export type UseWord = 'lookup' | 'range' | 'order' | 'group' | 'covering' | 'join';

/** One way to read a table, for each row of the tables before it. */
export interface Path {
  /** Undefined: the whole table, or an index merge. */
  readonly index?: IndexModel;
  readonly merged?: readonly IndexModel[];
  /** Microseconds. */
  readonly cost: number;
  /** Of those, what is paid before the first row. */
  readonly start: number;
  /** Of `cost`: what is saved by testing in the index before the row is fetched, which no server does when it reads backwards. */
  readonly pushed: number;
  /** Entries of the index, or rows where there is none, that are read. */
  readonly entries: number;
  /** Rows that pass every condition on this table. */
  readonly out: number;
  /** What comes in order: the parts after those that are compared with "=". */
  readonly rest: readonly { readonly column: string; readonly descending: boolean }[];
  /** The first of `rest` is not limited to a range, and all conditions are among those compared with "=". */
  readonly exact: boolean;
  /** The conditions that limit what is read of the index. */
  readonly bound: readonly string[];
  readonly covering: boolean;
  readonly words: readonly UseWord[];
}

/** Most values looked up one by one: beyond it the optimizer reads less carefully, and so do we. */
const mostPoints = 500;

function boundLinks(use: Use, placed: number) {
  return use.links.flatMap(({ column, to }) => {
    const partners = to.filter((other) => (placed & (1 << other.use)) !== 0 || other.use === around);
    return partners.length === 0 ? [] : [{ column, distinct: Math.max(...partners.map(({ distinct }) => distinct)) }];
  });
}

/** Rows for each value that is looked up: share of the table. */
function joinShare(
  table: TableModel,
  links: readonly { readonly column: string; readonly distinct: number }[],
): number {
  if (links.length === 0) return 1;
  const own = table.distinct(links.map(({ column }) => column));
  return 1 / Math.max(own, ...links.map(({ distinct }) => distinct));
}

function filterShare(use: Use, filters: readonly Filter[]): number {
  const { table } = use;
  if (table === undefined || filters.length === 0) return 1;
  const ids = filters.map(({ id }) => id).sort((a, b) => a - b);
  return remembered(use, `share ${ids.join(' ')}`, () => shareOf(table, filters));
}

/** Which bits of what was read before matter. */
function linkedMask(use: Use, placed: number): number {
  return use.linked & (placed | (1 << around));
}

/** Rows of this table that match one row of the tables before. */
export function rowsOut(use: Use, placed: number): number {
  return remembered(use, `out ${String(linkedMask(use, placed))}`, () => {
    if (use.table === undefined) return 1;
    const links = boundLinks(use, placed);
    return use.table.rows * filterShare(use, use.filters) * joinShare(use.table, links);
  });
}

/** Reading the whole table in the order of its clustered index. */
export function scanPath(use: Use, table: TableModel): Path {
  const own = remembered(use, 'scan', () => ({
    cost: cost.seek + table.rows * cost.scannedRow,
    start: cost.seek,
    pushed: 0,
    entries: table.rows,
    out: table.rows * filterShare(use, use.filters),
    rest: table.clustered.map((column) => ({ column, descending: false })),
    exact: use.filters.length === 0,
    bound: [],
    covering: true,
    words: [],
  }));
  return own;
}

/** Reading through this index; undefined when it is of no use whatever. */
export function indexPath(use: Use, table: TableModel, index: IndexModel, placed: number): Path | undefined {
  const mask = linkedMask(use, placed);
  const known = use.paths.get(index) ?? new Map<number, Path | undefined>();
  use.paths.set(index, known);
  if (!known.has(mask)) known.set(mask, walk(use, table, index, placed));
  return known.get(mask);
}

function walk(use: Use, table: TableModel, index: IndexModel, placed: number): Path | undefined {
  const links = boundLinks(use, placed);
  const used: Filter[] = [];
  const joined: typeof links = [];
  const words = new Set<UseWord>();
  const bound: string[] = [];
  let seeks = 1;
  let equal = 0;
  let ranged = false;
  let points = false;
  for (const part of index.parts) {
    const name = 'column' in part ? part.column : part.expression;
    const whole = !('column' in part) || part.prefix === undefined;
    const usable = use.filters.filter(({ sarg }) => sarg?.part === name);
    const equality = usable.find(({ sarg }) => sarg?.kind === 'equal');
    const link = links.find(({ column }) => column === name);
    if (equality !== undefined) {
      used.push(equality);
      words.add('lookup');
    } else if (link !== undefined) {
      joined.push(link);
      words.add('join');
    } else {
      const list = usable.find(({ sarg }) => sarg?.kind === 'in');
      if (list?.sarg !== undefined && seeks * list.sarg.points <= mostPoints) {
        used.push(list);
        seeks *= list.sarg.points;
        words.add('lookup');
        points = true;
        bound.push(name);
        continue;
      }
      const ranges = usable.filter(({ sarg }) => sarg?.kind === 'range' || sarg?.kind === 'like');
      if (ranges.length > 0) {
        used.push(...ranges);
        words.add('range');
        bound.push(name);
        ranged = true;
      }
      break;
    }
    bound.push(name);
    if (!points) equal++;
    // After a part that holds only the beginning of values nothing is in order.
    if (!whole) {
      points = true;
    }
  }
  const base = joinShare(table, joined);
  const entries = Math.max(table.rows * filterShare(use, used) * base, Math.min(1, table.rows * base));
  const covering = use.needed !== 'all' && [...use.needed].every((column) => index.holds.has(column));
  // The server tests what the index holds before it fetches the row (index condition pushdown).
  const tested = use.filters.filter(
    (filter) =>
      used.includes(filter) || (filter.expression !== true && filter.columns.every((name) => index.holds.has(name))),
  );
  const heldLinks = links.filter(({ column }) => index.holds.has(column));
  const fetched = covering || index.clustered ? 0 : table.rows * filterShare(use, tested) * joinShare(table, heldLinks);
  if (bound.length === 0 && index.clustered) return undefined;
  if (covering && !index.clustered) words.add('covering');
  const rest = points
    ? []
    : index.parts
        .slice(equal)
        .flatMap((part) =>
          'column' in part && part.prefix === undefined
            ? [{ column: part.column, descending: part.descending === true }]
            : [],
        );
  const start = seeks * cost.seek;
  return {
    index,
    cost:
      start + entries * (index.clustered ? cost.scannedRow : cost.indexRow) + Math.min(fetched, entries) * cost.lookup,
    start,
    pushed: covering || index.clustered ? 0 : Math.max(0, entries - fetched) * cost.lookup,
    entries,
    out: rowsOut(use, placed),
    rest,
    exact: !ranged && !points && used.length === use.filters.length,
    bound,
    covering,
    words: [...words],
  };
}

/** Several indexes, one for each branch of an OR, their rows put together (index_merge, union). */
export function mergePath(
  use: Use,
  table: TableModel,
  indexes: readonly IndexModel[],
  placed: number,
): Path | undefined {
  let best: Path | undefined;
  for (const filter of use.filters) {
    if (filter.branches === undefined || filter.branches.length > 4) continue;
    const merged: IndexModel[] = [];
    let entries = 0;
    let start = 0;
    for (const branch of filter.branches) {
      const found = branchAccess(use, table, indexes, branch);
      if (found === undefined) break;
      merged.push(found.index);
      entries += found.entries;
      start += found.seeks * cost.seek;
    }
    if (merged.length < filter.branches.length) continue;
    const fetched = Math.min(entries, table.rows * filter.share);
    // Row numbers are sorted to meet each other.
    const total = start + entries * (cost.indexRow + cost.sortedRow / 2) + fetched * cost.lookup;
    if (best !== undefined && best.cost <= total) continue;
    best = {
      merged,
      cost: total,
      start: total - fetched * cost.lookup,
      pushed: 0,
      entries: entries + fetched,
      out: rowsOut(use, placed),
      rest: [],
      exact: false,
      bound: filter.columns,
      covering: false,
      words: ['lookup'],
    };
  }
  return best;
}

function branchAccess(
  use: Use,
  table: TableModel,
  indexes: readonly IndexModel[],
  branch: readonly Filter[],
): { readonly index: IndexModel; readonly entries: number; readonly seeks: number } | undefined {
  let best: { index: IndexModel; entries: number; seeks: number } | undefined;
  for (const index of indexes) {
    const used: Filter[] = [];
    let seeks = 1;
    for (const part of index.definition.columns) {
      const name = 'column' in part ? part.column : part.expression;
      const all = [...branch, ...use.filters.filter(({ branches }) => branches === undefined)];
      const found = all.find(({ sarg }) => sarg?.part === name);
      if (found?.sarg === undefined) break;
      used.push(found);
      seeks *= found.sarg.points;
      if (found.sarg.kind === 'range' || found.sarg.kind === 'like') break;
    }
    if (!used.some((filter) => branch.includes(filter))) continue;
    const entries = table.rows * shareOf(table, used);
    if (best === undefined || entries < best.entries) best = { index, entries, seeks };
  }
  return best;
}
