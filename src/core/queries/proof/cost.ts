import type { Counters } from './counters';

/** What EXPLAIN says of one table of a statement: enough to judge what its counters mean. */
export interface TableAccess {
  /** Alias or name as the server writes it. */
  readonly table: string;
  /** Index names; several for an index merge. */
  readonly keys: readonly string[];
  /** The index holds everything that is needed. */
  readonly covering: boolean;
  /** "ref", "range", "ALL" … */
  readonly type: string;
  /** What the key is compared with, as written: "const", "shop.u.id". */
  readonly ref: string;
  /** The rest of its row of EXPLAIN, but for estimates: the same plan has the same. */
  readonly how: string;
}

/**
 * Microseconds of one row of each kind, measured once on InnoDB with everything in memory. Only their ratio matters: they weigh
 * what was counted for two plans of the same statement.
 */
const microseconds = {
  lookup: 1.5,
  entry: 0.16,
  row: 1.1,
  scanned: 0.17,
  sorted: 0.35,
  tmpRow: 0.4,
  tmpDiskTable: 300,
};

/**
 * The cost of a run by its counters. The optimizer's own cost is a poor judge of plans on either server, and times of a sample
 * are too short to be steady; what was read is neither. The counters do not tell an entry of a covering index from one whose row
 * had to be fetched: the plan does.
 */
export function costOf(counted: Counters, accesses: readonly TableAccess[]): number {
  const keyed = accesses.filter(({ keys }) => keys.length > 0);
  // A full scan of the clustered index reads rows as it goes: PRIMARY fetches nothing twice.
  const fetching = keyed.filter(({ keys, covering }) => !covering && keys.some((key) => key !== 'PRIMARY'));
  const share = keyed.length === 0 ? 0 : fetching.length / keyed.length;
  return (
    counted.lookups * microseconds.lookup +
    counted.entries * (microseconds.entry + share * microseconds.row) +
    counted.filtered * microseconds.entry +
    counted.scanned * microseconds.scanned +
    counted.placed * microseconds.row +
    counted.sorted * microseconds.sorted +
    counted.tmpRows * microseconds.tmpRow +
    counted.tmpDiskTables * microseconds.tmpDiskTable
  );
}

/**
 * True when a plan reads no more on a sample than on the whole table: every table is reached by its key, by a row of another
 * table, or by an index that begins with a column whose asked values are all there (`KeptRows`).
 *
 * @param leadsKept whether an index begins with such a column
 */
export function readsKeptAlone(accesses: readonly TableAccess[], leadsKept: (index: string) => boolean): boolean {
  return accesses.every(({ table, type, keys, ref }) => {
    // What other steps made: as much as they read.
    if (table.startsWith('<')) return true;
    if (['const', 'system', 'eq_ref', 'unique_subquery'].includes(type)) return true;
    if (type === 'ref' && !ref.startsWith('const')) return true;
    return ['ref', 'range', 'ref_or_null'].includes(type) && keys.length > 0 && keys.every(leadsKept);
  });
}
