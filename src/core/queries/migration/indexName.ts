import type { IndexColumn } from '../catalog/table';
import type { NamedIndex } from '../indexes/indexChange';

/** What Laravel's names of indexes depend on. */
export interface NamingRules {
  /** The connection's table prefix; "" for none. */
  readonly prefix: string;
  /** The connection's `prefix_indexes`: the prefix is in the names of indexes too. */
  readonly prefixIndexes: boolean;
}

/** MySQL and MariaDB: characters of an index's name; none of them is beyond U+FFFF ("Schema Object Names"). */
const longest = 64;

/**
 * The name that Laravel gives (Illuminate\Database\Schema\Blueprint::createIndexName, Laravel 6 to 13): of the table, the
 * columns and the kind, in lower case (of ASCII, as PHP 8 does), with "-" and "." as "_". May be too long for a server.
 *
 * @param table as the server names it, with the prefix
 */
export function laravelIndexName(
  { columns, type, unique }: Pick<NamedIndex, 'columns' | 'type' | 'unique'>,
  table: string,
  rules: NamingRules,
): string {
  const own = withoutPrefix(table, rules.prefix) ?? table;
  const kind =
    type === 'FULLTEXT' ? 'fulltext' : type === 'SPATIAL' ? 'spatialindex' : unique === true ? 'unique' : 'index';
  const parts = [rules.prefixIndexes ? `${rules.prefix}${own}` : own, ...columns.map(wordOf), kind];
  return parts
    .join('_')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/[-.]/g, '_');
}

/**
 * A name for a new index: Laravel's own, shortened where it is too long, numbered where the table has it already.
 *
 * @param taken names of the table's indexes
 */
export function newIndexName(
  index: Pick<NamedIndex, 'columns' | 'type' | 'unique'>,
  table: string,
  rules: NamingRules,
  taken: readonly string[],
): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  const wanted = shortened(laravelIndexName(index, table, rules));
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `_${number}`;
    const name = `${wanted.slice(0, longest - end.length)}${end}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}

/** Its words cut to the same length each, the last one (what kind of index it is) whole. */
function shortened(name: string): string {
  if (name.length <= longest) return name;
  const words = name.split('_').filter((word) => word !== '');
  const kind = words.pop() ?? 'index';
  for (let length = 16; length > 0; length--) {
    const short = [...words.map((word) => word.slice(0, length)), kind].join('_');
    if (short.length <= longest) return short;
  }
  return `${words.join('_').slice(0, longest - kind.length - 1)}_${kind}`;
}

/** The table as Laravel knows it; undefined for one without the connection's prefix, which Laravel cannot name. */
export function withoutPrefix(table: string, prefix: string): string | undefined {
  return table.startsWith(prefix) ? table.slice(prefix.length) : undefined;
}

/** A column by its name, an expression by its words: "(lower(`email`))" → "lower_email". */
function wordOf(part: IndexColumn): string {
  if ('column' in part) return part.column;
  return (
    (part.expression.match(/[A-Za-z]\w*/g) ?? []).filter((word) => !word.startsWith('_utf8')).join('_') || 'expression'
  );
}
