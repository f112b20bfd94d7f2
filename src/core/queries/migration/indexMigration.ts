import { OpsError } from '../../base/errors';
import type { CatalogTable } from '../catalog/table';
import type { IndexChange } from '../indexes/indexChange';
import { keyIndexesThatGo } from '../indexes/keyIndex';
import { type Call, callsOf, sqlCall } from './calls';
import { columnWords, migrationName } from './migrationName';
import { migrationText, type TableCalls, type TextRules } from './migrationText';

/** The application a migration is written for. */
export interface MigrationApplication extends TextRules {
  /** Seen from the application: "database/migrations". */
  readonly folder: string;
  /** Names of all its migrations, without ".php". */
  readonly names: readonly string[];
}

/** One change of one table. */
export interface TableChange {
  readonly table: CatalogTable;
  readonly change: IndexChange;
  /** Have the server refuse rather than lock, where Laravel can say so; only where it is known to build without a lock. */
  readonly lockNone?: boolean;
  /** Comments above the change; one line each. */
  readonly remarks?: readonly string[];
}

/** Statements that no Blueprint can say. */
export interface TableStatements {
  readonly table: CatalogTable;
  /** Bodies of ALTER TABLE: "partition by …". */
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** For the file's name: "partition_orders_by_created_at". */
  readonly words: string;
  readonly remarks?: readonly string[];
}

/** A migration file that does not exist yet. */
export interface NewMigration {
  /** Seen from the application. */
  readonly file: string;
  /** The file's name without ".php": what Laravel remembers it by. */
  readonly name: string;
  readonly text: string;
}

/**
 * A migration that makes the changes in their order, and takes them back in the opposite one.
 *
 * @param now its date is the file's, in UTC as Laravel's own unless the application has another time zone; a later migration
 *   of the application pushes it behind itself
 * @throws OpsError `notWritable` for what no migration can make again: an expression whose text the server garbles, a VECTOR index
 */
export function indexMigration(
  changes: readonly TableChange[],
  application: MigrationApplication,
  now: Date,
): NewMigration {
  const done = joined(changes).map(({ table, change, lockNone, remarks }) => {
    refuse(change, table);
    const { up, down } = callsOf(change, table, application, lockNone);
    return { table, up: withRemarks(up, remarks), down };
  });
  return written(nameOf(changes), done, application, now);
}

/**
 * Makes one change of an added index and the drop of another that the server may drop by itself when the first one is there:
 * apart, the second would fail where it did.
 */
function joined(changes: readonly TableChange[]): readonly TableChange[] {
  const left = [...changes];
  return changes.flatMap((each): readonly TableChange[] => {
    if (!left.includes(each)) return [];
    const { change, table } = each;
    if (change.kind !== 'add') return [each];
    const gone = new Set(keyIndexesThatGo(change.index.columns, table).map(({ name }) => name));
    const at = left.findIndex(
      (other) => other.table.name === table.name && other.change.kind === 'drop' && gone.has(other.change.index),
    );
    const drop = left[at]?.change;
    if (drop?.kind !== 'drop') return [each];
    left.splice(at, 1);
    return [{ ...each, change: { kind: 'widen', index: change.index, replaces: drop.index } }];
  });
}

/** A migration of SQL alone, one statement each. */
export function statementMigration(
  { table, up, down, words, remarks }: TableStatements,
  application: MigrationApplication,
  now: Date,
): NewMigration {
  const call = (body: string): Call => sqlCall(table, body);
  const done = { table, up: withRemarks(up.map(call), remarks), down: down.map(call) };
  return written(words, [done], application, now);
}

interface Done {
  readonly table: CatalogTable;
  readonly up: readonly Call[];
  readonly down: readonly Call[];
}

function written(words: string, done: readonly Done[], application: MigrationApplication, now: Date): NewMigration {
  const { name, className } = migrationName(words, application.names, now);
  const up = grouped(done.map(({ table, up: calls }) => ({ table, calls })));
  const down = grouped(done.toReversed().map(({ table, down: calls }) => ({ table, calls })));
  return { file: `${application.folder}/${name}.php`, name, text: migrationText(className, up, down, application) };
}

/** Changes of the same table that follow each other share a closure. */
function grouped(all: readonly TableCalls[]): readonly TableCalls[] {
  const groups: TableCalls[] = [];
  for (const each of all) {
    const last = groups.at(-1);
    if (last?.table.name === each.table.name)
      groups[groups.length - 1] = { table: last.table, calls: [...last.calls, ...each.calls] };
    else groups.push(each);
  }
  return groups.map(({ table, calls }) => ({ table, calls: withoutRepetition(calls) }));
}

/** A closure asks all its questions before anything of it is done: the same one twice would make the index twice. */
function withoutRepetition(calls: readonly Call[]): readonly Call[] {
  const asked = new Set<string>();
  return calls.filter((call) => {
    if (call.kind !== 'ifMissing') return true;
    const first = !asked.has(call.index);
    asked.add(call.index);
    return first;
  });
}

function withRemarks(calls: readonly Call[], remarks: readonly string[] | undefined): readonly Call[] {
  const [first, ...others] = calls;
  if (first === undefined || remarks === undefined || remarks.length === 0) return calls;
  return [{ ...first, remarks: [...remarks, ...(first.remarks ?? [])] }, ...others];
}

/** MySQL shows text beyond ASCII in expressions in another charset than it was written in (seen on 9.7). */
function refuse(change: IndexChange, table: CatalogTable): void {
  const touched = [
    ...(change.kind === 'add' || change.kind === 'widen' ? [change.index] : []),
    ...(change.kind === 'drop' ? table.indexes.filter(({ name }) => name === change.index) : []),
    ...(change.kind === 'widen' ? table.indexes.filter(({ name }) => name === change.replaces) : []),
  ];
  for (const { name, type, columns } of touched) {
    const garbled = columns.some((part) => 'expression' in part && /[^\n\r\t -~]/.test(part.expression));
    if (!garbled && type !== 'VECTOR') continue;
    throw new OpsError(
      'notWritable',
      garbled
        ? `The expression of ${name} holds characters that the server does not show as they were written.`
        : `${name} is a VECTOR index, whose settings the server does not show.`,
      { safe: 'No migration was written.', next: 'Write it by hand from SHOW CREATE TABLE.' },
    );
  }
}

function nameOf(changes: readonly TableChange[]): string {
  const tables = new Set(changes.map(({ table }) => table.name));
  const [first] = changes;
  if (first === undefined || tables.size > 1) return 'change_indexes';
  const { table, change } = first;
  if (changes.length > 1) {
    const kinds = new Set(changes.map((each) => each.change.kind));
    if (kinds.size > 1 || kinds.has('widen')) return `change_indexes_of_${table.name}_table`;
    return kinds.has('add') ? `add_indexes_to_${table.name}_table` : `drop_indexes_from_${table.name}_table`;
  }
  switch (change.kind) {
    case 'add':
      return `add_${columnWords(change.index.columns)}_index_to_${table.name}_table`;
    case 'widen':
      return `widen_index_of_${table.name}_table_to_${columnWords(change.index.columns)}`;
    case 'drop':
      return `drop_${change.index}_from_${table.name}_table`;
    default:
      return `${change.kind}_${change.index}_of_${table.name}_table`;
  }
}
