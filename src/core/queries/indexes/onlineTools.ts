import type { CatalogTable } from '../catalog/table';

/** A program that changes a table through a copy beside it, while the application goes on writing. */
export interface OnlineTool {
  readonly tool: 'gh-ost' | 'pt-online-schema-change';
  /** One command for a POSIX shell. `<host>`, `<user>` and `<password file>` are for whoever runs it to fill in. */
  readonly command: string;
  /** What has to hold, one sentence each. */
  readonly conditions: readonly string[];
  /** Set when the catalog shows that it cannot work here. */
  readonly impossible?: string;
}

/**
 * gh-ost and pt-online-schema-change for one change ("add index …"), with the options that keep the original until somebody
 * looked (gh-ost doc/command-line-flags.md, doc/requirements-and-limitations.md; Percona Toolkit, pt-online-schema-change).
 *
 * @param referenced whether foreign keys of other tables refer to the table
 */
export function onlineTools(
  table: CatalogTable,
  change: string,
  flavour: 'mysql' | 'mariadb',
  referenced: boolean,
): readonly OnlineTool[] {
  return [ghost(table, change, flavour, referenced), percona(table, change, referenced)];
}

function ghost(table: CatalogTable, change: string, flavour: 'mysql' | 'mariadb', referenced: boolean): OnlineTool {
  const key = hasUniqueKey(table);
  const impossible =
    table.foreignKeys.length > 0 || referenced
      ? 'gh-ost does not work on tables with foreign keys, on either side.'
      : key
        ? undefined
        : 'gh-ost needs a primary key, or a unique key without NULL.';
  return {
    tool: 'gh-ost',
    command: [
      'gh-ost --host=<host> --user=<user> --ask-pass',
      `--database=${shellWord(table.schema)} --table=${shellWord(table.name)} --alter=${shellWord(change)}`,
      '--allow-on-master --chunk-size=1000 --max-load=Threads_running=25 --critical-load=Threads_running=100',
      '--panic-flag-file=/tmp/gh-ost.panic --execute',
    ].join(' \\\n  '),
    conditions: [
      'The binary log is written with binlog_format=ROW and binlog_row_image=FULL.',
      'The table has no triggers and no foreign keys.',
      ...(flavour === 'mariadb' ? ['gh-ost is made for MySQL: try it on a copy of this MariaDB first.'] : []),
      'There is room on disk for a second copy of the table.',
    ],
    ...(impossible === undefined ? {} : { impossible }),
  };
}

function percona(table: CatalogTable, change: string, referenced: boolean): OnlineTool {
  return {
    tool: 'pt-online-schema-change',
    command: [
      `pt-online-schema-change --alter ${shellWord(change)}`,
      '--host <host> --user <user> --ask-pass',
      ...(referenced ? ['--alter-foreign-keys-method auto'] : []),
      '--max-load Threads_running=25 --critical-load Threads_running=100 --no-drop-old-table --execute',
      `D=${dsnWord(table.schema)},t=${dsnWord(table.name)}`,
    ].join(' \\\n  '),
    conditions: [
      'It makes triggers on the table: before MySQL 5.7 and MariaDB 10.2 the table may have none of the same kind.',
      ...(table.foreignKeys.length > 0 ? ["Names of the table's foreign keys get an underscore in front."] : []),
      ...(referenced ? ['Foreign keys of other tables are pointed to the copy, which locks those tables.'] : []),
      'There is room on disk for a second copy of the table.',
    ],
    ...(hasUniqueKey(table) ? {} : { impossible: 'pt-online-schema-change needs a primary key or a unique key.' }),
  };
}

function hasUniqueKey({ indexes, columns }: CatalogTable): boolean {
  return indexes.some(
    (index) =>
      index.unique &&
      index.columns.every(
        (part) =>
          'column' in part &&
          columns.some(({ name, nullable }) => name.toLowerCase() === part.column.toLowerCase() && !nullable),
      ),
  );
}

/** In single quotes, its own as '\'' (POSIX.1-2017, Shell Command Language, 2.2.2). */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A value of Percona's DSN: commas are escaped with a backslash. */
function dsnWord(text: string): string {
  return shellWord(text.replaceAll(',', '\\,'));
}
