import type { DatabaseContents, EventDefinition, RoutineDefinition } from '../schema';

/** What is really in the databases of a plan, as far as a switch needs to know. */
export type Reality = Map<string, DatabaseState>;

export interface DatabaseState {
  charset: string;
  collation: string;
  /** Tables and sequences. */
  readonly tables: Set<string>;
  /** Trigger → table. */
  readonly triggers: Map<string, string>;
  /** View → definition. */
  readonly views: Map<string, string>;
  /** By `routineKey`. */
  readonly routines: Map<string, RoutineDefinition>;
  readonly events: Map<string, EventDefinition>;
}

/** What a step does, for the model of what is there. */
export type Effect =
  | { readonly do: 'createDatabase'; readonly database: string; readonly charset: string; readonly collation: string }
  | { readonly do: 'defaults'; readonly database: string; readonly charset: string; readonly collation: string }
  | { readonly do: 'dropDatabase'; readonly database: string }
  | { readonly do: 'rename'; readonly moves: readonly Move[] }
  | { readonly do: 'createTrigger'; readonly database: string; readonly name: string; readonly table: string }
  | { readonly do: 'dropTrigger'; readonly database: string; readonly name: string }
  | { readonly do: 'createView'; readonly database: string; readonly name: string; readonly create: string }
  | { readonly do: 'dropView'; readonly database: string; readonly name: string }
  | { readonly do: 'createRoutine'; readonly database: string; readonly routine: RoutineDefinition }
  | { readonly do: 'dropRoutine'; readonly database: string; readonly key: string }
  | { readonly do: 'createEvent'; readonly database: string; readonly event: EventDefinition }
  | { readonly do: 'dropEvent'; readonly database: string; readonly name: string };

export interface Move {
  readonly from: { readonly database: string; readonly name: string };
  readonly to: { readonly database: string; readonly name: string };
}

/** "procedure close_day": a procedure and a function may share a name. */
export function routineKey({ kind, name }: Pick<RoutineDefinition, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** The state of the databases that were read; one that is not there is left out. */
export function realityOf(contents: readonly DatabaseContents[]): Reality {
  return new Map(
    contents.map((each) => [
      each.database,
      {
        charset: each.charset,
        collation: each.collation,
        tables: new Set([...each.tables, ...each.sequences].map(({ name }) => name)),
        triggers: new Map(each.triggers.map(({ name, table }) => [name, table])),
        views: new Map(each.views.map(({ name, create }) => [name, create])),
        routines: new Map(each.routines.map((routine) => [routineKey(routine), routine])),
        events: new Map(each.events.map((event) => [event.name, event])),
      },
    ]),
  );
}

/** A copy to work on. */
export function copyReality(reality: Reality): Reality {
  return new Map(
    Array.from(reality, ([name, state]) => [
      name,
      {
        charset: state.charset,
        collation: state.collation,
        tables: new Set(state.tables),
        triggers: new Map(state.triggers),
        views: new Map(state.views),
        routines: new Map(state.routines),
        events: new Map(state.events),
      },
    ]),
  );
}

/** Changes `reality` as the server did. */
export function applyEffects(reality: Reality, effects: readonly Effect[]): void {
  for (const effect of effects) apply(reality, effect);
}

function apply(reality: Reality, effect: Effect): void {
  if (effect.do === 'createDatabase') {
    if (!reality.has(effect.database)) reality.set(effect.database, emptyState(effect));
    return;
  }
  if (effect.do === 'dropDatabase') {
    reality.delete(effect.database);
    return;
  }
  if (effect.do === 'rename') {
    for (const { from, to } of effect.moves) {
      const source = stateOf(reality, from.database);
      source.tables.delete(from.name);
      stateOf(reality, to.database).tables.add(to.name);
      // Triggers follow their table inside of one database; into another they cannot.
      for (const [trigger, table] of source.triggers) if (table === from.name) source.triggers.set(trigger, to.name);
    }
    return;
  }
  const state = stateOf(reality, effect.database);
  if (effect.do === 'defaults') Object.assign(state, { charset: effect.charset, collation: effect.collation });
  else if (effect.do === 'createTrigger') state.triggers.set(effect.name, effect.table);
  else if (effect.do === 'dropTrigger') state.triggers.delete(effect.name);
  else if (effect.do === 'createView') state.views.set(effect.name, effect.create);
  else if (effect.do === 'dropView') state.views.delete(effect.name);
  else if (effect.do === 'createRoutine') state.routines.set(routineKey(effect.routine), effect.routine);
  else if (effect.do === 'dropRoutine') state.routines.delete(effect.key);
  else if (effect.do === 'createEvent') state.events.set(effect.event.name, effect.event);
  else state.events.delete(effect.name);
}

/** The state of a database that has to be there. */
export function stateOf(reality: Reality, database: string): DatabaseState {
  const state = reality.get(database);
  if (state === undefined) throw new Error(`there is no database ${database}`);
  return state;
}

function emptyState({ charset, collation }: { charset: string; collation: string }): DatabaseState {
  return {
    charset,
    collation,
    tables: new Set(),
    triggers: new Map(),
    views: new Map(),
    routines: new Map(),
    events: new Map(),
  };
}
