import type { SchemaChange } from '../../../code/migrations/step';
import type { LiveFacts } from '../../liveFacts';

/**
 * How a server makes a change of an InnoDB table. `instant`: only the table's description changes · `inPlace`: an index is
 * built beside the table, which stays writable · `locked`: the same, and writes wait · `rebuild`: the table is written
 * anew beside itself and stays writable · `copy`: the table is copied row by row, and writes wait.
 */
export type DdlClass = 'instant' | 'inPlace' | 'rebuild' | 'locked' | 'copy';

/** From the cheapest to the dearest. */
export const ddlClasses: readonly DdlClass[] = ['instant', 'inPlace', 'rebuild', 'locked', 'copy'];

type Server = Pick<LiveFacts, 'flavor' | 'version'>;

/**
 * The class of one change, as the server chooses it when the statement names no ALGORITHM, which Laravel's do not.
 * Sources: MySQL 8.0, 8.4 and 9 reference manual, "Online DDL Operations" and its notes; MariaDB documentation, "InnoDB
 * Online DDL Operations with the INSTANT / NOCOPY / INPLACE Alter Algorithm", for 10.4 to 11. Undefined: older servers,
 * and changes whose class depends on what the column is today (`->change()`).
 *
 * @param hasFulltext the table has a FULLTEXT index: then columns are not added or dropped instantly
 * @param checksKeys foreign_key_checks is on, as it is unless the migration turns it off
 */
export function ddlClassOf(
  change: SchemaChange,
  server: Server,
  { hasFulltext, checksKeys }: { readonly hasFulltext: boolean; readonly checksKeys: boolean },
): DdlClass | undefined {
  if (!isKnown(server)) return undefined;
  switch (change.kind) {
    case 'column': {
      if (change.change) return undefined;
      if (change.autoIncrement) return 'locked';
      if (change.generated !== undefined) return change.generated === 'virtual' ? 'instant' : 'copy';
      if (hasFulltext) return 'rebuild';
      return !change.placed || placesInstantly(server) ? 'instant' : 'rebuild';
    }
    case 'dropColumn':
      return hasFulltext || !placesInstantly(server) ? 'rebuild' : 'instant';
    case 'index':
      // The first FULLTEXT index of a table adds a hidden column.
      if (change.index === 'fulltext') return hasFulltext ? 'locked' : undefined;
      if (change.index === 'spatial') return 'locked';
      return change.index === 'primary' ? 'rebuild' : 'inPlace';
    case 'foreign':
      return checksKeys ? 'copy' : 'inPlace';
    case 'dropIndex':
      return change.index === 'primary' ? 'copy' : 'instant';
    case 'dropForeign':
    case 'renameIndex':
    case 'renameColumn':
    case 'rename':
      return 'instant';
    default:
      return undefined;
  }
}

function isKnown({ flavor, version }: Server): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (flavor === 'mysql') return major === 9 || (major === 8 && atLeast(version, [8, 0, 12]));
  return (major === 10 && minor >= 4) || major === 11;
}

/** Columns at any place, and dropping them: MySQL 8.0.29, MariaDB 10.4. */
function placesInstantly({ flavor, version }: Server): boolean {
  return flavor === 'mariadb' || atLeast(version, [8, 0, 29]);
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [at, least] of wanted.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
