import { isAbort, isOpsError, messageOf, OpsError } from '../../core/base/errors';
import { formatCount, formatDuration } from '../../core/base/format';
import { relativePath } from '../../core/base/path';
import { judgeDrill, type DrillExpectations, type DrillJudgement } from '../../core/backups/drill/judge';
import type { DrillRecord } from '../../core/backups/drill/record';
import { appendDrill } from '../../core/backups/drill/records';
import type { LoadReport } from '../../core/backups/restore/load';
import type { Restorable } from '../../core/backups/restorable';
import type { Permit } from '../../core/connections/permit';
import { addressText } from '../../core/connections/profile';
import type { SqlClient } from '../../core/connections/sql';
import { quoteName } from '../../core/connections/sqlNames';
import { asString } from '../../core/laravel/value';
import { drillFile } from '../../node/drillFile';
import { fileSha256 } from '../../node/fileSha256';
import { migrationNames } from '../../node/migrationNames';
import { readVerifications } from '../../node/verifications';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { restorableOf } from './choose';
import { runAlone } from './databases';
import { backupFilesOf, dumpFilesOf } from './files';
import { migrationsTableOf } from './migrationsTable';
import { liveDatabaseOf, operationOn } from './operation';
import { configuredPassword, withPassword, type AskPassword } from './password';
import { restoreBeside, type RestoredCopy } from './restoreBeside';
import { both, showLoad, type Show } from './show';

/** How long dropping the scratch database may take. Milliseconds. */
const dropMs = 120_000;

export interface DrillResult {
  /** On the disk by now. */
  readonly record: DrillRecord;
  readonly remarks: readonly string[];
  /** "Passed: 31 tables, 1,204,112 rows came back in 41 s; the data was 9 h old." */
  readonly summary: string;
  readonly passed: boolean;
}

/** What became of the scratch database. */
interface Attempt {
  readonly database: string;
  readonly report?: LoadReport;
  /** Names in the copy's `migrations` table; absent where it has none. */
  readonly migrations?: readonly string[];
  readonly problem?: string;
  readonly outcome: DrillRecord['outcome'];
  readonly milliseconds: number;
  readonly dropped: boolean;
  /** What stays of the scratch database, or of its journal, and why: whether the data came back is another question. */
  readonly left?: string;
}

/**
 * Restores a backup into a scratch database, holds it against what is expected, drops the scratch database, and appends the
 * evidence. A drill that fails is evidence as well; only what keeps it from beginning rejects.
 *
 * @throws OpsError what guard, file and server reject with before anything was made; `drillRecord` when the evidence cannot
 * be written; `cancelled`
 */
export async function drill(
  workspace: Workspace,
  app: App,
  restorable: Restorable,
  { password, show }: { readonly password: AskPassword; readonly show: Show },
  signal: AbortSignal,
): Promise<DrillResult> {
  const { backup, dump } = restorable;
  return app.withOwnSql(signal, async (client, used) => {
    const operation = operationOn(workspace, app, used, {
      id: 'backups.drill',
      tier: 1,
      title: `Restore drill with ${backup.fileName}`,
      preview: ['CREATE DATABASE … (scratch)', `-- ${dump.entry}: everything in it`, 'DROP DATABASE … (scratch)'],
      verb: 'Run Drill',
    });
    return workspace.guard.run(
      operation,
      (permit) =>
        workspace.work.run({ kind: 'drill', root: app.root, title: 'Drilling', path: backup.path }, (tell) =>
          carryOut(permit, client, { workspace, app, used, restorable, password, show: both(show, tell) }, signal),
        ),
      signal,
    );
  });
}

interface DrillContext {
  readonly workspace: Workspace;
  readonly app: App;
  readonly used: SqlSession;
  readonly restorable: Restorable;
  readonly password: AskPassword;
  readonly show: Show;
}

async function carryOut(
  permit: Permit,
  client: SqlClient,
  { workspace, app, used, restorable, password, show }: DrillContext,
  signal: AbortSignal,
): Promise<DrillResult> {
  const { backup, dump } = restorable;
  const { host } = workspace;
  const begun = new Date();
  const live = await liveExpectations(client, used, signal);
  const sha256 = await fileSha256(backupFilesOf(app), backup.path, signal);
  const stamp = await stampOfBackup(app, backup, signal);
  const attempt = await withPassword(backup.path, configuredPassword(used.project, host), password, host, (secret) =>
    attemptDrill(permit, client, { workspace, app, used, restorable, secret, show, stamp }, signal),
  );
  const judged: Pick<DrillJudgement, 'compared' | 'remarks' | 'problem'> & { outcome: DrillRecord['outcome'] } =
    attempt.report === undefined || attempt.outcome !== 'passed'
      ? { outcome: attempt.outcome, remarks: [] }
      : judgeDrill(attempt.report, await expectations(app, used, live, attempt, { sha256, entry: dump.entry }, signal));
  const problem = attempt.problem ?? judged.problem;
  const record = await appendDrill(
    drillFile(app.root),
    {
      at: begun.toISOString(),
      ...(host.actor === undefined ? {} : { actor: host.actor }),
      environment: used.environment.id,
      backup: {
        path: relativePath(app.root, backup.path),
        entry: dump.entry,
        sha256,
        sizeBytes: backup.sizeBytes,
        createdAt: backup.createdAt.toISOString(),
      },
      server: {
        flavour: client.server.flavour,
        version: client.server.version,
        address: addressText(used.profile.address),
      },
      outcome: judged.outcome,
      ...(problem === undefined ? {} : { problem }),
      tables: attempt.report?.tables.length ?? 0,
      rows: attempt.report?.tables.reduce((sum, { rows }) => sum + rows, 0) ?? 0,
      restoreMs: attempt.milliseconds,
      dataAgeMs: Math.max(0, begun.getTime() - backup.createdAt.getTime()),
      ...(judged.compared === undefined ? {} : { compared: judged.compared }),
      scratch: { database: attempt.database, dropped: attempt.dropped },
    },
    { redact: (text) => host.redactor.redact(text) },
  );
  if (record.outcome === 'cancelled') throw new OpsError('cancelled', 'The drill was cancelled.');
  const remarks = [...judged.remarks, ...(attempt.left === undefined ? [] : [attempt.left])];
  const summary = [summaryOf(record), ...(attempt.left === undefined ? [] : [attempt.left])].join(' ');
  return { record, remarks, summary, passed: record.outcome === 'passed' };
}

/** A drill with the newest backup that can be restored. */
export async function drillNewest(
  workspace: Workspace,
  app: App,
  options: { readonly password: AskPassword; readonly show: Show },
  signal: AbortSignal,
): Promise<DrillResult> {
  return drill(workspace, app, await restorableOf(app, undefined, undefined, signal), options, signal);
}

interface AttemptContext {
  readonly workspace: Workspace;
  readonly app: App;
  readonly used: SqlSession;
  readonly restorable: Restorable;
  readonly secret: string | undefined;
  readonly show: Show;
  /** What the file was when it was hashed. */
  readonly stamp: string;
}

async function attemptDrill(
  permit: Permit,
  client: SqlClient,
  { workspace, app, used, restorable, secret, show, stamp }: AttemptContext,
  signal: AbortSignal,
): Promise<Attempt> {
  const started = Date.now();
  const request = {
    app,
    used,
    live: liveDatabaseOf(used),
    path: restorable.backup.path,
    entry: restorable.dump.entry,
    purpose: 'drill' as const,
    redact: (text: string) => workspace.host.redactor.redact(text),
    ...(secret === undefined ? {} : { password: secret }),
    ...(workspace.host.actor === undefined ? {} : { actor: workspace.host.actor }),
  };
  let copy: RestoredCopy;
  try {
    copy = await restoreBeside(permit, client, dumpFilesOf(app), request, {
      signal,
      onProgress: showLoad(show),
    });
  } catch (error) {
    // Another password may do: asked for by the caller.
    if (isOpsError(error, 'needsPassword') || isOpsError(error, 'wrongPassword')) throw error;
    return {
      database: '',
      problem: messageOf(error),
      outcome: isAbort(error) ? 'cancelled' : 'failed',
      milliseconds: Date.now() - started,
      dropped: !isOpsError(error, 'notCleaned'),
    };
  }
  const milliseconds = Date.now() - started;
  const { database, report } = copy;
  const look = async (): Promise<readonly string[] | undefined> => {
    // Evidence names the hash of a file: it has to be the file that was restored.
    if ((await stampOfBackup(app, restorable.backup, signal)) !== stamp)
      throw new OpsError('changed', `${restorable.backup.fileName} was replaced while the drill ran.`, {
        next: 'Run the drill again.',
      });
    return ranIn(client, report, migrationsTableOf(used.project, used.profile), signal);
  };
  const looked = await look().then(
    (migrations) => (migrations === undefined ? {} : { migrations }),
    // Whatever it was: the scratch database goes first.
    (error: unknown) => ({
      outcome: isAbort(error) ? ('cancelled' as const) : ('failed' as const),
      problem: messageOf(error),
    }),
  );
  return {
    database,
    report,
    outcome: 'passed',
    milliseconds,
    ...looked,
    ...(await dropScratch(permit, app, used, copy)),
  };
}

/** Size and time of a backup's file; of a folder nothing, since its files are hashed and read by their names. */
async function stampOfBackup(app: App, { path, format }: Restorable['backup'], signal: AbortSignal): Promise<string> {
  if (format === 'mydumper') return '';
  const file = await backupFilesOf(app).open(path, signal);
  try {
    return `${file.size} ${file.mtimeMs ?? ''}`;
  } finally {
    await file.close();
  }
}

async function ranIn(
  client: SqlClient,
  { database, tables }: LoadReport,
  table: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (signal.aborted || !tables.some(({ name }) => name === table)) return undefined;
  const rows = await client.query<{ name: string }>(
    `SELECT migration AS name FROM ${quoteName(database)}.${quoteName(table)} LIMIT 20000`,
    [],
    { signal },
  );
  return rows.map(({ name }) => name);
}

/** A scratch database that stays is said: its journal is left open, so that the next start offers to remove it. */
async function dropScratch(
  permit: Permit,
  app: App,
  used: SqlSession,
  { database, journal }: RestoredCopy,
): Promise<Pick<Attempt, 'dropped' | 'left'>> {
  try {
    await runAlone(app, permit, used, `DROP DATABASE IF EXISTS ${quoteName(database)}`, AbortSignal.timeout(dropMs));
  } catch (error) {
    return {
      dropped: false,
      left: `${database} could not be removed: ${messageOf(error)} Open Restores removes it later.`,
    };
  }
  try {
    const at = new Date().toISOString();
    await journal.append({ kind: 'ended', at, outcome: 'dropped', detail: 'The drill is over.' });
  } catch (error) {
    return { dropped: true, left: `${database} was removed, but its journal could not be closed: ${messageOf(error)}` };
  }
  return { dropped: true };
}

interface LiveExpectations {
  readonly tables: readonly string[];
  readonly migrations: readonly string[] | undefined;
}

/** Base tables of the live database, names alone since counting a large table would burden it; and its migrations. */
async function liveExpectations(client: SqlClient, used: SqlSession, signal: AbortSignal): Promise<LiveExpectations> {
  const live = liveDatabaseOf(used);
  const rows = await client.query<{ name: string }>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'",
    [live],
    { signal },
  );
  const tables = rows.map(({ name }) => name);
  const table = migrationsTableOf(used.project, used.profile);
  if (!tables.includes(table)) return { tables, migrations: undefined };
  const ran = await client.query<{ name: string }>(
    `SELECT migration AS name FROM ${quoteName(live)}.${quoteName(table)} LIMIT 20000`,
    [],
    { signal },
  );
  return { tables, migrations: ran.map(({ name }) => name) };
}

/** What the copy is held against: the same dump as it was verified, the live database, and what the backup leaves out. */
async function expectations(
  app: App,
  { project, profile }: SqlSession,
  { tables, migrations }: LiveExpectations,
  attempt: Attempt,
  archive: { readonly sha256: string; readonly entry: string },
  signal: AbortSignal,
): Promise<DrillExpectations> {
  const reports = await readVerifications(app.root, signal);
  const verified = reports
    .find(({ sha256, level, whole }) => sha256 === archive.sha256 && level === 'dump' && whole)
    ?.dumps.find(({ entry }) => entry === archive.entry);
  const code = await migrationNames(app.root, signal);
  const left = project.config.get(`database.connections.${profile.connection}.dump.exclude_tables`);
  const excluded = left.kind === 'array' ? Array.from(left.entries.values(), ({ value }) => asString(value)) : [];
  return {
    ...(verified === undefined ? {} : { verified }),
    ...(tables.length === 0 ? {} : { live: tables.map((name) => ({ name })) }),
    excluded: excluded.filter((name) => name !== undefined),
    ...(attempt.migrations === undefined
      ? {}
      : {
          migrations: {
            copy: attempt.migrations,
            ...(migrations === undefined ? {} : { live: migrations }),
            ...(code === undefined ? {} : { code }),
          },
        }),
  };
}

function summaryOf({ outcome, problem, tables, rows, restoreMs, dataAgeMs }: DrillRecord): string {
  if (outcome !== 'passed') return `The drill failed: ${problem ?? 'the reason was not recorded.'}`;
  return `Passed: ${formatCount(tables)} tables, ${formatCount(rows)} rows came back in ${formatDuration(restoreMs)}; the data was ${formatDuration(dataAgeMs)} old.`;
}
