import { OpsError } from '../core/base/errors';
import type { Operation } from '../core/guard/guard';
import type { Workspace } from './workspace';

/**
 * Ends one running statement on the server, through the guard (T3). `KILL QUERY` stops the statement and leaves the
 * connection to the application; its transaction may roll back.
 */
export async function killQuery(workspace: Workspace, connectionId: number, signal: AbortSignal): Promise<void> {
  const app = workspace.active;
  if (app === undefined) return;
  if (!Number.isSafeInteger(connectionId) || connectionId <= 0)
    throw new OpsError('badRequest', 'This row names no connection any more.', { next: 'Refresh the view.' });
  await app.withSql(signal, async (client, used) => {
    const statement = `KILL QUERY ${connectionId}`;
    const operation: Operation = {
      id: 'database.killQuery',
      tier: 3,
      title: `Kill the statement of connection ${connectionId}`,
      target: workspace.target(app, used),
      preview: [statement],
      verb: 'Kill Query',
    };
    await workspace.guard.run(operation, (permit) => client.execute(permit, statement), signal);
  });
}
