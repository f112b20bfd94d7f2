import type { Index } from '../../../code/migrations/table';
import type { SchemaChange } from '../../../code/migrations/step';
import { atLeastVersion } from '../../../connections/serverVersion';
import type { LiveFacts } from '../../liveFacts';

/**
 * How a server makes a change of an InnoDB table. `instant`: only descriptions change, whatever the size · `inPlace`: an
 * index is built beside the table, which stays writable · `rebuild`: the table is written anew beside itself and stays
 * writable · `locked`: an index or the table is built from all rows, and writes wait · `copy`: the table is copied row by
 * row, and writes wait.
 */
export type DdlClass = 'instant' | 'inPlace' | 'rebuild' | 'locked' | 'copy';

/** From the cheapest to the dearest. */
export const ddlClasses: readonly DdlClass[] = ['instant', 'inPlace', 'rebuild', 'locked', 'copy'];

type Server = Pick<LiveFacts, 'flavor' | 'version'>;

/** What a change costs depends on this of the table that is changed. */
export interface AlteredTable {
  /** Before the change, with those that the server makes for foreign keys. */
  readonly indexes: readonly Pick<Index, 'type' | 'columns'>[];
  /** It has VIRTUAL columns, or may have. */
  readonly mayHaveVirtual: boolean;
  /** foreign_key_checks is on, as it is unless the migration turns it off. */
  readonly checksKeys: boolean;
}

/**
 * The class of one change, as the server chooses it when the statement names no ALGORITHM, which Laravel's do not.
 *
 * Every class was measured on MySQL 9.7 and MariaDB 10.11 (test/services/onlineDdl.test.ts). Other versions are answered
 * for where the manuals say the same: MySQL 8.0.12 and later ("Online DDL Operations"), MariaDB 10.4 to 11 ("InnoDB Online
 * DDL Operations"). Undefined: everything else, and what depends on more than the migrations say, as `->change()` does.
 */
export function ddlClassOf(change: SchemaChange, server: Server, table: AlteredTable): DdlClass | undefined {
  if (!isKnown(server)) return undefined;
  const found = classOn(change, server, table);
  // From MariaDB 11.2 on writes go on while most tables are copied (MDEV-16329).
  const waits = found === 'copy' || found === 'locked';
  return waits && server.flavor === 'mariadb' && atLeastVersion(server.version, [11, 2]) ? undefined : found;
}

function classOn(change: SchemaChange, server: Server, table: AlteredTable): DdlClass | undefined {
  switch (change.kind) {
    case 'column':
      return newColumn(change, server, table);
    case 'dropColumn':
      return droppedColumns(change.columns, server, table);
    case 'index':
      return newIndex(change.index, server, table);
    case 'foreign':
      return table.checksKeys ? 'copy' : 'inPlace';
    case 'dropIndex':
      return change.index === 'primary' ? 'copy' : 'instant';
    case 'renameIndex':
    case 'renameColumn':
      // Before, MariaDB knows neither statement, and Laravel describes the whole column anew.
      return server.flavor === 'mysql' || atLeastVersion(server.version, [10, 5, 2]) ? 'instant' : undefined;
    case 'dropForeign':
    case 'rename':
      return 'instant';
    default:
      return undefined;
  }
}

function newColumn(
  change: SchemaChange & { kind: 'column' },
  server: Server,
  table: AlteredTable,
): DdlClass | undefined {
  if (change.change || change.computedDefault === true) return undefined;
  if (change.autoIncrement) return 'locked';
  if (change.generated === 'stored') return 'copy';
  const anywhere = !change.placed || placesInstantly(server);
  if (change.generated === 'virtual') return anywhere ? 'instant' : undefined;
  if (fulltexts(table) > 0) return rebuiltWithFulltext(fulltexts(table), server);
  if (!anywhere) return 'rebuild';
  // MariaDB cannot put a column between others and keep those that it computes.
  if (server.flavor === 'mariadb' && change.placed && table.mayHaveVirtual) return undefined;
  return 'instant';
}

function droppedColumns(columns: readonly string[], server: Server, table: AlteredTable): DdlClass | undefined {
  const dropped = new Set(columns.map((column) => column.toLowerCase()));
  const touched = table.indexes.filter((index) => index.columns.some((column) => dropped.has(column.toLowerCase())));
  if (touched.some(({ type }) => type === 'primary' || type === 'spatial')) return undefined;
  if (fulltexts(table) > 0) {
    const left = fulltexts(table) - touched.filter(({ type }) => type === 'fulltext').length;
    return rebuiltWithFulltext(left, server);
  }
  if (!placesInstantly(server)) return 'rebuild';
  // MySQL writes the table anew as soon as an index is touched; MariaDB, when one is left without a column.
  const rebuilds =
    server.flavor === 'mysql'
      ? touched.length > 0
      : touched.some((index) => index.columns.some((column) => !dropped.has(column.toLowerCase())));
  return rebuilds ? 'rebuild' : 'instant';
}

function newIndex(type: Index['type'], server: Server, table: AlteredTable): DdlClass | undefined {
  // The first FULLTEXT index of a table adds a hidden column, too.
  if (type === 'fulltext' || type === 'spatial') return 'locked';
  if (type !== 'primary') return 'inPlace';
  if (fulltexts(table) > 0) return rebuiltWithFulltext(fulltexts(table), server);
  return table.indexes.some((index) => index.type === 'spatial') ? 'locked' : 'rebuild';
}

function fulltexts({ indexes }: AlteredTable): number {
  return indexes.filter(({ type }) => type === 'fulltext').length;
}

/** A table with FULLTEXT indexes is written anew; how depends on how many are left. Only for what was measured. */
function rebuiltWithFulltext(left: number, { flavor, version }: Server): DdlClass | undefined {
  if (!isMeasured({ flavor, version })) return undefined;
  if (left === 0) return 'rebuild';
  return flavor === 'mariadb' && left === 1 ? 'locked' : 'copy';
}

function isMeasured({ flavor, version }: Server): boolean {
  return flavor === 'mysql' ? /^9\.7(?!\d)/.test(version) : /^10\.11(?!\d)/.test(version);
}

function isKnown({ flavor, version }: Server): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (flavor === 'mysql') return major === 9 || (major === 8 && atLeastVersion(version, [8, 0, 12]));
  return (major === 10 && minor >= 4) || major === 11;
}

/** Columns at any place, and dropping them: MySQL 8.0.29, MariaDB 10.4. */
function placesInstantly({ flavor, version }: Server): boolean {
  return flavor === 'mariadb' || atLeastVersion(version, [8, 0, 29]);
}
