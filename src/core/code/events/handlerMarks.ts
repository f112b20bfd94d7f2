import type { Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';

/**
 * What a value is made of: "ip", "userAgent", "user", "0", "1" … for the parameters of the function that it stands in, and
 * "@App\\Logging\\SecurityLog@request" for what a method gives back.
 */
export type Marks = ReadonlySet<string>;

/** What the variables of a function are made of, and the class that it belongs to. */
export interface MarkedVariables {
  readonly of: ReadonlyMap<string, Marks>;
  /** Fully qualified; absent for closures. */
  readonly own?: string;
}

/** Nothing is known around an expression. */
export const noVariables: MarkedVariables = { of: new Map() };

const addresses = new Set(['ip', 'ips', 'getClientIp', 'getClientIps']);
const people = new Set(['user', 'getAuthIdentifier', 'getAuthIdentifierName', 'causedBy', 'by']);
const inputs = new Set(['input', 'get', 'only', 'string', 'post', 'str']);

/** Marks of a function's variables: parameters, and what is assigned to them and their elements, in any order. */
export function markedVariables({ parameters, body }: FunctionLike, own?: string): MarkedVariables {
  const variables = new Map<string, Set<string>>(parameters.map(({ name }, index) => [name, new Set([String(index)])]));
  const marked: MarkedVariables = { of: variables, ...(own === undefined ? {} : { own }) };
  // Twice: an assignment may stand before the one that it depends on.
  for (let round = 0; round < 2; round++) {
    for (const expression of expressionsIn(body)) {
      if (expression.kind !== 'assign') continue;
      const name = holderOf(expression.target);
      if (name === undefined) continue;
      const marks = variables.get(name) ?? new Set();
      for (const mark of marksOf(expression.value, marked)) marks.add(mark);
      variables.set(name, marks);
    }
  }
  return marked;
}

/** The variable that an assignment changes: `$x`, `$x['ip']`, `$x->ip`. */
function holderOf(target: Expression): string | undefined {
  let at = target;
  while (at.kind === 'index' || at.kind === 'property') at = at.target;
  return at.kind === 'variable' && typeof at.name === 'string' && at.name !== 'this' ? at.name : undefined;
}

/** What an expression is made of, as far as its words say it. */
export function marksOf(expression: Expression, variables: MarkedVariables): Marks {
  const marks = new Set<string>();
  const statement: Statement = { kind: 'expression', range: expression.range, expression };
  for (const each of expressionsIn([statement])) {
    if (each.kind === 'variable' && typeof each.name === 'string')
      for (const mark of variables.of.get(each.name) ?? []) marks.add(mark);
    const mark = ownMark(each) ?? returned(each, variables.own);
    if (mark !== undefined) marks.add(mark);
  }
  return marks;
}

function ownMark(expression: Expression): string | undefined {
  if (expression.kind === 'property') {
    return expression.name === 'user' || expression.name === 'credentials' ? 'user' : undefined;
  }
  if (expression.kind === 'literal' && typeof expression.value === 'string') {
    if (/^(?:REMOTE_ADDR|HTTP_X_FORWARDED_FOR)$/.test(expression.value)) return 'ip';
    return /^(?:user-agent|HTTP_USER_AGENT)$/i.test(expression.value) ? 'userAgent' : undefined;
  }
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return undefined;
  const { method } = expression;
  if (typeof method !== 'string') return undefined;
  if (addresses.has(method)) return 'ip';
  if (method === 'userAgent') return 'userAgent';
  if (people.has(method)) return 'user';
  const [first] = expression.arguments;
  const asked = first?.value.kind === 'literal' ? String(first.value.value) : '';
  if (inputs.has(method) && /^(?:email|username|login)$/.test(asked)) return 'user';
  return method === 'id' && isAuth(expression) ? 'user' : undefined;
}

/** A method of the application's own, by its class: what it gives back may carry something. */
function returned(expression: Expression, own: string | undefined): string | undefined {
  if (expression.kind !== 'methodCall' && expression.kind !== 'staticCall') return undefined;
  if (typeof expression.method !== 'string') return undefined;
  if (expression.kind === 'methodCall') {
    const onThis = expression.target.kind === 'variable' && expression.target.name === 'this';
    return onThis && own !== undefined ? `@${own}@${expression.method}` : undefined;
  }
  const { className } = expression;
  if (typeof className !== 'string' || className.startsWith('Illuminate\\')) return undefined;
  const named = /^(?:self|static)$/i.test(className) ? own : className;
  return named === undefined ? undefined : `@${named}@${expression.method}`;
}

function isAuth(call: Expression & { readonly kind: 'methodCall' | 'staticCall' }): boolean {
  if (call.kind === 'staticCall') return typeof call.className === 'string' && /(?:^|\\)Auth$/.test(call.className);
  return call.target.kind === 'call' && call.target.callee === 'auth';
}
