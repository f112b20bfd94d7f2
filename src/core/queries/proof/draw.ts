import { quoteName } from '../../connections/sqlNames';
import type { CatalogTable } from '../catalog/table';
import { columnOf, indexOn, primaryKey, tableOf } from './sqlText';

/** Two columns whose equal values bring rows together, and how much depends on it. */
export interface Relation {
  readonly table: string;
  readonly column: string;
  readonly otherTable: string;
  readonly otherColumn: string;
  readonly weight: number;
}

/**
 * Which rows of a table are drawn. `whole`: all · `hash`: those whose `CRC32(column) % 10000` is below `share`, which reads the
 * whole table · `ranges`: those whose value lies in one of many short ranges, which reads nothing else · `related`: those that
 * rows already drawn of `parent` point to or are pointed at by.
 */
export type Draw =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'hash' | 'ranges';
      readonly column: string;
      readonly share: number;
      /** Tables of one family share the values that are drawn; ranges are laid over this table's `familyColumn`. */
      readonly family: string;
      readonly familyColumn: string;
      /** Stands in for NULL, so that rows without a partner are drawn too. */
      readonly fallback?: string;
    }
  | { readonly kind: 'related'; readonly column: string; readonly parent: string; readonly parentColumn: string }
  | { readonly kind: 'first' };

/** One table of a copy or sample. */
export interface DrawnTable {
  readonly table: CatalogTable;
  readonly draw: Draw;
  /** Share of its rows that is aimed at, 0 to 1. */
  readonly fraction: number;
  /** Rows that are taken at most. */
  readonly atMost: number;
}

export interface DrawOptions {
  /** Share of a table's rows. 0.05 when left out. */
  readonly share?: number;
  /** No fewer, where the table has them. 10,000 when left out. */
  readonly fewest?: number;
  /** No more, by the server's estimate. 50,000 when left out. */
  readonly most?: number;
  /** Tables with more rows are never read from end to end. 2,000,000 when left out. */
  readonly largest?: number;
  /** Bytes of all that is drawn, by the server's estimate of row lengths. 256 MB when left out. */
  readonly bytes?: number;
}

/** `share` of Draw is out of this many. */
const shares = 10_000;

const defaults = { share: 0.05, fewest: 10_000, most: 50_000, largest: 2_000_000, bytes: 256 * 1024 * 1024 };

/** Whole-number types: what ranges of equal width can be laid over. */
const integers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);

type Limits = Required<DrawOptions>;

/**
 * Decides which rows of each table are drawn, so that rows that belong together stay together: tables are linked by their
 * strongest relations into trees; the smallest table of a tree is drawn by its column of that relation, the others by the same
 * values where the relation is over that column, else by the rows already drawn. In the order in which they have to be drawn.
 */
export function planDraws(
  tables: readonly CatalogTable[],
  relations: readonly Relation[],
  options: DrawOptions = {},
): { readonly tables: readonly DrawnTable[]; readonly remarks: readonly string[] } {
  const limits: Limits = { ...defaults, ...options };
  const remarks: string[] = [];
  const small = tables.filter(({ rows }) => rows <= limits.fewest);
  const large = tables.filter(({ rows }) => rows > limits.fewest);
  const scale = byteScale(small, large, limits);
  if (scale < 1) remarks.push('Fewer rows were drawn than usual, because the rows of these tables are long.');
  const drawn: DrawnTable[] = small.map((table) => ({
    table,
    draw: { kind: 'whole' },
    fraction: 1,
    // The estimate may be old.
    atMost: limits.fewest * 4,
  }));
  for (const tree of trees(large, relations)) drawn.push(...drawTree(tree, limits, scale, remarks));
  return { tables: drawn, remarks };
}

/** 1, or less where the rows that are aimed at would be more bytes than allowed. */
function byteScale(small: readonly CatalogTable[], large: readonly CatalogTable[], limits: Limits): number {
  const whole = small.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
  const most = (rows: number): number => Math.max(aim(rows, limits), Math.min(1, limits.most / rows));
  const aimed = large.reduce((sum, { dataBytes, rows }) => sum + dataBytes * most(rows), 0);
  const room = Math.max(limits.bytes - whole, limits.bytes / 10);
  return aimed <= room ? 1 : room / aimed;
}

function aim(rows: number, { share, fewest, most }: Limits): number {
  return rows <= fewest ? 1 : Math.min(1, Math.max(share, fewest / rows), most / rows);
}

interface Link {
  readonly table: CatalogTable;
  readonly column: string;
  readonly parent: CatalogTable;
  readonly parentColumn: string;
}

interface Tree {
  readonly root: CatalogTable;
  /** The root's column of its strongest relation. */
  readonly column: string | undefined;
  /** Parents before children. */
  readonly links: readonly Link[];
}

/** A spanning forest over the strongest relations (Kruskal), each tree hung up at its smallest table. */
function trees(tables: readonly CatalogTable[], relations: readonly Relation[]): readonly Tree[] {
  const group = new Map(tables.map((table) => [table, [table]]));
  const kept: { readonly left: CatalogTable; readonly right: CatalogTable; readonly relation: Relation }[] = [];
  for (const relation of relations.toSorted((a, b) => b.weight - a.weight)) {
    const left = tableOf(tables, relation.table);
    const right = tableOf(tables, relation.otherTable);
    if (left === undefined || right === undefined || left === right) continue;
    if (!columnOf(left, relation.column) || !columnOf(right, relation.otherColumn)) continue;
    const [mine, others] = [group.get(left) ?? [], group.get(right) ?? []];
    if (mine === others) continue;
    const joined = [...mine, ...others];
    for (const table of joined) group.set(table, joined);
    kept.push({ left, right, relation });
  }
  return [...new Set(group.values())].map((members) => {
    const [root = members[0]] = members.toSorted((a, b) => a.rows - b.rows);
    if (root === undefined) throw new Error('a tree has a table');
    const links: Link[] = [];
    const reached = new Set([root]);
    for (const parent of reached)
      for (const { left, right, relation } of kept) {
        const away = left === parent ? right : right === parent ? left : undefined;
        if (away === undefined || reached.has(away)) continue;
        reached.add(away);
        const [column, parentColumn] =
          left === parent ? [relation.otherColumn, relation.column] : [relation.column, relation.otherColumn];
        links.push({ table: away, column, parent, parentColumn });
      }
    return { root, column: links.find(({ parent }) => parent === root)?.parentColumn, links };
  });
}

function drawTree({ root, column, links }: Tree, limits: Limits, scale: number, remarks: string[]): DrawnTable[] {
  const members = [root, ...links.map(({ table }) => table)];
  const counts = members.map(({ rows }) => rows);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  // Enough rows of the smallest, where that does not make too many of the largest.
  const aimed = Math.max(aim(most, limits), Math.min(aim(least, limits), limits.most / most));
  const fraction = Math.min(1, aimed * scale);
  const share = Math.max(1, Math.round(fraction * shares));
  const atMost = Math.ceil(limits.most * 1.5);
  const tooLarge = members.some(({ rows }) => rows > limits.largest);
  const own = column ?? primaryKey(root)[0];
  const drawn: DrawnTable[] = [];
  /** Tables that are drawn by the values of the root's column, with the column that has them. */
  const byValue = new Map<CatalogTable, string>();
  const add = (table: CatalogTable, draw: Draw): void => {
    drawn.push({ table, draw, fraction, atMost });
    if (draw.kind === 'hash' || draw.kind === 'ranges') byValue.set(table, draw.column);
  };
  const family = { family: root.name, familyColumn: own ?? '' };
  const byColumn = (table: CatalogTable, by: string | undefined): Draw => {
    const integer = by !== undefined && integers.has(columnOf(table, by)?.type ?? '');
    const indexed = by !== undefined && indexOn(table, by) !== undefined;
    if (table.rows <= limits.largest && !(tooLarge && integer)) return hashOf(table, by, share, family);
    if (by !== undefined && integer && (indexed || table.rows <= limits.largest))
      return { kind: 'ranges', column: by, share, ...family };
    return alone(table, limits, share, remarks);
  };
  add(root, byColumn(root, own));
  for (const { table, column: by, parent, parentColumn } of links) {
    const same = byValue.get(parent)?.toLowerCase() === parentColumn.toLowerCase();
    if (same) add(table, byColumn(table, by));
    else if (table.rows <= limits.largest || indexOn(table, by) !== undefined)
      add(table, { kind: 'related', column: by, parent: parent.name, parentColumn });
    else add(table, alone(table, limits, share, remarks));
  }
  return drawn;
}

/** Without a column that keeps rows together: any one does, the primary key's first for choice. */
function hashOf(
  table: CatalogTable,
  by: string | undefined,
  share: number,
  family: { readonly family: string; readonly familyColumn: string },
): Draw {
  const column = by ?? table.columns.find(({ keyBytes }) => keyBytes !== undefined)?.name;
  if (column === undefined) return { kind: 'first' };
  const nullable = columnOf(table, column)?.nullable ?? false;
  const key = primaryKey(table).find((each) => each !== column);
  return { kind: 'hash', column, share, ...family, ...(nullable && key !== undefined ? { fallback: key } : {}) };
}

/** A table too large to be read as a whole, and without an index that its relation could be drawn by. */
function alone(table: CatalogTable, limits: Limits, share: number, remarks: string[]): Draw {
  const [key] = primaryKey(table);
  const integer = key !== undefined && integers.has(columnOf(table, key)?.type ?? '');
  remarks.push(
    integer
      ? `${table.name} has more than ${limits.largest.toLocaleString('en')} rows: its rows were drawn by ranges of ${key}, apart from those of other tables.`
      : `${table.name} has more than ${limits.largest.toLocaleString('en')} rows and no whole number as key: only its first rows were drawn.`,
  );
  return integer ? { kind: 'ranges', column: key, share, family: table.name, familyColumn: key } : { kind: 'first' };
}

/** How many ranges are laid over a column. */
const rangeCount = 50;

/**
 * The condition for `hash` and `ranges`. Ranges lie in as many equal stretches between `low` and `high`, one in each, at the
 * same random place, so that tables that share the values of a column share the rows.
 *
 * @param random 0 to 1
 */
export function drawCondition(
  draw: Extract<Draw, { column: string; share: number }>,
  bounds: { readonly low: bigint; readonly high: bigint } | undefined,
  random: number,
): string {
  const column = quoteName(draw.column);
  if (draw.kind === 'hash' || bounds === undefined) {
    const value = draw.fallback === undefined ? column : `COALESCE(${column}, ${quoteName(draw.fallback)})`;
    return `CRC32(${value}) % ${shares} < ${draw.share}`;
  }
  const span = bounds.high - bounds.low + 1n;
  const count = span < BigInt(rangeCount) * 100n ? 1n : BigInt(rangeCount);
  const stretch = span / count;
  const width = max(1n, (stretch * BigInt(draw.share)) / BigInt(shares));
  const offset = (max(0n, stretch - width) * BigInt(Math.floor(random * 1_000_000))) / 1_000_000n;
  const ranges = Array.from({ length: Number(count) }, (_, index) => {
    const from = bounds.low + stretch * BigInt(index) + offset;
    return `${column} BETWEEN ${from} AND ${from + width - 1n}`;
  });
  return ranges.length === 1 ? (ranges[0] ?? '') : `(${ranges.join(' OR ')})`;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
