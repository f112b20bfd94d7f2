import { formatBytes, formatCount } from '../../base/format';
import { quoteName } from '../../connections/sqlNames';
import type { Block, Predicate } from '../blocks/block';
import type { Workload } from '../advisor/workload';
import type { Catalog, CatalogTable } from '../catalog/table';

/** A table that range partitions by time would truly help, and how. */
export interface PartitionAdvice {
  readonly table: string;
  readonly column: string;
  /** Why it helps here, one sentence a line. */
  readonly reasons: readonly string[];
  /** What has to be known before: what it changes and costs. */
  readonly cautions: readonly string[];
  /** DDL that makes the table partitioned by month. */
  readonly ddl: readonly string[];
  /** What takes the place of the DELETE. */
  readonly instead: string;
}

/** Below this a DELETE by an index is quick enough, and partitions only cost. */
const manyRows = 10_000_000;
const manyBytes = 5_000_000_000;
/** Share of the table's reads that have to name the time: the others would look into every partition. */
const mostlyPruned = 0.8;

/**
 * Tables that are large, ordered by time, and emptied by time: dropping a partition takes the place of a long DELETE.
 * Everything else gets no advice: partitions slow down what does not name the time, forbid foreign keys (reference manual
 * 8.0, 26.6.2) and want the time in every unique key (26.6.1).
 */
export function partitionAdvice(catalog: Catalog, workload: Workload, now: Date): readonly PartitionAdvice[] {
  return catalog.tables.flatMap((table) => {
    if (table.partitioned || table.rows < manyRows || table.dataBytes < manyBytes || table.foreignKeys.length > 0)
      return [];
    if (pointsTo(catalog, table)) return [];
    const column = deletedBy(table, workload);
    if (column === undefined) return [];
    const pruned = prunedShare(table, column, workload);
    if (pruned === undefined || pruned < mostlyPruned) return [];
    return [adviceFor(table, column, pruned, now)];
  });
}

/** A foreign key of any table of this database, or one that is known of another, references it. */
function pointsTo({ tables, referencedFrom = [] }: Catalog, table: CatalogTable): boolean {
  const keys = [...tables.flatMap(({ foreignKeys }) => foreignKeys), ...referencedFrom];
  return keys.some(
    ({ referencedTable, referencedSchema }) => referencedTable === table.name && referencedSchema === table.schema,
  );
}

/** The DATE or DATETIME column by which rows are deleted when they are old. */
function deletedBy(table: CatalogTable, workload: Workload): string | undefined {
  const times = new Set(
    table.columns
      .filter(({ type, nullable }) => (type === 'date' || type === 'datetime') && !nullable)
      .map(({ name }) => name),
  );
  for (const { calls } of workload.statements)
    for (const { blocks } of calls) {
      if (blocks.kind !== 'delete' || blocks.writes?.table !== table.name) continue;
      const [block] = blocks.blocks;
      const old = block === undefined ? undefined : rangesOf(block, table.name).find((each) => times.has(each.column));
      if (old?.open === 'low') return old.column;
    }
  return undefined;
}

interface Range {
  readonly column: string;
  /** `low`: everything before a moment. */
  readonly open: 'low' | 'high' | 'none';
}

function rangesOf(block: Block, table: string): readonly Range[] {
  return block.predicates.flatMap((predicate: Predicate): readonly Range[] => {
    if (predicate.kind !== 'range' || block.tables[predicate.column.use]?.table !== table) return [];
    const { low, high, column } = predicate;
    return [{ column: column.column, open: low === undefined ? 'low' : high === undefined ? 'high' : 'none' }];
  });
}

/** Share of the calls that read the table and name the time; undefined when none reads it. */
function prunedShare(table: CatalogTable, column: string, workload: Workload): number | undefined {
  let all = 0;
  let pruned = 0;
  for (const { calls, callsPerHour } of workload.statements) {
    const blocks = calls[0]?.blocks.blocks.filter(({ tables }) => tables.some((use) => use.table === table.name)) ?? [];
    if (blocks.length === 0 || calls[0]?.blocks.kind !== 'select') continue;
    all += callsPerHour;
    const names = blocks.every((block) =>
      block.predicates.some(
        (each) =>
          (each.kind === 'range' || each.kind === 'equal') &&
          block.tables[each.column.use]?.table === table.name &&
          each.column.column === column,
      ),
    );
    if (names) pruned += callsPerHour;
  }
  return all === 0 ? undefined : pruned / all;
}

function adviceFor(table: CatalogTable, column: string, pruned: number, now: Date): PartitionAdvice {
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY');
  const without = table.indexes.filter(
    ({ unique, columns }) => unique && !columns.some((part) => 'column' in part && part.column === column),
  );
  const name = quoteName(table.name);
  const time = quoteName(column);
  const key = [...(primary?.columns ?? []).flatMap((part) => ('column' in part ? [quoteName(part.column)] : [])), time];
  const changesKey = without.some((index) => index.name === 'PRIMARY');
  const others = without.filter((index) => index.name !== 'PRIMARY').map((index) => index.name);
  const months = [0, 1, 2, 3].map((ahead) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)));
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const parts = months.map((month) => {
    const next = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1));
    return `  PARTITION p${day(month).slice(0, 7).replace('-', '')} VALUES LESS THAN ('${day(next)}')`;
  });
  return {
    table: table.name,
    column,
    reasons: [
      `${table.name} has about ${formatCount(table.rows)} rows, ${formatBytes(table.dataBytes)}, and old rows are deleted by ${column}.`,
      `${Math.round(pruned * 100)} % of the calls that read it name ${column}: they read few partitions.`,
      'Dropping a partition takes a moment, whatever it holds; a DELETE of as many rows writes each of them to the log.',
    ],
    cautions: [
      ...(changesKey ? [`The primary key becomes (${key.join(', ')}): every unique key has to hold ${column}.`] : []),
      ...others.map((index) => `${index} would have to hold ${column} too, and then forbids less than today.`),
      'The whole table is written anew once; writes wait meanwhile unless gh-ost or pt-online-schema-change does it.',
      'A new partition is needed every month: make it from the scheduler, with an alert when it fails.',
    ],
    ddl: [
      ...(changesKey ? [`ALTER TABLE ${name} DROP PRIMARY KEY, ADD PRIMARY KEY (${key.join(', ')});`] : []),
      `ALTER TABLE ${name} PARTITION BY RANGE COLUMNS (${time}) (\n${[...parts, '  PARTITION pmax VALUES LESS THAN (MAXVALUE)'].join(',\n')}\n);`,
    ],
    instead: `ALTER TABLE ${name} DROP PARTITION p…;`,
  };
}
