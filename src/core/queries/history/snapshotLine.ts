import { querySources } from '../digest';
import type { HistoryCounter, HistorySnapshot } from './history';

/** A snapshot as one line of JSON: counters are lists, since their names would be most of the file. */
export function snapshotLine({ statements, ...head }: HistorySnapshot): string {
  const counters = statements.map(({ digest, calls, totalMs, rowsExamined }) =>
    rowsExamined === undefined ? [digest, calls, totalMs] : [digest, calls, totalMs, rowsExamined],
  );
  return JSON.stringify({ v: 1, ...head, counters });
}

/** @returns undefined for a line that is none: cut by a crash, damaged, or of another version */
export function readSnapshotLine(line: string): HistorySnapshot | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // documented: no JSON
  }
  if (!isObject(value) || value['v'] !== 1) return undefined;
  const { at, series, commit, counters } = value;
  const source = querySources.find((each) => each === value['source']);
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof series !== 'string') return undefined;
  if (source === undefined || !Array.isArray(counters)) return undefined;
  const statements = counters.map(counterOf);
  if (statements.includes(undefined)) return undefined;
  return {
    at,
    source,
    series,
    ...(typeof commit === 'string' ? { commit } : {}),
    statements: statements.filter((each) => each !== undefined),
  };
}

function counterOf(cell: unknown): HistoryCounter | undefined {
  if (!Array.isArray(cell)) return undefined;
  const [digest, calls, totalMs, rowsExamined] = cell as readonly unknown[];
  if (typeof digest !== 'string' || !isCount(calls) || !isCount(totalMs)) return undefined;
  return { digest, calls, totalMs, ...(isCount(rowsExamined) ? { rowsExamined } : {}) };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
