import { OpsError } from '../../core/base/errors';
import type { SqlClient } from '../../core/connections/sql';
import type { StatementDigest } from '../../core/queries/digest';
import { readDigest } from '../../core/queries/sources/performanceSchema';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { readStatementList } from './statementList';

/** Which statement, and in whose session it is asked for. */
export interface Asked {
  readonly client: SqlClient;
  readonly used: SqlSession;
  readonly id: string;
}

/** A statement of the list. performance_schema is asked for it as it stands now; other sources are read again where they have to be. */
export async function findStatement(
  workspace: Workspace,
  app: App,
  { client, used, id }: Asked,
  signal: AbortSignal,
): Promise<StatementDigest> {
  const known = await workspace.queries.of(app, signal);
  const { database } = used.profile;
  const listed = known.snapshot?.value;
  if ((listed === undefined || listed.source === 'performance_schema') && client.server.performanceSchema) {
    const found = await readDigest(client, id, { ...(database === undefined ? {} : { schema: database }), signal });
    if (found !== undefined) return found;
  }
  const snapshot = listed ?? (await readStatementList(workspace, app, client, used, 200, signal)).snapshot;
  const found = snapshot.statements.find(({ digest }) => digest === id);
  if (found !== undefined) return found;
  throw new OpsError('gone', 'The server does not list this statement any more.', {
    next: 'Refresh the Database view: its statistics may have been reset.',
  });
}
