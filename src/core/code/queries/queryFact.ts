import type { TextRange } from '../../base/text';

// What PHP code says about the queries that it sends: chains of calls on models, builders and relations, as they are written.
// What a name means (a scope, a relation, a table) is not looked up here: that takes other files.

/** A place in a file of the application. */
export interface QueryPlace {
  /** Relative to the application, forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly range: TextRange;
  /** Its first line, trimmed and cut. */
  readonly excerpt: string;
}

/** What a chain of calls begins with. */
export type ChainRoot =
  /** `Order::…`, `DB::…`; fully qualified. */
  | { readonly kind: 'class'; readonly name: string }
  /** A variable that holds one object, of this class where the code says which: `Order $order`, `new Order`, `$this`. */
  | { readonly kind: 'instance'; readonly className?: string; readonly name: string }
  /** The user that is logged in: `auth()->user()`, `$request->user()`. */
  | { readonly kind: 'user' }
  /** A builder of a model that this file does not name: a parameter `Builder $query`, the argument of a closure. */
  | { readonly kind: 'builder' };

/** `->name(…)`, `::name(…)` or `->name`; `*each`: one after the other
 * of what the chain before gave, in a loop or a callback; `*one`: one of it alone. */
export interface Step {
  readonly name: string;
  /** Of a call; absent for a property. */
  readonly arguments?: readonly Argument[];
  /** It stands in a condition that the chain around it does not stand in. */
  readonly optional?: true;
}

export interface Chain {
  readonly root: ChainRoot;
  readonly steps: readonly Step[];
}

/** An argument, as far as it can be told without running anything. */
export type Argument =
  | { readonly kind: 'text'; readonly text: string }
  /** `Order::class` */
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'null' }
  /** `DB::raw(…)`, an expression; "?" for what is put in. */
  | { readonly kind: 'raw'; readonly text: string }
  /** `key`: a text that is written out. */
  | { readonly kind: 'list'; readonly items: readonly { readonly key?: string; readonly value: Argument }[] }
  /** What a closure does with the builder that it is given. */
  | { readonly kind: 'closure'; readonly steps: readonly Step[] }
  /** A builder that is given as a subquery. */
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'other' };

/** A chain at the place where it is sent, or handed on. */
export interface ChainFact {
  readonly fact: 'chain';
  readonly place: QueryPlace;
  readonly chain: Chain;
  /** The first of its steps that stands at this place; those before it stand at another and were told there. */
  readonly from: number;
  /** The body of a loop or a callback that runs for each of a collection. */
  readonly inLoop: boolean;
}

/** What `toArray` of an API resource reads of its model in any case: `$this->user->name`. */
export interface ResourceReadFact {
  readonly fact: 'resourceRead';
  readonly className: string;
  readonly place: QueryPlace;
  readonly steps: readonly Step[];
}

/** `OrderResource::collection($orders)`: `toArray` is asked for each of what the chain gives. */
export interface ResourcesFact {
  readonly fact: 'resources';
  readonly className: string;
  readonly chain: Chain;
}

/** A method that gives a chain back, or adds steps to the builder that is its first parameter (a local scope). */
export interface MethodFact {
  readonly fact: 'method';
  readonly className: string;
  readonly name: string;
  readonly place: QueryPlace;
  /** Each chain that a `return` gives. */
  readonly returns: readonly Chain[];
  /** What it does with its first parameter. */
  readonly scope: readonly Step[];
  /** It has `#[Scope]` (Laravel 12). */
  readonly isScope: boolean;
}

/** A class that may be a model. */
export interface ClassFact {
  readonly fact: 'class';
  readonly name: string;
  readonly file: string;
  readonly type: 'class' | 'trait';
  readonly abstract: boolean;
  readonly extends?: string;
  readonly traits: readonly string[];
  /** `$table` or `#[Table]`; `null`: it has one that is not certain. */
  readonly table?: string | null;
  /** `$primaryKey`, or `key` of `#[Table]`. */
  readonly key?: string | null;
  /** `$with` */
  readonly with: readonly string[];
  /** `getRouteKeyName()` or a `$connection` of its own. */
  readonly routeKey?: string | null;
  /** Closures of `addGlobalScope`, and one of kind `other` for a scope whose conditions are not known. */
  readonly globalScopes: readonly Argument[];
}

/** A whole SQL statement in a string. */
export interface SqlFact {
  readonly fact: 'sql';
  readonly place: QueryPlace;
  /** "?" for what is put in. */
  readonly text: string;
  /** Something is put in: a value or a piece of SQL. */
  readonly filled: boolean;
}

/** `Model::preventLazyLoading()`, `shouldBeStrict()`; `automaticallyEagerLoadRelationships()` of Laravel 12.8 and later. */
export interface LazyLoadingFact {
  readonly fact: 'lazyLoading';
  readonly how: 'prevented' | 'automatic';
}

export type QueryFact =
  | ChainFact
  | ResourceReadFact
  | ResourcesFact
  | MethodFact
  | ClassFact
  | SqlFact
  | LazyLoadingFact;
