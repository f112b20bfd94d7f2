import { quoteName } from '../../connections/sqlNames';

/**
 * Whether a database's name fits the pattern of a GRANT: "%" is any text, "_" any one character, a backslash takes a wildcard
 * its meaning (MySQL 9.0 reference manual, 15.7.1.6, "Database Privileges"). Takes time in the product of both lengths at most.
 */
export function matchesPattern(pattern: string, database: string): boolean {
  const parts = Array.from(pattern.matchAll(/\\([%_\\])|[\s\S]/gu), ([whole, escaped]) => ({
    text: escaped ?? whole,
    wild: escaped === undefined && (whole === '%' || whole === '_'),
  }));
  const name = Array.from(database);
  let at = 0;
  let part = 0;
  // Where the last "%" stands, and how much of the name it has taken.
  let many: { readonly part: number; at: number } | undefined;
  while (at < name.length) {
    const next = parts[part];
    if (next?.wild === true && next.text === '%') {
      many = { part: part++, at };
    } else if (next !== undefined && (next.wild || next.text === name[at])) {
      part++;
      at++;
    } else if (many !== undefined) {
      part = many.part + 1;
      at = ++many.at;
    } else return false;
  }
  return parts.slice(part).every(({ wild, text }) => wild && text === '%');
}

/**
 * A pattern for every copy of its kind, so that one GRANT lasts: "shop_restore_20261123_0307" → "`shop\_restore\_%`.*". Where
 * patterns mean nothing (partial revokes), or the name carries no time, the name itself.
 */
export function copiesPattern(database: string, literal: boolean): string {
  const stem = /^(.*_)\d{8}_\d{4}(?:_\d+)?$/.exec(database)?.[1];
  const escape = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
  const pattern = literal ? database : stem === undefined ? escape(database) : `${escape(stem)}%`;
  return `${quoteName(pattern)}.*`;
}
