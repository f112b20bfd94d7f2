import type { SqlServer } from '../../connections/sql';
import { readGrants } from '../readContents';
import { field } from '../readRows';
import type { ReadRows } from '../readRows';
import { mayGlobally, mayIn } from '../restore/preflightGrants';
import type { Grants } from '../restore/preflightGrants';

/** What the account of a switch may do, and what the server allows; asked before anything is planned. */
export interface SwitchAccount {
  /** CURRENT_USER(): "shop_app@localhost" */
  readonly user: string;
  readonly grants: Grants;
  /** May create objects that run as somebody else. */
  readonly maySetDefiner: boolean;
  /** May create functions and triggers although the server writes a binary log (error 1419 otherwise). */
  readonly mayCreateFunctions: boolean;
  readonly readOnly: boolean;
  /** Databases that there are, as far as the account sees them. */
  readonly databases: ReadonlySet<string>;
}

/** Asks the server about the session's account. */
export async function readSwitchAccount(
  read: ReadRows,
  server: Pick<SqlServer, 'flavour'>,
  signal: AbortSignal,
): Promise<SwitchAccount> {
  const grants = await readGrants(read, signal);
  const [facts = {}] = await read(
    'SELECT CURRENT_USER() AS user, @@GLOBAL.read_only AS readOnly, @@GLOBAL.log_bin AS logBin, @@GLOBAL.log_bin_trust_function_creators AS trusted',
    signal,
  );
  const databases = await read('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA', signal);
  const isOn = (name: string): boolean => /^(1|ON)$/i.test(facts[name] ?? '');
  const root = mayGlobally(grants, 'SUPER');
  return {
    user: field(facts, 'user'),
    grants,
    maySetDefiner:
      root ||
      mayGlobally(grants, ...(server.flavour === 'mariadb' ? ['SET USER'] : ['SET_ANY_DEFINER', 'SET_USER_ID'])),
    mayCreateFunctions: !isOn('logBin') || isOn('trusted') || root || mayGlobally(grants, 'BINLOG ADMIN'),
    readOnly: isOn('readOnly') && !root && !mayGlobally(grants, 'READ_ONLY ADMIN', 'CONNECTION_ADMIN'),
    databases: new Set(databases.map((row) => field(row, 'name'))),
  };
}

/** What moving everything from and to a database takes. */
const needed = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER', 'TRIGGER'];

/** Privileges that are missing on a database, among those that a plan needs there. */
export function lackingOn(account: SwitchAccount, database: string, more: readonly string[]): readonly string[] {
  return [...needed, ...more].filter((privilege) => !mayIn(account.grants, privilege, database));
}

/** True when every table of these databases may be locked. */
export function mayLock(account: SwitchAccount, databases: readonly string[]): boolean {
  return databases.every((each) => mayIn(account.grants, 'LOCK TABLES', each) && mayIn(account.grants, 'SELECT', each));
}
