import { isOpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import { costOf, type TableAccess } from './cost';
import { between, readCounters, without, type Counters } from './counters';
import type { Measured } from './proof';

export interface MeasureLimits {
  /** One run is stopped after this. Milliseconds. */
  readonly statementMs: number;
  /** No further run is begun after this. Milliseconds. */
  readonly repeatMs: number;
  /** At most this many. */
  readonly runs: number;
}

/** Measures SELECTs in one session and schema. */
export interface Measurer {
  /** How the optimizer would run it now. */
  explain(sql: string, signal: AbortSignal): Promise<readonly TableAccess[]>;
  /** Runs it. `accesses` are those of `explain`: the counters alone do not say what they mean. */
  run(sql: string, accesses: readonly TableAccess[], limits: MeasureLimits, signal: AbortSignal): Promise<Measured>;
}

/**
 * Prepares measuring in `schema`. Each run is inside a READ ONLY transaction, so that nothing that a statement calls can write.
 * The statements have to be `Runnable`.
 */
export async function measurer(session: BulkSession, schema: string, signal: AbortSignal): Promise<Measurer> {
  const use = `USE ${quoteName(schema)}`;
  await session.run(use, signal);
  await readCounters(session, signal);
  const first = await readCounters(session, signal);
  const own = between(first, await readCounters(session, signal));
  return {
    async explain(sql, within) {
      await session.run(use, within);
      return readAccesses(session, sql, within);
    },
    async run(sql, accesses, limits, within) {
      await session.run(use, within);
      await limit(session, limits.statementMs, within);
      try {
        await session.run('START TRANSACTION READ ONLY', within);
        return await repeat(session, own, sql, accesses, limits, within);
      } finally {
        // Both have nothing to lose: when they fail the session is gone, and its next statement says so.
        await session.run('ROLLBACK', AbortSignal.timeout(10_000)).catch(() => undefined);
        await limit(session, 0, AbortSignal.timeout(10_000)).catch(() => undefined);
      }
    },
  };
}

async function repeat(
  session: BulkSession,
  own: Counters,
  sql: string,
  accesses: readonly TableAccess[],
  limits: MeasureLimits,
  signal: AbortSignal,
): Promise<Measured> {
  const before = await readCounters(session, signal);
  let counted: Counters | undefined;
  let stopped = false;
  let least = Number.POSITIVE_INFINITY;
  let runs = 0;
  const from = performance.now();
  while (runs < limits.runs && !stopped && (runs === 0 || performance.now() - from < limits.repeatMs)) {
    const began = performance.now();
    stopped = await isStopped(session.run(sql, signal), signal);
    least = Math.min(least, performance.now() - began);
    runs++;
    // Every run of one plan counts the same: one reading is enough.
    counted ??= without(between(before, await readCounters(session, signal)), own);
  }
  const found = counted ?? between(before, before);
  const pushed =
    session.server.flavour === 'mysql' && accesses.some(({ how }) => how.includes('Using index condition'));
  const filtered = pushed && !stopped ? await filteredEntries(session, own, sql, found, signal) : found.filtered;
  return measuredOf({ ...found, filtered }, accesses, least, runs, stopped);
}

/**
 * What a pushed condition leaves out, on MySQL: the statement once more without pushing, which is decided after the plan and
 * does not change it. All entries are then counted.
 */
async function filteredEntries(
  session: BulkSession,
  own: Counters,
  sql: string,
  counted: Counters,
  signal: AbortSignal,
): Promise<number> {
  const pushing = (on: boolean): string =>
    `SET SESSION optimizer_switch = 'index_condition_pushdown=${on ? 'on' : 'off'}'`;
  await session.run(pushing(false), signal);
  try {
    const before = await readCounters(session, signal);
    if (await isStopped(session.run(sql, signal), signal)) return counted.filtered;
    const all = without(between(before, await readCounters(session, signal)), own);
    return Math.max(0, all.entries - counted.entries);
  } finally {
    // When this fails the session is gone, and the setting with it.
    await session.run(pushing(true), AbortSignal.timeout(10_000)).catch(() => undefined);
  }
}

function measuredOf(
  counted: Counters,
  accesses: readonly TableAccess[],
  ms: number,
  runs: number,
  stopped: boolean,
): Measured {
  return {
    rowsRead: counted.lookups + counted.entries + counted.filtered + counted.scanned + counted.placed,
    rowsSorted: counted.sorted,
    tmpRows: counted.tmpRows,
    tmpDiskTables: counted.tmpDiskTables,
    ms,
    runs,
    cost: costOf(counted, accesses),
    ...(stopped ? { stopped: true as const } : {}),
  };
}

/** MySQL limits SELECTs alone, in milliseconds; MariaDB every statement, in seconds. 0 lifts it. */
async function limit(session: BulkSession, milliseconds: number, signal: AbortSignal): Promise<void> {
  const setting =
    session.server.flavour === 'mysql'
      ? `max_execution_time = ${Math.round(milliseconds)}`
      : `max_statement_time = ${milliseconds / 1000}`;
  await session.run(`SET SESSION ${setting}`, signal);
}

/** True when the server stopped it at its limit; any other failure is thrown. */
async function isStopped(run: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  try {
    await run;
    return false;
  } catch (error) {
    if (!signal.aborted && isOpsError(error, 'timeout')) return true;
    throw error;
  }
}

/** The tables of a statement and their indexes by traditional EXPLAIN: one short question, unlike a whole plan. */
async function readAccesses(session: BulkSession, sql: string, signal: AbortSignal): Promise<readonly TableAccess[]> {
  const prefix = session.server.flavour === 'mysql' ? 'EXPLAIN FORMAT=TRADITIONAL' : 'EXPLAIN';
  const rows = await session.rows(`${prefix} ${sql}`, signal);
  return rows.flatMap((row): readonly TableAccess[] => {
    if (typeof row['table'] !== 'string') return [];
    const extra = (row['Extra'] ?? '').split(';').map((part) => part.trim());
    const covering = extra.some((part) => /^Using index(?: for (?:group-by|skip scan).*)?$/.test(part));
    const keys = row['key']?.split(',').filter((key) => key !== '') ?? [];
    const [type, ref] = [row['type'] ?? '', row['ref'] ?? ''];
    const how = [row['select_type'], type, row['key_len'], ref, ...extra].map((each) => each ?? '').join('|');
    return [{ table: row['table'], keys, covering, type, ref, how }];
  });
}
