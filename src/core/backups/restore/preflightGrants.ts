import { quoteName } from '../../connections/sqlNames';
import { matchesPattern } from './preflightPattern';

/** Privileges on databases that a pattern names ("shop\_%"), of one account or role. */
interface DatabaseGrant {
  readonly grantee: string;
  readonly pattern: string;
  readonly privileges: ReadonlySet<string>;
}

/**
 * What an account may do, from SHOW GRANTS: its own grants and those of the roles that are active in the session (MySQL 8 and
 * MariaDB 10 both list them; seen on MySQL 9.7 and MariaDB 10.11). Privileges in upper case.
 */
export interface Grants {
  readonly global: ReadonlySet<string>;
  readonly databases: readonly DatabaseGrant[];
  /** What partial revokes (MySQL 8.0.16, `partial_revokes`) take from the global ones; names are literal. */
  readonly revoked: readonly DatabaseGrant[];
  /** Roles that the account has and that are not active. */
  readonly inactiveRoles: readonly string[];
}

const name = "`(?:[^`]|``)*`|'(?:[^']|'')*'|[\\w$%.-]+";
const account = `(?:${name})(?:@(?:${name}))?`;
const onDatabase = new RegExp(`^(GRANT|REVOKE) (.+?) ON (\\*|${name})\\.\\* (?:TO|FROM) (${account})`, 'i');
const ofRole = new RegExp(`^GRANT ((?:${account})(?:\\s*,\\s*(?:${account}))*) TO (${account})`, 'i');

/**
 * Reads the lines of SHOW GRANTS. What is granted on single tables, columns or routines is left out: no restore can be made
 * with that alone. Lines may hold password hashes (MariaDB): nothing of a line is kept but names and privileges.
 *
 * @param activeRoles CURRENT_ROLE() as the server says it: "`ops`@`%`,`dev`@`%`", "ops", "NONE" or null
 */
export function parseGrants(lines: readonly string[], activeRoles: string | null): Grants {
  const global = new Set<string>();
  const databases: DatabaseGrant[] = [];
  const revoked: DatabaseGrant[] = [];
  const roles: string[] = [];
  for (const line of lines) {
    const database = onDatabase.exec(line);
    if (database !== null) {
      const [, verb = '', list = '', on = '', grantee = ''] = database;
      const privileges = privilegesOf(list);
      if (/^revoke$/i.test(verb)) revoked.push({ grantee, pattern: unquote(on), privileges });
      else if (on === '*') for (const privilege of privileges) global.add(privilege);
      else databases.push({ grantee, pattern: unquote(on), privileges });
      continue;
    }
    const role = / ON /i.test(line) ? null : ofRole.exec(line);
    if (role !== null) roles.push(...accountsIn(role[1] ?? '').map(accountName));
  }
  const active = new Set(accountsIn(activeRoles ?? '').map(accountName));
  // An active role may be granted to another role: its own lines say that it counts.
  for (const { grantee } of databases) active.add(accountName(grantee));
  return { global, databases, revoked, inactiveRoles: roles.filter((each) => !active.has(each)) };
}

/** Whether an account may do something in a database: by a global grant, or by the grant that fits its name best. */
export function mayIn(grants: Grants, privilege: string, database: string): boolean {
  const held = (privileges: ReadonlySet<string>): boolean =>
    privileges.has('ALL PRIVILEGES') || privileges.has(privilege);
  const taken = grants.revoked.some(({ pattern, privileges }) => pattern === database && held(privileges));
  if (held(grants.global) && !taken) return true;
  const grantees = new Set(grants.databases.map(({ grantee }) => grantee));
  return [...grantees].some((grantee) => {
    const fitting = fittingGrant(grants, grantee, database);
    return fitting !== undefined && held(fitting.privileges);
  });
}

/** The server takes one row of mysql.db for each account, the most specific one, and never a union of rows. */
function fittingGrant(grants: Grants, grantee: string, database: string): DatabaseGrant | undefined {
  return grants.databases
    .filter((each) => each.grantee === grantee && matchesPattern(each.pattern, database))
    .toSorted((a, b) => specificity(b.pattern) - specificity(a.pattern))[0];
}

/**
 * The pattern under which an account holds what it may do in a database, as GRANT wants it. A GRANT on another pattern that fits
 * better would take the place of this one, and with it everything that the account could do before.
 *
 * @param currentUser "shop_app@localhost"
 */
export function heldPattern(grants: Grants, currentUser: string, database: string): string | undefined {
  const user = currentUser.slice(0, Math.max(0, currentUser.lastIndexOf('@')));
  const grantee = grants.databases.find((each) => accountName(each.grantee) === user)?.grantee;
  const held = grantee === undefined ? undefined : fittingGrant(grants, grantee, database);
  return held === undefined ? undefined : `${quoteName(held.pattern)}.*`;
}

/** Whether an account has one of these privileges on everything. */
export function mayGlobally(grants: Grants, ...privileges: readonly string[]): boolean {
  return grants.global.has('ALL PRIVILEGES') || privileges.some((privilege) => grants.global.has(privilege));
}

/**
 * The statement that gives an account what it lacks, ready to copy.
 *
 * @param on "`shop\_restore\_%`.*" or "*.*"
 * @param account CURRENT_USER(): "shop_app@localhost"
 */
export function grantText(privileges: readonly string[], on: string, currentUser: string): string {
  return `GRANT ${privileges.join(', ')} ON ${on} TO ${granteeText(currentUser)};`;
}

/** CURRENT_USER() as GRANT wants it: the host is what stands behind the last "@". */
export function granteeText(currentUser: string): string {
  const at = currentUser.lastIndexOf('@');
  if (at < 0) return quoted(currentUser);
  return `${quoted(currentUser.slice(0, at))}@${quoted(currentUser.slice(at + 1))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** Characters before the first wildcard: what MySQL and MariaDB sort rows of mysql.db by. */
function specificity(pattern: string): number {
  const literal = /^(?:\\.|[^%_\\])*/.exec(pattern)?.[0] ?? '';
  return literal === pattern ? Number.MAX_SAFE_INTEGER : literal.length;
}

/** "SELECT, INSERT (`id`), ALL PRIVILEGES" without what holds for single columns only. */
function privilegesOf(list: string): ReadonlySet<string> {
  const whole = list.replaceAll(/[\w ]+\([^)]*\)/g, '');
  return new Set(
    whole
      .split(',')
      .map((each) => each.trim().toUpperCase())
      .filter((each) => each !== '' && each !== 'USAGE')
      .map((each) => (each === 'ALL' ? 'ALL PRIVILEGES' : each)),
  );
}

function accountsIn(list: string): readonly string[] {
  if (/^none$/i.test(list.trim())) return [];
  return Array.from(list.matchAll(new RegExp(account, 'g')), ([text]) => text);
}

/** "`ops`@`%`" and "ops" are one role. */
function accountName(text: string): string {
  return unquote(new RegExp(`^(?:${name})`).exec(text)?.[0] ?? text);
}

function unquote(text: string): string {
  const quote = text[0];
  if (quote !== '`' && quote !== "'") return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
