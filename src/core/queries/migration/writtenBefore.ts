import type { Code } from '../../code/collector';
import { migrations } from '../../code/migrations/migrations';
import type { Index } from '../../code/migrations/table';
import { tables } from '../../code/migrations/tables';
import type { IndexChange, NamedIndex } from '../indexes/indexChange';
import type { CatalogTable } from '../catalog/table';
import type { MigrationApplication, NewMigration } from './indexMigration';

/**
 * The file that makes the same change already, for a server that does not have it: a migration that nobody has run yet there.
 * Indexes of plain columns are looked for in what all migrations together make, so that one that a later migration drops may
 * be made again; others by the text of the whole migration.
 *
 * @returns its path as seen from the application; undefined where there is none, or where it cannot be told
 */
export function writtenBefore(
  { change, table }: { readonly change: IndexChange; readonly table: CatalogTable },
  made: NewMigration,
  application: Pick<MigrationApplication, 'prefix' | 'connection'>,
  code: Code,
  textOf: (file: string) => string | undefined,
): string | undefined {
  const all = code.facts(migrations);
  const same = all.find(({ file }) => withoutClass(textOf(file) ?? '') === withoutClass(made.text));
  // What is known of tables is of the default connection.
  if ((change.kind !== 'add' && change.kind !== 'widen') || application.connection !== undefined) return same?.relative;
  const columns = plainColumns(change.index);
  if (columns === undefined) return same?.relative;
  const known = tables(code).tables.get(table.name.slice(application.prefix.length));
  if (known === undefined || !known.indexes.some((each) => isSame(each, change.index, columns))) return undefined;
  const file = known.files.findLast((each) => {
    const text = textOf(each) ?? '';
    return columns.every((column) => text.includes(column));
  });
  return all.find((each) => each.file === file)?.relative;
}

/** Before anonymous classes every migration has a name of its own. */
function withoutClass(text: string): string {
  return text.replace(/^class \w+ /m, 'class ');
}

function plainColumns({ columns }: NamedIndex): readonly string[] | undefined {
  const plain = columns.flatMap((part) =>
    'column' in part && part.prefix === undefined && part.descending !== true ? [part.column] : [],
  );
  return plain.length === columns.length ? plain : undefined;
}

function isSame({ type, columns }: Index, index: NamedIndex, wanted: readonly string[]): boolean {
  const kind = index.unique === true ? 'unique' : index.type === 'FULLTEXT' ? 'fulltext' : 'index';
  return type === kind && columns.length === wanted.length && columns.every((column, at) => column === wanted[at]);
}
