import { withoutLiterals } from '../statementText';

const name = '(?:`(?:[^`]|``)+`|[\\w$]+)';
const reference = new RegExp(
  `(?:\\b(?:FROM|JOIN)|,)\\s*(?:${name}\\s*\\.\\s*)?(${name})\\s+(?:AS\\s+)?(${name})`,
  'gi',
);
const keywords = new Set(
  'ON USING WHERE GROUP ORDER LIMIT HAVING JOIN INNER LEFT RIGHT CROSS NATURAL STRAIGHT_JOIN SET FORCE USE IGNORE UNION FOR LOCK WINDOW PARTITION FROM AS'.split(
    ' ',
  ),
);

/**
 * Table names by lower-case alias, as the FROM clauses of a statement give them: EXPLAIN names aliases only. Read by
 * pattern, for display: what it misses is shown by its alias. An alias that names two tables is left out.
 */
export function tableNames(sql: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const ambiguous = new Set<string>();
  const plain = (text: string): string => text.replace(/^`|`$/g, '').replaceAll('``', '`');
  for (const [, table = '', alias = ''] of withoutLiterals(sql).matchAll(reference)) {
    if (keywords.has(alias.toUpperCase()) || keywords.has(table.toUpperCase())) continue;
    const key = plain(alias).toLowerCase();
    if (names.has(key) && names.get(key) !== plain(table)) ambiguous.add(key);
    names.set(key, plain(table));
  }
  for (const key of ambiguous) names.delete(key);
  return names;
}
