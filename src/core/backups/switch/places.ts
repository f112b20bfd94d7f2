import { OpsError } from '../../base/errors';
import type { MovedTable, Seat, SwitchPlan } from './plan';
import type { Reality } from './reality';

/** Where the table of one of the two contents is. */
export type Place = 'home' | 'aside' | 'live';

/**
 * Finds a table. At home and aside only one of the two can be, so what is left is the live name: no step and no crash
 * between steps leads to anything else.
 *
 * @throws OpsError `notAsPlanned` when somebody else changed the databases meanwhile
 */
export function placeOf(plan: SwitchPlan, reality: Reality, seat: Seat, table: MovedTable): Place {
  const aside = table.aside[seat];
  const places: Place[] = [];
  if (reality.get(plan[seat].home)?.tables.has(table.name) === true) places.push('home');
  if (aside !== undefined && reality.get(plan.live)?.tables.has(aside) === true) places.push('aside');
  const [found, second] = places;
  if (second !== undefined) throw notAsPlanned(plan, `${table.name} is in two places`);
  if (found !== undefined) return found;
  if (reality.get(plan.live)?.tables.has(table.name) !== true)
    throw notAsPlanned(plan, `${table.name} is in none of its places`);
  return 'live';
}

/** Checks that each table of the plan is in exactly one place, and that no two claim one. */
export function checkPlaces(plan: SwitchPlan, reality: Reality): void {
  for (const table of plan.tables) {
    const leaving = table.leaving ? placeOf(plan, reality, 'leaving', table) : undefined;
    const coming = table.coming ? placeOf(plan, reality, 'coming', table) : undefined;
    if (leaving === 'live' && coming === 'live') throw notAsPlanned(plan, `one of two tables ${table.name} is missing`);
  }
}

/** True when a table has moved between the databases already: then going on is shorter than going back. */
export function hasTurned(plan: SwitchPlan, reality: Reality): boolean {
  return plan.tables.some(
    (table) =>
      (table.leaving && placeOf(plan, reality, 'leaving', table) === 'home') ||
      (table.coming && placeOf(plan, reality, 'coming', table) !== 'home'),
  );
}

function notAsPlanned(plan: SwitchPlan, what: string): OpsError {
  return new OpsError('notAsPlanned', `The databases are not as the journal says: ${what}.`, {
    safe: `Nothing was dropped. Look into ${plan.live}, ${plan.leaving.home} and ${plan.coming.home}.`,
    next: 'Somebody changed tables while the switch was not finished. Put the table where it belongs, then recover again.',
  });
}
