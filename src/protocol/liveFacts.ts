import type { CostlyRead, LiveFacts, LiveTable } from '../core/lint/liveFacts';

/** Notification from the client: what it read from an application's database. The server never asks for it. */
export const liveFactsNotification = 'laravelOps/liveFacts';

export interface LiveFactsParams {
  /** Absolute path of the application, with forward slashes. */
  readonly root: string;
  /** Null takes back what was told: the connection ended, or another environment is looked at. */
  readonly facts: LiveFacts | null;
}

/** Reads what came over the wire; undefined when it is not of that shape. Never throws. */
export function readLiveFactsParams(value: unknown): LiveFactsParams | undefined {
  const { root, facts } = record(value);
  if (typeof root !== 'string' || root === '') return undefined;
  if (facts === null || facts === undefined) return { root, facts: null };
  const read = readFacts(record(facts));
  return read === undefined ? undefined : { root, facts: read };
}

function readFacts(given: Fields): LiveFacts | undefined {
  const { readAt, connection, flavor, version, tables, routines, events, costlyReads } = given;
  if (typeof readAt !== 'string' || typeof connection !== 'string' || typeof version !== 'string') return undefined;
  if (flavor !== 'mysql' && flavor !== 'mariadb') return undefined;
  if (!Array.isArray(tables) || !Array.isArray(costlyReads)) return undefined;
  return {
    readAt,
    connection,
    flavor,
    version,
    tables: tables.flatMap((each) => readTable(record(each))),
    ...(isCount(routines) ? { routines } : {}),
    ...(isCount(events) ? { events } : {}),
    costlyReads: costlyReads.flatMap((each) => readCostlyRead(record(each))),
  };
}

function readTable({ name, rows, bytes, engine, indexes }: Fields): LiveTable[] {
  if (typeof name !== 'string' || !isCount(rows) || !isCount(bytes) || !Array.isArray(indexes)) return [];
  const columns = indexes.map((index) =>
    Array.isArray(index) ? index.filter((column): column is string => typeof column === 'string') : [],
  );
  return [{ name, rows, bytes, indexes: columns, ...(typeof engine === 'string' ? { engine } : {}) }];
}

function readCostlyRead({ file, line, table, rowsExamined, rowsSent, callsPerHour, access }: Fields): CostlyRead[] {
  if (typeof file !== 'string' || typeof table !== 'string' || typeof access !== 'string') return [];
  if (!isCount(line) || !isCount(rowsExamined) || !isCount(rowsSent) || !isCount(callsPerHour)) return [];
  return [{ file, line, table, rowsExamined, rowsSent, callsPerHour, access }];
}

type Fields = Readonly<Record<string, unknown>>;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
