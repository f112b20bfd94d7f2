import { isAbort, messageOf, OpsError } from '../../core/base/errors';
import { joinPath } from '../../core/base/path';
import { runbookEnvironment, runbookFactsOf } from '../../core/backups/runbook/evidence';
import { runbookFile, type RunbookFacts } from '../../core/backups/runbook/facts';
import { renderRunbook } from '../../core/backups/runbook/render';
import { runbookState, type RunbookState } from '../../core/backups/runbook/state';
import { readDrillRecords } from '../../node/drillFile';
import { diskTextSource } from '../../node/files';
import { readVerifications } from '../../node/verifications';
import type { App } from '../app';
import { readBackups } from '../backupsView';
import type { Workspace } from '../workspace';

/** A runbook to write, or as it would be. */
export interface RunbookText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/**
 * The runbook of an app from what is known now; what people wrote in it stays. Asks the database whether it keeps binary logs
 * where it can be reached. Nothing is written.
 */
export async function runbookText(workspace: Workspace, app: App, signal: AbortSignal): Promise<RunbookText> {
  const facts = await runbookFacts(workspace, app, { connect: true }, signal);
  const file = joinPath(app.root, runbookFile);
  const existing = await textOf(file, signal);
  return { file, text: renderRunbook(facts, existing) };
}

/** How the runbook stands against the configuration; connects to nobody. */
export async function readRunbookState(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly state: RunbookState }> {
  const facts = await runbookFacts(workspace, app, { connect: false }, signal);
  return { file: runbookFile, state: runbookState(await textOf(joinPath(app.root, runbookFile), signal), facts) };
}

async function runbookFacts(
  workspace: Workspace,
  app: App,
  { connect }: { readonly connect: boolean },
  signal: AbortSignal,
): Promise<RunbookFacts> {
  const inUse = await app.current(signal);
  const { environment, project } = runbookEnvironment((await app.environments(signal)).all) ?? inUse;
  const { code } = await app.ruleContext(signal);
  const trusted = workspace.host.trusted();
  const catalog = trusted ? await readBackups(app, signal) : undefined;
  const { records } = await readDrillRecords(app.root, signal);
  const verifications = await readVerifications(app.root, signal);
  // Only the environment in use is connected to.
  const same = inUse.environment.id === environment.id;
  const live = connect && trusted && same ? await askServer(workspace, app, signal) : undefined;
  return runbookFactsOf({
    now: new Date(),
    project,
    code,
    environment,
    drills: records,
    verifications,
    ...(catalog === undefined ? {} : { catalog }),
    ...(live === undefined ? {} : { live }),
  });
}

/** Undefined when it cannot be asked: the runbook then says that it was not. */
async function askServer(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<{ readonly server: string; readonly logBin: string } | undefined> {
  try {
    return await app.withSql(signal, async (client) => {
      const [row] = await client.query<{ logBin: number }>('SELECT @@GLOBAL.log_bin AS logBin', [], { signal });
      const { flavour, version } = client.server;
      const name = `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version.replace(/-.*$/, '')}`;
      return { server: name, logBin: String(row?.logBin ?? '') };
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the runbook is written without the server. ${messageOf(error)}`);
    return undefined;
  }
}

async function textOf(file: string, signal: AbortSignal): Promise<string | undefined> {
  const read = await diskTextSource().readText(file, signal);
  if (read.kind === 'unreadable')
    throw new OpsError('unreadable', `${file} cannot be read.`, { safe: 'It was left as it is.' });
  return read.kind === 'text' ? read.text : undefined;
}
