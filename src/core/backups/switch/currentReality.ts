import { isOpsError, OpsError } from '../../base/errors';
import { readContents } from '../readContents';
import type { DatabaseContents } from '../schema';
import type { SwitchPlan, World } from './plan';
import { realityOf } from './reality';
import type { Reality } from './reality';
import type { SwitchSession } from './session';

/** What is really in the databases of a plan now. One that is not there is left out. */
export async function readReality(session: SwitchSession, plan: SwitchPlan, signal: AbortSignal): Promise<Reality> {
  const contents: DatabaseContents[] = [];
  for (const database of [plan.live, plan.leaving.home, plan.coming.home])
    try {
      contents.push(await readContents((sql, abort) => session.rows(sql, abort), database, signal));
    } catch (error) {
      if (!isOpsError(error, 'unknownDatabase')) throw error;
    }
  return realityOf(contents);
}

/** Between planning and running nobody may have changed definitions: what is dropped has to be what is in the journal. */
export function checkUnchanged(plan: SwitchPlan, live: DatabaseContents, copy: DatabaseContents): void {
  for (const [world, side] of [
    [plan.leaving, live],
    [plan.coming, copy],
  ] as const) {
    const tables = plan.tables.filter((table) => table[side === live ? 'leaving' : 'coming']).map(({ name }) => name);
    const there = new Set([...side.tables, ...side.sequences].map(({ name }) => name));
    const gone = tables.find((name) => !there.has(name));
    if (gone !== undefined) throw changed(side.database, `${gone} is gone`);
    if (!plan.partial && there.size !== tables.length)
      throw changed(side.database, 'there are more tables than before');
    for (const [what, planned, now] of objectLists(plan, world, side))
      if (planned !== now) throw changed(side.database, `${what} are not what they were`);
  }
}

function objectLists(
  plan: SwitchPlan,
  world: World,
  side: DatabaseContents,
): readonly (readonly [string, string, string])[] {
  const moved = new Set(plan.tables.map(({ name }) => name));
  const sorted = (list: readonly { readonly name: string }[]): string =>
    JSON.stringify(list.map((each) => each.name).toSorted());
  // What is live now is dropped and made anew from the plan, so its definitions count; a copy's only have to be there.
  const exact = side.database === plan.live;
  const triggers = side.triggers.filter(({ table }) => moved.has(table));
  const lists: [string, string, string][] = [
    [
      'triggers',
      exact ? JSON.stringify(world.triggers) : sorted(world.triggers),
      exact ? JSON.stringify(triggers) : sorted(triggers),
    ],
  ];
  if (plan.partial) return lists;
  lists.push(
    ['views', sorted(world.views), sorted(side.views)],
    [
      'routines',
      exact ? JSON.stringify(world.routines) : sorted(world.routines),
      exact ? JSON.stringify(side.routines) : sorted(side.routines),
    ],
    [
      'events',
      exact ? JSON.stringify(world.events) : sorted(world.events),
      exact ? JSON.stringify(side.events) : sorted(side.events),
    ],
  );
  return lists;
}

function changed(database: string, what: string): OpsError {
  return new OpsError('changed', `${database} was changed since the switch was planned: ${what}.`, {
    safe: 'Nothing was changed by Laravel Ops.',
    next: 'Look at the comparison again, then switch.',
  });
}
