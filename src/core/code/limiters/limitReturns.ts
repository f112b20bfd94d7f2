import type { ClassDeclaration, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import { type KeyScope, limitKey } from './limitKey';
import { madeLimit, type WrittenLimit } from './madeLimit';

/** What the function of a limiter may return. */
export interface LimitReturns {
  readonly returns: readonly (readonly WrittenLimit[])[];
  /** False when a `return` is not understood. */
  readonly complete: boolean;
}

interface Scope extends KeyScope {
  readonly file: string;
  /** The class around it, for `$this->limit($request)`. */
  readonly around?: ClassDeclaration;
  readonly depth: number;
  /** Expressions left to look at, shared by all methods that are followed. */
  readonly budget: { left: number };
}

/** Alternatives of what an expression may be; undefined when one of them is not understood. */
type Alternatives = readonly (readonly WrittenLimit[])[] | undefined;

const mostAlternatives = 24;
const mostExpressions = 2000;

/**
 * Reads what a limiter's function may return, through if, match, ternaries, arrays and methods of the same class.
 *
 * @param file absolute path
 * @param around the class that the function stands in
 */
export function limitReturns(
  declaration: FunctionLike,
  file: string,
  around: ClassDeclaration | undefined,
  depth = 0,
  budget: Scope['budget'] = { left: mostExpressions },
): LimitReturns {
  const scope: Scope = {
    file,
    assigned: assignedOnce(declaration),
    depth,
    budget,
    ...(around === undefined ? {} : { around }),
  };
  const values = [...returned(declaration.body)];
  const found = values.map((value) => (value === undefined ? [[]] : alternatives(value, scope)));
  const returns = found.flatMap((each) => each ?? []);
  if (!alwaysReturns(declaration.body)) returns.push([]);
  return { returns, complete: found.every((each) => each !== undefined) };
}

function* returned(body: readonly Statement[]): Generator<Expression | undefined> {
  for (const statement of body) {
    if (statement.kind === 'return') yield statement.value;
    else if (statement.kind === 'if') yield* returned([...statement.consequent, ...statement.alternate]);
    else if (statement.kind === 'switch') yield* returned(statement.cases.flatMap((each) => each.body));
    else if (statement.kind === 'try') {
      yield* returned([...statement.body, ...statement.catches.flatMap((each) => each.body), ...statement.always]);
    } else if ('body' in statement) yield* returned(statement.body);
  }
}

function alwaysReturns(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.kind === 'return') return true;
    if (statement.kind === 'expression') return statement.expression.kind === 'throw';
    if (statement.kind === 'if') return alwaysReturns(statement.consequent) && alwaysReturns(statement.alternate);
    if (statement.kind === 'block') return alwaysReturns(statement.body);
    if (statement.kind !== 'switch') return false;
    const [last] = statement.cases.slice(-1);
    // Cases without a body, or with one that runs on, fall into the next.
    return statement.cases.some(({ test }) => test === undefined) && last !== undefined && alwaysReturns(last.body);
  });
}

/** Variables of a function that are written once, as a statement of their own. */
function assignedOnce(declaration: FunctionLike): ReadonlyMap<string, Expression> {
  const values = new Map<string, Expression>();
  const seen = new Set<string>(declaration.parameters.map(({ name }) => name));
  for (const expression of expressionsIn(declaration.body)) {
    const target = 'target' in expression ? expression.target : undefined;
    const writes = ['assign', 'assignReference', 'increment'].includes(expression.kind);
    if (!writes || target?.kind !== 'variable' || typeof target.name !== 'string') continue;
    if (expression.kind === 'assign' && expression.operator === '=' && !seen.has(target.name)) {
      values.set(target.name, expression.value);
    } else values.delete(target.name);
    seen.add(target.name);
  }
  return values;
}

function alternatives(expression: Expression, scope: Scope): Alternatives {
  if (scope.budget.left-- <= 0) return undefined;
  switch (expression.kind) {
    case 'literal':
      return expression.value === null ? [[]] : undefined;
    case 'throw':
    case 'exit':
      return [];
    case 'ternary':
      return both(alternatives(expression.consequent ?? expression.test, scope), expression.alternate, scope);
    case 'binary':
      return expression.operator === '??'
        ? both(alternatives(expression.left, scope), expression.right, scope)
        : undefined;
    case 'match':
      return expression.arms.reduce<Alternatives>((found, arm) => both(found, arm.body, scope), []);
    case 'array': {
      if (expression.items.some(({ spread }) => spread)) return undefined;
      return expression.items.reduce<Alternatives>((found, { value }) => product(found, value, scope), [[]]);
    }
    case 'variable': {
      const value = typeof expression.name === 'string' ? scope.assigned.get(expression.name) : undefined;
      return value === undefined || scope.depth > 3 ? undefined : alternatives(value, deeper(scope));
    }
    default:
      return responds(expression) ? [[]] : (oneLimit(expression, scope) ?? ownMethod(expression, scope));
  }
}

function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth + 1 };
}

function both(found: Alternatives, next: Expression, scope: Scope): Alternatives {
  const more = alternatives(next, scope);
  return found === undefined || more === undefined ? undefined : [...found, ...more].slice(0, mostAlternatives);
}

function product(found: Alternatives, next: Expression, scope: Scope): Alternatives {
  const more = alternatives(next, scope);
  if (found === undefined || more === undefined || found.length * more.length > mostAlternatives) return undefined;
  return found.flatMap((before) => more.map((each) => [...before, ...each]));
}

function responds(expression: Expression): boolean {
  if (expression.kind === 'call') return ['response', 'abort', 'redirect'].some((name) => name === expression.callee);
  if (expression.kind === 'methodCall') return responds(expression.target);
  return (
    expression.kind === 'new' && typeof expression.className === 'string' && expression.className.endsWith('Response')
  );
}

/** `self`, `static`, or the class by its name. */
export function isOwnName(className: string | Expression, around: ClassDeclaration | undefined): boolean {
  return className === 'self' || className === 'static' || className === around?.name;
}

/** `$this->limit($request)` of the same class. */
function ownMethod(expression: Expression, { file, around, depth, budget }: Scope): Alternatives {
  const isOwn =
    (expression.kind === 'methodCall' && expression.target.kind === 'variable' && expression.target.name === 'this') ||
    (expression.kind === 'staticCall' && isOwnName(expression.className, around));
  if (!isOwn || depth > 2 || around === undefined) return undefined;
  const method = around.methods.find(({ name }) => name === expression.method);
  if (method === undefined || method.body.length === 0) return undefined;
  const { returns, complete } = limitReturns(method, file, around, depth + 1, budget);
  return complete ? returns : undefined;
}

function oneLimit(expression: Expression, scope: Scope): Alternatives {
  const base = madeLimit(expression, scope.file);
  if (base !== undefined) return [[base]];
  if (expression.kind !== 'methodCall' || typeof expression.method !== 'string') return undefined;
  const [first] = expression.arguments;
  const before = oneLimit(expression.target, scope);
  const [limits] = before ?? [];
  if (before === undefined || limits === undefined) return undefined;
  const method = expression.method.toLowerCase();
  if (method !== 'by' && method !== 'response' && method !== 'after') return undefined;
  return [
    limits.map((limit) => {
      const whole = { ...limit, whole: expression.range };
      if (method !== 'by' || first === undefined) return whole;
      const { by, address } = limitKey(first.value, scope);
      return { ...whole, by, key: first.value.range, ...(address === undefined ? {} : { address }) };
    }),
  ];
}
