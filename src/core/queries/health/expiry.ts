import type { Workload } from '../advisor/workload';
import type { StatementBlocks, Value } from '../blocks/block';
import type { CatalogTable } from '../catalog/table';

/** How rows leave a table when they are old. */
export interface Expiry {
  readonly column: string;
  /** Rows from this moment on are kept by every known call; undefined: the calls do not say it in a text. */
  readonly keeps?: Date;
}

/**
 * The column of time by which rows are deleted when they are old, and by nothing else: a DELETE with one more condition leaves
 * rows that dropping a partition would take along. Undefined also where one DELETE of old rows has such a condition.
 */
export function expiryOf(table: CatalogTable, workload: Workload): Expiry | undefined {
  const times = new Set(
    table.columns
      .filter(
        ({ type, nullable, generated }) =>
          (type === 'date' || type === 'datetime' || type === 'timestamp') && !nullable && generated === undefined,
      )
      .map(({ name }) => name),
  );
  const found = new Set<string>();
  const bounds: (Date | undefined)[] = [];
  for (const { calls } of workload.statements)
    for (const { blocks } of calls) {
      if (blocks.kind !== 'delete' || blocks.writes?.table !== table.name) continue;
      const [block, ...others] = blocks.blocks;
      const [old] = (block?.predicates ?? []).flatMap((each) =>
        each.kind === 'range' && each.low === undefined && times.has(each.column.column) ? [each] : [],
      );
      if (block === undefined || old === undefined) continue;
      const more = others.length > 0 || block.predicates.length > 1 || block.tables.length > 1;
      if (more || blocks.remarks.length > 0) return undefined;
      found.add(old.column.column);
      bounds.push(old.high === undefined ? undefined : momentOf(old.high.value));
    }
  const [column, ...more] = found;
  if (column === undefined || more.length > 0) return undefined;
  const known = bounds.flatMap((each) => (each === undefined ? [] : [each.getTime()]));
  return {
    column,
    ...(known.length === 0 || known.length < bounds.length ? {} : { keeps: new Date(Math.min(...known)) }),
  };
}

/** A written date or time, in UTC; a day more or less is all that a time zone makes of it, and whole months are cut. */
function momentOf(value: Value): Date | undefined {
  const day = value.kind === 'string' ? /^(\d{4}-\d\d-\d\d)(?:[ T]|$)/.exec(value.text)?.[1] : undefined;
  const moment = day === undefined ? undefined : new Date(`${day}T00:00:00Z`);
  return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** One call of each statement that the table stands in: their structure is the same. */
export function callsOn(
  table: CatalogTable,
  workload: Workload,
): readonly { blocks: StatementBlocks; callsPerHour: number }[] {
  return workload.statements.flatMap(({ calls: [call], callsPerHour }) =>
    call === undefined || !call.blocks.blocks.some(({ tables }) => tables.some((use) => use.table === table.name))
      ? []
      : [{ blocks: call.blocks, callsPerHour }],
  );
}

/** Share of the calls that look into the table and name the time; undefined when none does. Deleting old rows does not count. */
export function prunedShare(table: CatalogTable, column: string, workload: Workload): number | undefined {
  let all = 0;
  let pruned = 0;
  for (const { blocks, callsPerHour } of callsOn(table, workload)) {
    const own = blocks.blocks.filter(({ tables }) => tables.some((use) => use.table === table.name));
    const names = own.every((block) =>
      block.predicates.some(
        (each) =>
          (each.kind === 'range' || each.kind === 'equal' || each.kind === 'in') &&
          block.tables[each.column.use]?.table === table.name &&
          each.column.column === column,
      ),
    );
    if (names && blocks.kind === 'delete') continue;
    all += callsPerHour;
    if (names) pruned += callsPerHour;
  }
  return all === 0 ? undefined : pruned / all;
}
