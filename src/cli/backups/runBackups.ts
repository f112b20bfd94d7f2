import { isAbort, isOpsError, messageOf, OpsError } from '../../core/base/errors';
import type { App } from '../../services/app';
import type * as projectServices from '../../services/projectServices';
import type { Workspace } from '../../services/workspace';
import { exitCodes } from '../exitCodes';
import type { CliDeps, CliIo } from '../io';
import { readSettings } from '../settings';
import type { BackupCommand } from './arguments';
import { cliHost } from './host';
import { passwordOf } from './password';
import { verbs } from './verbs';

/** What dist/backups.js exports. */
type BackupServices = Awaited<ReturnType<typeof projectServices.loadBackupServices>>;

/** What a verb works with. */
export interface BackupRun {
  readonly backups: BackupServices;
  readonly command: BackupCommand;
  readonly workspace: Workspace;
  readonly app: App;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Progress for people; nothing with `--json`. */
  readonly show: (message: string) => void;
  /** Asked for when an archive is encrypted and the configured password does not fit. */
  readonly password: (name: string) => Promise<string | undefined>;
}

/** What a verb answers: text for people, the same as data, and whether all is well. */
export interface BackupAnswer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** False: something is not whole, although the verb itself worked. */
  readonly whole: boolean;
}

/** Milliseconds between two lines of progress. */
const showEvery = 2_000;

/** Runs one verb of backups and writes its answer. Never rejects but for a bug. */
export async function runBackups(
  command: BackupCommand,
  io: CliIo,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<number> {
  let workspace: Workspace | undefined;
  try {
    // The same output files as the editor's: nothing of them is in the command line's own.
    const services = await import('../../services/projectServices');
    const backups = await services.loadBackupServices();
    if (command.verb === 'verify') {
      const { level } = command;
      const ask = (name: string): Promise<string> => passwordOf(command, name, () => undefined);
      const found = await backups.verifyFile(
        io.resolve(command.path),
        { level, password: ask, show: shower(command, io) },
        signal,
      );
      const { summary, text, report, whole } = found;
      return write({ text: `${summary}\n\n${text}`, data: { summary, report }, whole }, command, io, deps);
    }
    const opened = await openApp(services, command, io, deps, signal);
    workspace = opened.workspace;
    const { app } = opened;
    const protect = opened.workspace.host.redactor;
    const password = (name: string): Promise<string | undefined> =>
      passwordOf(command, name, (secret) => protect.protect(secret));
    const answer = await verbs[command.verb]({
      backups,
      command,
      workspace,
      app,
      io,
      signal,
      show: shower(command, io),
      password,
    });
    return write(answer, command, io, deps, (text) => protect.redact(text));
  } catch (error) {
    return failure(command, io, error, (text) => workspace?.host.redactor.redact(text) ?? text);
  } finally {
    workspace?.dispose();
  }
}

function write(
  { text, data, whole }: BackupAnswer,
  { json, verb }: BackupCommand,
  io: CliIo,
  { version }: CliDeps,
  redact: (text: string) => string = (said) => said,
): number {
  const document = { schemaVersion: 1, version, verb, whole, ...data };
  io.stdout(redact(json ? `${JSON.stringify(document, undefined, 2)}\n` : text));
  return whole ? exitCodes.ok : exitCodes.notWhole;
}

async function openApp(
  services: typeof projectServices,
  command: BackupCommand,
  io: CliIo,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<{ workspace: Workspace; app: App }> {
  const path = io.resolve(command.path);
  const settings = await readSettings(deps.files, path, path, undefined, signal);
  const { environmentFile, answers } = command;
  const host = cliHost(io, { version: deps.version, root: path, settings, environmentFile, answers });
  const workspace = services.openWorkspace(host);
  await workspace.discover();
  const { apps } = workspace;
  const [app] = apps;
  if (app !== undefined && apps.length === 1) return { workspace, app };
  workspace.dispose();
  if (app === undefined)
    throw new OpsError(
      'noApp',
      `No Laravel application found under ${path}: looked for a folder with artisan and composer.json.`,
    );
  throw new OpsError('severalApps', `There are ${apps.length} applications under ${path}.`, {
    next: `Name one of them: ${apps.map(({ root }) => root).join(', ')}.`,
  });
}

function shower({ json }: BackupCommand, io: CliIo): (message: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (message) => {
    if (json || Date.now() - last < showEvery) return;
    last = Date.now();
    io.stderr(`${message}\n`);
  };
}

function failure(command: BackupCommand, io: CliIo, error: unknown, redact: (text: string) => string): number {
  const { safe, next } = isOpsError(error) ? error.advice : {};
  if (command.json) {
    const document = {
      schemaVersion: 1,
      verb: command.verb,
      whole: false,
      error: {
        reason: isOpsError(error) ? error.reason : 'failed',
        message: error instanceof Error ? error.message : String(error),
        safe,
        next,
      },
    };
    io.stdout(redact(`${JSON.stringify(document, undefined, 2)}\n`));
  } else io.stderr(redact(`${messageOf(error)}\n`));
  if (isAbort(error)) return exitCodes.cancelled;
  return isOpsError(error, 'notWhole') ? exitCodes.notWhole : exitCodes.failed;
}
