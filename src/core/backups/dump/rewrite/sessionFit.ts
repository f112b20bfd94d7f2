import type { SqlServer } from '../../../connections/sql';
import type { SessionState } from '../statement';
import { nearestCollation } from './collations';

/** Modes that MariaDB has and MySQL 8 refuses; the first eleven MySQL had until 5.7 (MySQL 8.0 Release Notes, 8.0.11). */
const mariadbModes: ReadonlySet<string> = new Set([
  'NO_AUTO_CREATE_USER',
  'DB2',
  'MAXDB',
  'MSSQL',
  'MYSQL323',
  'MYSQL40',
  'ORACLE',
  'POSTGRESQL',
  'NO_FIELD_OPTIONS',
  'NO_KEY_OPTIONS',
  'NO_TABLE_OPTIONS',
  'EMPTY_STRING_IS_NULL',
  'SIMULTANEOUS_ASSIGNMENT',
  'TIME_ROUND_FRACTIONAL',
]);

/** Modes that only MySQL has. */
const mysqlModes: ReadonlySet<string> = new Set(['TIME_TRUNCATE_FRACTIONAL']);

/** The session under which an object is created, as far as the server knows it; `lost` are SQL modes that it does not. */
export function knownSession(
  session: SessionState,
  { server, collations }: { readonly server: SqlServer; readonly collations: ReadonlySet<string> },
): { readonly session: SessionState; readonly lost: readonly string[] } {
  const { collationConnection, sqlMode, ...rest } = session;
  const unknown = server.flavour === 'mariadb' ? mysqlModes : server.major >= 8 ? mariadbModes : new Set<string>();
  const modes = sqlMode?.split(',') ?? [];
  const lost = modes.filter((mode) => unknown.has(mode.toUpperCase()));
  const collation = collationConnection === undefined ? undefined : nearestCollation(collationConnection, collations);
  return {
    session: {
      ...rest,
      ...(sqlMode === undefined ? {} : { sqlMode: modes.filter((mode) => !lost.includes(mode)).join(',') }),
      ...(collation === undefined ? {} : { collationConnection: collation }),
    },
    lost,
  };
}
