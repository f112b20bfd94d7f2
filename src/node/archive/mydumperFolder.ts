import { OpsError } from '../../core/base/errors';
import { shownName } from './fileErrors';

/** A folder that mydumper wrote, of one database. */
export interface MydumperDump {
  readonly database: string;
  /** File names in the order in which they make one dump. */
  readonly files: readonly string[];
}

/** What a file of the folder holds, in the order of a restore. */
const parts = ['sequence', 'schema', 'data', 'view', 'triggers', 'post'] as const;
type Part = (typeof parts)[number];

const sqlFile = /\.sql(?:\.gz|\.zst|\.bz2)?$/i;

/**
 * Reads the names of a mydumper folder (mydumper's docs/files.rst and mydumper_working_thread.c, 0.9 to 0.19):
 * `db-schema-create.sql`, `db.table-schema.sql`, `db.table.00000.sql`, `db.view-schema-view.sql`, `db.table-schema-triggers.sql`,
 * `db-schema-post.sql`, each perhaps with `.gz` or `.zst`. Creating the database is not part of a dump that may be loaded into
 * another one. One dump for each database; none when this is no such folder.
 */
export function mydumperDumps(names: readonly string[]): readonly MydumperDump[] {
  const databases = new Map<string, { readonly name: string; readonly part: Part }[]>();
  for (const name of names) {
    const stem = name.replace(sqlFile, '');
    if (stem === name) continue;
    const found = placeOf(stem);
    if (found === undefined) continue;
    const list = databases.get(found.database) ?? [];
    databases.set(found.database, list);
    if (found.part !== undefined) list.push({ name, part: found.part });
  }
  return [...databases]
    .filter(([, files]) => files.some(({ part }) => part === 'schema' || part === 'data'))
    .map(([database, files]) => ({
      database,
      files: files
        .toSorted((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part) || (a.name < b.name ? -1 : 1))
        .map(({ name }) => name),
    }))
    .toSorted((a, b) => (a.database < b.database ? -1 : 1));
}

function placeOf(stem: string): { readonly database: string; readonly part?: Part } | undefined {
  const ofDatabase = /^(.+)-schema-(create|post|triggers)$/.exec(stem);
  const [, before = '', kind] = ofDatabase ?? [];
  // "db.table-schema-triggers" is a table's, "db-schema-triggers" and "db-schema-post" are the database's.
  if (ofDatabase !== null && !before.includes('.'))
    return {
      database: before,
      ...(kind === 'post' ? { part: 'post' } : kind === 'triggers' ? { part: 'triggers' } : {}),
    };
  const ofTable = /^([^.]+)\.(.+?)(?:-schema(?:-(view|triggers|sequence))?)?$/.exec(stem);
  const [, database, , special] = ofTable ?? [];
  if (database === undefined) return undefined;
  if (special === 'view' || special === 'triggers' || special === 'sequence') return { database, part: special };
  return { database, part: stem.endsWith('-schema') ? 'schema' : 'data' };
}

/**
 * The dump of `entry` (the database's name; the only one of the folder if that has just one).
 *
 * @throws OpsError `missing`
 */
export function mydumperDump(names: readonly string[], folder: string, entry: string): MydumperDump {
  const dumps = mydumperDumps(names);
  const only = dumps.length === 1 ? dumps[0] : undefined;
  const dump = dumps.find(({ database }) => database === entry) ?? only;
  if (dump === undefined)
    throw new OpsError(
      'missing',
      dumps.length === 0
        ? `${folder} is no folder of mydumper's: it has no table's file.`
        : `${folder} has dumps of ${dumps.map(({ database }) => database).join(', ')}, and none of ${entry}.`,
    );
  return dump;
}

/**
 * Why a mydumper folder as a whole cannot be trusted, in sentences; empty when nothing speaks against it.
 *
 * @param metadata text of the folder's file `metadata`
 */
export function mydumperProblems(names: readonly string[], metadata: string | undefined): readonly string[] {
  const problems: string[] = [];
  if (names.some((name) => name.startsWith('metadata.partial')))
    problems.push('mydumper has not finished this dump: metadata.partial is still there.');
  else if (metadata === undefined)
    problems.push('The file metadata is missing: whether mydumper finished this dump cannot be known.');
  else if (!/finished dump at/i.test(metadata))
    problems.push('mydumper has not finished this dump: its metadata has no time of ending.');
  if (names.some((name) => /\.dat(?:\.gz|\.zst)?$/i.test(name)))
    problems.push('The rows are in .dat files (mydumper --load-data), which are not read.');
  const stems = names.filter((name) => sqlFile.test(name)).map((name) => name.replace(sqlFile, ''));
  const schemas = new Set(stems.filter((stem) => stem.endsWith('-schema')).map((stem) => stem.slice(0, -7)));
  const rows = stems.filter((stem) => placeOf(stem)?.part === 'data').map((stem) => stem.replace(/(?:\.\d+)+$/, ''));
  for (const table of new Set(rows))
    if (!schemas.has(table))
      problems.push(`${shownName(table)} has rows, and the file that creates the table is missing.`);
  return problems;
}
