import type { Argument as Written, Expression, FunctionLike } from '../../laravel/php/syntax';
import { isFacade } from '../facade';
import { chunking, isQueryMethod, iterating, sending } from './methodNames';
import type { Argument, Chain, Step } from './queryFact';
import { noteSql, writtenText } from './sqlText';
import {
  begun,
  continued,
  emit,
  extendVariable,
  inside,
  isBuilderType,
  isBuilding,
  type Open,
  type Scope,
  setVariable,
} from './scope';
// Expressions hold closures, which hold statements: reading them is one recursion in two files.
// oxlint-disable-next-line import/no-cycle
import { readBody, readClass } from './readStatements';

/** Reads an expression whose value goes somewhere: queries in it are noted. */
export function visit(scope: Scope, expression: Expression): Chain | undefined {
  const open = read(scope, expression);
  if (open !== undefined) emit(scope, open, expression.range);
  return open?.chain;
}

/** The same for a value that is kept: a builder is not sent by that. */
function keep(scope: Scope, expression: Expression): Chain | undefined {
  const open = read(scope, expression);
  if (open !== undefined && !isBuilding(open.chain)) emit(scope, open, expression.range);
  return open?.chain;
}

/** An expression that is a statement: a call on a builder changes the builder. */
export function discard(scope: Scope, expression: Expression): void {
  if (expression.kind === 'assign') {
    read(scope, expression);
    return;
  }
  const open = read(scope, expression, true);
  if (open !== undefined && !isBuilding(open.chain)) emit(scope, open, expression.range);
}

/** The chain that an expression is; undefined for all else, of which the parts were visited. */
function read(scope: Scope, expression: Expression, discarded = false): Open | undefined {
  switch (expression.kind) {
    case 'variable':
      return readVariable(scope, expression);
    case 'new':
      return readNew(scope, expression);
    case 'call':
      return readCall(scope, expression);
    case 'staticCall':
      return readStaticCall(scope, expression);
    case 'methodCall':
      return readMethodCall(scope, expression, discarded);
    case 'property': {
      const target = read(scope, expression.target);
      if (typeof expression.name !== 'string') return undefined;
      return target && continued(target, { name: expression.name });
    }
    case 'index': {
      if (expression.index !== undefined) visit(scope, expression.index);
      const target = read(scope, expression.target);
      return target && continued(target, { name: '*one' });
    }
    case 'assign':
      return readAssign(scope, expression);
    case 'silence':
      return read(scope, expression.operand);
    case 'ternary': {
      visit(scope, expression.test);
      scope.depth++;
      const one = expression.consequent && visit(scope, expression.consequent);
      const other = visit(scope, expression.alternate);
      scope.depth--;
      const chain = one ?? other;
      return chain && { chain, from: chain.steps.length };
    }
    case 'binary': {
      if (noteSql(scope, expression)) return undefined;
      const left = visit(scope, expression.left);
      visit(scope, expression.right);
      return expression.operator === '??' && left !== undefined ? { chain: left, from: left.steps.length } : undefined;
    }
    case 'closure':
      readFunction(scope, expression.declaration, undefined);
      return undefined;
    case 'literal':
      noteSql(scope, expression);
      return undefined;
    case 'template':
      noteSql(scope, expression);
      visitParts(scope, expression);
      return undefined;
    case 'other': {
      const [only, second] = expression.parts;
      // `clone $query`: a builder of its own.
      if (expression.what === 'clone' && only !== undefined && second === undefined) return read(scope, only);
      visitParts(scope, expression);
      return undefined;
    }
    default:
      visitParts(scope, expression);
      return undefined;
  }
}

/** Every expression that stands directly in another. */
function visitParts(scope: Scope, whole: object): void {
  for (const value of Object.values(whole)) {
    if (typeof value !== 'object' || value === null) continue;
    if (isExpression(value)) visit(scope, value);
    else visitParts(scope, value);
  }
}

function isExpression(value: object): value is Expression {
  return 'kind' in value && 'range' in value;
}

function readVariable(scope: Scope, { name }: Extract<Expression, { kind: 'variable' }>): Open | undefined {
  if (typeof name !== 'string') return undefined;
  const held = scope.variables.get(name)?.chain;
  if (held !== undefined) return { chain: held, from: held.steps.length };
  const className = name === 'this' ? scope.className : undefined;
  return begun({ kind: 'instance', name, ...(className === undefined ? {} : { className }) });
}

function readNew(scope: Scope, { className, declaration, arguments: given }: Extract<Expression, { kind: 'new' }>) {
  if (declaration !== undefined) readClass(scope.reading, declaration);
  for (const { value } of given) visit(scope, value);
  return typeof className === 'string'
    ? begun({ kind: 'instance', className: named(scope, className), name: '' })
    : undefined;
}

/** `self`, `static` and `parent` by their names. */
function named(scope: Scope, name: string): string {
  if (name === 'self' || name === 'static') return scope.className ?? name;
  return name === 'parent' ? (scope.parent ?? name) : name;
}

function readCall(scope: Scope, expression: Extract<Expression, { kind: 'call' }>): Open | undefined {
  const { callee, arguments: given } = expression;
  const args = readArguments(scope, given, undefined);
  if (typeof callee !== 'string') {
    visit(scope, callee);
    return undefined;
  }
  const [first] = args;
  switch (callee.toLowerCase()) {
    case 'auth':
    case 'request':
      return begun({ kind: 'instance', name: callee.toLowerCase() });
    case 'app':
    case 'resolve':
      return first?.kind === 'class' ? begun({ kind: 'instance', className: first.name, name: '' }) : undefined;
    default:
      return undefined;
  }
}

function readStaticCall(scope: Scope, expression: Extract<Expression, { kind: 'staticCall' }>): Open | undefined {
  const { className, method, arguments: given } = expression;
  if (typeof className !== 'string' || typeof method !== 'string') {
    visitParts(scope, expression);
    return undefined;
  }
  if (/^(?:preventLazyLoading|shouldBeStrict)$/i.test(method))
    scope.reading.facts.push({ fact: 'lazyLoading', how: 'prevented' });
  if (/^automaticallyEagerLoadRelationships$/i.test(method))
    scope.reading.facts.push({ fact: 'lazyLoading', how: 'automatic' });
  const name = named(scope, className);
  const [only, more] = given;
  if (/^collection$/i.test(method) && name.endsWith('Resource') && only !== undefined && more === undefined) {
    const chain = visit(scope, only.value);
    if (chain !== undefined) scope.reading.facts.push({ fact: 'resources', className: name, chain });
    return undefined;
  }
  const start = begun({ kind: 'class', name });
  const step = { name: method, arguments: readArguments(scope, given, start, method) };
  if (/^user$/i.test(method) && isFacade(name, 'Auth')) return begun({ kind: 'user' });
  if (/^addGlobalScopes?$/i.test(method)) scope.reading.globalScopes.push(step.arguments.at(-1) ?? { kind: 'other' });
  return continued(start, step);
}

function readMethodCall(
  scope: Scope,
  { target, method, arguments: given }: Extract<Expression, { kind: 'methodCall' }>,
  discarded: boolean,
): Open | undefined {
  const before = read(scope, target, discarded);
  if (typeof method !== 'string') {
    visit(scope, method);
    readArguments(scope, given, undefined);
    return undefined;
  }
  // `$this->whenLoaded('user', fn () => …)` of a resource: what stands in it is read under a condition.
  const guards = scope.ofResource && /^(?:when|unless|merge)/i.test(method);
  if (guards) scope.depth++;
  const step: Step = { name: method, arguments: readArguments(scope, given, before, method) };
  if (guards) scope.depth--;
  if (before === undefined) return undefined;
  if (method === 'user' && isRequestOrGuard(before)) return begun({ kind: 'user' });
  const variable = variableOf(target);
  const builder = variable === undefined ? undefined : scope.variables.get(variable)?.chain;
  if (variable !== undefined && builder !== undefined && isBuilding(builder) && !sending.has(method.toLowerCase()))
    if (discarded || isQueryMethod(method)) extendVariable(scope, variable, step);
  // `$orders->load('user')` changes what was read before.
  if (variable !== undefined && builder !== undefined && !isBuilding(builder) && /^load(?:Missing)?$/i.test(method))
    extendVariable(scope, variable, step);
  return continued(before, step);
}

/** `$query` of `$query->where(…)->orderBy(…)`. */
function variableOf(target: Expression): string | undefined {
  let root = target;
  while (root.kind === 'methodCall') root = root.target;
  return root.kind === 'variable' && typeof root.name === 'string' ? root.name : undefined;
}

function isRequestOrGuard({ chain: { root, steps } }: Open): boolean {
  if (root.kind === 'class') return isFacade(root.name, 'Auth') && steps.every(({ name }) => name === 'guard');
  if (root.kind !== 'instance' || steps.some(({ name }) => name !== 'guard')) return false;
  return root.name === 'auth' || root.name === 'request' || (root.className ?? '').endsWith('Request');
}

function readAssign(
  scope: Scope,
  { target, value, operator }: Extract<Expression, { kind: 'assign' }>,
): Open | undefined {
  const chain = keep(scope, value);
  if (target.kind === 'variable' && typeof target.name === 'string') {
    const before = scope.variables.get(target.name);
    if (operator === '=' || operator === '??=') {
      // `$query = $query->where(…)` has added to it already.
      const same = before !== undefined && chain !== undefined && chain.root === before.chain.root;
      if (!same || scope.depth <= before.depth) setVariable(scope, target.name, chain);
      else if (chain.steps.length > before.chain.steps.length)
        for (const step of chain.steps.slice(before.chain.steps.length)) extendVariable(scope, target.name, step);
    } else scope.variables.delete(target.name);
  } else visitParts(scope, target);
  return chain && { chain, from: chain.steps.length };
}

/** Arguments of a call on `target`: closures among them are given what Laravel gives them. */
function readArguments(
  scope: Scope,
  given: readonly Written[],
  target: Open | undefined,
  method = '',
): readonly Argument[] {
  // Which parameter a named one is, takes the method's own declaration.
  const named = given.some(({ name }) => name !== undefined);
  return given.map(({ value, spread }) => {
    const argument = spread ? spreadArgument(scope, value) : readArgument(scope, value, target, method);
    return named ? { kind: 'other' } : argument;
  });
}

function spreadArgument(scope: Scope, value: Expression): Argument {
  visit(scope, value);
  return { kind: 'other' };
}

function readArgument(scope: Scope, value: Expression, target: Open | undefined, method: string): Argument {
  switch (value.kind) {
    case 'closure':
      return readFunction(scope, value.declaration, target, method);
    case 'array': {
      const items = value.items.map(({ key, value: item }) => {
        const written = key === undefined ? undefined : writtenText(key);
        return { ...(written === undefined ? {} : { key: written }), value: readArgument(scope, item, target, method) };
      });
      return { kind: 'list', items };
    }
    case 'literal':
      if (value.value === null) return { kind: 'null' };
      if (typeof value.value === 'number') return { kind: 'number', value: value.value };
      break;
    case 'classConstant':
      if (value.name === 'class' && typeof value.className === 'string')
        return { kind: 'class', name: named(scope, value.className) };
      break;
    case 'staticCall':
    case 'new': {
      const raw = rawText(value);
      if (raw !== undefined) return { kind: 'raw', text: raw };
      break;
    }
    default:
  }
  const text = writtenText(value);
  if (text !== undefined) {
    noteSql(scope, value);
    return { kind: 'text', text };
  }
  const open = read(scope, value);
  if (open === undefined) return { kind: 'other' };
  if (isBuilding(open.chain)) return { kind: 'chain', chain: open.chain };
  emit(scope, open, value.range);
  return { kind: 'other' };
}

/** `DB::raw('…')`, `new Expression('…')`. */
function rawText(value: Extract<Expression, { kind: 'staticCall' | 'new' }>): string | undefined {
  const isRaw =
    value.kind === 'staticCall'
      ? value.method === 'raw' && isFacade(value.className, 'DB')
      : typeof value.className === 'string' && value.className.endsWith('\\Expression');
  const first = value.arguments[0]?.value;
  return isRaw && first !== undefined ? writtenText(first, true) : undefined;
}

/** A closure: given one of a collection, some of the rows, or a builder, by the method that it is given to. */
function readFunction(scope: Scope, declaration: FunctionLike, target: Open | undefined, method = ''): Argument {
  const lower = method.toLowerCase();
  const each = target !== undefined && iterating.has(lower);
  const within = inside(scope, scope.loops + (each ? 1 : 0));
  const [first] = declaration.parameters;
  for (const { name, type } of declaration.parameters) {
    within.variables.delete(name);
    if (type !== undefined) setVariable(within, name, { root: { kind: 'instance', className: type, name }, steps: [] });
  }
  const builder: Chain = { root: { kind: 'builder' }, steps: [] };
  if (first !== undefined && target !== undefined) {
    const { chain } = target;
    if (each) setVariable(within, first.name, { ...chain, steps: [...chain.steps, { name: '*each' }] });
    else if (chunking.has(lower))
      setVariable(within, first.name, { ...chain, steps: [...chain.steps, { name: method, arguments: [] }] });
    // `Gate::define('…', fn (User $user) => …)` is given something else.
    else if (first.type === undefined || isBuilderType(first.type)) setVariable(within, first.name, builder);
  }
  readBody(within, declaration.body);
  const end = first === undefined ? undefined : within.variables.get(first.name)?.chain;
  const given = [...within.returns, ...(end === undefined ? [] : [end])].filter(({ root }) => root === builder.root);
  const longestChain = given.reduce<Chain>((a, b) => (b.steps.length > a.steps.length ? b : a), builder);
  return { kind: 'closure', steps: longestChain.steps };
}
