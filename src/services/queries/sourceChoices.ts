import { OpsError } from '../../core/base/errors';
import type { QuerySource } from '../../core/queries/digest';
import { chooseSource } from '../../core/queries/sources/sourceState';
import { performanceSchemaGrant } from '../../core/queries/serverErrors';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { readSources } from './statementList';

/** One source to pick, and why it cannot be used. */
export interface SourceChoice {
  readonly id: QuerySource | 'auto';
  readonly label: string;
  readonly description: string;
  /** What it shows, or what is missing and what to do. */
  readonly detail: string;
  readonly usable: boolean;
}

/** Every source of the environment in use. */
export async function sourceChoices(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<readonly SourceChoice[]> {
  const states = await app.withSql(signal, (client, used) => readSources(workspace, app, client, used, signal));
  const best = chooseSource(states);
  const wanted = workspace.host.settings(app.root).queries.source;
  return [
    {
      id: 'auto',
      label: 'The Best There Is',
      description: wanted === 'auto' ? 'in use' : '',
      detail: best === undefined ? 'Nothing can be used now.' : `Now: ${best.title}.`,
      usable: true,
    },
    ...states.map(({ id, title, usable, detail, why, next, sql, config }) => ({
      id,
      label: title,
      description: wanted === id ? 'in use' : usable ? '' : 'cannot be used',
      detail: [usable ? detail : why, next, ...(sql ?? []), ...(config ?? [])]
        .filter((each) => each !== undefined)
        .join(' '),
      usable,
    })),
  ];
}

/** The GRANT that lets the login in use read statement statistics. @throws OpsError `notNeeded` */
export async function grantText(app: App, signal: AbortSignal): Promise<string> {
  return app.withSql(signal, async (client) => {
    if (!client.server.performanceSchema)
      throw new OpsError('notNeeded', 'performance_schema is off on this server: no GRANT would help.', {
        next: 'Capture slow queries, or turn it on in my.cnf.',
      });
    return performanceSchemaGrant(client);
  });
}
