import { relativePath } from '../../core/base/path';
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
    routes: routeTable(code).routes.map((route) => ({
      id: routeId(route),
      file: relativePath(app.root, route.location.file),
    })),
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
  const { routes } = routeTable(code);
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
              routes: routes.filter((route) => ids.includes(routeId(route))),
            })),
          },
        };
  const plan = scaffoldAll(context, wishes);
  const title = limiters?.routes === undefined ? 'Record security events' : 'Add throttle';
  return { fix: { title, preferred: false, edits: plan.edits }, textOf: context.textOf, plan };
}

/** "POST api/login", as the inventory of rate limits names routes. */
function routeId({ methods, uri }: Route): string {
  return `${methods.join('|')} ${uri ?? '?'}`;
}
