import { quoted } from '../readRows';
import type { TriggerDefinition } from '../schema';
import { createTriggerOn, under, usualSession } from './definitions';
import { placeOf } from './places';
import { otherSeat } from './plan';
import type { Seat, SwitchPlan } from './plan';
import { stateOf } from './reality';
import type { Reality } from './reality';
import type { SwitchStep } from './step';

/**
 * Creates triggers in their order. `tableOf` says on which table, by the trigger's table in the live database.
 *
 * MariaDB keeps a file for each trigger's name (.TRN) beside those of the tables. A crash of the server may leave one without its
 * trigger (seen on 10.11): nothing lists it, CREATE TRIGGER says 1359, and DROP TRIGGER IF EXISTS removes it. Only triggers
 * that are not there are created, so it drops nothing else.
 */
export function* createTriggers(
  plan: SwitchPlan,
  database: string,
  triggers: readonly TriggerDefinition[],
  tableOf: (table: string) => string,
  phase: SwitchStep['phase'],
): Generator<SwitchStep> {
  for (const trigger of triggers) {
    const table = tableOf(trigger.table);
    yield {
      title: `Create trigger ${trigger.name} on ${trigger.table}`,
      phase,
      statements: [
        ...(plan.server.flavour === 'mariadb' ? [`DROP TRIGGER IF EXISTS ${quoted(database, trigger.name)}`] : []),
        ...under(database, trigger),
        createTriggerOn(trigger, table),
        ...usualSession,
      ],
      effects: [{ do: 'createTrigger', database, name: trigger.name, table }],
    };
  }
}

/** Drops triggers, the last that fires first: what is left keeps its order when it is completed again. */
export function* dropTriggers(
  database: string,
  triggers: readonly TriggerDefinition[],
  phase: SwitchStep['phase'],
): Generator<SwitchStep> {
  if (triggers.length === 0) return;
  const names = triggers.map(({ name }) => name).toReversed();
  yield {
    title: names.length === 1 ? `Take off trigger ${names[0]}` : `Take off ${names.length} triggers`,
    phase,
    statements: names.map((name) => `DROP TRIGGER IF EXISTS ${quoted(database, name)}`),
    effects: names.map((name) => ({ do: 'dropTrigger', database, name })),
  };
}

/** What is not live gets its triggers back at home: it is whole there, and can come back. */
export function* triggersAtHome(plan: SwitchPlan, reality: Reality, seat: Seat): Generator<SwitchStep> {
  const other = otherSeat(seat);
  const { home, triggers } = plan[other];
  const missing = triggers.filter(
    ({ name, table }) => reality.get(home)?.triggers.has(name) !== true && stateOf(reality, home).tables.has(table),
  );
  yield* createTriggers(plan, home, missing, (table) => table, 'finish');
}

/** The triggers of what comes, that hang on tables which are still at home: they cannot cross with them. */
export function triggersToTakeOff(plan: SwitchPlan, reality: Reality, seat: Seat): readonly TriggerDefinition[] {
  const { home, triggers } = plan[seat];
  return triggers.filter(({ name, table }) => {
    const moved = plan.tables.find((each) => each.name === table);
    if (moved === undefined || placeOf(plan, reality, seat, moved) !== 'home') return false;
    return reality.get(home)?.triggers.has(name) === true;
  });
}
