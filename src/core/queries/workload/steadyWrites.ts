import type { TableWrites } from '../advisor/workload';
import type { Catalog } from '../catalog/table';
import type { CountedWrites } from '../sources/tableWrites';

/** Hours after which the filling of a table is a small part of what was counted. */
const longEnough = 24;

/** Rates of writes that go on, and the tables of which only the filling was seen. */
export interface SteadyWrites {
  readonly writes: readonly TableWrites[];
  readonly filled: readonly string[];
}

/**
 * Leaves out the writes of tables that were filled since counting began: a seeding or an import of a database is written
 * once, and as a rate it would speak against every index of a new or freshly started server. A table counts as filled
 * when, within a day, at least half as many rows were written as it holds.
 */
export function steadyWrites({ writes, hours }: CountedWrites, { tables }: Catalog): SteadyWrites {
  if (hours >= longEnough) return { writes, filled: [] };
  const rows = new Map(tables.map((table) => [table.name, table.rows]));
  const isFilling = ({ table, insertsPerHour, updates }: TableWrites): boolean => {
    // Sources that do not tell kinds of writes apart give all of them as updates of any column.
    const anything = updates.reduce((sum, { perHour, columns }) => sum + (columns === undefined ? perHour : 0), 0);
    const written = Math.max(insertsPerHour, anything) * hours;
    return written >= mostOfATable && written >= (rows.get(table) ?? Number.POSITIVE_INFINITY) / 2;
  };
  return {
    writes: writes.filter((one) => !isFilling(one)),
    filled: writes.filter(isFilling).map(({ table }) => table),
  };
}

/** Below so many rows nothing is decided by what writing them costs. */
const mostOfATable = 1_000;

/** What people are told about tables whose writes are not known; undefined when there are none. */
export function fillingText(filled: readonly string[]): string | undefined {
  if (filled.length === 0) return undefined;
  const shown = filled.slice(0, 5).join(', ');
  const names = filled.length > 5 ? `${shown} and ${filled.length - 5} more` : shown;
  return `${names}: filled since the server began to count, so how often rows are written is not known and weighs nothing here.`;
}
