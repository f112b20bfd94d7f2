import type { TextRange } from '../../base/text';
import type { Argument, Expression } from '../../laravel/php/syntax';
import type { Limit } from './limiter';

/** What is known about the variables around a `by()`. */
export interface KeyScope {
  /** Variable → the one value that the function gives it; variables with several are missing. */
  readonly assigned: ReadonlyMap<string, Expression>;
}

/** What a counter is kept by, and where the client's address is read for it. */
export interface LimitKey {
  readonly by: Limit['by'];
  readonly address?: TextRange;
}

const deepest = 12;
/** Variables made of variables, each named many times. */
const mostParts = 500;

interface PartScope extends KeyScope {
  readonly budget: { left: number };
}

/** Reads the argument of `by()`. What is neither the user nor the address nor fixed text is `other`. */
export function limitKey(expression: Expression, scope: KeyScope): LimitKey {
  const found = partOf(expression, { ...scope, budget: { left: mostParts } }, 0);
  if (found.kind === 'fixed') return { by: found.empty ? 'none' : 'other' };
  return found.kind === 'other' ? { by: 'other' } : { by: found.kind, ...addressOf(found) };
}

type Part =
  | { readonly kind: 'fixed'; readonly empty: boolean }
  | { readonly kind: 'ip'; readonly address: TextRange }
  | { readonly kind: 'user'; readonly address?: TextRange }
  | { readonly kind: 'other' };

const other: Part = { kind: 'other' };

function partOf(expression: Expression, scope: PartScope, depth: number): Part {
  if (depth > deepest || scope.budget.left-- <= 0) return other;
  const inner = (next: Expression): Part => partOf(next, scope, depth + 1);
  switch (expression.kind) {
    case 'literal':
      return { kind: 'fixed', empty: expression.value === '' || expression.value === null };
    case 'classConstant':
    case 'constant':
    case 'magic':
      return { kind: 'fixed', empty: false };
    case 'template':
      return joined(expression.parts.map(inner));
    case 'cast':
    case 'silence':
      return inner(expression.operand);
    case 'variable': {
      const value = typeof expression.name === 'string' ? scope.assigned.get(expression.name) : undefined;
      return value === undefined ? other : inner(value);
    }
    case 'binary':
      if (expression.operator === '.') return joined([inner(expression.left), inner(expression.right)]);
      return expression.operator === '??' ? either(inner(expression.left), inner(expression.right)) : other;
    case 'ternary':
      return either(inner(expression.consequent ?? expression.test), inner(expression.alternate));
    case 'property':
      return isUser(expression.target, scope, depth + 1) ? { kind: 'user' } : other;
    default:
      return callPart(expression, scope, depth);
  }
}

const wrapping = new Set(['sha1', 'md5', 'strtolower', 'strval', 'trim', 'lower', 'transliterate', 'ascii']);
const addresses = new Set(['ip', 'getclientip']);
const identities = new Set(['id', 'getkey', 'getauthidentifier', 'bearertoken', 'currentaccesstoken', 'gettoken']);

function callPart(expression: Expression, scope: PartScope, depth: number): Part {
  const name = calledName(expression);
  if (name === undefined) return isUser(expression, scope, depth) ? { kind: 'user' } : other;
  const [first] = argumentsOf(expression);
  if (wrapping.has(name) && first !== undefined && !first.spread) return partOf(first.value, scope, depth + 1);
  if (addresses.has(name)) return { kind: 'ip', address: expression.range };
  if (name === 'bearertoken') return { kind: 'user' };
  if (isUser(expression, scope, depth)) return { kind: 'user' };
  if (!identities.has(name)) return other;
  if (expression.kind === 'staticCall') return isAuth(expression.className) ? { kind: 'user' } : other;
  if (expression.kind !== 'methodCall') return other;
  return isUser(expression.target, scope, depth) || isAuthCall(expression.target) ? { kind: 'user' } : other;
}

/** `$request->user()`, `optional($request->user())`, `auth()->user()`, `Auth::user()`, or a variable that holds one. */
function isUser(expression: Expression, scope: KeyScope, depth: number): boolean {
  if (depth > deepest) return false;
  if (expression.kind === 'variable') {
    const value = typeof expression.name === 'string' ? scope.assigned.get(expression.name) : undefined;
    return value !== undefined && isUser(value, scope, depth + 1);
  }
  const name = calledName(expression);
  if (name === 'optional') {
    const [first] = argumentsOf(expression);
    return first !== undefined && isUser(first.value, scope, depth + 1);
  }
  return (name === 'user' || name === 'currentaccesstoken') && expression.kind !== 'call';
}

function isAuth(className: string | Expression): boolean {
  return typeof className === 'string' && (className === 'Auth' || className.endsWith('\\Auth'));
}

function isAuthCall(expression: Expression): boolean {
  return (
    (expression.kind === 'call' && expression.callee === 'auth') ||
    (expression.kind === 'staticCall' && isAuth(expression.className)) ||
    (expression.kind === 'methodCall' && expression.method === 'guard' && isAuthCall(expression.target))
  );
}

/** Joined text: the most telling part decides, and a part that is not understood makes it `other`. */
function joined(parts: readonly Part[]): Part {
  const telling = parts.filter(({ kind }) => kind !== 'fixed');
  if (telling.length === 0) return { kind: 'fixed', empty: parts.every((part) => part.kind === 'fixed' && part.empty) };
  if (telling.some(({ kind }) => kind === 'other')) return other;
  return telling.find(({ kind }) => kind === 'user') ?? telling[0] ?? other;
}

/** `a ?: b`, `a ?? b`, `test ? a : b` */
function either(first: Part, second: Part): Part {
  if (first.kind === 'user' && second.kind !== 'other') return { kind: 'user', ...addressOf(second) };
  if (second.kind === 'user' && first.kind === 'ip') return { kind: 'user', ...addressOf(first) };
  return first.kind === 'ip' && second.kind !== 'other' ? first : other;
}

function addressOf(part: Part): { readonly address?: TextRange } {
  return 'address' in part && part.address !== undefined ? { address: part.address } : {};
}

function calledName(expression: Expression): string | undefined {
  if (expression.kind === 'call') {
    return typeof expression.callee === 'string' ? expression.callee.toLowerCase() : undefined;
  }
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return undefined;
  return typeof expression.method === 'string' ? expression.method.toLowerCase() : undefined;
}

function argumentsOf(expression: Expression): readonly Argument[] {
  const isCall = expression.kind === 'call' || expression.kind === 'methodCall' || expression.kind === 'staticCall';
  return isCall ? expression.arguments : [];
}
