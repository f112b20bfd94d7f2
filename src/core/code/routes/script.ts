import type { TextRange } from '../../base/text';
import type { Scalar } from '../../laravel/value';

// What a PHP file does to the router and to the middleware, as plain data: the part of its syntax tree that matters for
// that, with names resolved. Collectors keep nothing else of a file; runSteps.ts follows it from file to file.

/** A value as it is written. */
export type Written = { readonly range: TextRange } & (
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly items: readonly WrittenItem[] }
  /** Texts put together: `'throttle:'.$limit`, `"{$a}/b"`, `sprintf('%s/b', $a)`. */
  | { readonly kind: 'joined'; readonly parts: readonly Written[] }
  | { readonly kind: 'variable'; readonly name: string }
  /** `$this->namespace`, `self::$namespace` */
  | { readonly kind: 'ownProperty'; readonly name: string }
  /** `Prefix::ADMIN`, `Prefix::Admin->value` */
  | { readonly kind: 'constant'; readonly className: string; readonly name: string }
  | { readonly kind: 'config'; readonly path: string }
  /** One of several values; which one is decided when the application runs. */
  | { readonly kind: 'either'; readonly choices: readonly Written[] }
  | {
      readonly kind: 'closure';
      readonly parameters: readonly WrittenParameter[];
      readonly steps: readonly Step[];
    }
  /** Calls one after the other: `Route::prefix('api')->group(…)`, `$router->get(…)`. */
  | { readonly kind: 'chain'; readonly root: Written; readonly calls: readonly WrittenCall[] }
  /** The router itself: `app('router')`, or what stands before `::` in `Route::get(…)`. */
  | { readonly kind: 'router' }
  /** A method of the application's own: `$this->mapApiRoutes()`; `className` is "$this", "parent" or a class name. */
  | {
      readonly kind: 'invoke';
      readonly className: string;
      readonly method: string;
      readonly arguments: readonly WrittenArgument[];
    }
  /** `new Middleware('auth', only: ['show'])` */
  | { readonly kind: 'new'; readonly className: string; readonly arguments: readonly WrittenArgument[] }
  | { readonly kind: 'include'; readonly path: Written }
  /** `glob($pattern)` */
  | { readonly kind: 'glob'; readonly pattern: Written }
  /** `file_exists($path)` */
  | { readonly kind: 'exists'; readonly path: Written }
  | { readonly kind: 'not'; readonly operand: Written }
  | { readonly kind: 'unknown'; readonly what: string }
);

export interface WrittenItem {
  readonly key?: Written;
  readonly value: Written;
  readonly spread: boolean;
}

export interface WrittenParameter {
  /** Without "$". */
  readonly name: string;
  /** The class it is declared with. */
  readonly type?: string;
}

export interface WrittenArgument {
  readonly value: Written;
  readonly name?: string;
  readonly spread: boolean;
}

export interface WrittenCall {
  readonly method: string;
  readonly nameRange: TextRange;
  readonly arguments: readonly WrittenArgument[];
  /** Offset behind the closing parenthesis. */
  readonly end: number;
}

/** A statement, as far as it matters here. */
export type Step =
  | { readonly kind: 'value'; readonly value: Written }
  | { readonly kind: 'assign'; readonly variable: string; readonly value: Written }
  | {
      readonly kind: 'if';
      readonly test: Written;
      readonly consequent: readonly Step[];
      readonly alternate: readonly Step[];
    }
  | {
      readonly kind: 'each';
      readonly subject: Written;
      readonly key?: string;
      readonly variable?: string;
      readonly body: readonly Step[];
      readonly range: TextRange;
    }
  /** Loops, `switch`, `catch`: how often it runs is not known. */
  | { readonly kind: 'maybe'; readonly body: readonly Step[]; readonly range: TextRange }
  /** `return`, `throw`, `exit` */
  | { readonly kind: 'leave'; readonly value?: Written };

export interface ScriptMethod {
  readonly name: string;
  readonly parameters: readonly WrittenParameter[];
  readonly steps: readonly Step[];
}

/** `#[Middleware('auth')]`; `method` is missing when it stands on the class. */
export interface ScriptAttribute {
  readonly name: string;
  readonly method?: string;
  readonly arguments: readonly WrittenArgument[];
  readonly range: TextRange;
}

export interface ScriptClass {
  /** Fully qualified. */
  readonly name: string;
  readonly nameRange: TextRange;
  readonly extends?: string;
  readonly traits: readonly string[];
  readonly implements: readonly string[];
  readonly attributes: readonly ScriptAttribute[];
  readonly methods: ReadonlyMap<string, ScriptMethod>;
  readonly properties: ReadonlyMap<string, Written>;
  readonly constants: ReadonlyMap<string, Written>;
}

/** One file. */
export interface Script {
  /** Absolute. */
  readonly file: string;
  /** Seen from the application. */
  readonly relative: string;
  readonly steps: readonly Step[];
  readonly classes: readonly ScriptClass[];
}
