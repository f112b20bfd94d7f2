import { quoteName } from '../../connections/sqlNames';
import { atLeastVersion } from '../../connections/serverVersion';
import type { CatalogIndex, CatalogTable } from '../catalog/table';
import { addIndexSql, columnsSql, hiddenWord, type IndexChange, type NamedIndex } from '../indexes/indexChange';
import { keyIndexesThatGo } from '../indexes/keyIndex';
import { laravelIndexName, type NamingRules, withoutPrefix } from './indexName';
import { phpNames, phpString } from './phpText';

/** What a migration can say, and for whom. */
export interface CallRules extends NamingRules {
  readonly flavour: 'mysql' | 'mariadb';
  /** "13.26.1"; what is not known is taken for the oldest. */
  readonly laravel: string;
}

/** A step of up() or down(). */
export type Call =
  /** Inside `Schema::table`: "$table->index('user_id');" */
  | { readonly kind: 'blueprint'; readonly php: string; readonly remarks?: readonly string[] }
  /** The same, made only where the table has no such index; for Laravel before 10.43 with the question in SQL. */
  | { readonly kind: 'ifMissing'; readonly index: string; readonly php: string; readonly remarks?: readonly string[] }
  /** For what Laravel's Blueprint cannot say. */
  | { readonly kind: 'sql'; readonly sql: string; readonly remarks?: readonly string[] };

export interface Calls {
  readonly up: readonly Call[];
  readonly down: readonly Call[];
}

const sentence = 'The server drops the index that it made for a foreign key once another one can support that key.';

/**
 * One change of a table's indexes, and what takes it back, as Laravel says it where it can.
 *
 * @param lockNone asks the server to refuse rather than to lock; only Laravel 12.46 and later can say so
 */
export function callsOf(change: IndexChange, table: CatalogTable, rules: CallRules, lockNone = false): Calls {
  switch (change.kind) {
    case 'add': {
      const back = comesBack(keyIndexesThatGo(change.index.columns, table), table, rules);
      return {
        up: [addCall(change.index, table, rules, lockNone)],
        down: [...back, dropCall(change.index, table, rules)],
      };
    }
    case 'drop': {
      const index = named(change.index, table);
      return { up: [dropCall(index, table, rules)], down: [addCall(index, table, rules, false)] };
    }
    case 'widen':
      return widenCalls(change.index, named(change.replaces, table), table, rules, lockNone);
    default: {
      const [hidden, shown] = [hiddenWord(rules.flavour), rules.flavour === 'mysql' ? 'visible' : 'not ignored'];
      const alter = (word: string): Call => sqlCall(table, `alter index ${quoteName(change.index)} ${word}`);
      const [up, down] = change.kind === 'hide' ? [hidden, shown] : [shown, hidden];
      return { up: [alter(up)], down: [alter(down)] };
    }
  }
}

function widenCalls(
  index: NamedIndex,
  replaced: CatalogIndex,
  table: CatalogTable,
  rules: CallRules,
  lockNone: boolean,
): Calls {
  const gone = keyIndexesThatGo(index.columns, table);
  if (gone.includes(replaced)) {
    // Whether the server drops it by itself cannot be known: in one statement both come to the same.
    const drop = (name: string): string => `drop index ${quoteName(name)}`;
    return {
      up: [sqlCall(table, `${addIndexSql(index, rules.flavour)}, ${drop(replaced.name)}`)],
      down: [sqlCall(table, `${addIndexSql(replaced, rules.flavour)}, ${drop(index.name)}`)],
    };
  }
  return {
    up: [addCall(index, table, rules, lockNone), dropCall(replaced, table, rules)],
    down: [addCall(replaced, table, rules, false), ...comesBack(gone, table, rules), dropCall(index, table, rules)],
  };
}

function named(name: string, table: CatalogTable): CatalogIndex {
  const index = table.indexes.find((each) => each.name === name);
  // What the caller offers comes from the same catalog.
  if (index === undefined) throw new Error(`no index ${name}`);
  return index;
}

function comesBack(indexes: readonly CatalogIndex[], table: CatalogTable, rules: CallRules): readonly Call[] {
  return indexes.flatMap((index): Call[] => {
    const add = addCall(index, table, rules, false);
    return add.kind === 'blueprint'
      ? [{ kind: 'ifMissing', index: index.name, php: add.php, remarks: [sentence] }]
      : [];
  });
}

function addCall(index: NamedIndex, table: CatalogTable, rules: CallRules, lockNone: boolean): Call {
  const sql = sqlCall(table, addIndexSql(index, rules.flavour));
  if (!isNameable(table, index, rules) || index.visible === false || index.type === 'HASH') return sql;
  const lock = lockNone && atLeastVersion(rules.laravel, [12, 46]) ? "->lock('none')" : '';
  const name = index.name === laravelIndexName(index, table.name, rules) ? '' : `, ${phpString(index.name)}`;
  const columns = plainColumns(index);
  if (columns === undefined) {
    // Its text is prepared as it is: what looks like a placeholder would be taken for one.
    const expression = columnsSql(index.columns);
    const raw = index.type !== 'FULLTEXT' && index.type !== 'SPATIAL' && index.unique !== true;
    if (!raw || !atLeastVersion(rules.laravel, [7, 7]) || /[?:]/.test(expression)) return sql;
    return { kind: 'blueprint', php: `$table->rawIndex(${phpString(expression)}, ${phpString(index.name)})${lock};` };
  }
  const method = methodOf(index, rules);
  if (method === undefined) return sql;
  return { kind: 'blueprint', php: `$table->${method.add}(${phpNames(columns)}${name})${lock};` };
}

function dropCall(index: NamedIndex, table: CatalogTable, rules: CallRules): Call {
  const method = methodOf(index, rules);
  if (method === undefined || !isNameable(table, index, rules))
    return sqlCall(table, `drop index ${quoteName(index.name)}`);
  const columns = plainColumns(index);
  const byColumns = columns !== undefined && index.name === laravelIndexName(index, table.name, rules);
  return {
    kind: 'blueprint',
    php: `$table->${method.drop}(${byColumns ? phpNames(columns, true) : phpString(index.name)});`,
  };
}

/** Blueprint's methods; undefined for what a version has none for (fullText: Laravel 8.79). */
function methodOf({ type, unique }: NamedIndex, { laravel }: CallRules): { add: string; drop: string } | undefined {
  if (type === 'FULLTEXT')
    return atLeastVersion(laravel, [8, 79]) ? { add: 'fullText', drop: 'dropFullText' } : undefined;
  if (type === 'SPATIAL') return { add: 'spatialIndex', drop: 'dropSpatialIndex' };
  return unique === true ? { add: 'unique', drop: 'dropUnique' } : { add: 'index', drop: 'dropIndex' };
}

function plainColumns({ columns }: NamedIndex): readonly string[] | undefined {
  const names = columns.flatMap((part) =>
    'column' in part && part.prefix === undefined && part.descending === undefined ? [part.column] : [],
  );
  return names.length === columns.length ? names : undefined;
}

/**
 * Whether Laravel's grammar leaves all names as they are: it reads "." as a qualified name, " as " as an alias, "->" as a path
 * into JSON and "*" as all columns, and PDO takes ":" and "?" in them for placeholders.
 */
function isNameable(table: CatalogTable, { name, columns }: NamedIndex, { prefix }: CallRules): boolean {
  const own = withoutPrefix(table.name, prefix);
  const plain = columns.flatMap((part) => ('column' in part ? [part.column] : []));
  return own !== undefined && own !== '' && [own, prefix, name, ...plain].every(isPlainName);
}

function isPlainName(name: string): boolean {
  return !/[.?:*]|->| as /i.test(name);
}

/** @param body of ALTER TABLE */
export function sqlCall(table: Pick<CatalogTable, 'name'>, body: string): Call {
  return { kind: 'sql', sql: `alter table ${quoteName(table.name)} ${body}` };
}
