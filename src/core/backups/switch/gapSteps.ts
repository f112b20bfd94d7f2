import { quoted } from '../readRows';
import { placeOf } from './places';
import { otherSeat } from './plan';
import type { MovedTable, Seat, SwitchPlan } from './plan';
import { stateOf } from './reality';
import type { Move, Reality } from './reality';
import type { SwitchStep } from './step';
import { createTriggers, dropTriggers } from './triggerSteps';

/**
 * Moves the tables: the other's tables with triggers aside, their triggers away, everything across in one RENAME TABLE, the
 * new tables' triggers while they are still aside, and in. Steps are made one after the other, each from what the one before left.
 */
export function* gapSteps(plan: SwitchPlan, reality: Reality, seat: Seat): Generator<SwitchStep> {
  const other = otherSeat(seat);
  const { live } = plan;
  const here = (name: string): Move['from'] => ({ database: live, name });

  const away = tablesAt(plan, reality, other, 'live').flatMap(({ name, aside }) => {
    const to = aside[other];
    return to === undefined ? [] : [{ from: here(name), to: here(to) }];
  });
  if (away.length > 0) yield rename(`Take ${tables(away.length)} with triggers out of reach`, away);

  const leavingTriggers = plan[other].triggers.filter(({ name, table }) => {
    const aside = plan.tables.find((each) => each.name === table)?.aside[other];
    return aside !== undefined && stateOf(reality, live).triggers.get(name) === aside;
  });
  yield* dropTriggers(live, leavingTriggers, 'gap');

  const out = plan.tables.flatMap((table): Move[] => {
    if (!table[other]) return [];
    const place = placeOf(plan, reality, other, table);
    if (place === 'home') return [];
    const name = place === 'aside' ? (table.aside[other] ?? table.name) : table.name;
    return [{ from: here(name), to: { database: plan[other].home, name: table.name } }];
  });
  const into = tablesAt(plan, reality, seat, 'home').map(
    ({ name, aside }): Move => ({ from: { database: plan[seat].home, name }, to: here(aside[seat] ?? name) }),
  );
  if (out.length + into.length > 0)
    yield { ...rename(`Exchange ${tables(Math.max(out.length, into.length))}`, [...out, ...into]), turns: true };

  for (const table of tablesAt(plan, reality, seat, 'aside')) {
    const aside = table.aside[seat];
    if (aside === undefined) continue;
    const missing = plan[seat].triggers.filter(
      (trigger) => trigger.table === table.name && !stateOf(reality, live).triggers.has(trigger.name),
    );
    yield* createTriggers(plan, live, missing, () => aside, 'gap');
  }

  const arrive = tablesAt(plan, reality, seat, 'aside').map(
    ({ name, aside }): Move => ({ from: here(aside[seat] ?? name), to: here(name) }),
  );
  if (arrive.length > 0) yield rename(`Bring in ${tables(arrive.length)} with triggers`, arrive);
}

/** Tables to lock before they move: those in the live database, and those that come. */
export function tablesToLock(plan: SwitchPlan, reality: Reality, seat: Seat): readonly string[] {
  const home = plan[seat].home;
  const names = plan.tables.flatMap(({ name, aside }) => [name, aside.leaving, aside.coming]);
  const live = names.filter((name) => name !== undefined && reality.get(plan.live)?.tables.has(name) === true);
  const coming = tablesAt(plan, reality, seat, 'home').map(({ name }) => quoted(home, name));
  return [...live.map((name) => quoted(plan.live, name ?? '')), ...coming];
}

function tablesAt(plan: SwitchPlan, reality: Reality, seat: Seat, place: string): readonly MovedTable[] {
  return plan.tables.filter((table) => table[seat] && placeOf(plan, reality, seat, table) === place);
}

function rename(title: string, moves: readonly Move[]): SwitchStep {
  const list = moves.map(({ from, to }) => `${quoted(from.database, from.name)} TO ${quoted(to.database, to.name)}`);
  return { title, phase: 'gap', statements: [`RENAME TABLE ${list.join(', ')}`], effects: [{ do: 'rename', moves }] };
}

function tables(count: number): string {
  return count === 1 ? 'one table' : `${count} tables`;
}
