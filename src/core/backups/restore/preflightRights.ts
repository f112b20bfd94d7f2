import type { SqlServer } from '../../connections/sql';
import {
  counted,
  fail,
  isOn,
  listed,
  pass,
  type PreflightInput,
  type PreflightJudge,
  unknown,
  verifiedDump,
  warn,
} from './preflightFacts';
import { grantText, type Grants, heldPattern, mayGlobally, mayIn } from './preflightGrants';
import { copiesPattern } from './preflightPattern';

/** What loading tables into a new database takes (MySQL 9.0 reference manual, 8.2.2; MariaDB Knowledge Base, "GRANT"). */
const loading = ['CREATE', 'DROP', 'SELECT', 'INSERT', 'ALTER', 'INDEX', 'REFERENCES', 'LOCK TABLES'];
/** RENAME TABLE: ALTER and DROP where a table leaves, CREATE and INSERT where it arrives; triggers are looked for in each. */
const exchanging = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER', 'TRIGGER'];
/**
 * Without these nobody sees whether there are such objects, and a switch that does not see everything is refused
 * (`readContents`). Of routines, any privilege shows that they are there.
 */
const seeing = ['EVENT', 'SHOW VIEW', 'EXECUTE'];

/** Objects that the restore or the switch creates besides tables; where nobody has looked, all kinds. */
function objectPrivileges(input: PreflightInput): readonly string[] {
  if (input.tables !== undefined) return [];
  const dump = verifiedDump(input);
  const live = 'value' in input.live ? input.live.value : undefined;
  const any = (ofDump: number | undefined, ofLive: number | undefined): boolean =>
    dump === undefined && live === undefined ? true : (ofDump ?? 0) + (ofLive ?? 0) > 0;
  return [
    ...(any(dump?.views, live?.views.length) ? ['CREATE VIEW', 'SHOW VIEW'] : []),
    ...(any(dump?.triggers, live?.triggers.length) ? ['TRIGGER'] : []),
    ...(any(dump?.routines, live?.routines.length) ? ['CREATE ROUTINE', 'ALTER ROUTINE'] : []),
    ...(any(dump?.events, live?.events.length) ? ['EVENT'] : []),
  ];
}

/** The statement that lets an account restore into every copy of this one's kind ("shop_drill_…"), whatever the dump holds. */
export function copyGrant({ currentUser }: Pick<SqlServer, 'currentUser'>, database: string): string {
  const objects = ['CREATE VIEW', 'SHOW VIEW', 'TRIGGER', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EVENT'];
  return grantText([...loading, ...objects], copiesPattern(database, false), currentUser);
}

function lacking(grants: Grants, privileges: readonly string[], database: string): readonly string[] {
  return privileges.filter((privilege) => !mayIn(grants, privilege, database));
}

/** Whole statements for the copies, not only what lacks: a narrower pattern takes the place of a wider one. */
function grantsFor(
  input: PreflightInput,
  grants: Grants,
  databases: readonly string[],
  privileges: readonly string[],
): string {
  const literal = isOn(input, 'partial_revokes') === true;
  const { currentUser } = input.facts.server;
  return databases
    .map((database) => {
      const held = database === input.target.live ? heldPattern(grants, currentUser, database) : undefined;
      return grantText(privileges, held ?? copiesPattern(database, literal), currentUser);
    })
    .join('\n');
}

function roleHint({ inactiveRoles }: Grants): string {
  if (inactiveRoles.length === 0) return '';
  return ` Or make a role active that the account already has (${listed(inactiveRoles)}): SET DEFAULT ROLE.`;
}

/** The account may create the new database and everything in it. */
export const mayCreate: PreflightJudge = {
  id: 'mayCreate',
  title: 'Privileges to restore',
  judge(input) {
    const { grants, server } = input.facts;
    if ('unknown' in grants) return unknown(grants.unknown);
    const { database } = input.target;
    const wanted = [...loading, ...objectPrivileges(input)];
    const missing = lacking(grants.value, wanted, database);
    if (missing.length === 0) return pass(`${server.currentUser} may create ${database} and everything in it.`);
    return fail(
      `${server.currentUser} lacks ${listed(missing, 6)} on ${database}.`,
      `An administrator can allow it with the statement below.${roleHint(grants.value)}`,
      grantsFor(input, grants.value, [database], wanted),
    );
  },
};

/** The account may exchange the copy and the live database. */
export const maySwitch: PreflightJudge = {
  id: 'maySwitch',
  title: 'Privileges to switch',
  judge(input) {
    const { grants, server } = input.facts;
    if (input.tables !== undefined) return undefined;
    if ('unknown' in grants) return unknown(grants.unknown);
    const { live, before, database } = input.target;
    const objects = objectPrivileges(input);
    const sight = seeing.filter((each) => each !== 'EXECUTE' || !objects.includes('CREATE ROUTINE'));
    const wanted = [...new Set([...exchanging, ...sight, ...objects])];
    const short = [live, before, database].filter((each) => lacking(grants.value, wanted, each).length > 0);
    if (short.length === 0 && 'unknown' in input.live)
      return unknown(
        `${server.currentUser} may exchange tables, but ${live} could not be read, and a switch reads all of it: ${input.live.unknown}`,
      );
    if (short.length === 0) return pass(`${server.currentUser} may exchange ${live} with the copy.`);
    const what = short.map((each) => `${listed(lacking(grants.value, wanted, each), 6)} on ${each}`);
    return warn(
      `You can restore, and not switch: ${server.currentUser} lacks ${what.join('; ')}.`,
      `An administrator can allow it with the statements below.${roleHint(grants.value)}`,
      grantsFor(input, grants.value, short, wanted),
    );
  },
};

/** Views, triggers, routines and events of other accounts. */
export const definer: PreflightJudge = {
  id: 'definer',
  title: 'DEFINER',
  judge(input) {
    const { grants, server } = input.facts;
    if (input.tables !== undefined) return undefined;
    const free = 'value' in grants && mayGlobally(grants.value, ...definerPrivileges);
    const foreign = free ? [] : foreignObjects(input);
    if (foreign.length > 0)
      return warn(
        `${input.target.live} has objects of other accounts: ${listed(foreign)}. A switch cannot make them anew for their owners.`,
        'You can restore, and not switch. An administrator can allow it with the statement below.',
        grantText([definerPrivilege(server)], '*.*', server.currentUser),
      );
    const dump = input.fitted === true ? verifiedDump(input) : undefined;
    if (dump === undefined) {
      if (free) return pass('This account may keep objects with the accounts that they belong to.');
      return unknown(
        'Whether objects of the dump belong to other accounts is not known.',
        `The restore makes ${server.currentUser} the owner of those that do, and tells you.`,
      );
    }
    const count = dump.rewritings.filter(({ kind }) => kind === 'definer').reduce((sum, each) => sum + each.count, 0);
    if (count === 0) return pass('Every object of the dump keeps its owner.');
    return warn(
      `${counted(count, 'object')} of the dump ${count === 1 ? 'belongs' : 'belong'} to another account. The restore makes ${server.currentUser} the owner.`,
      'They then run with this account’s privileges. Read the rewritings below.',
    );
  },
};

const definerPrivileges = ['SUPER', 'SET USER', 'SET_USER_ID', 'SET_ANY_DEFINER'];

/** MariaDB 10.5 and later; MySQL 8.2 and later, 8.0, and before that. */
function definerPrivilege({ flavour, major, minor }: SqlServer): string {
  if (flavour === 'mariadb') return major > 10 || (major === 10 && minor >= 5) ? 'SET USER' : 'SUPER';
  if (major > 8 || (major === 8 && minor >= 2)) return 'SET_ANY_DEFINER';
  return major === 8 ? 'SET_USER_ID' : 'SUPER';
}

/** "trigger orders_bi (root@localhost)": what the live database has of accounts other than ours. */
function foreignObjects({ live, facts }: PreflightInput): readonly string[] {
  if ('unknown' in live) return [];
  const { triggers, routines, events, views } = live.value;
  const kinds = [
    ['view', views],
    ['trigger', triggers],
    ['routine', routines],
    ['event', events],
  ] as const;
  return kinds.flatMap(([kind, objects]) =>
    objects
      .filter(({ definer: owner }) => owner !== facts.server.currentUser)
      .map(({ name, definer: owner }) => `${kind} ${name} (${owner})`),
  );
}

/**
 * With a binary log, triggers and functions need trust (MySQL 9.0 reference manual, 27.7; errors 1418 and 1419). BINLOG ADMIN
 * does not help: seen on MariaDB 10.11.
 */
export const binlogTrust: PreflightJudge = {
  id: 'binlogTrust',
  title: 'Triggers and functions',
  judge(input) {
    if (
      input.tables !== undefined ||
      isOn(input, 'log_bin') !== true ||
      isOn(input, 'log_bin_trust_function_creators') !== false
    )
      return undefined;
    const { grants } = input.facts;
    const dump = verifiedDump(input);
    const live = 'value' in input.live ? input.live.value : undefined;
    const triggers = dump?.triggers ?? live?.triggers.length;
    const routines = dump?.routines ?? live?.routines.length;
    if (triggers === undefined || routines === undefined || triggers + routines === 0) return undefined;
    if ('unknown' in grants) return unknown(grants.unknown);
    if (mayGlobally(grants.value, 'SUPER')) return undefined;
    return warn(
      `The binary log is on, so the server lets this account create no trigger and no function. The backup has ${counted(triggers, 'trigger')} and ${counted(routines, 'routine')}.`,
      'An administrator can allow it for the time of the restore.',
      'SET GLOBAL log_bin_trust_function_creators = 1;',
    );
  },
};

/** MySQL can demand a primary key of every new table. */
export const primaryKeys: PreflightJudge = {
  id: 'primaryKeys',
  title: 'Tables without a primary key',
  judge(input) {
    if (isOn(input, 'sql_require_primary_key') !== true || 'unknown' in input.live) return undefined;
    const chosen = input.tables === undefined ? undefined : new Set(input.tables);
    const without = input.live.value.tables.filter(
      ({ name, create }) => (chosen === undefined || chosen.has(name)) && !/^\s*PRIMARY KEY\b/im.test(create),
    );
    if (without.length === 0) return undefined;
    return warn(
      `The server takes no table without a primary key (sql_require_primary_key). In ${input.target.live}, ${listed(without.map(({ name }) => name))} ${without.length === 1 ? 'has' : 'have'} none.`,
      'An administrator can allow it for the time of the restore.',
      'SET GLOBAL sql_require_primary_key = OFF;',
    );
  },
};
