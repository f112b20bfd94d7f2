import type { StatementDigest } from '../digest';
import type { LoggedCall, LoggedSample } from './digests';
import { createPercentiles, type Percentiles } from './percentile';

/** Sums of one kind of statement in one schema. */
export interface Tally {
  readonly id: string;
  readonly text: string;
  readonly schema?: string;
  calls: number;
  totalMs: number;
  maxMs: number;
  rowsExamined?: number;
  rowsSent?: number;
  noIndexUsed?: number;
  tmpDiskTables?: number;
  sortRows?: number;
  errors?: number;
  firstMs?: number;
  lastMs?: number;
  readonly times: Percentiles;
  /** The slowest, and the latest where it is another. */
  samples: readonly LoggedSample[];
}

/** Calls from which on a percentile says something. */
const fewestForPercentile = 20;

export function createTally(id: string, text: string, schema: string | undefined): Tally {
  return {
    id,
    text,
    ...(schema === undefined ? {} : { schema }),
    calls: 0,
    totalMs: 0,
    maxMs: 0,
    times: createPercentiles(),
    samples: [],
  };
}

/** Adds one call. @param budget characters that samples may still take */
export function addCall(tally: Tally, call: LoggedCall, budget: { left: number }): void {
  const slowest = tally.calls === 0 || call.queryMs > tally.maxMs;
  tally.calls++;
  tally.totalMs += call.queryMs;
  tally.maxMs = Math.max(tally.maxMs, call.queryMs);
  tally.times.add(call.queryMs);
  if (call.rowsExamined !== undefined) tally.rowsExamined = (tally.rowsExamined ?? 0) + call.rowsExamined;
  if (call.rowsSent !== undefined) tally.rowsSent = (tally.rowsSent ?? 0) + call.rowsSent;
  if (call.fullScan !== undefined || call.fullJoin !== undefined)
    tally.noIndexUsed = (tally.noIndexUsed ?? 0) + (call.fullScan === true || call.fullJoin === true ? 1 : 0);
  if (call.tmpDiskTables !== undefined) tally.tmpDiskTables = (tally.tmpDiskTables ?? 0) + call.tmpDiskTables;
  if (call.sortRows !== undefined) tally.sortRows = (tally.sortRows ?? 0) + call.sortRows;
  if (call.errno !== undefined) tally.errors = (tally.errors ?? 0) + (call.errno === 0 ? 0 : 1);
  if (call.atMs !== undefined) {
    tally.firstMs = Math.min(tally.firstMs ?? call.atMs, call.atMs);
    tally.lastMs = Math.max(tally.lastMs ?? call.atMs, call.atMs);
  }
  if (call.cut !== true) keepSample(tally, call, slowest, budget);
}

/** A statement whose end is missing cannot be explained: it is no sample. */
function keepSample(tally: Tally, call: LoggedCall, slowest: boolean, budget: { left: number }): void {
  const [first, second] = tally.samples;
  const replaced = slowest ? first : second;
  const cost = call.text.length - (replaced?.text.length ?? 0);
  if (cost > budget.left) return;
  budget.left -= cost;
  const sample: LoggedSample = {
    text: call.text,
    queryMs: call.queryMs,
    ...(call.schema === undefined ? {} : { schema: call.schema }),
    ...(call.atMs === undefined ? {} : { atMs: call.atMs }),
    ...(call.rowsExamined === undefined ? {} : { rowsExamined: call.rowsExamined }),
    ...(call.bindings === undefined ? {} : { bindings: call.bindings }),
  };
  if (slowest) tally.samples = second === undefined ? [sample] : [sample, second];
  else if (first !== undefined) tally.samples = [first, sample];
  else tally.samples = [sample];
}

/** @param totalMs of the whole selection */
export function digestOf(tally: Tally, totalMs: number): StatementDigest {
  const { calls, rowsExamined, rowsSent, noIndexUsed, tmpDiskTables, sortRows, errors } = tally;
  const p95Ms = calls < fewestForPercentile ? undefined : tally.times.upperBound(0.95);
  const p99Ms = calls < fewestForPercentile ? undefined : tally.times.upperBound(0.99);
  const known = {
    ...(tally.schema === undefined ? {} : { schema: tally.schema }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
    ...(rowsExamined === undefined ? {} : { rowsExamined, rowsExaminedPerCall: rowsExamined / calls }),
    ...(rowsSent === undefined ? {} : { rowsSent }),
    ...(noIndexUsed === undefined ? {} : { noIndexUsed }),
    ...(tmpDiskTables === undefined ? {} : { tmpDiskTables }),
    ...(sortRows === undefined ? {} : { sortRows }),
    ...(errors === undefined ? {} : { errors }),
  };
  return {
    digest: tally.id,
    text: tally.text,
    ...known,
    calls,
    totalMs: tally.totalMs,
    averageMs: tally.totalMs / calls,
    maxMs: tally.maxMs,
    firstSeen: new Date(tally.firstMs ?? 0),
    lastSeen: new Date(tally.lastMs ?? 0),
    loadShare: totalMs === 0 ? 0 : Math.min(1, tally.totalMs / totalMs),
    // The log has the statement with its values, however it was sent.
    prepared: false,
  };
}
