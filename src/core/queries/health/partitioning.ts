import { formatBytes, formatCount } from '../../base/format';
import { quoteName } from '../../connections/sqlNames';
import type { Workload } from '../advisor/workload';
import type { Catalog, CatalogTable } from '../catalog/table';
import { callsOn, type Expiry, expiryOf, prunedShare } from './expiry';
import type { TableStatements } from '../migration/indexMigration';
import { partitionProblems, partitionStatements } from '../migration/partitions';

/** A table that range partitions by time would truly help, and how. */
export interface PartitionAdvice {
  readonly table: string;
  readonly column: string;
  /** Why it helps here, one sentence a line. */
  readonly reasons: readonly string[];
  /** What has to be known before: what it changes and costs. */
  readonly cautions: readonly string[];
  /** What makes the table partitioned by month and takes that back: for `statementMigration`. */
  readonly statements: TableStatements;
  /** The same as statements for the clipboard. */
  readonly ddl: readonly string[];
  /** What takes the place of the DELETE, for the oldest partition; with "…" for its name where nobody knows how long rows are kept. */
  readonly instead: string;
  /** What makes the partition of the next month that has none yet. */
  readonly nextMonth: string;
}

/** From when on partitions are worth it; smaller ones are for tests. */
export interface PartitionLimits {
  /** Below this a DELETE by an index is quick enough, and partitions only cost. */
  readonly rows: number;
  readonly bytes: number;
  /** Share of the statements on the table that have to name the time: the others look into every partition. */
  readonly pruned: number;
}

const usual: PartitionLimits = { rows: 10_000_000, bytes: 5_000_000_000, pruned: 0.8 };
const monthsAhead = 3;
/** Where nobody knows how long rows are kept. */
const usualMonthsBack = 12;
/** Rows that are kept for longer would need more partitions than statements without the time can bear. */
const mostMonthsBack = 120;

/**
 * Months before this one that get partitions of their own: the first of them, which also holds everything older, ends where
 * the DELETE does or before, so that dropping it deletes nothing that the DELETE keeps.
 */
function monthsBack({ keeps }: Expiry, now: Date): number | undefined {
  if (keeps === undefined) return usualMonthsBack;
  const months = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const back = Math.max(1, months(now) - months(keeps) + 1);
  return back > mostMonthsBack ? undefined : back;
}

/**
 * Tables that are large, ordered by time, and emptied by time alone: dropping a partition takes the place of a long DELETE.
 * Everything else gets no advice: partitions slow down what does not name the time, forbid foreign keys and want the time in
 * every unique key (MySQL 9.0 reference manual, 26.6.1 and 26.6.2).
 */
export function partitionAdvice(
  catalog: Catalog,
  workload: Workload,
  now: Date,
  limits: PartitionLimits = usual,
): readonly PartitionAdvice[] {
  return catalog.tables.flatMap((table) => {
    if (table.engine.toLowerCase() !== 'innodb' || table.rows < limits.rows || table.dataBytes < limits.bytes)
      return [];
    const expiry = expiryOf(table, workload);
    const back = expiry === undefined ? undefined : monthsBack(expiry, now);
    if (expiry === undefined || back === undefined) return [];
    const { column } = expiry;
    const referenced = pointsTo(catalog, table);
    if (partitionProblems(table, column, referenced).length > 0) return [];
    const pruned = prunedShare(table, column, workload);
    if (pruned === undefined || pruned < limits.pruned) return [];
    return [adviceFor(table, { expiry, back, pruned, referenced, catalog, workload }, now)];
  });
}

/** A foreign key of any table of this database, or one that is known of another, references it. */
function pointsTo({ tables, referencedFrom = [] }: Catalog, table: CatalogTable): boolean {
  const keys = [...tables.flatMap(({ foreignKeys }) => foreignKeys), ...referencedFrom];
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return keys.some(
    ({ referencedTable, referencedSchema }) =>
      same(referencedTable, table.name) && same(referencedSchema, table.schema),
  );
}

interface Found {
  readonly expiry: Expiry;
  readonly back: number;
  readonly pruned: number;
  readonly referenced: boolean;
  readonly catalog: Catalog;
  readonly workload: Workload;
}

function adviceFor(table: CatalogTable, found: Found, now: Date): PartitionAdvice {
  const { expiry, back, pruned, referenced, catalog, workload } = found;
  const { column, keeps } = expiry;
  const month = (ahead: number): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
  const from = month(-back);
  const months = back + 1 + monthsAhead;
  const statements = partitionStatements(table, { column, from, months }, referenced);
  const name = quoteName(table.name);
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const partition = (date: Date): string => `p${day(date).slice(0, 7).replace('-', '_')}`;
  const timestamp = table.columns.find((each) => each.name === column)?.type === 'timestamp';
  const bound = (date: Date): string => (timestamp ? `(unix_timestamp('${day(date)} 00:00:00'))` : `('${day(date)}')`);
  const ahead = `partition ${partition(month(monthsAhead + 1))} values less than ${bound(month(monthsAhead + 2))}`;
  const moved = callsOn(table, workload).some(
    ({ blocks: { kind, writes } }) =>
      kind === 'update' && writes?.table === table.name && writes.columns?.includes(column) !== false,
  );
  return {
    table: table.name,
    column,
    reasons: [
      `${table.name} has about ${formatCount(table.rows)} rows, ${formatBytes(table.dataBytes)}, and rows are deleted by ${column} when they are old.`,
      `${Math.round(pruned * 100)} % of the calls that look into it name ${column}: they read few partitions.`,
      'Dropping a partition takes a moment, whatever it holds; a DELETE of as many rows writes each of them to the log.',
    ],
    cautions: [
      ...(statements.remarks ?? []),
      'gh-ost or pt-online-schema-change copy it without making writes wait.',
      'Statements that do not name the time look into every partition, also those that find one row by its id.',
      `The first partition also holds everything older: dropping it deletes every row before ${day(month(1 - back))}.`,
      ...(keeps === undefined
        ? ['How long rows are kept is not known: drop a partition only when the DELETE would delete all of it.']
        : []),
      'A new partition is needed every month: make it from the scheduler, with an alert when it fails.',
      ...(timestamp ? ["The limits of months are those of the session's time zone that runs the statement."] : []),
      ...(moved ? [`An UPDATE of ${column} moves the row to another partition.`] : []),
      ...(catalog.referencedFrom === undefined
        ? ['Foreign keys of other databases that may refer to it were not looked for: with one, the server refuses.']
        : []),
    ],
    statements,
    ddl: statements.up.map((body) => `ALTER TABLE ${name} ${body};`),
    // Not a name that runs, where it might delete what the application keeps.
    instead: `ALTER TABLE ${name} DROP PARTITION ${keeps === undefined ? '…' : partition(from)};`,
    nextMonth: `ALTER TABLE ${name} REORGANIZE PARTITION later INTO (${ahead}, partition later values less than ${timestamp ? 'maxvalue' : '(maxvalue)'});`,
  };
}
