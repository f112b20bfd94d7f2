import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { messageOf, isAbort, OpsError } from '../../core/base/errors';
import { parseDumpEntry } from '../../core/backups/archive';
import type { DumpBytes, DumpFiles } from '../../core/backups/dump/dumpBytes';
import { loadDump } from '../../core/backups/restore/loadDump';
import type { LoadProgress, LoadReport } from '../../core/backups/restore/load';
import type { RestoreJournal } from '../../core/backups/restore/journal';
import { copyName, stampOf, type CopyPurpose } from '../../core/backups/restore/names';
import type { Permit } from '../../core/connections/permit';
import { addressText } from '../../core/connections/profile';
import type { SqlClient } from '../../core/connections/sql';
import { quoteName } from '../../core/connections/sqlNames';
import { ensureOwnFolder } from '../../node/ownFolder';
import { openRestoreJournal } from '../../node/restoreJournal';
import type { App, SqlSession } from '../app';
import { databaseNames, runAlone } from './databases';
import { atRestore } from './running';

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
  const { app, path, entry } = request;
  await ensureOwnFolder(app.root);
  const database = await freeName(client, request, signal);
  // Opened before the database is made: a file that cannot be read changes nothing.
  const { password } = request;
  const dump = await dumps.open(path, entry, { signal, ...(password === undefined ? {} : { password }) });
  const restoreId = `${stampOf(new Date())}_${randomBytes(3).toString('hex')}`;
  return atRestore(restoreId, () =>
    loadInto(permit, client, dump, { ...request, restoreId, database }, { signal, onProgress }),
  );
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
  {
    signal,
    onProgress,
  }: { readonly signal: AbortSignal; readonly onProgress: ((progress: LoadProgress) => void) | undefined },
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
  try {
    const create = await createStatement(client, live, database, signal);
    await runAlone(app, permit, used, create, signal);
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
    await takeBack(permit, request, journal, database, error);
    throw error;
  }
}

/** Drops the half-filled copy. When even that fails, the journal stays open and the next start offers to clean up. */
async function takeBack(
  permit: Permit,
  { app, used }: RestoreRequest,
  journal: RestoreJournal,
  database: string,
  cause: unknown,
): Promise<void> {
  try {
    // Without the caller's signal: it may be what ended the restore.
    const drop = `DROP DATABASE IF EXISTS ${quoteName(database)}`;
    await runAlone(app, permit, used, drop, AbortSignal.timeout(cleanUpMs));
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
  await journal.append({ kind: 'ended', at: new Date().toISOString(), outcome, detail: messageOf(cause) });
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
