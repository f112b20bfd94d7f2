import type { AppliedMiddleware, Route } from '../../code/routes/route';
import type { LimitStore, ProxyState } from './limitedRoute';

/** What is known about a route beyond its middleware, as the lint rules of rate limits judge it. */
export interface RouteJudge {
  /** It takes a password or a code from strangers (RLM001). */
  takesCredentials(route: Route): boolean;
  /** It is a route of the API. */
  isApi(route: Route): boolean;
  /** The middleware lets only known users pass. */
  asksWho(middleware: AppliedMiddleware): boolean;
  /** The code that answers counts attempts itself; `unknown` where part of it belongs to a package. */
  limitsItself(route: Route): 'yes' | 'no' | 'unknown';
}

/** What surrounds the routes. The rules know it already: `limitSurroundings` of the assessment makes it. */
export interface LimitSurroundings {
  /** Id of the environment that is judged. */
  readonly environment: string;
  readonly store: LimitStore;
  /** For limiters that count by address. */
  readonly proxy: Exclude<ProxyState, { state: 'notUsed' }>;
  /** Settings say that something in front of the application limits its API. */
  readonly apiGateway: boolean;
  readonly judge: RouteJudge;
  /** Text of a file that was read. */
  readonly textOf: (file: string) => string | undefined;
}
