import type { WorkloadStatement } from '../advisor/workload';
import type { TableAccess } from './cost';
import { keptColumns, type KeptRows } from './keep';
import type { Measured } from './proof';
import { runnableOn } from './runnable';
import type { Scratch } from './scratch';

/** What was seen of one call. */
export interface Observation {
  readonly measured: Measured;
  readonly share: number;
  readonly accesses: readonly TableAccess[];
}

/** A statement as it is run on a copy. */
export interface Measurable {
  readonly statement: WorkloadStatement;
  readonly sqls: readonly string[];
  /** Names of the tables that it reads, in lower case: other tables' indexes do not concern it. */
  readonly tables: ReadonlySet<string>;
  /** Columns that it looks up kept rows by, in lower case; and the share that other rows of its tables have. */
  readonly kept: ReadonlySet<string>;
  readonly fraction: number;
}

/** The statement's calls as they are run on a copy, or why none of them is. */
export function readied(
  statement: WorkloadStatement,
  scratch: Scratch,
  kept: readonly KeptRows[],
  most: number,
): Measurable | string {
  let reason = 'no call with its values is known';
  const sqls: string[] = [];
  const tables = new Set<string>();
  const found = new Set<string>();
  let fraction = 1;
  for (const { sql, runnable, blocks } of statement.calls) {
    if (!runnable || sqls.length >= most) continue;
    const names = blocks.blocks.flatMap((block) => block.tables.flatMap(({ table }) => table ?? []));
    const fractions = scratch.tables.filter(({ name }) => names.includes(name)).map((table) => table.fraction);
    fraction = Math.min(1, ...fractions);
    const columns = blocks.blocks.flatMap((block) => keptColumns(block, kept));
    for (const column of columns) found.add(column);
    const ready = runnableOn(sql, { live: scratch.live, scale: columns.length > 0 ? 1 : fraction });
    if (ready.kind === 'runnable') sqls.push(ready.sql);
    else reason = ready.reason;
    for (const name of names) tables.add(name.toLowerCase());
  }
  return sqls.length === 0 ? reason : { statement, sqls, tables, kept: found, fraction };
}

/** The measured figures of several calls as those of one. */
export function average(observations: readonly Observation[]): Measured {
  const of = (value: (measured: Measured) => number): number =>
    observations.reduce((sum, { measured }) => sum + value(measured), 0) / Math.max(1, observations.length);
  return {
    rowsRead: Math.round(of(({ rowsRead }) => rowsRead)),
    rowsSorted: Math.round(of(({ rowsSorted }) => rowsSorted)),
    tmpRows: Math.round(of(({ tmpRows }) => tmpRows)),
    tmpDiskTables: Math.round(of(({ tmpDiskTables }) => tmpDiskTables)),
    ms: of(({ ms }) => ms),
    runs: observations.reduce((sum, { measured }) => sum + measured.runs, 0),
    cost: of(({ cost }) => cost ?? 0),
    ...(observations.some(({ measured }) => measured.stopped) ? { stopped: true as const } : {}),
  };
}
