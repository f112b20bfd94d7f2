import type { Cell, DumpSession } from './dumpSession';

const decoder = new TextDecoder();

/** A cell as text; '' for NULL and for what is not there. */
export function textOf(row: ReadonlyMap<string, Cell>, column: string): string {
  const cell = row.get(column);
  return cell === null || cell === undefined ? '' : decoder.decode(cell);
}

/** A text as a literal; the session has no NO_BACKSLASH_ESCAPES. */
export function literalOf(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export interface CatalogTable {
  readonly name: string;
  readonly engine: string;
  readonly kind: 'table' | 'view' | 'sequence';
  readonly versioned: boolean;
}

export interface CatalogTrigger {
  readonly name: string;
  readonly table: string;
}

export interface CatalogRoutine {
  readonly name: string;
  /** "PROCEDURE", "FUNCTION", MariaDB also "PACKAGE" and "PACKAGE BODY". */
  readonly kind: string;
}

/** Everything in a database by name, before anything is dumped. */
export interface DumpCatalog {
  readonly charset: string;
  readonly collation: string;
  readonly tables: readonly CatalogTable[];
  /** In the order in which triggers of one event act. */
  readonly triggers: readonly CatalogTrigger[];
  readonly routines: readonly CatalogRoutine[];
  readonly events: readonly string[];
}

/** Reads the names of all objects. Rejects with OpsError, `unknownDatabase` included. */
export async function readDumpCatalog(session: DumpSession, database: string): Promise<DumpCatalog> {
  const schema = literalOf(database);
  const [home] = await session.rows(
    `SELECT DEFAULT_CHARACTER_SET_NAME AS cs, DEFAULT_COLLATION_NAME AS co FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${schema}`,
  );
  const tables = await session.rows(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${schema} ORDER BY TABLE_NAME`,
  );
  const triggers = await session.rows(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS tab FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${schema} ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER`,
  );
  const routines = await session.rows(
    `SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${schema} ORDER BY ROUTINE_TYPE, ROUTINE_NAME`,
  );
  const events = await session.rows(
    `SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${schema} ORDER BY EVENT_NAME`,
  );
  return {
    charset: home === undefined ? '' : textOf(home, 'cs'),
    collation: home === undefined ? '' : textOf(home, 'co'),
    tables: tables.map((row) => {
      const type = textOf(row, 'type');
      return {
        name: textOf(row, 'name'),
        engine: textOf(row, 'engine'),
        kind: type.includes('VIEW') ? 'view' : type === 'SEQUENCE' ? 'sequence' : 'table',
        versioned: type === 'SYSTEM VERSIONED',
      };
    }),
    triggers: triggers.map((row) => ({ name: textOf(row, 'name'), table: textOf(row, 'tab') })),
    routines: routines.map((row) => ({ name: textOf(row, 'name'), kind: textOf(row, 'type') })),
    events: events.map((row) => textOf(row, 'name')),
  };
}
