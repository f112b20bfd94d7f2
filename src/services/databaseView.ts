import { isAbort, isOpsError, messageOf } from '../core/base/errors';
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

export interface DatabaseFacts {
  readonly digests: DigestSnapshot;
  readonly running: readonly RunningStatement[];
}

/** The statements that cost most and those that run long, read in one session. Throws what the source throws. */
export async function readDatabase(app: App, signal: AbortSignal): Promise<DatabaseFacts> {
  return app.withSql(signal, async (client, { profile }) => {
    const schema = profile.database === undefined ? {} : { schema: profile.database };
    const digests = await readDigests(client, { ...schema, limit: listed, signal });
    const running = await readRunning(client, { minSeconds: longSeconds, limit: listed, signal });
    return { digests, running };
  });
}

/** The Database view of the active app. What is missing (server, privilege, statistics) is its message, not an exception. */
export async function databaseView(workspace: Workspace, signal: AbortSignal): Promise<LoadedView> {
  const app = workspace.active;
  if (app === undefined) return noApp;
  if (!workspace.host.trusted()) return restricted;
  const { environment } = await app.current(signal);
  const description = `${app.name} · ${environment.name}`;
  try {
    const { digests, running } = await readDatabase(app, signal);
    return { ...viewOf(digests, running, { root: app.root, now: new Date() }), description, condition: 'ready' };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    workspace.host.logger.warn(`${app.name}: the Database view shows no statements. ${messageOf(error)}`);
    const condition = error.reason === 'notConfigured' ? 'notConfigured' : 'failed';
    return { ...viewOf(error, undefined, { root: app.root, now: new Date() }), description, condition };
  }
}
