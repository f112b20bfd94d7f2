import type { Classified } from './classify';

/**
 * True for what stands in a view's place until the tables are there. mysqldump.cc, get_table_structure: a view that selects
 * ones (since 8.0, MariaDB 10.2) or NULLs (MariaDB 10.11.19), or a MyISAM table in a comment of version 50001 (before). phpMyAdmin, ExportSql.php,
 * getTableDefStandIn: a CREATE TABLE without options, a comma at the beginning of each line. mydumper: a table in MEMORY
 * made IF NOT EXISTS.
 *
 * @param head the statement's beginning, one character a byte
 */
export function isStandIn({ kind, name }: Classified, head: string, { length }: { readonly length: number }): boolean {
  if (name === undefined || length > head.length) return false;
  if (kind === 'createView') {
    if (!/^\/\*!50001 CREATE (?:OR REPLACE )?VIEW /i.test(head)) return false;
    return /\bAS\s+SELECT\s+(?:1|NULL) AS (?:`(?:[^`]|``)*`,?\s*(?:(?:1|NULL) AS )?)+(?:\*\/)?$/i.test(head);
  }
  if (kind !== 'createTable') return false;
  if (/^\/\*!50001 CREATE TABLE /i.test(head)) return true;
  if (/^CREATE TABLE IF NOT EXISTS [^(]*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*ENGINE=MEMORY\b/i.test(head))
    return !/\bKEY\b/.test(head);
  return (
    /^CREATE TABLE (?:IF NOT EXISTS )?`(?:[^`]|``)*` \(\n`[^]*\n\)$/i.test(head) &&
    !/\n,?(?:PRIMARY |UNIQUE )?KEY /.test(head)
  );
}
