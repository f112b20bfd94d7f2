import { isOpsError, messageOf, OpsError } from '../base/errors';
import { field, literal, quoted } from './readRows';
import type { ReadRows, TextRow } from './readRows';
import type { EventDefinition, RoutineDefinition, TriggerDefinition, ViewDefinition } from './schema';

/** Views by name, with what each was created under. A view that cannot be used any more is told as broken. */
export async function readViews(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<readonly ViewDefinition[]> {
  const rows = await read(
    `SELECT TABLE_NAME AS name, DEFINER AS definer, CHARACTER_SET_CLIENT AS cs, COLLATION_CONNECTION AS collation
     FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${literal(database)} ORDER BY TABLE_NAME`,
    signal,
  );
  const views: ViewDefinition[] = [];
  for (const row of rows) {
    const name = field(row, 'name');
    const broken = await brokenView(read, quoted(database, name), signal);
    views.push({
      name,
      create: await created(read, `VIEW ${quoted(database, name)}`, 'Create View', signal),
      definer: field(row, 'definer'),
      charset: field(row, 'cs'),
      collation: field(row, 'collation'),
      ...(broken === undefined ? {} : { broken }),
    });
  }
  return views;
}

/** SHOW COLUMNS opens what the view stands on: error 1356 when it is not there any more. */
async function brokenView(read: ReadRows, view: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await read(`SHOW COLUMNS FROM ${view}`, signal);
    return undefined;
  } catch (error) {
    if (isOpsError(error) && /\((?:1356|1449|1146|1054|1305)\)/.test(error.message)) return messageOf(error);
    throw error;
  }
}

/** Triggers in the order in which they fire. */
export async function readTriggers(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<readonly TriggerDefinition[]> {
  const rows = await read(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS parent, DEFINER AS definer
     FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${literal(database)}
     ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER`,
    signal,
  );
  const triggers: TriggerDefinition[] = [];
  for (const row of rows) {
    const name = field(row, 'name');
    const definition = await show(read, `TRIGGER ${quoted(database, name)}`, signal);
    triggers.push({
      name,
      table: field(row, 'parent'),
      create: textIn(definition, 'SQL Original Statement', `trigger ${name}`),
      definer: field(row, 'definer'),
      ...createdUnder(definition),
    });
  }
  return triggers;
}

/** Procedures and functions. */
export async function readRoutines(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<readonly RoutineDefinition[]> {
  const rows = await read(
    `SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type, DEFINER AS definer
     FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${literal(database)} ORDER BY ROUTINE_NAME, ROUTINE_TYPE`,
    signal,
  );
  const routines: RoutineDefinition[] = [];
  for (const row of rows) {
    const name = field(row, 'name');
    const type = field(row, 'type');
    if (type !== 'PROCEDURE' && type !== 'FUNCTION')
      throw new OpsError('incomplete', `"${name}" is of a kind that Laravel Ops does not move (${type}).`, {
        safe: 'Nothing was changed.',
      });
    const definition = await show(read, `${type} ${quoted(database, name)}`, signal);
    routines.push({
      name,
      kind: type === 'PROCEDURE' ? 'procedure' : 'function',
      create: textIn(definition, type === 'PROCEDURE' ? 'Create Procedure' : 'Create Function', `${type} ${name}`),
      definer: field(row, 'definer'),
      ...createdUnder(definition),
    });
  }
  return routines;
}

/** Events; `parked` are those that a copy keeps switched off (on the replica's side) until it is live. */
export async function readEvents(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<readonly EventDefinition[]> {
  const rows = await read(
    `SELECT EVENT_NAME AS name, DEFINER AS definer, STATUS AS status
     FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${literal(database)} ORDER BY EVENT_NAME`,
    signal,
  );
  const events: EventDefinition[] = [];
  for (const row of rows) {
    const name = field(row, 'name');
    const definition = await show(read, `EVENT ${quoted(database, name)}`, signal);
    const status = field(row, 'status');
    events.push({
      name,
      create: textIn(definition, 'Create Event', `event ${name}`),
      definer: field(row, 'definer'),
      ...createdUnder(definition),
      status: status === 'ENABLED' ? 'enabled' : status === 'DISABLED' ? 'disabled' : 'parked',
      timeZone: field(definition, 'time_zone'),
    });
  }
  return events;
}

function createdUnder(
  row: TextRow,
): Pick<TriggerDefinition, 'sqlMode' | 'charset' | 'collation' | 'databaseCollation'> {
  return {
    sqlMode: row['sql_mode'] ?? '',
    charset: field(row, 'character_set_client'),
    collation: field(row, 'collation_connection'),
    databaseCollation: field(row, 'Database Collation'),
  };
}

async function show(read: ReadRows, what: string, signal: AbortSignal): Promise<TextRow> {
  const [row] = await read(`SHOW CREATE ${what}`, signal);
  return row ?? {};
}

async function created(read: ReadRows, what: string, column: string, signal: AbortSignal): Promise<string> {
  return textIn(await show(read, what, signal), column, what);
}

function textIn(row: TextRow, column: string, what: string): string {
  const text = row[column];
  if (text !== null && text !== undefined && text !== '') return text;
  throw new OpsError('incomplete', `The definition of ${what} is hidden from this account.`, {
    safe: 'Nothing was changed.',
    next: 'Use the account that made it, or one that may read every definition (SHOW_ROUTINE on MySQL 8.0.20, SELECT on everything before and on MariaDB).',
  });
}
