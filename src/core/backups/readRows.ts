import { quoteName } from '../connections/sqlNames';
import type { SqlClient } from '../connections/sql';

/** A row of a small result, as text; null stays null. */
export type TextRow = Readonly<Record<string, string | null>>;

/** Asks one statement, in a session whose own database is none, or information_schema: then the server qualifies every name. */
export type ReadRows = (sql: string, signal: AbortSignal) => Promise<readonly TextRow[]>;

/** A reading session as `ReadRows`. */
export function rowsOfClient(client: SqlClient): ReadRows {
  return async (sql, signal) => {
    const rows = await client.query<Record<string, unknown>>(sql, [], { signal, database: 'information_schema' });
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])));
  };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value of a row that has to be there. */
export function field(row: TextRow, name: string): string {
  const value = row[name];
  if (value === undefined || value === null) throw new Error(`the server's answer has no ${name}`);
  return value;
}

/** A name in backticks. */
export function quoted(...names: readonly string[]): string {
  return names.map(quoteName).join('.');
}

/** A text in quotes; right with and without NO_BACKSLASH_ESCAPES for texts without a backslash, which names of objects have. */
export function literal(text: string): string {
  if (text.includes('\\')) return `x'${hexOf(text)}'`;
  return `'${text.replaceAll("'", "''")}'`;
}

function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
