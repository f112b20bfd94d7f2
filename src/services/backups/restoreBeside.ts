import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { messageOf, isAbort, isOpsError, OpsError } from '../../core/base/errors';
import { parseDumpEntry } from '../../core/backups/archive';
import type { DumpBytes, DumpFiles } from '../../core/backups/dump/dumpBytes';
import { literal } from '../../core/backups/readRows';
import { loadDump } from '../../core/backups/restore/loadDump';
import { loadError } from '../../core/backups/restore/loadErrors';
import type { LoadProgress, LoadReport } from '../../core/backups/restore/load';
import type { RestoreJournal } from '../../core/backups/restore/journal';
import { copyGrant } from '../../core/backups/restore/preflightRights';
import { copyName, stampOf, type CopyPurpose } from '../../core/backups/restore/names';
import type { Permit } from '../../core/connections/permit';
import { addressText } from '../../core/connections/profile';
import type { SqlClient, SqlServer } from '../../core/connections/sql';
import { quoteName } from '../../core/connections/sqlNames';
import { ensureOwnFolder } from '../../node/ownFolder';
import { openRestoreJournal } from '../../node/restoreJournal';
import type { App, SqlSession } from '../app';
import { databaseNames } from './databases';
import { atRestore } from './running';
import { inOneSession } from './switch';

/** How long removing a copy may take. Milliseconds. */
const cleanUpMs = 120_000;

/** Which dump goes where. */
export interface RestoreRequest {
  readonly app: App;
  /** The server and the environment that it goes to. */
  readonly used: SqlSession;
  /** The live database that the copy is for. */
  readonly live: string;
  readonly path: string;
  readonly entry: string;
  readonly password?: string;
  /** Only these tables; everything when left out. */
  readonly tables?: readonly string[];
  /** Name of the new database; one is made up when left out. */
  readonly database?: string;
  readonly purpose: Extract<CopyPurpose, 'restore' | 'drill'>;
  readonly actor?: string;
  /** Takes secrets out of what the journal keeps: a server quotes rows in its errors. */
  readonly redact: (text: string) => string;
}

/** A copy that is whole, beside the live database. */
export interface RestoredCopy {
  readonly restoreId: string;
  readonly database: string;
  readonly journal: RestoreJournal;
  readonly report: LoadReport;
}

/**
 * Loads a dump into a new database beside the live one, written down before anything is made. What fails or is cancelled
 * leaves nothing: the new database is dropped again, and the journal says so.
 *
 * @throws OpsError `exists` when the name is taken, and what reading, loading and the server reject with
 */
export async function restoreBeside(
  permit: Permit,
  client: SqlClient,
  dumps: DumpFiles,
  request: RestoreRequest,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (progress: LoadProgress) => void },
): Promise<RestoredCopy> {
  await ensureOwnFolder(request.app.root);
  for (let attempt = 1; ; attempt++)
    try {
      return await restoreUnderFreeName(permit, client, dumps, request, { signal, onProgress });
    } catch (error) {
      // Another process took the name that we made up, in the same minute.
      if (!isOpsError(error, 'exists') || request.database !== undefined || attempt === attempts) throw error;
    }
}

/** How often a name is made up before it is said that it exists. */
const attempts = 3;

async function restoreUnderFreeName(
  permit: Permit,
  client: SqlClient,
  dumps: DumpFiles,
  request: RestoreRequest,
  options: LoadingOptions,
): Promise<RestoredCopy> {
  const { path, entry } = request;
  const { signal } = options;
  const database = await freeName(client, request, signal);
  // Opened before the database is made: a file that cannot be read changes nothing.
  const { password } = request;
  const dump = await dumps.open(path, entry, { signal, ...(password === undefined ? {} : { password }) });
  const restoreId = `${stampOf(new Date())}_${randomBytes(3).toString('hex')}`;
  return atRestore(restoreId, () => loadInto(permit, client, dump, { ...request, restoreId, database }, options));
}

interface LoadingOptions {
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
}

interface Loading extends RestoreRequest {
  readonly restoreId: string;
  readonly database: string;
}

async function loadInto(
  permit: Permit,
  client: SqlClient,
  dump: DumpBytes,
  request: Loading,
  { signal, onProgress }: LoadingOptions,
): Promise<RestoredCopy> {
  const { app, used, live, path, entry, tables, purpose, restoreId, database } = request;
  const source = parseDumpEntry(entry, 0)?.database;
  const journal = await openRestoreJournal(app.root, restoreId);
  await journal.append({
    kind: 'begun',
    at: new Date().toISOString(),
    restoreId,
    purpose,
    root: app.root,
    environment: used.environment.id,
    profile: used.profile.id,
    server: addressText(used.profile.address),
    live,
    database,
    source: { path, entry },
    process: { host: hostname(), pid: process.pid },
    ...(tables === undefined ? {} : { tables }),
    ...(request.actor === undefined ? {} : { actor: request.actor }),
  });
  let made: Made = 'no';
  try {
    const create = await createStatement(client, live, database, signal);
    await inOneSession(app, permit, used, signal, async (session) => {
      made = 'perhaps';
      await session.run(create, signal).catch((error: unknown) => {
        if (isOpsError(error) && refusals.has(error.reason)) made = 'no';
        throw error;
      });
      made = 'yes';
    });
    await journal.append({ kind: 'created', at: new Date().toISOString() });
    const target = {
      database,
      open: (setup: readonly string[], either: AbortSignal) =>
        app.connectBulk(permit, used, { database, setup, signal: either }),
    };
    const report = await loadDump(dump, target, {
      signal,
      ...(source === undefined ? {} : { source }),
      ...(tables === undefined ? {} : { tables }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const rows = report.tables.reduce((sum, table) => sum + table.rows, 0);
    const { milliseconds } = report;
    await journal.append({
      kind: 'loaded',
      at: new Date().toISOString(),
      tables: report.tables.length,
      rows,
      milliseconds,
      ...(report.missing.length === 0 ? {} : { missing: report.missing.map(({ kind, name }) => `${kind} ${name}`) }),
    });
    return { restoreId, database, journal, report };
  } catch (error) {
    await takeBack(permit, request, journal, made, error);
    throw made === 'no' ? notBegun(error, client.server, database) : loadError(error, `Restoring into ${database}`);
  }
}

/** What kept the new database from being made, with what is safe. */
function notBegun(error: unknown, server: SqlServer, database: string): unknown {
  if (!isOpsError(error) || isAbort(error) || error.advice.safe !== undefined) return error;
  // The server asks for what it looked for first; a restore needs more, and under another name the next time.
  const grant = `An administrator can allow it: ${copyGrant(server, database)}`;
  const byReason: Readonly<Record<string, string>> = {
    exists: 'A restore goes into a new database: choose another name.',
    noPrivilege: grant,
  };
  const next = byReason[error.reason] ?? error.advice.next;
  return new OpsError(
    error.reason,
    `${database} was not created. ${error.message}`,
    { safe: 'Nothing was changed.', ...(next === undefined ? {} : { next }) },
    { cause: error },
  );
}

/**
 * Whether the new database was made by this restore. A database of the same name that somebody else made in the meantime, or
 * whose name differs in its letters' case alone on a server that takes these for equal, is never dropped.
 */
type Made = 'no' | 'perhaps' | 'yes';

/** What a server says instead of making a database. After anything else (a connection that is lost) it may have been made. */
const refusals: ReadonlySet<string> = new Set(['exists', 'noPrivilege', 'readOnly']);

/** Drops the half-filled copy. When even that fails, the journal stays open and the next start offers to clean up. */
async function takeBack(
  permit: Permit,
  { app, used, database, redact }: Loading,
  journal: RestoreJournal,
  made: Made,
  cause: unknown,
): Promise<void> {
  try {
    // Without the caller's signal: it may be what ended the restore.
    if (made !== 'no') await dropOwn(permit, app, used, database, made, AbortSignal.timeout(cleanUpMs));
  } catch (error) {
    throw new OpsError(
      'notCleaned',
      `${messageOf(cause)} ${database} could not be removed: ${messageOf(error)}`,
      {
        safe: 'The live database was not touched.',
        next: 'Open Restores offers to remove it once the server answers.',
      },
      { cause },
    );
  }
  const outcome = isAbort(cause) ? 'cancelled' : 'failed';
  try {
    await journal.append({ kind: 'ended', at: new Date().toISOString(), outcome, detail: redact(messageOf(cause)) });
  } catch (error) {
    throw new OpsError(
      'journalNotWritten',
      `${messageOf(cause)} The journal could not be closed: ${messageOf(error)}`,
      { safe: `The live database was not touched, and ${database} is not there any more.` },
      { cause },
    );
  }
}

/** What was perhaps made by us is dropped only while it is empty: then nobody's data is in it. */
async function dropOwn(
  permit: Permit,
  app: App,
  used: SqlSession,
  database: string,
  made: Made,
  signal: AbortSignal,
): Promise<void> {
  await inOneSession(app, permit, used, signal, async (session) => {
    const [row] = await session.rows(
      `SELECT COUNT(*) AS held FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(database)}`,
      signal,
    );
    if (made === 'yes' || row?.['held'] === '0')
      await session.run(`DROP DATABASE IF EXISTS ${quoteName(database)}`, signal);
  });
}

async function freeName(client: SqlClient, request: RestoreRequest, signal: AbortSignal): Promise<string> {
  const taken = await databaseNames(client, signal);
  const wanted = request.database;
  if (wanted === undefined) return copyName(request.live, request.purpose, new Date(), taken);
  if (taken.has(wanted))
    throw new OpsError('exists', `The database ${wanted} exists already.`, {
      safe: 'Nothing was changed.',
      next: 'A restore goes into a new database: choose another name.',
    });
  return wanted;
}

/** With the character set of the live database, so that what the application creates later fits. */
async function createStatement(
  client: SqlClient,
  live: string,
  database: string,
  signal: AbortSignal,
): Promise<string> {
  const [row] = await client.query<{ charset: string; collation: string }>(
    'SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [live],
    { signal },
  );
  const create = `CREATE DATABASE ${quoteName(database)}`;
  return row === undefined ? create : `${create} CHARACTER SET ${row.charset} COLLATE ${row.collation}`;
}
