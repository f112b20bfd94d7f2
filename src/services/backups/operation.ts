import { OpsError } from '../../core/base/errors';
import type { Operation } from '../../core/guard/operation';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';

/** An operation on the database of the environment that a session leads to. */
export function operationOn(
  workspace: Workspace,
  app: App,
  used: SqlSession,
  fields: Omit<Operation, 'target'>,
): Operation {
  return { ...fields, target: workspace.target(app, used) };
}

/** @throws OpsError `notConfigured` when the connection names no database */
export function liveDatabaseOf({ profile, environment }: SqlSession): string {
  if (profile.database !== undefined && profile.database !== '') return profile.database;
  throw new OpsError('notConfigured', `The connection ${profile.connection} of ${environment.name} names no database.`);
}

/** Every database that the app's environments name, on whichever server: none of them is ever dropped. */
export async function configuredDatabases(app: App, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { all } = await app.environments(signal);
  return new Set(
    all.flatMap(({ environment }) =>
      environment.sql.flatMap(({ database }) => (database === undefined ? [] : [database])),
    ),
  );
}
