import type { SqlValue } from '../connections/sql';

/** A cell that may arrive as number, bigint or decimal text, as a number; 0 for NULL and for anything else. */
export function toNumber(cell: SqlValue | undefined): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint' || typeof cell === 'string') {
    const parsed = Number(cell);
    return Number.isFinite(parsed) ? parsed : 0;
  }
  return 0;
}

/** A cell as text; undefined for NULL. */
export function toText(cell: SqlValue | undefined): string | undefined {
  if (cell === null || cell === undefined) return undefined;
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

/** A cell of UNIX_TIMESTAMP() (seconds, with a fraction on MySQL) as a moment. */
export function toMoment(cell: SqlValue | undefined): Date {
  return new Date(Math.round(toNumber(cell) * 1000));
}
