import type { Location } from '../../finding';
import type { TextRange } from '../../base/text';

/** A middleware in a group or in the global stack. */
export interface MiddlewareEntry {
  /** As written; a class constant as its class name, with its parameters: "Illuminate\\Routing\\Middleware\\ThrottleRequests:api". */
  readonly written: string;
  /** Absent for what the framework itself puts there. */
  readonly location?: Location;
}

/** One group: "web", "api" or the application's own. */
export interface MiddlewareGroup {
  readonly entries: readonly MiddlewareEntry[];
  /** Where the group is written: the array in the Kernel, the call in bootstrap/app.php. */
  readonly location?: Location;
  /** False when something in it could not be followed. */
  readonly complete: boolean;
}

/** A call of withMiddleware's `$middleware`, or what it stands for in the Kernel layout. */
export interface MiddlewareCall {
  /** "throttleApi", "trustProxies", "statefulApi" … */
  readonly method: string;
  readonly location: Location;
  /** It stands in a condition: whether it is made is not certain. */
  readonly conditional?: true;
  /** The arguments as far as they are certain, by position or name ("0", "at"). */
  readonly arguments: ReadonlyMap<
    string,
    { readonly value: string | number | boolean | null | readonly string[] | undefined; readonly range: TextRange }
  >;
}

/** What runs around requests. */
export interface MiddlewareStacks {
  readonly global: MiddlewareGroup;
  readonly groups: ReadonlyMap<string, MiddlewareGroup>;
  /** Alias → class name, the framework's own aliases of the installed version included. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The order of middleware where the application has its own; the framework's otherwise. */
  readonly priority?: readonly string[];
  readonly calls: readonly MiddlewareCall[];
  /** The file that says all this: bootstrap/app.php or app/Http/Kernel.php; undefined when there is neither. */
  readonly file?: string;
  /** False when groups, aliases or calls may exist that were not followed. */
  readonly complete: boolean;
}
