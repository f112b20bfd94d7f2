import { isAbort, isOpsError, messageOf, OpsError } from '../core/base/errors';
import { discoverProjects } from '../core/laravel/discover';
import type { App } from '../services/app';
import type * as projectServices from '../services/projectServices';
import type { Workspace } from '../services/workspace';
import type { Answers } from './verbArguments';
import { cliHost } from './backups/host';
import { type Progress, progressOf } from './backups/progress';
import { exitCodes } from './exitCodes';
import type { CliDeps, CliIo } from './io';
import { environmentFileProblem } from './readFacts';
import { readSettings } from './settings';

/** What a verb that needs the services answers: text for people, the same as data, and whether all is well. */
export interface ServiceAnswer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** False: something is not whole, although the verb itself worked. */
  readonly whole: boolean;
  /** The answer was written as it came: nothing is left to write. */
  readonly written?: boolean;
}

/** An application that was opened for a command, and its services. */
export interface OpenedApp {
  readonly workspace: Workspace;
  readonly app: App;
}

/** What a command line says that concerns how it is run. */
export interface ServiceCommand {
  readonly verb: string;
  readonly json: boolean;
  readonly environmentFile: string | undefined;
  readonly answers: Answers;
}

/** What a verb is run with. */
export interface ServiceRun {
  /** The same output files as the editor's: nothing of them is in the command line's own. */
  readonly services: typeof projectServices;
  readonly open: (path: string) => Promise<OpenedApp>;
  readonly show: Progress['show'];
}

/** Runs one verb that needs the services and writes its answer. Never rejects but for a bug. */
export async function runWithServices(
  command: ServiceCommand,
  io: CliIo,
  deps: CliDeps,
  signal: AbortSignal,
  work: (run: ServiceRun) => Promise<ServiceAnswer>,
): Promise<number> {
  const progress = progressOf(command, io);
  const opened: Workspace[] = [];
  const redact = (text: string): string => opened.reduce((said, { host }) => host.redactor.redact(said), text);
  try {
    const services = await import('../services/projectServices');
    const open = async (path: string): Promise<OpenedApp> => {
      const app = await openApp(services, path, command, io, deps, signal);
      opened.push(app.workspace);
      return app;
    };
    const { text, data, whole, written } = await work({ services, open, show: progress.show });
    progress.clear();
    // What goes on until it is stopped ends as everything does that is stopped.
    if (written === true) return signal.aborted ? exitCodes.cancelled : exitCodes.ok;
    const document = { ...headOf(command, io, deps), whole, ...data };
    io.stdout(redact(command.json ? `${JSON.stringify(document, undefined, 2)}\n` : text));
    return whole ? exitCodes.ok : exitCodes.notWhole;
  } catch (error) {
    progress.clear();
    const failure = failureOf(error, command.verb, opened[0]);
    if (command.json) {
      const document = { ...headOf(command, io, deps), whole: false, error: failure };
      io.stdout(redact(`${JSON.stringify(document, undefined, 2)}\n`));
    } else io.stderr(redact(`${[failure.message, failure.safe, failure.next].filter(Boolean).join(' ')}\n`));
    return isAbort(error) ? exitCodes.cancelled : exitCodes.failed;
  } finally {
    for (const workspace of opened) workspace.dispose();
  }
}

/** What every document begins with. */
function headOf({ verb }: ServiceCommand, io: CliIo, { version }: CliDeps) {
  return { schemaVersion: 1, version, verb, generatedAt: io.now().toISOString() };
}

/** @throws OpsError `noApp`, `severalApps`, or `noEnvironmentFile` when `--env` names no file that counts */
async function openApp(
  services: typeof projectServices,
  path: string,
  { environmentFile, answers }: ServiceCommand,
  io: CliIo,
  deps: CliDeps,
  signal: AbortSignal,
): Promise<OpenedApp> {
  const roots = await discoverProjects(deps.files, path, { signal });
  const [root] = roots;
  if (root === undefined)
    throw new OpsError(
      'noApp',
      `No Laravel application found under ${path}: looked for a folder with artisan and composer.json.`,
    );
  if (roots.length > 1) {
    const more = roots.length > shownRoots ? ` and ${roots.length - shownRoots} more` : '';
    throw new OpsError('severalApps', `There are ${roots.length} applications under ${path}.`, {
      next: `Name one of them: ${roots.slice(0, shownRoots).join(', ')}${more}.`,
    });
  }
  // Without it Laravel's defaults would be read, and another database would be meant.
  const problem = await environmentFileProblem(root, deps, environmentFile, signal);
  if (problem !== undefined) throw new OpsError('noEnvironmentFile', problem, { safe: 'Nothing was changed.' });
  const settings = await readSettings(deps.files, root, path, undefined, signal);
  const host = cliHost(io, { version: deps.version, root, settings, environmentFile, answers });
  const workspace = services.openWorkspace(host);
  await workspace.discover();
  return { workspace, app: workspace.appAt(root) };
}

/** Applications that are named where several are there. */
const shownRoots = 10;

interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly safe: string | null;
  readonly next: string | null;
}

function failureOf(error: unknown, verb: string, workspace: Workspace | undefined): Failure {
  if (isAbort(error)) {
    const safe = isOpsError(error) ? error.advice.safe : undefined;
    return { reason: 'cancelled', message: 'Stopped.', safe: safe ?? null, next: null };
  }
  if (!isOpsError(error)) return { reason: 'failed', message: messageOf(error), safe: null, next: null };
  const { reason, message, advice } = error;
  return { reason, message, safe: advice.safe ?? null, next: nextOf(reason, verb, workspace) ?? advice.next ?? null };
}

/** What to do next where the command line knows it better than the services, which speak of the editor's menus. */
function nextOf(reason: string, verb: string, workspace: Workspace | undefined): string | undefined {
  if (reason === 'activity')
    return `It is kept in ${workspace?.host.storage ?? ''}: make that writable, or set XDG_STATE_HOME to a folder that is.`;
  if (reason === 'noDump') return 'Name one with --entry.';
  if (reason === 'notCleaned') return '`laravel-ops recover PATH` removes it once the server answers.';
  if (reason === 'gone' && verb === 'explain')
    return '`laravel-ops slow PATH` lists the digests that the server knows.';
  if (reason === 'noTool') return '--tool built-in needs no program.';
  return undefined;
}
