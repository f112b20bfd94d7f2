import { parentPath } from '../../base/path';
import { once } from '../../base/memo';
import { asString } from '../../laravel/value';
import type { Code } from '../collector';
import { type Draft, applyChange, emptyTable } from './applyStep';
import { migrations } from './migrations';
import { readSchemaDump } from './schemaDump';
import { type Condition, type Migration, type SchemaStep, resolvedName } from './step';
import type { Schema } from './table';

/** The default connection's schema as all migrations make it, in the order in which Laravel runs them. */
export const tables = once((code: Code): Schema => schemaOf(code, () => true));

/** The schema before one migration runs. */
export function tablesBefore(code: Code, migration: Migration): Schema {
  return schemaOf(code, (each) => each.name < migration.name);
}

/** Name and driver of the default connection, as far as they are certain with the application's own environment. */
export function defaultConnection({ project }: Pick<Code, 'project'>): { name?: string; driver?: string } {
  const name = asString(project.config.get('database.default'));
  const driver = name === undefined ? undefined : asString(project.config.get(`database.connections.${name}.driver`));
  return { ...(name === undefined ? {} : { name }), ...(driver === undefined ? {} : { driver }) };
}

interface Building {
  readonly tables: Map<string, Draft>;
  complete: boolean;
  readonly driver: string | undefined;
  readonly resolve: (name: string) => string | undefined;
}

function schemaOf(code: Code, runs: (migration: Migration) => boolean): Schema {
  const { project } = code;
  const { name: connection, driver } = defaultConnection(code);
  const config = (path: string): string | null | undefined => {
    const value = project.config.get(path);
    return value.kind === 'absent' || (value.kind === 'known' && value.value === null) ? null : asString(value);
  };
  const building: Building = {
    tables: new Map(),
    complete: code.complete(migrations),
    driver,
    resolve: (name) => resolvedName(name, config),
  };
  const done = startFromDump(building, code, connection);
  const inOrder = code
    .facts(migrations)
    .filter((migration) => runs(migration) && !done.has(migration.name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const migration of inOrder) {
    // Whether Laravel runs what lies elsewhere, and where, is for service providers to say.
    const runsForCertain = parentPath(migration.relative) === 'database/migrations';
    const answers = new Map<number, boolean | undefined>();
    let asked = 0;
    for (const [at, step] of migration.up.entries()) {
      if (step.connection !== undefined && step.connection !== connection && step.connection !== '') continue;
      if (at >= asked) asked = ask(migration.up, at, answers, building);
      const sure = runsForCertain && step.connection !== '';
      apply(
        building,
        step,
        migration.file,
        sure ? together(step.conditions.map(({ id }) => answers.get(id))) : undefined,
      );
    }
  }
  const certain = building.complete;
  const tables = [...building.tables.values()].map(({ engine, ...table }) => ({
    ...table,
    certain: table.certain && certain,
    ...(engine === undefined ? {} : { engine }),
  }));
  return { tables: new Map(tables.map((table) => [table.name, table])), complete: certain };
}

/** Puts in what `php artisan schema:dump` wrote; gives back the migrations that are in it. */
function startFromDump(building: Building, { schemaDumps }: Code, connection: string | undefined): ReadonlySet<string> {
  if (schemaDumps === undefined || schemaDumps.size === 0) return new Set();
  const file = [`${connection}-schema.sql`, `${connection}-schema.dump`].find((name) => schemaDumps.has(name));
  const text = file === undefined ? undefined : schemaDumps.get(file);
  if (connection === undefined || (file !== undefined && text === undefined)) building.complete = false;
  if (text === undefined) return new Set();
  const dump = readSchemaDump(text);
  for (const table of dump.tables) building.tables.set(table.name, table);
  return dump.migrations;
}

/** @param holds whether the step runs; undefined when that is not certain */
function apply(building: Building, step: SchemaStep, file: string, holds: boolean | undefined): void {
  const { tables, driver, resolve } = building;
  if (holds === false) return;
  if (step.kind === 'raw') return applyRaw(building, step.sql);
  const name = step.table === undefined ? undefined : resolve(step.table);
  if (name === undefined) {
    // A table that is created under a name nobody knows is none of the known ones.
    if (step.kind === 'create' || isHarmless(step)) return;
    building.complete = false;
    return;
  }
  const before = tables.get(name);
  if (step.kind === 'drop') {
    if (holds === true) tables.delete(name);
    else if (before !== undefined) before.certain = false;
    return;
  }
  if (step.kind === 'create') {
    const table = emptyTable(name);
    // Under an unknown condition another table of this name may be there already.
    table.certain = holds === true && before === undefined;
    table.files.push(file);
    tables.set(name, table);
    return;
  }
  if (step.kind === 'rename')
    return rename(building, name, step.to === undefined ? undefined : resolve(step.to), holds);
  // Not made by any migration that was read: by a package's, most likely.
  const table = before ?? { ...emptyTable(name), certain: false };
  if (before === undefined) tables.set(name, table);
  if (table.files.at(-1) !== file) table.files.push(file);
  if (holds !== true) table.certain = false;
  const change = resolvedChange(step, resolve);
  applyChange(table, change, file, driver);
}

/** What can be done to any table without an index of it being other than known. */
function isHarmless({ kind }: SchemaStep): boolean {
  return kind === 'column' || kind === 'someColumn';
}

function rename({ tables }: Building, from: string, to: string | undefined, holds: boolean | undefined): void {
  const table = tables.get(from);
  if (table === undefined) return;
  if (holds !== true || to === undefined) {
    table.certain = false;
    return;
  }
  tables.delete(from);
  table.name = to;
  tables.set(to, table);
}

/** Tables whose names stand in the statement; all of them when parts of it are not certain and no name was found. */
function applyRaw(building: Building, sql: string): void {
  const words = new Set(sql.toLowerCase().match(/[\w$]+/g) ?? []);
  let found = false;
  for (const table of building.tables.values()) {
    if (!words.has(table.name.toLowerCase())) continue;
    table.certain = false;
    found = true;
  }
  if (!found && sql.includes('\0')) building.complete = false;
}

/**
 * Asks the conditions of a step that were not asked yet. A closure given to `Schema::table` runs before any of its
 * changes is made: what stands in it is asked together.
 *
 * @returns the first step that was not asked about
 */
function ask(
  steps: readonly SchemaStep[],
  from: number,
  answers: Map<number, boolean | undefined>,
  building: Building,
): number {
  const first = steps[from];
  for (let at = from; at < steps.length; at++) {
    const step = steps[at];
    if (step === undefined || (at > from && (step.tableRange === undefined || !sameCall(step, first)))) return at;
    for (const guard of step.conditions) if (!answers.has(guard.id)) answers.set(guard.id, holdsOne(guard, building));
  }
  return steps.length;
}

function sameCall(step: SchemaStep, other: SchemaStep | undefined): boolean {
  return step.tableRange?.start === other?.tableRange?.start && step.table === other?.table;
}

function together(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.every((each) => each === true) ? true : undefined;
}

function holdsOne(condition: Condition, { tables, driver, resolve, complete }: Building): boolean | undefined {
  if (condition.kind === 'unknown') return undefined;
  const { negated } = condition;
  if (condition.kind === 'driver')
    return driver === undefined ? undefined : condition.drivers.includes(driver) !== negated;
  const name = resolve(condition.table);
  const table = name === undefined ? undefined : tables.get(name);
  if (name === undefined || !complete) return undefined;
  if (condition.kind === 'hasTable')
    return table !== undefined && !table.certain ? undefined : (table !== undefined) !== negated;
  const column = resolve(condition.column);
  if (table === undefined || column === undefined || !table.certain) return undefined;
  return table.columns.has(column) !== negated;
}

/** The change with all names certain; `unknown` when one is not. */
function resolvedChange(step: SchemaStep, resolve: Building['resolve']): SchemaStep {
  const lost: SchemaStep = { kind: 'unknown', range: step.range, conditions: step.conditions };
  const list = (columns: readonly string[] | undefined): readonly string[] | undefined => {
    const all = columns?.map(resolve);
    return all?.every((each) => each !== undefined) ? all : undefined;
  };
  switch (step.kind) {
    case 'column': {
      const column = resolve(step.column);
      return column === undefined ? lost : { ...step, column };
    }
    case 'index':
    case 'foreign':
    case 'dropColumn': {
      const columns = list(step.columns);
      return columns === undefined ? lost : { ...step, columns };
    }
    case 'dropIndex':
    case 'dropForeign': {
      if (step.columns === undefined) return step;
      const columns = list(step.columns);
      return columns === undefined ? lost : { ...step, columns };
    }
    case 'renameColumn': {
      const [from, to] = [resolve(step.from), resolve(step.to)];
      return from === undefined || to === undefined ? lost : { ...step, from, to };
    }
    default:
      return step;
  }
}
