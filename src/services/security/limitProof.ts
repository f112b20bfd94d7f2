import { randomUUID } from 'node:crypto';
import { OpsError } from '../../core/base/errors';
import { treatAs } from '../../core/connections/environment';
import { asString } from '../../core/laravel/value';
import type { LimitedRoute } from '../../core/security/limits/limitedRoute';
import type { LimitProof, ProofPlan } from '../../core/security/limits/proof';
import { needsConfirmation, type ProofChoice, planProof } from '../../core/security/limits/proofPlan';
import { proofVerdict } from '../../core/security/limits/proofVerdict';
import { type ProofProgress, sendProof } from '../../node/burst';
import { burstTarget } from '../../node/burstTarget';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { inventoryOf } from './limitInventory';

/** What has to be asked before a limit can be proven. */
export interface ProofQuestions {
  readonly route: LimitedRoute;
  /** "http://127.0.0.1:8000": APP_URL where it is on this machine. */
  readonly origin?: string;
  /** Names of the address's parameters. */
  readonly parameters: readonly string[];
  /** Why the request needs somebody's word; undefined where it changes nothing. */
  readonly confirmation?: string;
}

/** What to ask about a route. @throws OpsError `gone` */
export async function proofQuestions(app: App, id: string, signal: AbortSignal): Promise<ProofQuestions> {
  const route = await routeAt(app, id, signal);
  const { project } = await app.current(signal);
  const url = asString(project.config.get('app.url'));
  const local = url === undefined ? undefined : await localOrigin(url, signal);
  const method = route.methods.find((each) => each === 'GET') ?? route.methods[0] ?? 'GET';
  const confirmation = needsConfirmation(route, method);
  return {
    route,
    ...(local === undefined ? {} : { origin: local }),
    parameters: Array.from((route.uri ?? '').matchAll(/\{(\w+)(?::\w+)?\}/g), ([, name = '']) => name),
    ...(confirmation === undefined ? {} : { confirmation }),
  };
}

/** Routes that can be proven. */
export async function provableRoutes(app: App, signal: AbortSignal): Promise<readonly LimitedRoute[]> {
  const { routes } = await inventoryOf(app, signal);
  return routes.filter(({ uri, methods }) => uri !== undefined && methods.length > 0);
}

/**
 * Sends a bounded burst to a route of the application on this machine and says what its limiter did, through the guard: an
 * environment that may be production is asked for as one. Never to another machine.
 *
 * @throws OpsError `gone`, `notLoopback`, `notConfirmed` and what planning and the guard throw
 */
export async function proveLimit(
  workspace: Workspace,
  app: App,
  id: string,
  choice: Omit<ProofChoice, 'nonce'>,
  { onProgress, signal }: { readonly onProgress: (progress: ProofProgress) => void; readonly signal: AbortSignal },
): Promise<LimitProof> {
  const route = await routeAt(app, id, signal);
  const read = await app.current(signal);
  // Refused before anybody is asked anything.
  await burstTarget(choice.origin, signal);
  const plan = planProof(route, { ...choice, nonce: randomUUID() }, read.project.version.major);
  const target = workspace.target(app, read);
  // In production a counter that is used up may be that of real visitors.
  const asks = needsConfirmation(route, plan.method) !== undefined || treatAs(target.environment) === 'production';
  const sent = await workspace.guard.run(
    {
      id: 'security.proveLimit',
      tier: asks ? 2 : 1,
      title: `Prove the rate limit of ${plan.title}`,
      target,
      preview: previewOf(plan),
      verb: `Send up to ${plan.most} Requests`,
    },
    () => sendProof(plan, { signal, onProgress }),
    signal,
  );
  return proofVerdict(plan, sent);
}

function previewOf(plan: ProofPlan): readonly string[] {
  const { form, bursts, method, path, origin } = plan;
  return [
    ...(form === undefined ? [] : [`GET ${origin}${form}`]),
    ...bursts.map(({ as, count }) => `${count} × ${method} ${origin}${path}${as === 'first' ? '' : ` (${as})`}`),
    ...plan.remarks,
  ];
}

async function routeAt(app: App, id: string, signal: AbortSignal): Promise<LimitedRoute> {
  const { routes } = await inventoryOf(app, signal);
  const route = routes.find((each) => each.id === id);
  if (route === undefined)
    throw new OpsError('gone', `The route ${id} is not in the application's code any more.`, {
      safe: 'Nothing was sent.',
    });
  return route;
}

async function localOrigin(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await burstTarget(url, signal);
    return url;
  } catch (error) {
    // APP_URL is another machine, or nothing that can be asked: somebody has to name it.
    if (error instanceof OpsError && error.reason !== 'cancelled') return undefined;
    throw error;
  }
}
