import type { TextRange } from '../../base/text';
import type { Scalar } from '../value';

// A PHP syntax tree of our own: what this product asks of PHP files, with resolved names and UTF-16 ranges. The parser's
// tree is turned into it in one place (lower.ts), so that nothing else knows which parser that is.

/** A name in code. Class names are resolved through `use` and `namespace`, without a leading backslash. */
export type ClassName = string;

export interface Argument {
  readonly range: TextRange;
  readonly value: Expression;
  /** `...$list` */
  readonly spread: boolean;
  /** The parameter's name in `env(key: 'APP_ENV')`. */
  readonly name?: string;
}

export interface ArrayItem {
  readonly range: TextRange;
  readonly key?: Expression;
  readonly value: Expression;
  readonly spread: boolean;
  readonly byReference: boolean;
}

/** `#[Middleware('auth')]` on a class, a method or a property. */
export interface Attribute {
  /** Fully qualified. */
  readonly name: ClassName;
  readonly range: TextRange;
  readonly arguments: readonly Argument[];
}

export interface Parameter {
  /** Without "$". */
  readonly name: string;
  /** The class of `Request $request`, fully qualified; absent for built-in, union and missing types. */
  readonly type?: ClassName;
  readonly default?: Expression;
  readonly variadic: boolean;
  readonly byReference: boolean;
}

export interface FunctionLike {
  /** As written; "" for closures. */
  readonly name: string;
  readonly range: TextRange;
  readonly parameters: readonly Parameter[];
  /** Variables of `use (...)`; absent for arrow functions, which see everything around them. */
  readonly uses?: readonly { readonly name: string; readonly byReference: boolean }[];
  readonly body: readonly Statement[];
  /** `fn () => expression`: the body is one return statement. */
  readonly arrow: boolean;
  readonly attributes: readonly Attribute[];
}

/** A property with its default: `public $timeout = 60;`. */
export interface Property {
  /** Without "$". */
  readonly name: string;
  readonly range: TextRange;
  readonly default?: Expression;
  readonly static: boolean;
  readonly attributes: readonly Attribute[];
}

export type Expression = { readonly range: TextRange } & (
  | { readonly kind: 'literal'; readonly value: Scalar; readonly float: boolean }
  /** A double-quoted string or heredoc with variables in it. */
  | { readonly kind: 'template'; readonly parts: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly ArrayItem[] }
  /** `$name`; `name` is an expression for `$$x` and `${'x'}`. */
  | { readonly kind: 'variable'; readonly name: string | Expression }
  /** `$target[index]`; no index in `$list[] = …`. */
  | { readonly kind: 'index'; readonly target: Expression; readonly index?: Expression }
  | { readonly kind: 'property'; readonly target: Expression; readonly name: string | Expression }
  /** `PHP_EOL`: as written, without namespace. */
  | { readonly kind: 'constant'; readonly name: string }
  | {
      readonly kind: 'classConstant';
      readonly className: ClassName | Expression;
      readonly name: string | Expression;
    }
  | { readonly kind: 'staticProperty'; readonly className: ClassName | Expression; readonly name: string }
  /** A function call; `callee` is the name as written without namespace, or what is called. */
  | { readonly kind: 'call'; readonly callee: string | Expression; readonly arguments: readonly Argument[] }
  | {
      readonly kind: 'staticCall';
      readonly className: ClassName | Expression;
      readonly method: string | Expression;
      /** The method's name alone. */
      readonly nameRange: TextRange;
      readonly arguments: readonly Argument[];
    }
  | {
      readonly kind: 'methodCall';
      readonly target: Expression;
      readonly method: string | Expression;
      /** The method's name alone. */
      readonly nameRange: TextRange;
      readonly arguments: readonly Argument[];
    }
  | {
      readonly kind: 'new';
      /** undefined for anonymous classes. */
      readonly className?: ClassName | Expression;
      /** The anonymous class. */
      readonly declaration?: ClassDeclaration;
      readonly arguments: readonly Argument[];
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-' | '+' | '~'; readonly operand: Expression }
  /** Operators in lower case: ".", "&&", "and", "??", "<=>", "instanceof". */
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  /** `operator` is "=" or an operation followed by "=": ".=". */
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'assignReference'; readonly target: Expression; readonly value: Expression }
  | {
      readonly kind: 'increment';
      readonly operator: '+' | '-';
      readonly prefix: boolean;
      readonly target: Expression;
    }
  /** No `consequent` in `a ?: b`. */
  | {
      readonly kind: 'ternary';
      readonly test: Expression;
      readonly consequent?: Expression;
      readonly alternate: Expression;
    }
  | { readonly kind: 'match'; readonly subject: Expression; readonly arms: readonly MatchArm[] }
  | {
      readonly kind: 'cast';
      readonly type: 'int' | 'float' | 'string' | 'bool' | 'array' | 'object' | 'unset' | 'binary';
      readonly operand: Expression;
    }
  | { readonly kind: 'isset'; readonly operands: readonly Expression[] }
  | { readonly kind: 'empty'; readonly operand: Expression }
  | { readonly kind: 'closure'; readonly declaration: FunctionLike }
  | { readonly kind: 'include'; readonly target: Expression }
  /** `__DIR__`, `__FILE__` …, upper case. */
  | { readonly kind: 'magic'; readonly name: string }
  | { readonly kind: 'throw'; readonly operand: Expression }
  | { readonly kind: 'exit'; readonly operand?: Expression }
  /** `@expression` */
  | { readonly kind: 'silence'; readonly operand: Expression }
  /** Anything else; `parts` are the expressions inside it. */
  | { readonly kind: 'other'; readonly what: string; readonly parts: readonly Expression[] }
);

export interface MatchArm {
  /** undefined: `default`. */
  readonly conditions?: readonly Expression[];
  readonly body: Expression;
}

export type Statement = { readonly range: TextRange } & (
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'return'; readonly value?: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly consequent: readonly Statement[];
      readonly alternate: readonly Statement[];
    }
  | {
      readonly kind: 'foreach';
      readonly subject: Expression;
      readonly key?: Expression;
      readonly value: Expression;
      readonly byReference: boolean;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly start: readonly Expression[];
      readonly tests: readonly Expression[];
      readonly steps: readonly Expression[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'doWhile'; readonly test: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'switch'; readonly subject: Expression; readonly cases: readonly SwitchCase[] }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly catches: readonly { readonly variable?: string; readonly body: readonly Statement[] }[];
      readonly always: readonly Statement[];
    }
  | { readonly kind: 'break' | 'continue'; readonly levels: number }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'function'; readonly declaration: FunctionLike }
  | { readonly kind: 'class'; readonly declaration: ClassDeclaration }
  | { readonly kind: 'constants'; readonly constants: readonly { readonly name: string; readonly value: Expression }[] }
  | { readonly kind: 'unset'; readonly targets: readonly Expression[] }
  | { readonly kind: 'echo'; readonly expressions: readonly Expression[] }
  | {
      readonly kind: 'variables';
      readonly how: 'static' | 'global';
      readonly names: readonly string[];
    }
  /** Text outside `<?php`, `declare(…)`, `use …`: nothing to run. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'other'; readonly what: string }
);

export interface SwitchCase {
  /** undefined: `default`. */
  readonly test?: Expression;
  readonly body: readonly Statement[];
}

export interface ClassDeclaration {
  readonly type: 'class' | 'trait' | 'interface' | 'enum';
  /** Fully qualified; "" for anonymous classes. */
  readonly name: ClassName;
  /** The name's own text in the declaration; empty for anonymous classes. */
  readonly nameRange: TextRange;
  readonly abstract: boolean;
  readonly extends?: ClassName;
  readonly implements: readonly ClassName[];
  /** `use Queueable;` */
  readonly traits: readonly ClassName[];
  readonly attributes: readonly Attribute[];
  readonly properties: readonly Property[];
  /** Constants, and the cases of an enum that have a value. */
  readonly constants: readonly { readonly name: string; readonly value: Expression }[];
  readonly methods: readonly FunctionLike[];
}

/** A PHP file. */
export interface Program {
  readonly body: readonly Statement[];
}
