import { formatAge, formatBytes, formatCount, formatDuration } from '../../core/base/format';
import type { RestoreSummary } from '../../services/backups/openRestores';
import { OpsError } from '../../core/base/errors';
import type { BackupVerb } from './arguments';
import type { BackupAnswer, BackupRun } from './runBackups';

/** What each verb does. Each rejects with an OpsError for what kept it from working. */
export const verbs: Readonly<Record<Exclude<BackupVerb, 'verify'>, (run: BackupRun) => Promise<BackupAnswer>>> = {
  backups: listBackups,
  backup: makeBackup,
  restore,
  switch: (run) => exchange(run, run.backups.switchCopy, ['copy', 'undone'], 'Switched'),
  undo: (run) => exchange(run, run.backups.undoSwitch, ['switched'], 'Undone'),
  drop: async ({ backups, workspace, app, command, signal }) => {
    const dropped = await backups.dropKept(
      workspace,
      app,
      await restoreId(backups, app, command.restore, ['copy', 'switched', 'undone'], signal),
      signal,
    );
    return { text: `Removed ${dropped.join(', ')}.\n`, data: { dropped }, whole: true };
  },
  drill: runDrill,
  recover,
  runbook: async ({ backups, workspace, app, signal }) => {
    const { file, text } = await backups.runbookText(workspace, app, signal);
    return { text, data: { file, text }, whole: true };
  },
};

async function listBackups({ backups, app, io, signal }: BackupRun): Promise<BackupAnswer> {
  const { backups: listed, problems } = await backups.readBackups(app, signal, { remote: true });
  const now = io.now();
  const lines = listed.map(({ path, sizeBytes, createdAt, error }) =>
    [
      formatAge(createdAt, now).padStart(9),
      formatBytes(sizeBytes).padStart(9),
      path,
      ...(error === undefined ? [] : [error]),
    ].join('  '),
  );
  const unlisted = problems.map(({ destination, message }) => `${destination.label}: ${message}`);
  const data = {
    backups: listed.map(({ path, sizeBytes, createdAt, contents, error, destination }) => ({
      path,
      destination: destination.id,
      sizeBytes,
      createdAt: createdAt.toISOString(),
      dumps: contents?.dumps ?? null,
      encrypted: contents?.encrypted ?? null,
      error: error ?? null,
    })),
    problems: problems.map(({ destination, message }) => ({ destination: destination.id, message })),
  };
  const text = [...(lines.length === 0 ? ['No backups found.'] : lines), ...unlisted].join('\n');
  return {
    text: `${text}\n`,
    data,
    whole: problems.length === 0 && listed[0] !== undefined && listed[0].error === undefined,
  };
}

async function makeBackup({
  backups,
  workspace,
  app,
  command,
  signal,
  show,
  password,
}: BackupRun): Promise<BackupAnswer> {
  const encrypt = command.passwordVariable === undefined ? undefined : await password('The backup');
  const made = await backups.backUpNow(
    workspace,
    app,
    { way: command.tool, ...(encrypt === undefined ? {} : { password: encrypt }), show },
    signal,
  );
  return { text: `${made.summary}\n`, data: { backup: made.made }, whole: true };
}

async function restore({
  backups,
  workspace,
  app,
  command,
  io,
  signal,
  show,
  password,
}: BackupRun): Promise<BackupAnswer> {
  const wanted = command.backup === 'latest' || command.backup === undefined ? undefined : io.resolve(command.backup);
  const restorable = await backups.restorableOf(app, wanted, command.entry, signal);
  const copy = await backups.restoreCopy(
    workspace,
    app,
    {
      ...restorable,
      password,
      show,
      ...(command.into === undefined ? {} : { database: command.into }),
      ...(command.tables === undefined ? {} : { tables: command.tables }),
    },
    signal,
  );
  const { report, database, restoreId: id } = copy;
  const rows = report.tables.reduce((sum, table) => sum + table.rows, 0);
  const lines = [
    `Restored ${formatCount(report.tables.length)} tables, ${formatCount(rows)} rows into ${database} in ${formatDuration(report.milliseconds)}.`,
    'The live database was not touched.',
    ...report.remarks,
    `Switch: laravel-ops switch ${command.path} --restore ${id}`,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    data: { restoreId: id, database, report },
    whole: report.missing.length === 0,
  };
}

async function exchange(
  { backups, workspace, app, command, signal, show }: BackupRun,
  act: BackupRun['backups']['switchCopy'],
  states: readonly RestoreSummary['state'][],
  done: string,
): Promise<BackupAnswer> {
  const id = await restoreId(backups, app, command.restore, states, signal);
  const result = await act(workspace, app, id, { show }, signal);
  return { text: `${done}. ${result.summary}\n`, data: { ...result }, whole: true };
}

async function runDrill({
  backups,
  workspace,
  app,
  command,
  io,
  signal,
  show,
  password,
}: BackupRun): Promise<BackupAnswer> {
  const wanted = command.backup === 'latest' || command.backup === undefined ? undefined : io.resolve(command.backup);
  const restorable = await backups.restorableOf(app, wanted, command.entry, signal);
  const { record, remarks, summary } = await backups.drill(workspace, app, restorable, { password, show }, signal);
  const text = [summary, ...remarks].join('\n');
  return { text: `${text}\n`, data: { drill: record, remarks }, whole: record.outcome === 'passed' };
}

async function recover({ backups, workspace, app, signal }: BackupRun): Promise<BackupAnswer> {
  const recovered = await backups.recoverRestores(workspace, app, signal);
  const kept = await backups.openRestores(app, signal);
  const text = [...recovered, ...kept.map(summaryLine)];
  return {
    text: `${(text.length === 0 ? ['Nothing was interrupted, and nothing is kept.'] : text).join('\n')}\n`,
    data: { recovered, restores: kept },
    whole: true,
  };
}

const summaryLine = ({ restoreId: id, title, detail }: RestoreSummary): string => `${id}  ${title}. ${detail}`;

/** The restore that was named, or the newest that stands as the verb needs it. */
async function restoreId(
  backups: BackupRun['backups'],
  app: BackupRun['app'],
  given: string | undefined,
  states: readonly RestoreSummary['state'][],
  signal: AbortSignal,
): Promise<string> {
  if (given !== undefined) return given;
  const newest = (await backups.openRestores(app, signal)).find(({ state }) => states.includes(state));
  if (newest !== undefined) return newest.restoreId;
  throw new OpsError('noRestore', `There is no restore of ${app.name} that this applies to.`, {
    safe: 'Nothing was changed.',
    next: '`laravel-ops recover PATH` lists what is open.',
  });
}
