import type { Location } from '../../finding';

/** A middleware as it applies to one route, groups taken apart and aliases resolved. */
export interface AppliedMiddleware {
  /** As written: "throttle:60,1", "auth:sanctum"; a class constant as its class name. */
  readonly written: string;
  /** What stands before the colon: "throttle", or the class name. */
  readonly name: string;
  /** The class behind it, fully qualified; undefined when the alias is not known. */
  readonly className?: string;
  /** What stands behind the colon: ["60", "1"]. */
  readonly parameters: readonly string[];
  readonly location: Location;
  /** Who attached it: the route's own line, a group around it, a middleware group ("api"), the controller, every request. */
  readonly via: 'route' | 'group' | 'middlewareGroup' | 'controller' | 'global';
}

export type RouteAction =
  | { readonly kind: 'controller'; readonly className: string; readonly method: string }
  | { readonly kind: 'closure' }
  /** Route::view, Route::redirect and their like. */
  | { readonly kind: 'builtIn' }
  | { readonly kind: 'unknown' };

/** One route as Laravel would register it. */
export interface Route {
  /** Upper case, without HEAD, and without OPTIONS where it is not alone: ["GET"], ["PUT", "PATCH"]; empty when not certain. */
  readonly methods: readonly string[];
  /** With the prefixes of its groups, without slashes at the ends: "api/comments/{comment}", "/"; undefined when not certain. */
  readonly uri?: string;
  /** Where only the front of the address is not certain, the segments behind that: "login". */
  readonly uriEnd?: string;
  readonly name?: string;
  /** The call that registers it, without what is chained to it: `Route::post('login', …)`. */
  readonly location: Location;
  /** The whole statement's expression, for edits at the end of the chain. */
  readonly whole: Location;
  readonly action: RouteAction;
  /** Name of the middleware group it is in ("api", "web"), when it is certain. */
  readonly group?: string;
  /** In the order in which they run, excluded ones left out. */
  readonly middleware: readonly AppliedMiddleware[];
  /**
   * False when something around the route could not be followed, or a condition decides whether it is there: then what is
   * not in `middleware` is not known to be absent.
   */
  readonly complete: boolean;
  /** It stands in an `if` or another condition: whether it is registered is not certain. */
  readonly conditional?: true;
}

/** Every route that static reading finds. */
export interface RouteTable {
  readonly routes: readonly Route[];
  /** `withoutMiddleware(…)` calls, with what they name. */
  readonly removals: readonly { readonly names: readonly string[]; readonly location: Location }[];
  /** False when routes may be registered in ways that were not followed (`using:` closures, dynamic loops, unreadable files). */
  readonly complete: boolean;
  /** For people, one sentence each: why `complete` is false. */
  readonly gaps: readonly string[];
}
