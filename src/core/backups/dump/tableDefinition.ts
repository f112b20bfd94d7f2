import { tokenize, type Token } from './sqlText';
import { firstColumn, keyColumns, tableParts, type TableItem } from './tableItems';
import { isText } from './tokenReader';

/** A column as far as loading rows needs to know. */
export interface TableColumn {
  readonly name: string;
  /** In lower case, with its length: "bigint(20) unsigned", "varchar(191)". */
  readonly type: string;
  readonly generated: boolean;
  /** BLOB, BINARY, BIT, geometry, vector: its values are bytes, whatever character set is in use. */
  readonly binary: boolean;
  readonly autoIncrement: boolean;
  readonly nullable: boolean;
}

/** A CREATE TABLE in two parts: what rows need, and what is faster to build once they are there. */
export interface TableDefinition {
  /** Columns, checks, primary key, and the key that AUTO_INCREMENT needs. */
  readonly create: string;
  /** "ADD KEY `email` (`email`)": all of them fit into one ALTER TABLE. */
  readonly indexes: readonly string[];
  /** "ADD FULLTEXT KEY …": one an ALTER TABLE, InnoDB takes no two. */
  readonly fulltext: readonly string[];
  /** "ADD SPATIAL KEY …": one an ALTER TABLE. */
  readonly spatial: readonly string[];
  /** "ADD CONSTRAINT … FOREIGN KEY …": when every table has its rows and indexes. */
  readonly foreignKeys: readonly string[];
  readonly columns: readonly TableColumn[];
  /** "InnoDB"; undefined: the server's own. */
  readonly engine?: string;
  readonly hasPartitions: boolean;
}

type ItemKind = 'column' | 'primary' | 'unique' | 'key' | 'fulltext' | 'spatial' | 'foreignKey' | 'check';

/** Engines whose ALTER TABLE … ADD KEY gives what CREATE TABLE with the key would have given. */
const engines: ReadonlySet<string> = new Set(['INNODB', 'MYISAM', 'ARIA']);

/**
 * Takes the keys out of a CREATE TABLE as SHOW CREATE TABLE of MySQL 5.7 to 9 and MariaDB 10 to 11 writes it.
 *
 * System-versioned tables, application-time periods and vector indexes stay as they are: MariaDB refuses ALTER TABLE on tables
 * with history (system_versioning_alter_history). Partitioned tables have their keys added like others.
 *
 * @returns undefined whenever it is not certain that the parts give the same table: load it as it is
 */
export function deferIndexes(create: string): TableDefinition | undefined {
  const tokens = tokenize(create);
  const parts = tokens === undefined ? undefined : tableParts(create, tokens);
  if (parts === undefined) return undefined;
  const items = parts.items.map((item) => ({ ...item, kind: kindOf(item.tokens) }));
  if (items.some(({ kind, tokens: own }) => kind === undefined || isTemporal(own))) return undefined;
  const options = optionsOf(parts.options);
  if (options === undefined) return undefined;
  const columns: TableColumn[] = [];
  for (const item of items) {
    const column = item.kind === 'column' ? columnOf(item) : undefined;
    if (column !== undefined) columns.push(column);
    else if (item.kind === 'column') return undefined;
  }
  const kept = keptKeys(items, columns);
  if (kept === undefined || columns.length === 0) return undefined;
  const stays = ({ kind, text }: (typeof items)[number]): boolean =>
    kind === 'column' || kind === 'primary' || kind === 'check' || kept.has(text);
  const added = (...kinds: readonly ItemKind[]): readonly string[] =>
    items
      .filter((item) => item.kind !== undefined && kinds.includes(item.kind) && !stays(item))
      .map(({ text }) => `ADD ${text}`);
  return {
    create: `${parts.before}\n  ${items
      .filter(stays)
      .map(({ text }) => text)
      .join(',\n  ')}\n${parts.after}`,
    indexes: added('unique', 'key'),
    fulltext: added('fulltext'),
    spatial: added('spatial'),
    foreignKeys: added('foreignKey'),
    columns,
    ...options,
  };
}

function kindOf(tokens: readonly Token[]): ItemKind | undefined {
  const [first, second, third] = tokens;
  if (first?.kind === 'name') return 'column';
  const isKey = isText(second, 'KEY') || isText(second, 'INDEX');
  switch (first?.kind === 'word' ? first.text : '') {
    case 'PRIMARY':
      return isKey ? 'primary' : undefined;
    case 'UNIQUE':
      return isKey && third?.kind === 'name' ? 'unique' : undefined;
    case 'KEY':
    case 'INDEX':
      return second?.kind === 'name' ? 'key' : undefined;
    case 'FULLTEXT':
      return isKey && third?.kind === 'name' ? 'fulltext' : undefined;
    case 'SPATIAL':
      return isKey && third?.kind === 'name' ? 'spatial' : undefined;
    case 'CHECK':
      return 'check';
    case 'CONSTRAINT':
      if (second?.kind !== 'name') return undefined;
      if (isText(third, 'CHECK')) return 'check';
      return isText(third, 'FOREIGN') && isText(tokens[3], 'KEY') ? 'foreignKey' : undefined;
    default:
      return undefined;
  }
}

/** Row start and end columns of system versioning, and keys over a period. */
function isTemporal(tokens: readonly Token[]): boolean {
  return tokens.some(
    (token, index) =>
      (isText(token, 'ROW') && (isText(tokens[index + 1], 'START') || isText(tokens[index + 1], 'END'))) ||
      (isText(token, 'WITHOUT') && (isText(tokens[index + 1], 'OVERLAPS') || isText(tokens[index + 1], 'SYSTEM'))) ||
      (isText(token, 'WITH') && isText(tokens[index + 1], 'SYSTEM')),
  );
}

function optionsOf(tokens: readonly Token[]): { engine?: string; hasPartitions: boolean } | undefined {
  let engine: string | undefined;
  let hasPartitions = false;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isText(token, '(')) depth++;
    if (isText(token, ')')) depth--;
    if (depth > 0) continue;
    if (isText(token, 'SYSTEM') || isText(token, 'SELECT') || isText(token, 'LIKE') || isText(token, 'UNION'))
      return undefined;
    if (isText(token, 'PARTITION') && isText(tokens[index + 1], 'BY')) {
      if (isText(tokens[index + 2], 'SYSTEM_TIME')) return undefined;
      hasPartitions = true;
    }
    if (isText(token, 'ENGINE') && engine === undefined)
      engine = tokens[index + (isText(tokens[index + 1], '=') ? 2 : 1)]?.text;
  }
  if (engine === undefined) return { hasPartitions };
  const known = engine.toUpperCase();
  if (!engines.has(known)) return undefined;
  return { engine: known === 'INNODB' ? 'InnoDB' : known === 'ARIA' ? 'Aria' : 'MyISAM', hasPartitions };
}

const binaryType =
  /^(?:(?:tiny|medium|long)?blob|(?:var)?binary|bit|(?:multi)?(?:point|linestring|polygon)|geometry|geom(?:etry)?collection|vector)\b/;

function columnOf({ tokens, text }: TableItem): TableColumn | undefined {
  const [name, type] = tokens;
  if (name === undefined || type?.kind !== 'word') return undefined;
  let at = 2;
  let typeEnd = type.end;
  if (isText(tokens[at], '(')) {
    while (at < tokens.length && !isText(tokens[at], ')')) at++;
    typeEnd = tokens[at]?.end ?? typeEnd;
    at++;
  }
  while (isText(tokens[at], 'UNSIGNED') || isText(tokens[at], 'ZEROFILL')) typeEnd = tokens[at++]?.end ?? typeEnd;
  const outside = topWords(tokens.slice(at));
  // A key that is written with its column is not one that SHOW CREATE TABLE writes.
  if (outside.includes('UNIQUE') || outside.includes('PRIMARY') || outside.includes('REFERENCES')) return undefined;
  const written = text.slice(type.start - name.start, typeEnd - name.start).toLowerCase();
  return {
    name: name.text,
    type: written,
    generated: outside.includes('GENERATED') || outside.includes('AS'),
    binary: binaryType.test(written),
    autoIncrement: outside.includes('AUTO_INCREMENT'),
    nullable: !outside.some((word, index) => word === 'NOT' && outside[index + 1] === 'NULL'),
  };
}

/** The words that are not within brackets. */
function topWords(tokens: readonly Token[]): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (isText(token, '(')) depth++;
    else if (isText(token, ')')) depth--;
    else if (depth === 0 && token.kind === 'word') words.push(token.text);
  }
  return words;
}

type KindedItem = TableItem & { readonly kind: ItemKind | undefined };

/** Texts of the keys that rows need from the beginning; undefined when that cannot be told. */
function keptKeys(items: readonly KindedItem[], columns: readonly TableColumn[]): ReadonlySet<string> | undefined {
  const kept = new Set<string>();
  const primary = items.find(({ kind }) => kind === 'primary');
  const counted = columns.filter(({ autoIncrement }) => autoIncrement);
  if (counted.length > 1) return undefined;
  const [counter] = counted;
  if (counter !== undefined && (primary === undefined || firstColumn(primary.tokens) !== counter.name)) {
    const own = items.find(
      ({ kind, tokens }) => (kind === 'unique' || kind === 'key') && firstColumn(tokens) === counter.name,
    );
    if (own === undefined) return undefined;
    kept.add(own.text);
  }
  if (primary !== undefined) return kept;
  // InnoDB keeps rows in the order of the first unique key without NULL; building it later would sort the table anew.
  const required = new Set(columns.filter(({ nullable }) => !nullable).map(({ name }) => name));
  const uniques = items.filter(({ kind }) => kind === 'unique');
  const clustered = uniques.find(({ tokens }) => keyColumns(tokens)?.every((name) => required.has(name)) === true);
  const stays = clustered ?? uniques[0];
  if (stays !== undefined) kept.add(stays.text);
  return kept;
}
