import type { BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import { drawCondition, type Draw, type DrawnTable } from './draw';
import { mostKeptRows, type KeptRows } from './keep';
import { columnOf, indexOn, primaryKey, quoteTable } from './sqlText';

/** Smallest and largest value of the column that a family of ranges is laid over. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/** The condition of a draw, for the live table; `copy` is the schema that has what was drawn already. */
export function conditionOf(draw: Draw, bounds: Bounds | undefined, random: number, copy: string): string {
  if (draw.kind === 'whole' || draw.kind === 'first') return 'TRUE';
  if (draw.kind !== 'related') return drawCondition(draw, bounds, random);
  return `${quoteName(draw.column)} IN (SELECT ${quoteName(draw.parentColumn)} FROM ${quoteTable(copy, draw.parent)})`;
}

/** Statement for the bounds of a family: one row, `low` and `high`. */
export function boundsStatement(schema: string, draw: Extract<Draw, { family: string }>): string {
  const column = quoteName(draw.familyColumn);
  return `SELECT MIN(${column}) AS low, MAX(${column}) AS high FROM ${quoteTable(schema, draw.family)}`;
}

/** Ranges are read through an index of the column; without this the optimizer may read the whole table. */
export function indexHint({ table, draw }: DrawnTable): string {
  const index = draw.kind === 'ranges' ? indexOn(table, draw.column) : undefined;
  return index === undefined ? '' : ` FORCE INDEX (${quoteName(index)})`;
}

/**
 * Copies the drawn rows of one table. In a session at READ COMMITTED: InnoDB then reads the live table as a consistent read,
 * without locks; at REPEATABLE READ it takes shared locks on every row that it looks at, and an UPDATE waits for the whole
 * copy (MySQL 9.0 reference manual, 17.7.3; seen on MySQL 9.7 and MariaDB 10.11).
 */
export async function fillTable(
  session: BulkSession,
  live: string,
  copy: string,
  drawn: DrawnTable,
  kept: readonly KeptRows[],
  bounds: Bounds | undefined,
  random: number,
  signal: AbortSignal,
): Promise<void> {
  const { table, draw, atMost } = drawn;
  const columns = table.columns.filter(({ generated }) => generated === undefined).map(({ name }) => quoteName(name));
  const target = `${quoteTable(copy, table.name)} (${columns.join(', ')})`;
  const select = `SELECT ${columns.join(', ')} FROM ${quoteTable(live, table.name)}`;
  const condition = conditionOf(draw, bounds, random, copy);
  const asked = kept.filter((rows) => rows.table === table.name && columnOf(table, rows.column) !== undefined);
  // A table that is read from end to end anyway is read once, for both.
  const together = draw.kind === 'hash' || (draw.kind === 'related' && indexOn(table, draw.column) === undefined);
  const wanted = wantedBy(together ? asked : asked.filter(({ column }) => indexOn(table, column) !== undefined));
  if (draw.kind === 'whole' || wanted === undefined) {
    await session.run(`INSERT INTO ${target} ${select}${indexHint(drawn)} WHERE ${condition} LIMIT ${atMost}`, signal);
  } else if (together) {
    await session.run(
      `INSERT INTO ${target} ${select} WHERE ${condition} OR ${wanted} LIMIT ${atMost + 5 * mostKeptRows}`,
      signal,
    );
    await trim(session, quoteTable(copy, table.name), condition, signal);
  } else {
    await session.run(`INSERT INTO ${target} ${select}${indexHint(drawn)} WHERE ${condition} LIMIT ${atMost}`, signal);
    // IGNORE: rows that are there already by their primary key. Without one they would be there twice.
    if (primaryKey(table).length > 0)
      await session.run(`INSERT IGNORE INTO ${target} ${select} WHERE ${wanted} LIMIT ${mostKeptRows}`, signal);
  }
}

function wantedBy(kept: readonly KeptRows[]): string | undefined {
  if (kept.length === 0) return undefined;
  return `(${kept.map(({ column, values }) => `${quoteName(column)} IN (${values.join(', ')})`).join(' OR ')})`;
}

/** Takes back what was kept beyond the limit: one value with very many rows must not be most of the sample. */
async function trim(session: BulkSession, copy: string, condition: string, signal: AbortSignal): Promise<void> {
  const [row] = await session.rows(`SELECT COUNT(*) AS beside FROM ${copy} WHERE NOT (${condition})`, signal);
  const surplus = Number(row?.['beside'] ?? 0) - mostKeptRows;
  if (surplus > 0) await session.run(`DELETE FROM ${copy} WHERE NOT (${condition}) LIMIT ${surplus}`, signal);
}
