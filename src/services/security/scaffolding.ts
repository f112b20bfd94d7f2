import { relativePath } from '../../core/base/path';
import type { Code } from '../../core/code/collector';
import { routeTable } from '../../core/code/routes/routeTable';
import type { Route } from '../../core/code/routes/route';
import type { Fix } from '../../core/finding';
import { ownModels } from '../../core/security/scaffolds/auditTrail';
import type { LimiterName } from '../../core/security/scaffolds/limiterTexts';
import { readScaffoldContext } from '../../core/security/scaffolds/readScaffoldContext';
import { type ScaffoldPlan, scaffoldAll, type ScaffoldWishes } from '../../core/security/scaffolds/scaffoldAll';
import { diskTextSource } from '../../node/files';
import type { App } from '../app';
import type { Workspace } from '../workspace';

/** What can be written for an application. */
export interface ScaffoldChoices {
  /** Days that the security log is kept by the settings. */
  readonly retentionDays: number;
  /** Fully qualified names of its models. */
  readonly models: readonly string[];
  /** Routes that a limiter can be put on. */
  readonly routes: readonly RouteChoice[];
}

/** A route of the table. */
export interface RouteChoice {
  /** "POST api/login". */
  readonly id: string;
  /** Where it is written, seen from the application. */
  readonly file: string;
}

/** A change that a person is shown before it is made. */
export interface PlannedChange {
  readonly fix: Fix;
  /** The files as the edits know them. */
  readonly textOf: (file: string) => string | undefined;
  readonly plan: ScaffoldPlan;
}

/** What there is to choose from. Reads the application's code. */
export async function scaffoldChoices(workspace: Workspace, app: App, signal: AbortSignal): Promise<ScaffoldChoices> {
  const { code } = await app.ruleContext(signal);
  return {
    retentionDays: workspace.host.settings(app.root).topology.retentionDays,
    models: ownModels(code).map(({ name }) => name),
    routes: Array.from(routesById(code), ([id, { location }]) => ({ id, file: relativePath(app.root, location.file) })),
  };
}

/** What somebody chose, with routes by their ids. */
export type ChosenScaffolds = Omit<ScaffoldWishes, 'limiters'> & {
  readonly limiters?: {
    readonly define: readonly LimiterName[];
    readonly routes?: readonly { readonly limiter: LimiterName; readonly ids: readonly string[] }[];
    readonly apiGroup?: boolean;
  };
};

/** The change that writes what was chosen, as one; nothing is written here. */
export async function planScaffolds(app: App, chosen: ChosenScaffolds, signal: AbortSignal): Promise<PlannedChange> {
  const { code } = await app.ruleContext(signal);
  const context = await readScaffoldContext(diskTextSource(), code, signal);
  const { limiters, ...others } = chosen;
  const routes = routesById(code);
  const wishes: ScaffoldWishes =
    limiters === undefined
      ? others
      : {
          ...others,
          limiters: {
            define: limiters.define,
            ...(limiters.apiGroup === undefined ? {} : { apiGroup: limiters.apiGroup }),
            routes: (limiters.routes ?? []).map(({ limiter, ids }) => ({
              limiter,
              routes: ids.flatMap((id) => routes.get(id) ?? []),
            })),
          },
        };
  const plan = scaffoldAll(context, wishes);
  const title = limiters?.routes === undefined ? 'Record security events' : 'Add throttle';
  return { fix: { title, preferred: false, edits: plan.edits }, textOf: context.textOf, plan };
}

/** Routes by the ids that the inventory of rate limits gives them: of several at one address the second is "GET home #2". */
function routesById(code: Code): ReadonlyMap<string, Route> {
  const counts = new Map<string, number>();
  return new Map(
    routeTable(code).routes.map((route) => {
      const id = `${route.methods.join('|')} ${route.uri ?? '?'}`;
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      return [count === 1 ? id : `${id} #${count}`, route];
    }),
  );
}
