import { OpsError } from '../../core/base/errors';
import { formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { backupDestinations } from '../../core/backups/destination';
import type { BackupMade } from '../../core/backups/dumper/made';
import { asString } from '../../core/laravel/value';
import { baseName } from '../../core/base/path';
import type { SqlServer } from '../../core/connections/sql';
import { backUpBuiltIn, type BackUpOptions } from '../../node/dumper/backUpBuiltIn';
import { loadDrivers } from '../../node/loadDrivers';
import { ensureOwnFolder } from '../../node/ownFolder';
import { backUpWithSpatie } from '../../node/tools/backUpWithSpatie';
import { backUpWithTool } from '../../node/tools/backUpWithTool';
import { bestDumpTool, findTools, type FoundTool } from '../../node/tools/doctor';
import { connectOptions } from '../sqlSessions';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { dumpFolderOf } from './dumpFolder';
import { liveDatabaseOf, operationOn } from './operation';
import { configuredPassword } from './password';
import { both, showDump, type Show } from './show';

/** With what a backup is made. */
export type WayId = 'builtIn' | 'spatie' | 'mysqldump' | 'mariadb-dump';

/** One way to make a backup here. */
export interface BackupWay {
  readonly id: WayId;
  readonly title: string;
  readonly description: string;
  readonly detail: string;
  /** It can encrypt the archive with a password that is given. spatie's way uses the application's own. */
  readonly encrypts: boolean;
}

export interface Made {
  readonly made: BackupMade;
  readonly path: string;
  /** "Backed up shop to storage/laravel-ops/backups/…zip: 12.4 MB, 31 tables, in 4.2 s." */
  readonly summary: string;
}

/** The ways that work for this application on this machine, the safest first. */
export async function backupWays(workspace: Workspace, app: App, signal: AbortSignal): Promise<readonly BackupWay[]> {
  app.requireTrust();
  const { project } = await app.current(signal);
  const tools = await toolsFor(workspace, app, undefined, signal);
  const dump = bestDumpTool(tools);
  const php = tools.find(({ program, problem }) => program === 'php' && problem === undefined);
  return [
    {
      id: 'builtIn',
      title: 'Built-in Dumper',
      description: 'nothing to install',
      detail: 'One snapshot with tables, views, triggers, routines and events; read back before it counts.',
      encrypts: true,
    },
    ...(dump === undefined || (dump.program !== 'mysqldump' && dump.program !== 'mariadb-dump')
      ? []
      : [
          {
            id: dump.program,
            title: dump.program,
            description: dump.source,
            detail: [dump.path, ...(dump.judgement?.why === undefined ? [] : [dump.judgement.why])].join(' · '),
            encrypts: true,
          },
        ]),
    ...(project.packages.has('spatie/laravel-backup') && php !== undefined
      ? [
          {
            id: 'spatie' as const,
            title: "The Application's Own backup:run",
            description: 'spatie/laravel-backup',
            detail: `${php.path} artisan backup:run --only-db, to all of its disks.`,
            encrypts: false,
          },
        ]
      : []),
  ];
}

/**
 * Makes a backup of the environment's database, through the guard (tier 1: it adds a file). What is half-written never has its
 * final name.
 *
 * @throws OpsError `noTool` when the way is not there, and what dumping and writing reject with
 */
export async function backUpNow(
  workspace: Workspace,
  app: App,
  { way, password, show }: { readonly way: WayId; readonly password?: string; readonly show: Show },
  signal: AbortSignal,
): Promise<Made> {
  const { host } = workspace;
  if (password !== undefined) host.redactor.protect(password);
  return app.withOwnSql(signal, async ({ server }, used) => {
    const database = liveDatabaseOf(used);
    const operation = operationOn(workspace, app, used, {
      id: 'backups.backUp',
      tier: 1,
      title: `Back up ${database}`,
      preview: [`-- ${way}: reads ${database} in one snapshot`],
      verb: 'Back Up',
    });
    const request = { workspace, app, used, server, way, password };
    const made = await workspace.guard.run(
      operation,
      () =>
        workspace.work.run({ kind: 'backup', root: app.root, title: `Backing up ${database}` }, (tell) =>
          make(request, both(show, tell), signal),
        ),
      signal,
    );
    return { made, path: made.path, summary: summaryOf(database, made) };
  });
}

interface MakeRequest {
  readonly workspace: Workspace;
  readonly app: App;
  readonly used: SqlSession;
  readonly server: SqlServer;
  readonly way: WayId;
  readonly password: string | undefined;
}

async function make(
  { workspace, app, used, server, way, password }: MakeRequest,
  show: Show,
  signal: AbortSignal,
): Promise<BackupMade> {
  if (way === 'spatie') return throughSpatie(workspace, app, used, show, signal);
  const secret = await app.password(used.profile, used.project);
  const options: BackUpOptions = {
    ...connectOptions,
    signal,
    onProgress: showDump(show),
    place: {
      folder: (await ensureOwnFolder(app.root)).backups,
      timeZone: asString(used.project.config.get('app.timezone')),
    },
    ...(password === undefined ? {} : { password }),
  };
  if (way === 'builtIn') {
    const { createDatabaseDumper } = await loadDrivers();
    return backUpBuiltIn(createDatabaseDumper(), used.profile, secret, options);
  }
  const tool = (await toolsFor(workspace, app, server, signal)).find(
    ({ program, problem }) => program === way && problem === undefined,
  );
  if (tool === undefined) throw notThere(way);
  return backUpWithTool(tool, used.profile, secret, { ...options, server });
}

async function throughSpatie(
  workspace: Workspace,
  app: App,
  { project }: SqlSession,
  show: Show,
  signal: AbortSignal,
): Promise<BackupMade> {
  const tools = await toolsFor(workspace, app, undefined, signal);
  const php = tools.find(({ program, problem }) => program === 'php' && problem === undefined);
  if (php === undefined) throw notThere('php');
  const folders = backupDestinations(project).flatMap(({ source, folder }) =>
    source === 'spatie' && folder !== undefined ? [folder] : [],
  );
  const password = configuredPassword(project, workspace.host);
  return backUpWithSpatie(app.root, {
    signal,
    php: php.path,
    folders,
    redactor: workspace.host.redactor,
    onOutput: (text) => {
      const line = text.trim().split('\n').at(-1);
      if (line !== undefined && line !== '') show(line);
    },
    ...(password === undefined ? {} : { password }),
  });
}

/** The programs of this machine that concern backups, judged against the server where it is known. */
export async function toolsFor(
  workspace: Workspace,
  app: App,
  server: SqlServer | undefined,
  signal: AbortSignal,
): Promise<readonly FoundTool[]> {
  const { environment, project } = await app.current(signal);
  const { dumpBinaryPath } = workspace.host.settings(app.root).backups;
  const folder = dumpBinaryPath === '' ? dumpFolderOf(project, environment) : dumpBinaryPath;
  return findTools({
    signal,
    ...(folder === undefined ? {} : { dumpBinaryPath: folder }),
    ...(server === undefined ? {} : { server }),
  });
}

function notThere(way: string): OpsError {
  return new OpsError('noTool', `${way} was not found on this machine.`, {
    safe: 'Nothing was written.',
    next: 'Use the built-in dumper, or run Tools Doctor.',
  });
}

function summaryOf(
  database: string,
  { path, sizeBytes, tables, milliseconds, encrypted, remarks }: BackupMade,
): string {
  const what = [formatBytes(sizeBytes), ...(tables.length === 0 ? [] : [`${formatCount(tables.length)} tables`])].join(
    ', ',
  );
  const said = `Backed up ${database} to ${baseName(path)}: ${what}${encrypted ? ', encrypted' : ''}, in ${formatDuration(milliseconds)}.`;
  return [said, ...remarks].join(' ');
}
