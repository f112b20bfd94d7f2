import type { TextRange } from '../../base/text';
import type { IndexType } from './step';

/** A column as the migrations leave it. */
export interface Column {
  readonly name: string;
  /** The Blueprint method ("foreignId"), or the type of a schema dump ("bigint unsigned"). */
  readonly type: string;
  readonly nullable: boolean;
  readonly autoIncrement: boolean;
  /** Where it was added; absent for what a schema dump brings. */
  readonly file?: string;
  /** Its name there. */
  readonly nameRange?: TextRange;
}

export interface Index {
  readonly type: IndexType;
  /** As Laravel or the migration names it, without the connection's prefix; "" for an unnamed one. */
  readonly name: string;
  readonly columns: readonly string[];
  /** MySQL and MariaDB made it for a foreign key that had none. */
  readonly forForeignKey?: true;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
}

/** One table of the default connection. */
export interface Table {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** Without those that a server makes for foreign keys: `indexesOf` adds them. */
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly engine?: string;
  /** Files that created or changed it, in order. */
  readonly files: readonly string[];
  /** False when some migration did something to it that could not be read: then it may have more, or less, than this. */
  readonly certain: boolean;
}

/** What all migrations together make of the default connection's database. */
export interface Schema {
  readonly tables: ReadonlyMap<string, Table>;
  /** False when there may be tables and changes that are not here at all; `certain` of each table is false then too. */
  readonly complete: boolean;
}

/**
 * The indexes of a table on a server: MySQL and MariaDB make one for a foreign key whose columns do not lead another
 * index, and drop it again once another one will do (MySQL manual, "FOREIGN KEY Constraints"). Others make none.
 *
 * @param driver Laravel's name of it
 */
export function indexesOf(
  { indexes, foreignKeys }: Pick<Table, 'indexes' | 'foreignKeys'>,
  driver: string,
): readonly Index[] {
  if (driver !== 'mysql' && driver !== 'mariadb') return indexes.filter(({ forForeignKey }) => forForeignKey !== true);
  const kept: Index[] = [...indexes];
  for (const { name, columns } of foreignKeys) {
    if (kept.some((index) => index.type !== 'fulltext' && leads(index.columns, columns))) continue;
    kept.push({ type: 'index', name, columns, forForeignKey: true });
  }
  return kept;
}

/** Whether the first columns of an index are these, in this order. */
export function leads(index: readonly string[], columns: readonly string[]): boolean {
  return columns.every((column, at) => index[at]?.toLowerCase() === column.toLowerCase());
}

/**
 * Whether a lookup by this column can use an index. Where the driver is not known, a foreign key counts as one.
 */
export function isIndexed(table: Table, column: string, driver: string | undefined): boolean {
  return indexesOf(table, driver ?? 'mysql').some(
    ({ type, columns }) => type !== 'fulltext' && type !== 'spatial' && leads(columns, [column]),
  );
}
