import type { SqlServer } from '../../connections/sql';
import { unparkEvent } from '../restore/parkedEvents';
import type { DatabaseContents, EventDefinition, ViewDefinition } from '../schema';
import { mayLock } from './account';
import type { SwitchAccount } from './account';
import type { MovedTable, PlanProblem, SwitchPlan, World } from './plan';
import { accountProblems, objectProblems, switchRemarks, tableProblems } from './problems';
import { qualifiedIn, requalify } from './qualifiers';
import { realityOf } from './reality';
import { remainingSteps } from './remainingSteps';
import { serverRisks } from './serverRisks';
import type { SwitchStep } from './step';

export interface SwitchInput {
  readonly direction: 'switch' | 'undo';
  readonly live: DatabaseContents;
  /** What comes: the loaded copy, or at an undo what was live before. */
  readonly copy: DatabaseContents;
  /** A name that is free: what is live now will lie there. */
  readonly old: string;
  readonly server: SqlServer;
  readonly account: SwitchAccount;
  /** Only these tables; undefined: everything. */
  readonly tables?: readonly string[];
  /** Ids of acceptable problems that the person accepted. */
  readonly accepted?: ReadonlySet<string>;
}

/** What was planned: steps with their exact statements, or why not. */
export type PlannedSwitch =
  | {
      readonly kind: 'plan';
      readonly plan: SwitchPlan;
      readonly steps: readonly SwitchStep[];
      readonly remarks: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly PlanProblem[] };

/** Plans the exchange of the live database and a copy of it on the same server. Pure; nothing is asked and nothing runs. */
export function planSwitch(input: SwitchInput): PlannedSwitch {
  const { live, copy, old, server, account, direction } = input;
  const chosen = input.tables === undefined ? undefined : new Set(input.tables);
  const early = [...tableProblems(live, copy, chosen), ...eventProblems(live, chosen)];
  if (live.database === copy.database || old === live.database || old === copy.database)
    early.push({ id: 'names', message: 'Live database, copy and old copy need three different names.' });
  if (copy.tables.length === 0) early.push({ id: 'empty', message: `${copy.database} has no table.` });
  const coming = worldOf(copy, copy.database, live.database, chosen);
  if (coming === undefined)
    early.push({
      id: 'ambiguousName',
      message: `In a view of the copy "${copy.database}" is the database and a table or alias; it cannot be said which is meant.`,
    });
  const leaving = worldOf(live, old, live.database, chosen);
  if (early.length > 0 || coming === undefined || leaving === undefined) return refused(early);

  const plan: SwitchPlan = {
    version: 1,
    direction,
    live: live.database,
    server: { flavour: server.flavour, version: server.version, major: server.major, minor: server.minor },
    lock: lockFor(server, account, [live.database, copy.database]),
    partial: chosen !== undefined,
    tables: movedTables(live, copy, chosen),
    leaving,
    coming,
  };
  const risks = serverRisks(plan, live, copy);
  const problems = [
    ...objectProblems(plan, account),
    ...accountProblems(plan, account),
    ...risks.filter(({ id }) => input.accepted?.has(id) !== true),
  ];
  if (problems.length > 0) return refused(problems);
  const steps = remainingSteps(plan, realityOf([live, copy]), 'coming');
  return {
    kind: 'plan',
    plan,
    steps,
    remarks: [...risks.map(({ message }) => message), ...switchRemarks(live, copy, plan)],
  };
}

/** Live database and copy are usually alike: what is said of both is said once. */
function refused(problems: readonly PlanProblem[]): PlannedSwitch {
  return { kind: 'refused', problems: [...new Map(problems.map((each) => [each.message, each])).values()] };
}

/** One-time events vanish when they are due, and an event that is parked in the live database may belong to a replica. */
function eventProblems(live: DatabaseContents, chosen: ReadonlySet<string> | undefined): readonly PlanProblem[] {
  if (chosen !== undefined) return [];
  return live.events.flatMap((event): PlanProblem[] => {
    if (event.status === 'parked')
      return [
        {
          id: 'replica',
          message: `The event ${event.name} is switched off because it came from a primary: ${live.database} seems to be on a replica.`,
          next: 'Restore on the primary.',
        },
      ];
    if (!/\bON SCHEDULE AT\b/.test(event.create) || !/\bON COMPLETION NOT PRESERVE\b/.test(event.create)) return [];
    return [
      {
        id: 'oneTimeEvent',
        message: `The event ${event.name} runs once and is then gone; it could not be kept whole in the old copy.`,
        next: `Let it run first, or make it ON COMPLETION PRESERVE.`,
      },
    ];
  });
}

function lockFor(server: SqlServer, account: SwitchAccount, databases: readonly string[]): SwitchPlan['lock'] {
  if (!mayLock(account, databases)) return 'none';
  const patch = Number(/^\d+\.\d+\.(\d+)/.exec(server.version)?.[1] ?? 0);
  const renamesLocked =
    server.flavour === 'mysql' && (server.major > 8 || (server.major === 8 && (server.minor > 0 || patch >= 13)));
  return renamesLocked ? 'hold' : 'drain';
}

function movedTables(
  live: DatabaseContents,
  copy: DatabaseContents,
  chosen: ReadonlySet<string> | undefined,
): readonly MovedTable[] {
  const namesOf = (side: DatabaseContents): ReadonlySet<string> =>
    new Set([...side.tables, ...side.sequences].map(({ name }) => name).filter((name) => chosen?.has(name) ?? true));
  const [leaving, coming] = [namesOf(live), namesOf(copy)];
  const taken = new Set([
    ...leaving,
    ...coming,
    ...live.tables.map(({ name }) => name),
    ...live.views.map(({ name }) => name),
  ]);
  let number = 0;
  const aside = (): string => {
    for (;;) {
      const name = `laravel_ops_aside_${++number}`;
      if (!taken.has(name)) return name;
    }
  };
  const hasTriggers = (side: DatabaseContents, name: string): boolean =>
    side.triggers.some(({ table }) => table === name);
  return [...new Set([...leaving, ...coming])].toSorted().map((name) => ({
    name,
    leaving: leaving.has(name),
    coming: coming.has(name),
    aside: {
      ...(leaving.has(name) && hasTriggers(live, name) ? { leaving: aside() } : {}),
      ...(coming.has(name) && hasTriggers(copy, name) ? { coming: aside() } : {}),
    },
  }));
}

/** Undefined when names of the copy in a view cannot be told from others. */
function worldOf(
  side: DatabaseContents,
  home: string,
  live: string,
  chosen: ReadonlySet<string> | undefined,
): World | undefined {
  const here = <Definition extends { readonly create: string }>(each: Definition): Definition => ({
    ...each,
    create: side.database === live ? each.create : (requalify(each.create, side.database, live) ?? each.create),
  });
  const views = side.views.map((view) => {
    const create = side.database === live ? view.create : requalify(view.create, side.database, live);
    return create === undefined ? undefined : { ...view, create };
  });
  const known = views.filter((view) => view !== undefined);
  if (known.length < views.length && chosen === undefined) return undefined;
  return {
    home,
    charset: side.charset,
    collation: side.collation,
    triggers: side.triggers.filter(({ table }) => chosen?.has(table) ?? true).map(here),
    views: chosen === undefined ? ordered(known, live) : [],
    routines: chosen === undefined ? side.routines.map(here) : [],
    events: chosen === undefined ? side.events.map(here).map(active) : [],
  };
}

/** The event as it is while its database is live. */
function active(event: EventDefinition): EventDefinition {
  if (event.status !== 'parked') return event;
  return { ...event, status: 'enabled', create: unparkEvent(event.create)?.sql ?? event.create };
}

/** Views that others read from come first. */
function ordered(views: readonly ViewDefinition[], live: string): readonly ViewDefinition[] {
  const byName = new Map(views.map((view) => [view.name, view]));
  const done = new Set<ViewDefinition>();
  const visit = (view: ViewDefinition, path: readonly ViewDefinition[]): void => {
    if (done.has(view) || path.includes(view)) return;
    for (const name of qualifiedIn(view.create, live)) {
      const read = byName.get(name);
      if (read !== undefined) visit(read, [...path, view]);
    }
    done.add(view);
  };
  for (const view of views) visit(view, []);
  return [...done];
}
