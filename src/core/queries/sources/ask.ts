import type { QueryOptions, SqlClient, SqlValue } from '../../connections/sql';
import { serverErrorNumber } from '../serverErrors';
import type { Row } from './digestRows';

/**
 * What every statement of ours begins with: readers of statements leave out what does, wherever the server kept it. In the
 * slow log and the process list the text stands as it was sent, in digests as `mark` of digestRows.ts describes.
 */
export const ownBeginning = 'SELECT 1 AS laravel_ops';

/** True for a statement of ours as a log or the process list has it; `text` may be cut. */
export function isOwn(text: string): boolean {
  return text.startsWith(ownBeginning);
}

/** Options of one reading statement. */
export function within(signal: AbortSignal | undefined, timeoutMs?: number): QueryOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

/**
 * Why the server did not answer a question about one table. `denied`: ER_DBACCESS_DENIED_ERROR and its like · `absent`:
 * ER_BAD_DB_ERROR, ER_UNKNOWN_TABLE, ER_NO_SUCH_TABLE.
 */
export function refusal(error: unknown): 'denied' | 'absent' | undefined {
  const number = serverErrorNumber(error) ?? 0;
  if ([1044, 1142, 1143, 1227].includes(number)) return 'denied';
  return [1049, 1109, 1146].includes(number) ? 'absent' : undefined;
}

/** The first row of a statement, or why the server refused it; other errors are thrown on. */
export async function tryFirst(
  client: SqlClient,
  sql: string,
  values: readonly SqlValue[],
  signal: AbortSignal | undefined,
): Promise<{ readonly row: Row | undefined } | { readonly refused: 'denied' | 'absent' }> {
  try {
    const [row] = await client.query<Row>(sql, values, within(signal));
    return { row };
  } catch (error) {
    const refused = refusal(error);
    if (refused === undefined) throw error;
    return { refused };
  }
}
