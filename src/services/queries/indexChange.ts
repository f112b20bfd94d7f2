import { OpsError } from '../../core/base/errors';
import { joinPath } from '../../core/base/path';
import type { Suggestion } from '../../core/queries/advisor/advice';
import type { Catalog, CatalogTable } from '../../core/queries/catalog/table';
import type { IndexChange } from '../../core/queries/indexes/indexChange';
import type { UnneededIndex } from '../../core/queries/indexes/unneeded';
import { unneededId } from '../../core/queries/indexTree';
import { migrationApplication } from '../../core/queries/migration/application';
import { indexMigration } from '../../core/queries/migration/indexMigration';
import { newIndexName } from '../../core/queries/migration/indexName';
import { writtenBefore } from '../../core/queries/migration/writtenBefore';
import { diskTextSource } from '../../node/files';
import type { App, SqlSession } from '../app';
import type { KnownQueries } from './queryState';

/** An index that is suggested, or that may go. */
export type IndexSubject =
  | { readonly kind: 'add'; readonly suggestion: Suggestion }
  | { readonly kind: 'drop'; readonly unneeded: UnneededIndex };

/** What an id of the view stands for; undefined when it is not known any more. */
export function subjectOf(known: KnownQueries, id: string): IndexSubject | undefined {
  const suggestion = known.advice?.value.advice.suggestions.find((each) => each.id === id);
  if (suggestion !== undefined) return { kind: 'add', suggestion };
  const unneeded = known.unneeded?.value.find((each) => unneededId(each) === id);
  return unneeded === undefined ? undefined : { kind: 'drop', unneeded };
}

/** The error for an id that stands for nothing. */
export function goneIndex(): OpsError {
  return new OpsError('gone', 'This index is not suggested any more.', {
    next: 'Run “Find Missing Indexes” again.',
  });
}

/** The table that a subject is about. @throws OpsError `gone` */
export function tableOf(catalog: Catalog, subject: IndexSubject): CatalogTable {
  const name = subject.kind === 'add' ? subject.suggestion.index.table : subject.unneeded.table;
  const table = catalog.tables.find((each) => each.name === name);
  if (table === undefined) throw new OpsError('gone', `The table ${name} is not there any more.`);
  return table;
}

/** The change that a subject stands for, with the name that Laravel gives to a new index. */
export function changeOf(subject: IndexSubject, table: CatalogTable, used: SqlSession): IndexChange {
  if (subject.kind === 'drop') return { kind: 'drop', index: subject.unneeded.index };
  const { index, widens } = subject.suggestion;
  const taken = table.indexes.map(({ name }) => name);
  const named = {
    columns: index.columns,
    name: newIndexName({ columns: index.columns }, table.name, namingOf(used), taken),
  };
  return widens === undefined ? { kind: 'add', index: named } : { kind: 'widen', index: named, replaces: widens };
}

function namingOf({ profile, project }: SqlSession): { readonly prefix: string; readonly prefixIndexes: boolean } {
  const prefixed = project.config.get(`database.connections.${profile.connection}.prefix_indexes`);
  return { prefix: profile.prefix, prefixIndexes: prefixed.kind === 'known' && prefixed.value === true };
}

/** The application's tests run its migrations on SQLite or PostgreSQL: then they must not fail there. */
async function testsElsewhere(app: App, signal: AbortSignal): Promise<boolean> {
  for (const file of ['phpunit.xml', 'phpunit.xml.dist', '.env.testing']) {
    const text = await readText(joinPath(app.root, file), signal);
    if (text !== undefined && /^(?!.*<!--).*DB_CONNECTION["'\s=]+(?:value=["'])?(?:sqlite|pgsql)/m.test(text))
      return true;
  }
  return false;
}

async function readText(path: string, signal: AbortSignal): Promise<string | undefined> {
  const read = await diskTextSource().readText(path, signal);
  return read.kind === 'text' ? read.text : undefined;
}

/** A migration file that does not exist yet. */
export interface NewMigrationFile {
  /** Absolute path. */
  readonly file: string;
  /** Seen from the application. */
  readonly relative: string;
  readonly text: string;
}

/**
 * The migration of one change; nothing is written.
 *
 * @throws OpsError `notWritable`; `alreadyWritten` when a migration of the application makes it, which was not run here
 */
export async function migrationOf(
  app: App,
  used: SqlSession,
  flavour: 'mysql' | 'mariadb',
  table: CatalogTable,
  change: IndexChange,
  signal: AbortSignal,
): Promise<NewMigrationFile> {
  const { code, textOf } = await app.ruleContext(signal);
  const read = migrationApplication(code, textOf, used.profile.connection, flavour);
  const application = { ...read, otherDrivers: read.otherDrivers || (await testsElsewhere(app, signal)) };
  const made = indexMigration([{ table, change }], application, new Date());
  const before = writtenBefore({ change, table }, made, application, code, textOf);
  if (before !== undefined)
    throw new OpsError('alreadyWritten', `${before} makes this change already, and this database does not have it.`, {
      safe: 'Nothing was written.',
      next: 'Run php artisan migrate.',
    });
  return { file: joinPath(app.root, made.file), relative: made.file, text: made.text };
}
