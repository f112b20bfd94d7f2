import type { DatabaseContents } from '../schema';
import { lackingOn } from './account';
import type { SwitchAccount } from './account';
import { createTriggerOn, createViewIn, parkedEvent } from './definitions';
import type { PlanProblem, SwitchPlan, World } from './plan';
import { qualifiersIn } from './qualifiers';

/** Engines whose tables are files or pages of this server; of others nobody knows what a rename does. */
const knownEngines = /^(?:InnoDB|MyISAM|Aria|MEMORY|ARCHIVE|CSV|RocksDB|SEQUENCE)$/i;

/** Engines on which one RENAME TABLE of many tables is not all or nothing when the server dies; recovery finishes it. */
export function isAtomic(engine: string): boolean {
  return /^(?:InnoDB|RocksDB)$/i.test(engine);
}

/** What forbids the exchange of these tables. */
export function tableProblems(
  live: DatabaseContents,
  copy: DatabaseContents,
  chosen: ReadonlySet<string> | undefined,
): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const moves = (name: string): boolean => chosen === undefined || chosen.has(name);
  for (const side of [live, copy]) {
    const views = new Set((side === live ? copy : live).views.map(({ name }) => name));
    for (const table of side.tables) {
      if (!moves(table.name)) continue;
      if (!knownEngines.test(table.engine))
        problems.push({
          id: 'engine',
          message: `${side.database}.${table.name} is of the engine ${table.engine || 'unknown'}, which Laravel Ops does not move.`,
        });
      if (views.has(table.name))
        problems.push({
          id: 'viewAndTable',
          message: `${table.name} is a table in one database and a view in the other.`,
        });
      if (/\b(?:nextval|lastval|setval)\s*\(/i.test(table.create))
        problems.push({
          id: 'sequenceDefault',
          message: `${side.database}.${table.name} takes a default from a sequence, by the name of its database; after a rename it would still mean the old one.`,
        });
    }
    problems.push(...foreignKeyProblems(side, chosen));
  }
  for (const name of chosen ?? [])
    if (!copy.tables.some((each) => each.name === name))
      problems.push({ id: 'noTable', message: `The copy has no table "${name}".` });
  return problems;
}

function foreignKeyProblems(side: DatabaseContents, chosen: ReadonlySet<string> | undefined): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const across: string[] = [];
  const together = new Set(chosen);
  for (const table of side.tables)
    for (const key of table.foreignKeys) {
      const name = `${table.name}.${key.name}`;
      if (key.referencedDatabase !== side.database) {
        if (chosen === undefined || chosen.has(table.name))
          problems.push({
            id: 'foreignKeyAcross',
            message: `The foreign key ${name} of ${side.database} refers to another database (${key.referencedDatabase}.${key.referencedTable}).`,
            next: 'Foreign keys follow the tables that they are made on, so the old copy would still hold on to it. Drop the foreign key first.',
          });
      } else if (chosen !== undefined && chosen.has(table.name) !== chosen.has(key.referencedTable)) {
        across.push(name);
        together.add(table.name).add(key.referencedTable);
      }
    }
  for (const key of side.incomingForeignKeys)
    if (chosen === undefined || chosen.has(key.referencedTable))
      problems.push({
        id: 'foreignKeyAcross',
        message: `The foreign key ${key.database}.${key.table}.${key.name} of another database refers to ${side.database}.${key.referencedTable} and would follow it away.`,
        next: 'Drop the foreign key first, and make it anew after the switch.',
      });
  if (across.length > 0)
    problems.push({
      id: 'foreignKeyPartly',
      message: `Foreign keys tie chosen tables to others: ${across.join(', ')}.`,
      next: `They would point into the wrong database afterwards. Choose these together: ${[...together].toSorted().join(', ')}.`,
    });
  return problems;
}

/** What forbids recreating objects: definers, character sets, names that may mean two things. */
export function objectProblems(plan: SwitchPlan, account: SwitchAccount): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  for (const world of [plan.leaving, plan.coming]) {
    for (const [kind, object] of objectsOf(world)) {
      const what = `${kind} ${object.name}`;
      if (!account.maySetDefiner && object.definer !== account.user)
        problems.push({
          id: 'definer',
          message: `The ${what} runs as ${object.definer}; ${account.user} may not create it anew for somebody else.`,
          next:
            plan.server.flavour === 'mariadb'
              ? `An administrator can allow it: GRANT SET USER ON *.* TO this account.`
              : `An administrator can allow it: GRANT SET_ANY_DEFINER ON *.* TO this account (SET_USER_ID before MySQL 8.2).`,
        });
      if (!/^utf8(?:mb[34])?$/i.test(object.charset) && /[^\0-\x7f]/.test(object.create))
        problems.push({
          id: 'objectCharset',
          message: `The ${what} was made over a connection in ${object.charset} and has letters outside of ASCII; it cannot be made anew exactly.`,
        });
    }
    for (const trigger of world.triggers)
      if (!understood(() => createTriggerOn(trigger, 'x')))
        problems.push({ id: 'definition', message: `The definition of trigger ${trigger.name} was not understood.` });
    for (const event of world.events)
      if (!understood(() => parkedEvent(event, plan.server)))
        problems.push({ id: 'definition', message: `The definition of event ${event.name} was not understood.` });
    for (const view of world.views)
      if (!understood(() => createViewIn(view, plan.live, world.home)))
        problems.push({
          id: 'ambiguousName',
          message: `In view ${view.name} "${plan.live}" is the database and a table or alias; it cannot be said which is meant.`,
        });
  }
  const functions = [plan.leaving, plan.coming].some(
    ({ triggers, routines }) => triggers.length > 0 || routines.some(({ kind }) => kind === 'function'),
  );
  if (functions && !account.mayCreateFunctions)
    problems.push({
      id: 'binaryLog',
      message: 'This server writes a binary log and lets only administrators create triggers and functions.',
      next: 'An administrator can allow it: SET GLOBAL log_bin_trust_function_creators = 1.',
    });
  return problems;
}

/** What the account or the server forbids. */
export function accountProblems(plan: SwitchPlan, account: SwitchAccount): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (account.readOnly)
    problems.push({ id: 'readOnly', message: 'The server is read-only: a replica, or read_only is on.' });
  if (account.databases.has(plan.leaving.home))
    problems.push({ id: 'taken', message: `There is a database "${plan.leaving.home}" already.` });
  const { routines, events, views } = {
    routines: [...plan.leaving.routines, ...plan.coming.routines],
    events: [...plan.leaving.events, ...plan.coming.events],
    views: [...plan.leaving.views, ...plan.coming.views],
  };
  const more = [
    ...(routines.length > 0 ? ['CREATE ROUTINE', 'ALTER ROUTINE'] : []),
    ...(events.length > 0 ? ['EVENT'] : []),
    ...(views.length > 0 ? ['CREATE VIEW'] : []),
  ];
  for (const database of [plan.live, plan.leaving.home, plan.coming.home]) {
    const lacking = lackingOn(account, database, more);
    if (lacking.length > 0)
      problems.push({
        id: 'privilege',
        message: `${account.user} lacks ${lacking.join(', ')} on ${database}.`,
        next: `An administrator can allow it: GRANT ${lacking.join(', ')} ON \`${database}\`.* TO this account.`,
      });
  }
  return problems;
}

/** What people should know and what forbids nothing. */
export function switchRemarks(live: DatabaseContents, copy: DatabaseContents, plan: SwitchPlan): readonly string[] {
  const remarks: string[] = [];
  for (const world of [plan.leaving, plan.coming])
    for (const { name, broken } of world.views)
      if (broken !== undefined)
        remarks.push(
          `The view ${name} cannot be used and is not made anew in ${world === plan.leaving ? world.home : plan.live}; its definition is kept in the journal. ${broken}`,
        );
  const across = [...plan.leaving.views, ...plan.coming.views].filter(({ create }) =>
    [...qualifiersIn(create)].includes(plan.coming.home),
  );
  for (const { name } of across) remarks.push(`The view ${name} of ${plan.live} reads from ${plan.coming.home} too.`);
  const notAtomic = [...live.tables, ...copy.tables].filter(({ engine }) => !isAtomic(engine)).map(({ name }) => name);
  if (notAtomic.length > 0)
    remarks.push(
      `Not InnoDB: ${[...new Set(notAtomic)].join(', ')}. When the server itself dies while they move, recovery moves the rest.`,
    );
  return remarks;
}

function objectsOf(
  world: World,
): readonly (readonly [string, { name: string; create: string; definer: string; charset: string }])[] {
  return [
    ...world.triggers.map((each) => ['trigger', each] as const),
    ...world.views.filter(({ broken }) => broken === undefined).map((each) => ['view', each] as const),
    ...world.routines.map((each) => [each.kind, each] as const),
    ...world.events.map((each) => ['event', each] as const),
  ];
}

/** False when a definition cannot be taken apart. */
function understood(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    // Told as a problem by the caller.
    return false;
  }
}
