import { joinPath } from '../../core/base/path';
import { OpsError } from '../../core/base/errors';
import type { HealthRemedy } from '../../core/queries/health/fact';
import { healthId, partitionsId } from '../../core/queries/health/tree';
import { migrationApplication } from '../../core/queries/migration/application';
import { statementMigration } from '../../core/queries/migration/indexMigration';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import type { NewMigrationFile } from './indexChange';

/** What a row of health offers: texts to copy and edits to review; nothing is run. */
export interface HealthOffer {
  readonly remedies: readonly HealthRemedy[];
  /** The files as the edits know them. */
  readonly textOf: (file: string) => string | undefined;
}

/**
 * What could be done about one row of the group "Health", as the view shows it.
 *
 * @param id of the row: "health:readWriteSplit"
 * @throws OpsError `notOffered` when the view does not show it any more, or it offers nothing
 */
export async function healthOffer(
  workspace: Workspace,
  app: App,
  id: string,
  signal: AbortSignal,
): Promise<HealthOffer> {
  const { judged } = await workspace.queries.of(app, signal);
  const remedies = (judged?.facts.find((fact) => healthId(fact) === id)?.remedies ?? []).filter(
    ({ copies, fix }) => copies !== undefined || fix !== undefined,
  );
  if (judged === undefined || remedies.length === 0) throw notOffered();
  return { remedies, textOf: judged.textOf };
}

/**
 * The migration of partitions that the view advises; nothing is written.
 *
 * @param id of the row: "partitions:events"
 * @throws OpsError `notOffered` when the view does not show it any more
 */
export async function partitionMigration(
  workspace: Workspace,
  app: App,
  id: string,
  signal: AbortSignal,
): Promise<NewMigrationFile> {
  const { judged } = await workspace.queries.of(app, signal);
  const advice = judged?.partitions.find((each) => partitionsId(each) === id);
  if (advice === undefined) throw notOffered();
  const { code, textOf } = await app.ruleContext(signal);
  return app.withSql(signal, async ({ server }, { profile }) => {
    const application = migrationApplication(code, textOf, profile.connection, server.flavour);
    const { file, text } = statementMigration(advice.statements, application, new Date());
    return { file: joinPath(app.root, file), relative: file, text };
  });
}

function notOffered(): OpsError {
  return new OpsError('notOffered', 'The view no longer offers that.', { next: 'Refresh it and try again.' });
}
