import { formatCount, formatDuration } from '../../core/base/format';
import type { RestoreSummary } from '../../services/backups/openRestores';
import { OpsError } from '../../core/base/errors';
import type { BackupVerb } from './arguments';
import { listBackups } from './listBackups';
import { encryptionOf } from './password';
import { placeOf } from './place';
import type { BackupAnswer, BackupRun, BackupServices } from './runBackups';
import { writeRunbook } from './writeRunbook';

/** What each verb does. Each rejects with an OpsError for what kept it from working. */
export const verbs: Readonly<Record<Exclude<BackupVerb, 'verify'>, (run: BackupRun) => Promise<BackupAnswer>>> = {
  backups: listBackups,
  backup: makeBackup,
  restore,
  switch: (run) => exchange(run, run.backups.switchCopy, 'Switched'),
  undo: (run) => exchange(run, run.backups.undoSwitch, 'Undone'),
  drop: async (run) => {
    const { backups, workspace, app, signal } = run;
    const id = await restoreId(run, 'drop');
    const dropped = await backups.dropKept(workspace, app, id, signal);
    return { text: `Removed ${dropped.join(', ')}.\n`, data: { restoreId: id, dropped }, whole: true };
  },
  drill: runDrill,
  recover,
  runbook: async ({ backups, workspace, app, command, signal }) => {
    const { file, text } = await backups.runbookText(workspace, app, signal);
    if (!command.write) return { text, data: { file, written: false, text }, whole: true };
    await writeRunbook(file, text);
    return { text: `Wrote ${file}.\n`, data: { file, written: true, text }, whole: true };
  },
};

async function makeBackup({ backups, workspace, app, command, signal, show }: BackupRun): Promise<BackupAnswer> {
  const given = encryptionOf(command);
  if (given !== undefined && command.tool === 'spatie')
    throw new OpsError('notThisWay', "spatie's backup:run encrypts with the application's own password alone.", {
      safe: 'No backup was made.',
      next: 'Leave --password-env out, or use another --tool.',
    });
  const { project } = await app.current(signal);
  const password =
    given ?? (command.tool === 'spatie' ? undefined : backups.configuredPassword(project, workspace.host));
  const options = { way: command.tool, ...(password === undefined ? {} : { password }), show };
  const { summary, made } = await backups.backUpNow(workspace, app, options, signal);
  return { text: `${summary}\n`, data: { summary, backup: made }, whole: true };
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
  const restorable = await backups.restorableOf(app, wantedBackup(command, io), command.entry, signal);
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
    `Restored ${formatCount(report.tables.length)} tables, ${formatCount(rows)} rows of ${restorable.backup.fileName} into ${database} in ${formatDuration(report.milliseconds)}.`,
    'The live database was not touched.',
    ...report.missing.map(({ kind, name, why }) => `Not taken by the server: ${kind} ${name}. ${why}`),
    ...report.remarks,
    ...(report.missing.length > 0 ? [] : [`To make it live: laravel-ops switch ${command.path} --restore ${id}`]),
    `To remove it: laravel-ops drop ${command.path} --restore ${id}`,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    data: { restoreId: id, backup: restorable.backup.path, entry: restorable.dump.entry, database, report },
    whole: report.missing.length === 0,
  };
}

async function exchange(run: BackupRun, act: BackupServices['switchCopy'], done: string): Promise<BackupAnswer> {
  const { workspace, app, command, signal, show } = run;
  const verb = done === 'Undone' ? 'undo' : 'switch';
  const id = await restoreId(run, verb);
  const acceptRisks = async (risks: readonly { readonly message: string }[]): Promise<boolean> => {
    for (const { message } of risks) run.io.stderr(`${message}\n`);
    if (!command.acceptRisks) run.io.stderr('To take that risk: --accept-risks\n');
    return command.acceptRisks;
  };
  const result = await act(workspace, app, id, { show, acceptRisks }, signal);
  const lines = [
    `${done}. ${result.summary}`,
    ...result.remarks,
    ...(verb === 'undo' ? [] : [`To take it back: laravel-ops undo ${command.path} --restore ${id}`]),
  ];
  return { text: `${lines.join('\n')}\n`, data: { restoreId: id, ...result }, whole: true };
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
  const restorable = await backups.restorableOf(app, wantedBackup(command, io), command.entry, signal);
  const { record, remarks, summary } = await backups.drill(workspace, app, restorable, { password, show }, signal);
  const text = [summary, ...remarks].join('\n');
  return { text: `${text}\n`, data: { summary, drill: record, remarks }, whole: record.outcome === 'passed' };
}

async function recover({ backups, workspace, app, signal }: BackupRun): Promise<BackupAnswer> {
  const recovered = await backups.recoverRestores(workspace, app, signal);
  const kept = await backups.openRestores(app, signal);
  const text = [...recovered, ...kept.map(summaryLine)];
  return {
    text: `${(text.length === 0 ? ['Nothing was interrupted, and nothing is kept.'] : text).join('\n')}\n`,
    data: { recovered, restores: kept },
    // One that runs in another process is none of this one's.
    whole: kept.every(({ state }) => !backups.isInterrupted(state)),
  };
}

const summaryLine = ({ restoreId: id, title, detail }: RestoreSummary): string => `${id}  ${title}. ${detail}`;

/** The path of the backup that was named; undefined for the newest. */
function wantedBackup({ backup }: BackupRun['command'], io: BackupRun['io']): string | undefined {
  return backup === undefined || backup === 'latest' ? undefined : placeOf(backup, io).path;
}

/** In which states a restore is what a verb needs, and what is said when there is none. */
const needed = {
  switch: { states: ['copy', 'undone'], none: 'has no restored copy to switch to' },
  undo: { states: ['switched'], none: 'has no switch to undo' },
  drop: { states: ['copy', 'switched', 'undone', 'dropping'], none: 'keeps nothing of a restore' },
} as const;

/** The restore that was named, or the newest that stands as the verb needs it. */
async function restoreId({ backups, app, command, signal }: BackupRun, verb: keyof typeof needed): Promise<string> {
  if (command.restore !== undefined) return command.restore;
  const { states, none } = needed[verb];
  const wanted: readonly RestoreSummary['state'][] = states;
  const newest = (await backups.openRestores(app, signal)).find(({ state }) => wanted.includes(state));
  if (newest !== undefined) return newest.restoreId;
  throw new OpsError('noRestore', `${app.name} ${none}.`, {
    safe: 'Nothing was changed.',
    next: `\`laravel-ops recover ${command.path}\` lists what is open.`,
  });
}
