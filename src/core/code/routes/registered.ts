import type { Location } from '../../finding';
import type { AttachedMiddleware, GroupAttributes } from './attributes';
import type { RouteAction } from './route';

type Parts = readonly (string | undefined)[];

/** Where something is registered. */
export interface Placed {
  readonly location: Location;
  readonly whole: Location;
}

/** A route that the calls chained to it may still change. */
export interface PendingRoute {
  readonly methods: readonly string[] | undefined;
  uri: Parts;
  as: Parts | undefined;
  readonly location: Location;
  readonly whole: Location;
  action: RouteAction;
  readonly middleware: AttachedMiddleware[];
  readonly excluded: AttachedMiddleware[];
  complete: boolean;
  readonly conditional: boolean;
}

/** A resource whose routes are made when all that is chained to it is known. */
export interface PendingResource {
  readonly singleton: boolean;
  readonly name: Parts;
  readonly controller: Parts;
  readonly group: GroupAttributes;
  readonly location: Location;
  readonly whole: Location;
  readonly conditional: boolean;
  readonly options: ResourceOptions;
}

/** Illuminate\Routing\PendingResourceRegistration's options. */
export interface ResourceOptions {
  only: readonly string[] | undefined;
  except: readonly string[] | undefined;
  /** One text for all, or method → name. */
  names: string | Map<string, string> | undefined;
  /** As in names: what `as` puts in front. */
  as: string | undefined;
  parameters: Map<string, string>;
  shallow: boolean;
  creatable: boolean;
  destroyable: boolean;
  middleware: readonly AttachedMiddleware[];
  excluded: readonly AttachedMiddleware[];
  readonly middlewareFor: Map<string, readonly AttachedMiddleware[]>;
  readonly excludedFor: Map<string, readonly AttachedMiddleware[]>;
  /** False when an option was not certain. */
  complete: boolean;
  /** False when names or parameters were not certain. */
  named: boolean;
}

export type Registered =
  | { readonly kind: 'route'; readonly route: PendingRoute }
  | { readonly kind: 'resource'; readonly resource: PendingResource };
