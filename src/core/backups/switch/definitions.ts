import type { SqlServer } from '../../connections/sql';
import { literal, quoted } from '../readRows';
import { parkEvent } from '../restore/parkedEvents';
import type { EventDefinition, RoutineDefinition, TriggerDefinition, ViewDefinition } from '../schema';
import { requalify } from './qualifiers';

/** What an object is created under; MySQL and MariaDB keep it with the object. */
interface Under {
  readonly sqlMode?: string;
  readonly charset: string;
  readonly collation: string;
  readonly timeZone?: string;
}

/** Statements that put the session into what an object was created under, in its database. */
export function under(database: string, { sqlMode, charset, collation, timeZone }: Under): readonly string[] {
  return [
    `USE ${quoted(database)}`,
    `SET SESSION sql_mode = ${literal(sqlMode ?? '')}, character_set_client = ${charset}, collation_connection = ${collation}${
      timeZone === undefined ? '' : `, time_zone = ${literal(timeZone)}`
    }`,
  ];
}

/** Back to how our sessions speak. */
export const usualSession: readonly string[] = ['SET NAMES utf8mb4', "SET SESSION time_zone = '+00:00', sql_mode = ''"];

/**
 * A trigger on `table` of the session's database. SHOW CREATE TRIGGER says a trigger as it was written (MariaDB), with
 * database names where somebody wrote them, and with the table's name of then.
 */
export function createTriggerOn(trigger: TriggerDefinition, table: string): string {
  const header =
    /^(CREATE\s+(?:OR\s+REPLACE\s+)?(?:DEFINER\s*=\s*(?:`(?:[^`]|``)*`|[^\s@]+)\s*@\s*(?:`(?:[^`]|``)*`|\S+)\s+)?TRIGGER\s+)(?:IF\s+NOT\s+EXISTS\s+)?(?:(?:`(?:[^`]|``)*`|[\w$\u0080-\uffff]+)\s*\.\s*)?(?:`(?:[^`]|``)*`|[\w$\u0080-\uffff]+)(\s+(?:BEFORE|AFTER)\s+(?:INSERT|UPDATE|DELETE)\s+ON\s*)(?:(?:`(?:[^`]|``)*`|[\w$\u0080-\uffff]+)\s*\.\s*)?(?:`(?:[^`]|``)*`|[\w$\u0080-\uffff]+)/i.exec(
      trigger.create,
    );
  if (header === null) throw new Error(`the definition of trigger ${trigger.name} was not understood`);
  const [whole, start = '', middle = ''] = header;
  return `${start}${quoted(trigger.name)}${middle}${quoted(table)}${trigger.create.slice(whole.length)}`;
}

/** The same view, in `to`: CREATE OR REPLACE, so that it can run twice. */
export function createViewIn(view: ViewDefinition, live: string, to: string): string {
  const text = to === live ? view.create : requalify(view.create, live, to);
  if (text === undefined) throw new Error(`the names in view ${view.name} are ambiguous`);
  return text.replace(/^CREATE\s+(?!OR\s+REPLACE)/i, 'CREATE OR REPLACE ');
}

/** Text that two definitions of one view share, wherever they are. */
export function comparableView(create: string, ...databases: readonly string[]): string {
  let text = create.replace(/^CREATE\s+OR\s+REPLACE\s+/i, 'CREATE ');
  for (const database of databases) text = requalify(text, database, 'the') ?? text;
  return text.replaceAll('`the`.', '');
}

/** True when two routines are one: text and everything that it was created under. */
export function sameRoutine(a: RoutineDefinition, b: RoutineDefinition): boolean {
  return (
    a.create === b.create &&
    a.definer === b.definer &&
    a.sqlMode === b.sqlMode &&
    a.charset === b.charset &&
    a.collation === b.collation
  );
}

/** An event as it is kept beside the live database: what was on is parked. */
export function parkedEvent(event: EventDefinition, server: Pick<SqlServer, 'flavour' | 'major'>): string {
  const parked = parkEvent(event.create, server);
  if (parked === undefined) throw new Error(`the definition of event ${event.name} was not understood`);
  return parked.sql;
}
