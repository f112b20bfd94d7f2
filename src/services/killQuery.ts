import { OpsError } from '../core/base/errors';
import type { SqlClient } from '../core/connections/sql';
import type { Operation } from '../core/guard/guard';
import { readRunning, type RunningStatement } from '../core/queries/sources/processlist';
import { shortText } from '../core/queries/statementText';
import type { Workspace } from './workspace';

/** Statements looked through for the one to stop: more run on no server that still answers. */
const mostRunning = 5_000;

/**
 * Ends one running statement on the server of the app at `root`, through the guard (T3). `KILL QUERY` stops the
 * statement and leaves the connection to the application; its transaction may roll back. What runs is looked up before
 * the person is asked and again before it is stopped, because a connection's next statement is another one.
 *
 * @throws OpsError `gone` when the app, or the statement, is not there any more; what the guard and the driver throw
 */
export async function killQuery(
  workspace: Workspace,
  root: string,
  connectionId: number,
  signal: AbortSignal,
): Promise<void> {
  const app = workspace.appAt(root);
  if (!Number.isSafeInteger(connectionId) || connectionId <= 0)
    throw new OpsError('badRequest', 'This row names no connection any more.', { next: 'Refresh the view.' });
  await app.withOwnSql(signal, async (client, used) => {
    const running = await runningOn(client, connectionId, signal);
    const statement = `KILL QUERY ${connectionId}`;
    const operation: Operation = {
      id: 'database.killQuery',
      tier: 3,
      title: `Kill the statement of connection ${connectionId}`,
      target: workspace.target(app, used),
      preview: [statement, `-- ${shortText(running.text, 400)}`],
      verb: 'Kill Query',
    };
    await workspace.guard.run(
      operation,
      async (permit) => {
        const now = await runningOn(client, connectionId, signal);
        if (now.text !== running.text || now.seconds < running.seconds) throw ended();
        await client.execute(permit, statement, [], { signal });
      },
      signal,
    );
  });
}

async function runningOn(client: SqlClient, connectionId: number, signal: AbortSignal): Promise<RunningStatement> {
  const running = await readRunning(client, { minSeconds: 0, limit: mostRunning, signal });
  const found = running.find((statement) => statement.connectionId === connectionId);
  if (found === undefined) throw ended();
  return found;
}

function ended(): OpsError {
  return new OpsError('gone', 'The statement has ended meanwhile.', {
    safe: 'Nothing was stopped.',
    next: 'Refresh the view.',
  });
}
