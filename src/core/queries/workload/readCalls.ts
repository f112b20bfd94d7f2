import type { SqlClient, SqlValue } from '../../connections/sql';
import { toText } from '../numbers';
import { mark } from '../sources/digestRows';

type Row = Readonly<Record<string, SqlValue>>;

/** Calls kept of one statement: more say nothing new about which index it wants. */
const perDigest = 8;

/** Rows of the server's recent statements that are looked through. */
const mostRows = 5_000;

/**
 * Real calls of statements, with their values, by digest: those kept with the digest (MySQL 8 and later) and those of the
 * server's recent statements. A digest without any is left out. The texts hold values of the application.
 *
 * @param schema only calls that ran in it
 * @throws what the client throws
 */
export async function readCalls(
  client: SqlClient,
  schema: string,
  digests: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (digests.length === 0) return found;
  const wanted = new Set(digests);
  const take = (rows: readonly Row[]): void => {
    for (const row of rows) {
      const digest = toText(row['digest']);
      const text = toText(row['text'])?.trim();
      if (digest === undefined || !wanted.has(digest) || text === undefined || text === '') continue;
      const calls = found.get(digest) ?? [];
      if (calls.length < perDigest && !calls.includes(text)) calls.push(text);
      found.set(digest, calls);
    }
  };
  const { flavour, major, performanceSchema } = client.server;
  if (!performanceSchema) return found;
  const options = { signal };
  if (flavour === 'mysql' && major >= 8) {
    const list = digests.map(() => '?').join(', ');
    take(
      await client.query<Row>(
        `${mark}, DIGEST AS digest, QUERY_SAMPLE_TEXT AS text FROM performance_schema.events_statements_summary_by_digest
WHERE SCHEMA_NAME = ? AND DIGEST IN (${list})`,
        [schema, ...digests],
        options,
      ),
    );
  }
  for (const table of ['events_statements_history_long', 'events_statements_history'])
    take(
      await client.query<Row>(
        `${mark}, DIGEST AS digest, SQL_TEXT AS text FROM performance_schema.${table}
WHERE CURRENT_SCHEMA = ? AND DIGEST IS NOT NULL AND SQL_TEXT IS NOT NULL LIMIT ${mostRows}`,
        [schema],
        options,
      ),
    );
  return found;
}
