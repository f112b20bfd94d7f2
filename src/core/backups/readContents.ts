import { isOpsError, OpsError } from '../base/errors';
import { readEvents, readRoutines, readTriggers, readViews } from './readObjects';
import { field, literal, quoted } from './readRows';
import type { ReadRows } from './readRows';
import { mayGlobally, mayIn, parseGrants } from './restore/preflightGrants';
import type { Grants } from './restore/preflightGrants';
import type { DatabaseContents, ForeignKey, IncomingForeignKey, NamedDefinition, TableContents } from './schema';

/** What is counted beside the definitions; both read every row. */
export interface ReadContentsOptions {
  readonly rows?: boolean;
  readonly checksums?: boolean;
}

/**
 * Everything that is in one database, with the definitions as the server says them. Complete or it throws: where the account
 * may not see some kind of object, that is an error and not an empty list (INFORMATION_SCHEMA leaves out silently what an
 * account may not see).
 *
 * @param read a session outside of `database`, so that views are told with qualified names
 * @throws OpsError `unknownDatabase`, `incomplete`, and what the server answered
 */
export async function readContents(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
  options: ReadContentsOptions = {},
): Promise<DatabaseContents> {
  await checkSession(read, database, signal);
  const [schema] = await read(
    `SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
     FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${literal(database)}`,
    signal,
  );
  if (schema === undefined)
    throw new OpsError('unknownDatabase', `There is no database "${database}", or this account may not see it.`);
  requireSight(await readGrants(read, signal), database);
  const rows = await read(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, TABLE_ROWS AS count,
       COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0) AS bytes
     FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(database)} ORDER BY TABLE_NAME`,
    signal,
  );
  const foreignKeys = await readForeignKeys(read, database, signal);
  const tables: TableContents[] = [];
  const sequences: NamedDefinition[] = [];
  for (const row of rows) {
    const name = field(row, 'name');
    const type = field(row, 'type');
    if (type === 'VIEW' || type === 'SYSTEM VIEW') continue;
    if (type === 'SEQUENCE')
      sequences.push({ name, create: await showCreate(read, `SEQUENCE ${quoted(database, name)}`, signal) });
    else if (type === 'BASE TABLE' || type === 'SYSTEM VERSIONED')
      tables.push({
        name,
        engine: row['engine'] ?? '',
        create: await showCreate(read, `TABLE ${quoted(database, name)}`, signal),
        estimatedRows: Number(row['count'] ?? 0),
        bytes: Number(row['bytes'] ?? 0),
        foreignKeys: foreignKeys.get(name) ?? [],
        ...(await measured(read, quoted(database, name), options, signal)),
      });
    else throw incomplete(`"${name}" is of a kind that Laravel Ops does not know (${type})`);
  }
  return {
    database,
    charset: field(schema, 'charset'),
    collation: field(schema, 'collation'),
    tables,
    sequences,
    views: await readViews(read, database, signal),
    triggers: await readTriggers(read, database, signal),
    routines: await readRoutines(read, database, signal),
    events: await readEvents(read, database, signal),
    incomingForeignKeys: await readIncoming(read, database, signal),
  };
}

/** Names have to come qualified, and quoted in backticks. */
async function checkSession(read: ReadRows, database: string, signal: AbortSignal): Promise<void> {
  const [session] = await read(
    'SELECT DATABASE() AS inside, @@SESSION.sql_mode AS mode, @@SESSION.sql_quote_show_create AS quoting',
    signal,
  );
  if (session?.['inside'] === database)
    throw new Error('readContents needs a session outside of the database it reads');
  if (/ANSI_QUOTES/.test(session?.['mode'] ?? '') || !/^(1|ON)$/i.test(session?.['quoting'] ?? ''))
    throw new OpsError(
      'quoting',
      'This server quotes names differently (sql_mode ANSI_QUOTES, or sql_quote_show_create off), and Laravel Ops would not read its definitions with certainty.',
      { safe: 'Nothing was changed.' },
    );
}

function requireSight(grants: Grants, database: string): void {
  const lacking = ['SELECT', 'TRIGGER', 'EVENT', 'SHOW VIEW'].filter((each) => !mayIn(grants, each, database));
  const routines = ['EXECUTE', 'ALTER ROUTINE', 'CREATE ROUTINE'].some((each) => mayIn(grants, each, database));
  if (!routines && !mayGlobally(grants, 'SELECT', 'SHOW_ROUTINE')) lacking.push('EXECUTE');
  if (lacking.length === 0) return;
  throw incomplete(
    `this account lacks ${lacking.join(', ')} on all of it, so some of it may be hidden`,
    `An administrator can allow it: GRANT ${lacking.join(', ')} ON ${quoted(database)}.* TO this account.`,
  );
}

/** What this account may do, by itself and by its active roles. */
export async function readGrants(read: ReadRows, signal: AbortSignal): Promise<Grants> {
  const lines = await read('SHOW GRANTS', signal);
  const [roles] = await read('SELECT CURRENT_ROLE() AS roles', signal).catch((error: unknown) => {
    // MySQL 5.7 has no roles.
    if (isOpsError(error) && /\((?:1305|1064)\)/.test(error.message)) return [{ roles: null }];
    throw error;
  });
  return parseGrants(
    lines.map((row) => Object.values(row)[0] ?? ''),
    roles?.['roles'] ?? null,
  );
}

function incomplete(what: string, next?: string): OpsError {
  return new OpsError('incomplete', `The database cannot be read completely: ${what}.`, {
    safe: 'Nothing was changed.',
    ...(next === undefined ? {} : { next }),
  });
}

async function measured(
  read: ReadRows,
  table: string,
  options: ReadContentsOptions,
  signal: AbortSignal,
): Promise<Pick<TableContents, 'rows' | 'checksum'>> {
  const [count] = options.rows === true ? await read(`SELECT COUNT(*) AS count FROM ${table}`, signal) : [];
  const [sum] = options.checksums === true ? await read(`CHECKSUM TABLE ${table}`, signal) : [];
  return {
    ...(count === undefined ? {} : { rows: Number(field(count, 'count')) }),
    ...(sum === undefined ? {} : { checksum: sum['Checksum'] ?? 'null' }),
  };
}

/** SHOW CREATE of a table or sequence: its text stands in a column whose name begins with "Create". */
async function showCreate(read: ReadRows, what: string, signal: AbortSignal): Promise<string> {
  const [row = {}] = await read(`SHOW CREATE ${what}`, signal);
  const text = Object.entries(row).find(([name]) => /^create /i.test(name))?.[1];
  if (text === null || text === undefined) throw incomplete(`the definition of ${what} is hidden from this account`);
  return text;
}

async function readForeignKeys(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ForeignKey[]>> {
  const rows = await read(
    `SELECT TABLE_NAME AS child, CONSTRAINT_NAME AS name, COLUMN_NAME AS col, REFERENCED_TABLE_SCHEMA AS refSchema,
       REFERENCED_TABLE_NAME AS refTable, REFERENCED_COLUMN_NAME AS refCol
     FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = ${literal(database)} AND REFERENCED_TABLE_NAME IS NOT NULL
     ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`,
    signal,
  );
  const byTable = new Map<string, Map<string, { -readonly [Key in keyof ForeignKey]: ForeignKey[Key] }>>();
  for (const row of rows) {
    const table = byTable.get(field(row, 'child')) ?? new Map();
    byTable.set(field(row, 'child'), table);
    const name = field(row, 'name');
    const before = table.get(name);
    table.set(name, {
      name,
      columns: [...(before?.columns ?? []), field(row, 'col')],
      referencedDatabase: field(row, 'refSchema'),
      referencedTable: field(row, 'refTable'),
      referencedColumns: [...(before?.referencedColumns ?? []), field(row, 'refCol')],
    });
  }
  return new Map(Array.from(byTable, ([table, keys]) => [table, [...keys.values()]]));
}

async function readIncoming(
  read: ReadRows,
  database: string,
  signal: AbortSignal,
): Promise<readonly IncomingForeignKey[]> {
  const rows = await read(
    `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS child, CONSTRAINT_NAME AS name, REFERENCED_TABLE_NAME AS refTable
     FROM information_schema.REFERENTIAL_CONSTRAINTS
     WHERE UNIQUE_CONSTRAINT_SCHEMA = ${literal(database)} AND CONSTRAINT_SCHEMA <> ${literal(database)}`,
    signal,
  );
  return rows.map((row) => ({
    name: field(row, 'name'),
    database: field(row, 'db'),
    table: field(row, 'child'),
    referencedTable: field(row, 'refTable'),
  }));
}
