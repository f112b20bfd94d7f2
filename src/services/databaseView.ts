import { isAbort, isOpsError, messageOf, type OpsError } from '../core/base/errors';
import type { DigestSnapshot } from '../core/queries/digest';
import { readDigests } from '../core/queries/sources/performanceSchema';
import { readRunning, type RunningStatement } from '../core/queries/sources/processlist';
import { databaseView as viewOf } from '../core/queries/tree';
import type { App } from './app';
import { noApp, restricted, type LoadedView } from './loadedView';
import type { Workspace } from './workspace';

/** Rows of "Slow Statements": what one looks at; the dashboard shows the first five of them. */
const listed = 10;
/** A statement counts as running long after this many seconds. */
const longSeconds = 5;

/** The statements that cost most. Throws what the source throws. */
export async function readSlowStatements(app: App, signal: AbortSignal): Promise<DigestSnapshot> {
  return app.withSql(signal, (client, { profile }) => {
    const schema = profile.database === undefined ? {} : { schema: profile.database };
    return readDigests(client, { ...schema, limit: listed, signal });
  });
}

/** The same, and the statements that run long: the server lists those also where it keeps no statistics, or not for us. */
async function readDatabase(
  app: App,
  signal: AbortSignal,
): Promise<{ digests: DigestSnapshot | OpsError; running: readonly RunningStatement[] }> {
  return app.withSql(signal, async (client, { profile }) => {
    const schema = profile.database === undefined ? {} : { schema: profile.database };
    const digests = await readDigests(client, { ...schema, limit: listed, signal }).catch((error: unknown) => {
      if (isOpsError(error) && withoutStatistics.has(error.reason)) return error;
      throw error;
    });
    const running = await readRunning(client, { minSeconds: longSeconds, limit: listed, signal });
    return { digests, running };
  });
}

/** Reasons that say something of the statistics and nothing of the server: everything else of it can be read. */
const withoutStatistics = new Set(['noPrivilege', 'performanceSchemaOff', 'digestsOff']);

/** The Database view of the active app. What is missing (server, privilege, statistics) is its message, not an exception. */
export async function databaseView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const { environment } = await app.current(signal);
  const description = `${app.name} · ${environment.name}`;
  try {
    const { digests, running } = await readDatabase(app, signal);
    noteTrouble(workspace, app, isOpsError(digests) ? digests : undefined);
    return { ...viewOf(digests, running, { root: app.root, now: new Date() }), description, condition: 'ready' };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    noteTrouble(workspace, app, error);
    const condition = error.reason === 'notConfigured' ? 'notConfigured' : 'failed';
    return { ...viewOf(error, undefined, { root: app.root, now: new Date() }), description, condition };
  }
}

const troubles = new WeakMap<App, string>();

/** Writes to the log why statements are missing, once for the same reason: the view is read again every half minute. */
function noteTrouble({ host }: Workspace, app: App, error: OpsError | undefined): void {
  const trouble = error === undefined ? '' : messageOf(error);
  if (trouble !== '' && troubles.get(app) !== trouble)
    host.logger.warn(`${app.name}: the Database view shows no statements. ${trouble}`);
  troubles.set(app, trouble);
}
