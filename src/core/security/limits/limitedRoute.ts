import type { Location } from '../../finding';

/** What one counter of a limiter allows. */
export interface RouteLimit {
  /** Attempts in `seconds`; absent when not certain. Infinity is `Limit::none()`. */
  readonly attempts?: number;
  /** Attempts of signed-in users where they differ: the second figure of `throttle:10|60,1`. */
  readonly users?: number;
  readonly seconds?: number;
  readonly by: 'user' | 'ip' | 'userElseIp' | 'everyone' | 'other';
  /** "user, else IP", "all visitors together", "$request->input('email').$request->ip()" */
  readonly key: string;
  /** Limits with the same text count in one counter, across middleware and, for numeric throttles, across routes. */
  readonly counter: string;
  /** `->response(…)`: what is answered at the limit is the application's own, and need not be 429. */
  readonly ownResponse: boolean;
  /** `->after(…)`: only some answers are counted. */
  readonly countsSome: boolean;
}

/** One middleware of a route that limits requests. */
export interface RouteLimiter {
  /** "throttle:api", "throttle:60,1", or the class of the application's own. */
  readonly written: string;
  /**
   * `named`, `numeric`: Laravel's own throttle · `attribute`: a figure of the user's, and what cannot be read ·
   * `custom`: a middleware that decides for itself · `handler`: the code that answers the route counts by itself.
   */
  readonly kind: 'named' | 'numeric' | 'attribute' | 'custom' | 'handler';
  /** The named limiter's name. */
  readonly name?: string;
  /** What a request may meet, one list for each branch of the limiter; an empty list lets it pass, or is an answer. */
  readonly branches: readonly (readonly RouteLimit[])[];
  /**
   * `known` · `unlimited`: `Limit::none()` in every branch · `undefined`: for certain nobody defines it · `unknown`: the limits
   * cannot be read.
   */
  readonly state: 'known' | 'unlimited' | 'undefined' | 'unknown';
  /** Counted in Redis itself, whatever the cache store is. */
  readonly redis: boolean;
  /** Where it is attached, and where a named limiter is defined. */
  readonly location?: Location;
  readonly definition?: Location;
}

/** Where counters are kept. */
export interface LimitStore {
  /** "redis": its key in `cache.stores`; absent when not certain. */
  readonly name?: string;
  readonly driver?: string;
  /** `forgets`: lost after each request, so that nothing is ever limited. */
  readonly sharing: 'shared' | 'perServer' | 'forgets' | 'unknown';
  /** One sentence. */
  readonly why: string;
}

/** Whether `$request->ip()`, which limiters count by, is the visitor's. */
export interface ProxyState {
  /** `notUsed`: nothing here counts by address · `forgeable`: a header gives a fresh counter · `shared`: one counter for all. */
  readonly state: 'right' | 'forgeable' | 'shared' | 'unknown' | 'notUsed';
  /** Which proxies the application trusts; absent where that is not certain. */
  readonly trusts?: 'none' | 'some' | 'everyone';
  /** One sentence. */
  readonly why: string;
  readonly location?: Location;
}

export type LimitGroup = 'unlimitedAuth' | 'apiUnlimited' | 'covered' | 'other' | 'unknown';

/** One route with what limits it. */
export interface LimitedRoute {
  /** Unique in its inventory and the same after a refresh: "POST api/login". */
  readonly id: string;
  /** Upper case, without HEAD; empty when not certain. */
  readonly methods: readonly string[];
  /** Without a slash in front, but for "/"; undefined when not certain. */
  readonly uri?: string;
  /** Only where artisan said it. */
  readonly domain?: string;
  readonly name?: string;
  /** "App\Http\Controllers\LoginController@store", "a closure" */
  readonly action: string;
  /** Where it is registered, or else the class that answers it; absent for routes of packages. */
  readonly location?: Location;
  /** Where a middleware may be added to its own chain. */
  readonly whole?: Location;
  readonly limiters: readonly RouteLimiter[];
  readonly store: LimitStore;
  readonly proxy: ProxyState;
  readonly group: LimitGroup;
  /** One sentence: why it is in that group. */
  readonly why: string;
  /** It takes a password or a code from strangers. */
  readonly takesCredentials: boolean;
  readonly api: boolean;
  /** A token of the session is asked for before it answers (419 without). */
  readonly csrf: boolean;
  /** Middleware that lets only known users pass, as written. */
  readonly login: readonly string[];
  /** Who told of it: the code as read, `artisan route:list`, or both. */
  readonly source: 'code' | 'artisan' | 'both';
}

/** Every route of an application with its limits. */
export interface LimitInventory {
  readonly routes: readonly LimitedRoute[];
  /** Read from the code alone, or exact as artisan lists it. */
  readonly source: 'code' | 'artisan';
  /** False when there may be routes that are not listed. */
  readonly complete: boolean;
  /** For people, one sentence each. */
  readonly gaps: readonly string[];
  /** The environment that store and proxies were judged for: ".env" or an id of the settings. */
  readonly environment: string;
}
