import { quoted } from '../readRows';
import type { EventDefinition, RoutineDefinition } from '../schema';
import { comparableView, createViewIn, parkedEvent, sameRoutine, under, usualSession } from './definitions';
import { placeOf } from './places';
import { otherSeat } from './plan';
import type { Seat, SwitchPlan, World } from './plan';
import { routineKey, stateOf } from './reality';
import type { DatabaseState, Reality } from './reality';
import type { SwitchStep } from './step';
import { dropTriggers, triggersToTakeOff } from './triggerSteps';

type Phase = SwitchStep['phase'];

/** A home for what leaves, with its routines and its events switched off; what comes puts its triggers down. */
export function* prepareSteps(plan: SwitchPlan, reality: Reality, seat: Seat): Generator<SwitchStep> {
  const other = otherSeat(seat);
  const { home, charset, collation, routines, events } = plan[other];
  if (!tablesMoved(plan, reality, seat)) {
    if (!reality.has(home))
      yield {
        title: `Create database ${home}`,
        phase: 'prepare',
        statements: [`CREATE DATABASE IF NOT EXISTS ${quoted(home)} CHARACTER SET ${charset} COLLATE ${collation}`],
        effects: [{ do: 'createDatabase', database: home, charset, collation }],
      };
    yield* dropTriggers(plan[seat].home, triggersToTakeOff(plan, reality, seat), 'prepare');
  }
  if (plan.partial) return;
  const state = stateOf(reality, home);
  for (const routine of routines)
    if (!state.routines.has(routineKey(routine))) yield createRoutine(home, state, routine, 'prepare');
  for (const event of events) if (!state.events.has(event.name)) yield createEvent(plan, home, event, false, 'prepare');
  if (tablesMoved(plan, reality, seat)) return;
  // Those of the other only: while tables are still to move, an event in the live database is one of them.
  for (const { name } of events)
    if (stateOf(reality, plan.live).events.has(name)) yield dropEvent(plan.live, name, 'prepare');
}

/** Routines, defaults, views and events of the live database become those of `seat`. */
export function* liveObjectSteps(plan: SwitchPlan, reality: Reality, seat: Seat): Generator<SwitchStep> {
  if (plan.partial) return;
  const { live } = plan;
  const [mine, other] = [plan[seat], plan[otherSeat(seat)]];
  const state = stateOf(reality, live);
  const wanted = new Map(mine.routines.map((routine) => [routineKey(routine), routine]));
  for (const routine of other.routines)
    if (!wanted.has(routineKey(routine)) && state.routines.has(routineKey(routine))) yield dropRoutine(live, routine);
  for (const routine of mine.routines) {
    const there = state.routines.get(routineKey(routine));
    if (there !== undefined && sameRoutine(there, routine)) continue;
    if (there !== undefined) yield dropRoutine(live, routine);
    yield createRoutine(live, state, routine, 'finish');
  }
  if (state.charset !== mine.charset || state.collation !== mine.collation) yield defaults(live, mine);
  const views = new Set(mine.views.map(({ name }) => name));
  for (const { name } of other.views) if (!views.has(name) && state.views.has(name)) yield dropView(live, name);
  yield* createViews(plan, live, state, seat);
  for (const event of mine.events)
    if (!state.events.has(event.name)) yield createEvent(plan, live, event, true, 'finish');
}

/** Views of what left come back at its home; what the live contents left behind at theirs goes. */
export function* homeSteps(plan: SwitchPlan, reality: Reality, seat: Seat): Generator<SwitchStep> {
  const other = otherSeat(seat);
  if (!plan.partial) {
    const beside = stateOf(reality, plan[other].home);
    // Creating a routine changes the defaults for a moment, and may have been cut there.
    if (beside.charset !== plan[other].charset || beside.collation !== plan[other].collation)
      yield defaults(plan[other].home, plan[other]);
    yield* createViews(plan, plan[other].home, beside, other);
  }
  const { home, views, routines, events } = plan[seat];
  const left = reality.get(home);
  if (left === undefined) return;
  if (!plan.partial) {
    for (const { name } of views.toReversed()) if (left.views.has(name)) yield dropView(home, name);
    for (const routine of routines) if (left.routines.has(routineKey(routine))) yield dropRoutine(home, routine);
    for (const { name } of events) if (left.events.has(name)) yield dropEvent(home, name, 'finish');
  }
  if (left.tables.size + left.views.size + left.routines.size + left.events.size === 0)
    yield {
      title: `Remove ${home}, which is empty`,
      phase: 'finish',
      statements: [`DROP DATABASE IF EXISTS ${quoted(home)}`],
      effects: [{ do: 'dropDatabase', database: home }],
      onlyIfEmpty: home,
    };
}

function defaults(database: string, { charset, collation }: Pick<World, 'charset' | 'collation'>): SwitchStep {
  return {
    title: `Default character set of ${database}`,
    phase: 'finish',
    statements: [`ALTER DATABASE ${quoted(database)} CHARACTER SET ${charset} COLLATE ${collation}`],
    effects: [{ do: 'defaults', database, charset, collation }],
  };
}

function tablesMoved(plan: SwitchPlan, reality: Reality, seat: Seat): boolean {
  const other = otherSeat(seat);
  return plan.tables.every(
    (table) =>
      (!table[seat] || placeOf(plan, reality, seat, table) === 'live') &&
      (!table[other] || placeOf(plan, reality, other, table) === 'home'),
  );
}

function* createViews(plan: SwitchPlan, database: string, state: DatabaseState, seat: Seat): Generator<SwitchStep> {
  for (const view of plan[seat].views) {
    const create = createViewIn(view, plan.live, database);
    const there = state.views.get(view.name);
    const comparable = (text: string): string => comparableView(text, database, plan.live);
    if (view.broken !== undefined) continue;
    if (there !== undefined && comparable(there) === comparable(create)) continue;
    yield {
      title: `Create view ${view.name}`,
      phase: 'finish',
      statements: [...under(database, view), create, ...usualSession],
      effects: [{ do: 'createView', database, name: view.name, create }],
    };
  }
}

function createRoutine(database: string, state: DatabaseState, routine: RoutineDefinition, phase: Phase): SwitchStep {
  // Parameters without a character set take the database's at that moment.
  const collate = (collation: string): string => `ALTER DATABASE ${quoted(database)} COLLATE ${collation}`;
  const differs = routine.databaseCollation !== state.collation;
  return {
    title: `Create ${routine.kind} ${routine.name}`,
    phase,
    statements: [
      ...(differs ? [collate(routine.databaseCollation)] : []),
      ...under(database, routine),
      routine.create,
      ...usualSession,
      ...(differs ? [collate(state.collation)] : []),
    ],
    effects: [{ do: 'createRoutine', database, routine }],
  };
}

function createEvent(
  plan: SwitchPlan,
  database: string,
  event: EventDefinition,
  live: boolean,
  phase: Phase,
): SwitchStep {
  return {
    title: `Create event ${event.name}${live ? '' : ', switched off'}`,
    phase,
    statements: [...under(database, event), live ? event.create : parkedEvent(event, plan.server), ...usualSession],
    effects: [{ do: 'createEvent', database, event }],
  };
}

function dropRoutine(database: string, routine: RoutineDefinition): SwitchStep {
  const { kind, name } = routine;
  return {
    title: `Drop ${kind} ${name} of ${database}`,
    phase: 'finish',
    statements: [`DROP ${kind.toUpperCase()} IF EXISTS ${quoted(database, name)}`],
    effects: [{ do: 'dropRoutine', database, key: routineKey(routine) }],
  };
}

function dropView(database: string, name: string): SwitchStep {
  return {
    title: `Drop view ${name} of ${database}`,
    phase: 'finish',
    statements: [`DROP VIEW IF EXISTS ${quoted(database, name)}`],
    effects: [{ do: 'dropView', database, name }],
  };
}

function dropEvent(database: string, name: string, phase: Phase): SwitchStep {
  return {
    title: `Drop event ${name} of ${database}`,
    phase,
    statements: [`DROP EVENT IF EXISTS ${quoted(database, name)}`],
    effects: [{ do: 'dropEvent', database, name }],
  };
}
