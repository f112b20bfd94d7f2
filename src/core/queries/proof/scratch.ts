import { isOpsError, messageOf, OpsError } from '../../base/errors';
import type { BulkSession } from '../../connections/bulk';
import { quoteName } from '../../connections/sqlNames';
import type { IndexDefinition } from '../advisor/advice';
import { quotedAccount, serverErrorNumber } from '../serverErrors';
import { planDraws, type DrawnTable, type DrawOptions, type Relation } from './draw';
import type { CatalogTable } from '../catalog/table';
import { boundsStatement, fillTable, type Bounds } from './fill';
import type { KeptRows } from './keep';
import { indexApplier } from './indexSet';
import { dropSchema, holdScratch, markerTable, ownership, scratchName, writeMarker } from './marker';
import { quoteTable } from './sqlText';

/** Opens a writing session in no database, for as long as the permit of the operation lives. */
export type OpenSession = (signal: AbortSignal) => Promise<BulkSession>;

/** What a scratch copy is made of. */
export interface ScratchPlan {
  /** The live schema. */
  readonly schema: string;
  readonly tables: readonly CatalogTable[];
  readonly relations: readonly Relation[];
  readonly kept: readonly KeptRows[];
  /** Who makes it, for whoever finds it: "laravel-ops on web1, process 4711". */
  readonly who: string;
}

export interface ScratchOptions extends DrawOptions {
  /** Copying one table may take this long; then the whole is given up. Milliseconds, 60,000 when left out. */
  readonly fillMs?: number;
  /** 0 to 1, Math.random when left out. */
  readonly random?: () => number;
}

/** A table of the copy. */
export interface ScratchTable {
  readonly name: string;
  /** As it is in the live schema. */
  readonly table: CatalogTable;
  readonly rows: number;
  /** Share of the live table's rows that was aimed at. */
  readonly fraction: number;
}

/** A schema of ours on the live server with a sample of the rows, as long as `withScratch` lets it be. */
export interface Scratch {
  /** Its name. */
  readonly schema: string;
  readonly live: string;
  readonly session: BulkSession;
  readonly tables: readonly ScratchTable[];
  readonly remarks: readonly string[];
  /**
   * Makes the set of additional indexes this one, by the difference. Resolves with the names that they have here, by
   * `indexKey`.
   */
  apply(indexes: readonly IndexDefinition[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** Engines whose CREATE TABLE … LIKE makes a table of its own. That of a FEDERATED or MERGE table writes into the live one. */
const engines = new Set(['innodb', 'myisam', 'aria']);

/** Statements other than copying. Milliseconds. */
const statementLimit = 60_000;

/**
 * Makes a scratch copy, lets `work` use it, and drops it: at the end, at an error, when the signal aborts at any moment, and
 * through a new session when the connection was lost. What a killed process leaves, `dropOrphans` finds.
 *
 * Rejects with OpsError `noPrivilege` when the login may not create it, `noLock`, `unfit` (a table that cannot be copied
 * safely), `scratchLeft` when it could not be dropped, or with what `work` rejects with.
 */
export async function withScratch<T>(
  open: OpenSession,
  plan: ScratchPlan,
  options: ScratchOptions,
  signal: AbortSignal,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const unfit = plan.tables.find(({ engine }) => !engines.has(engine.toLowerCase()));
  if (unfit !== undefined)
    throw new OpsError('unfit', `${unfit.name} is a table of the engine ${unfit.engine}, which is not copied.`, {
      safe: 'Nothing was made.',
    });
  const session = await open(signal);
  const random = options.random ?? Math.random;
  const schema = scratchName(random());
  let made: 'no' | 'perhaps' | 'yes' = 'no';
  let failed: { readonly error: unknown } | undefined;
  try {
    const remarks = await prepare(session, signal);
    if (!(await holdScratch(session, schema, signal)))
      throw new OpsError('busy', 'Another scratch copy has the same name.', { next: 'Try again.' });
    // A CREATE that is cut short may have happened, or have met a schema of somebody else.
    made = 'perhaps';
    await createSchema(session, schema, signal);
    made = 'yes';
    await writeMarker(session, schema, plan.who, signal);
    const scratch = await fill(session, schema, plan, { ...options, random }, remarks, signal);
    return await work(scratch);
  } catch (error) {
    failed = { error };
    throw error;
  } finally {
    if (made !== 'no') await drop(open, session, schema, made === 'yes', failed?.error);
    await session.close();
  }
}

/** Settings of the session that copies. Gives back what could not be had, for people. */
async function prepare(session: BulkSession, signal: AbortSignal): Promise<string[]> {
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', signal);
  // Rows that older rules let in (dates of zeros, an id of 0) are copied as they are.
  await session.run(
    "SET SESSION autocommit = 1, SESSION lock_wait_timeout = 5, SESSION innodb_lock_wait_timeout = 5, SESSION foreign_key_checks = 0, SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    signal,
  );
  try {
    await session.run('SET SESSION sql_log_bin = 0', signal);
    return [];
  } catch (error) {
    if (serverErrorNumber(error) === undefined) throw error;
    const [row] = await session.rows('SELECT @@log_bin AS logs', signal);
    return row?.['logs'] === '1'
      ? ['The login may not keep the copy out of the binary log: replicas make it and drop it too.']
      : [];
  }
}

async function createSchema(session: BulkSession, schema: string, signal: AbortSignal): Promise<void> {
  try {
    await session.run(`CREATE DATABASE ${quoteName(schema)}`, signal);
  } catch (error) {
    if (!isOpsError(error, 'noPrivilege')) throw error;
    const account = quotedAccount(session.server.currentUser);
    throw new OpsError(
      'noPrivilege',
      `The login ${session.server.currentUser} may not create a scratch schema on this server.`,
      {
        safe: 'Nothing was made.',
        next: `Ask an administrator to run: GRANT ALL ON \`laravel\\_ops\\_scratch\\_%\`.* TO ${account};`,
      },
      { cause: error },
    );
  }
}

async function fill(
  session: BulkSession,
  schema: string,
  plan: ScratchPlan,
  options: ScratchOptions & { readonly random: () => number },
  remarks: string[],
  signal: AbortSignal,
): Promise<Scratch> {
  const planned = planDraws(plan.tables, plan.relations, options);
  remarks.push(...planned.remarks);
  const families = new Map<string, { readonly bounds: Bounds | undefined; readonly random: number }>();
  const tables: ScratchTable[] = [];
  for (const drawn of planned.tables) {
    const { table, draw } = drawn;
    if (table.name === markerTable) throw new OpsError('unfit', `A table is named ${markerTable}.`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(options.fillMs ?? statementLimit)]);
    const copy = quoteTable(schema, table.name);
    await session.run(`CREATE TABLE ${copy} LIKE ${quoteTable(plan.schema, table.name)}`, limit);
    let family = { bounds: undefined as Bounds | undefined, random: 0 };
    if (draw.kind === 'hash' || draw.kind === 'ranges') {
      const key = `${draw.family}.${draw.familyColumn}`;
      const known = families.get(key);
      family = known ?? {
        bounds:
          draw.kind === 'ranges' ? await readBounds(session, boundsStatement(plan.schema, draw), limit) : undefined,
        random: options.random(),
      };
      families.set(key, family);
    }
    try {
      await fillTable(session, plan.schema, schema, drawn, plan.kept, family.bounds, family.random, limit);
    } catch (error) {
      if (!limit.aborted || signal.aborted) throw error;
      throw new OpsError('timeout', `Copying a sample of ${table.name} took too long and was stopped.`, {
        safe: 'The copy was dropped; the live tables are as they were.',
      });
    }
    tables.push(await analysed(session, schema, drawn, limit));
  }
  return { schema, live: plan.schema, session, tables, remarks, apply: indexApplier(session, schema) };
}

async function readBounds(session: BulkSession, sql: string, signal: AbortSignal): Promise<Bounds | undefined> {
  const [row] = await session.rows(sql, signal);
  const [low, high] = [row?.['low'], row?.['high']];
  if (typeof low !== 'string' || typeof high !== 'string') return undefined;
  return { low: BigInt(low), high: BigInt(high) };
}

async function analysed(
  session: BulkSession,
  schema: string,
  { table, fraction }: DrawnTable,
  signal: AbortSignal,
): Promise<ScratchTable> {
  const copy = quoteTable(schema, table.name);
  await session.run(`ANALYZE TABLE ${copy}`, signal);
  const [row] = await session.rows(`SELECT COUNT(*) AS count FROM ${copy}`, signal);
  return { name: table.name, table, rows: Number(row?.['count'] ?? 0), fraction };
}

/**
 * Through its own session, or a new one when that is of no more use.
 *
 * @param certain it is ours; otherwise it is looked at first
 */
async function drop(
  open: OpenSession,
  session: BulkSession,
  schema: string,
  certain: boolean,
  failure: unknown,
): Promise<void> {
  const limit = AbortSignal.timeout(90_000);
  const through = async (each: BulkSession): Promise<void> => {
    if (certain || (await ownership(each, schema, limit)) !== undefined) await dropSchema(each, schema);
  };
  const first = await through(session).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (first === undefined) return;
  try {
    const other = await open(limit);
    try {
      await through(other);
    } finally {
      await other.close();
    }
  } catch (error) {
    throw new OpsError(
      'scratchLeft',
      `The scratch copy "${schema}" could not be dropped: ${messageOf(error)}`,
      {
        safe: 'The live tables are as they were.',
        next: 'It is dropped the next time that this server can be reached.',
      },
      { cause: failure ?? first.error },
    );
  }
}
