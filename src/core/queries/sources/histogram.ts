import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import { toNumber } from '../numbers';
import { explainDenied } from '../serverErrors';
import { within } from './ask';
import { mark, type Row } from './digestRows';

/** How long the calls of one statement took. */
export interface Histogram {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Calls within the width of one of the server's buckets. */
interface Bucket {
  readonly highMs: number;
  readonly calls: number;
}

/** Which statement: its digest, and the schema it ran in. */
export interface HistogramOptions {
  readonly digest: string;
  readonly schema?: string;
  readonly signal?: AbortSignal;
}

/**
 * Distribution of one statement's times. MySQL 8 and later count calls in 450 buckets, each 4.7 % wider than the one
 * before (reference manual 8.4, 29.12.20.4); quantiles are the upper end of a bucket.
 * Undefined where the server keeps none (MariaDB, MySQL 5.7) or not for this statement.
 *
 * Rejects with OpsError `noPrivilege`, or what the client rejects with.
 */
export async function readHistogram(client: SqlClient, options: HistogramOptions): Promise<Histogram | undefined> {
  const { server } = client;
  if (server.flavour !== 'mysql' || server.major < 8 || !server.performanceSchema) return undefined;
  if (!/^[0-9a-f]{1,64}$/i.test(options.digest))
    throw new OpsError('badRequest', 'This is not the digest of a statement.', { next: 'Refresh the view.' });
  const inSchema = options.schema === undefined ? 'SCHEMA_NAME IS NULL' : 'SCHEMA_NAME = ?';
  try {
    const rows = await client.query<Row>(
      `${mark}, BUCKET_TIMER_HIGH / 1e9 AS high_ms, COUNT_BUCKET AS calls
FROM performance_schema.events_statements_histogram_by_digest
WHERE ${inSchema} AND DIGEST = ? AND COUNT_BUCKET > 0 ORDER BY BUCKET_NUMBER`,
      options.schema === undefined ? [options.digest] : [options.schema, options.digest],
      within(options.signal),
    );
    const buckets = rows.map((row) => ({
      highMs: toNumber(row['high_ms']),
      calls: toNumber(row['calls']),
    }));
    return buckets.length === 0 ? undefined : histogramOf(buckets);
  } catch (error) {
    throw explainDenied(client, error);
  }
}

function histogramOf(buckets: readonly Bucket[]): Histogram {
  const calls = buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
  const quantile = (share: number): number => {
    let seen = 0;
    for (const bucket of buckets) {
      seen += bucket.calls;
      if (seen >= share * calls) return bucket.highMs;
    }
    return 0;
  };
  return { calls, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99) };
}
