/** First words of statements that read no rows of the application's tables by a condition, in MySQL and MariaDB. */
const verbs = new Set(
  `alter analyze backup begin binlog change check checksum commit create deallocate describe desc drop end flush grant help
install kill lock optimize prepare purge release rename repair reset resignal revoke rollback savepoint set show signal start
stop truncate uninstall unlock use xa`.split(/\s+/),
);

/**
 * True for statements that no index of the application could make faster or slower: transactions, settings, definitions.
 * Not for a definition that reads (`CREATE TABLE … SELECT`), nor for `CALL` and `EXECUTE`, which may read anything.
 */
export function concernsNoIndex(sql: string): boolean {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
  return verbs.has(verb) && !/\bselect\b/i.test(sql);
}
