import type { ClassDeclaration, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { classFact } from './classFact';
import type { Chain } from './queryFact';
// Statements hold expressions, which hold closures of statements: one recursion in two files.
// oxlint-disable-next-line import/no-cycle
import { discard, visit } from './readExpression';
import { isBuilderType, type Reading, type Scope, setVariable } from './scope';

/** Reads statements in the order written. */
export function readBody(scope: Scope, body: readonly Statement[]): void {
  for (const statement of body) readStatement(scope, statement);
}

/** What runs under a condition, or more than once. */
function perhaps(scope: Scope, bodies: readonly (readonly Statement[])[], loops = 0): void {
  scope.depth++;
  scope.loops += loops;
  for (const body of bodies) readBody(scope, body);
  scope.loops -= loops;
  scope.depth--;
}

function readStatement(scope: Scope, statement: Statement): void {
  const visitAll = (expressions: readonly (Expression | undefined)[]): void => {
    for (const each of expressions) if (each !== undefined) visit(scope, each);
  };
  switch (statement.kind) {
    case 'expression':
      return discard(scope, statement.expression);
    case 'return': {
      const chain = statement.value && visit(scope, statement.value);
      if (chain !== undefined) scope.returns.push(chain);
      return;
    }
    case 'if':
      visitAll([statement.test]);
      return perhaps(scope, [statement.consequent, statement.alternate]);
    case 'foreach':
      return readForeach(scope, statement);
    case 'for':
      visitAll([...statement.start, ...statement.tests]);
      perhaps(scope, [statement.body], 1);
      return visitAll(statement.steps);
    case 'while':
      visitAll([statement.test]);
      return perhaps(scope, [statement.body], 1);
    case 'doWhile':
      perhaps(scope, [statement.body], 1);
      return visitAll([statement.test]);
    case 'switch':
      visitAll([statement.subject, ...statement.cases.map(({ test }) => test)]);
      return perhaps(
        scope,
        statement.cases.map(({ body }) => body),
      );
    case 'try':
      readBody(scope, statement.body);
      perhaps(
        scope,
        statement.catches.map(({ body }) => body),
      );
      return readBody(scope, statement.always);
    case 'block':
      return readBody(scope, statement.body);
    case 'function':
      return readBody(functionScope(scope.reading, statement.declaration), statement.declaration.body);
    case 'class':
      return readClass(scope.reading, statement.declaration);
    case 'echo':
      return visitAll(statement.expressions);
    default:
  }
}

function readForeach(scope: Scope, { subject, key, value, body }: Extract<Statement, { kind: 'foreach' }>): void {
  const chain = visit(scope, subject);
  scope.depth++;
  if (key?.kind === 'variable' && typeof key.name === 'string') setVariable(scope, key.name, undefined);
  if (value.kind === 'variable' && typeof value.name === 'string') {
    scope.variables.delete(value.name);
    if (chain !== undefined) setVariable(scope, value.name, { ...chain, steps: [...chain.steps, { name: '*each' }] });
  }
  scope.depth--;
  perhaps(scope, [body], 1);
  // Behind the loop it is the last one alone.
  if (value.kind === 'variable' && typeof value.name === 'string') scope.variables.delete(value.name);
}

/** Variables of a function that nothing around it sets. */
export function functionScope(
  reading: Reading,
  { name, parameters }: FunctionLike,
  owner: { readonly className?: string; readonly parent?: string } = {},
): Scope {
  const ofResource = name.toLowerCase() === 'toarray' && isResource(owner.parent);
  const scope: Scope = { reading, ...owner, ofResource, variables: new Map(), depth: 0, loops: 0, returns: [] };
  for (const { name, type } of parameters) {
    if (type === undefined) continue;
    const root = isBuilderType(type)
      ? ({ kind: 'builder' } as const)
      : ({ kind: 'instance', className: type, name } as const);
    setVariable(scope, name, { root, steps: [] });
  }
  return scope;
}

/** JsonResource, and what an application makes of it; a collection of resources is no model. */
function isResource(parent: string | undefined): boolean {
  return parent?.endsWith('Resource') === true;
}

/** Reads the methods of a class, and what the class says about itself. */
export function readClass(reading: Reading, declaration: ClassDeclaration): void {
  const { name, extends: parent, methods, type } = declaration;
  const owner = { ...(name === '' ? {} : { className: name }), ...(parent === undefined ? {} : { parent }) };
  const own: Reading = { ...reading, globalScopes: [] };
  for (const method of methods) readMethod(own, method, owner);
  if (name !== '' && (type === 'class' || type === 'trait')) reading.facts.push(classFact(own, declaration));
}

interface Owner {
  readonly className?: string;
  readonly parent?: string;
}

function readMethod(reading: Reading, method: FunctionLike, owner: Owner): void {
  const isScope =
    /^scope./i.test(method.name) || method.attributes.some(({ name }) => /(?:^|\\)Attributes\\Scope$/.test(name));
  const scope = functionScope(reading, method, owner);
  const [first] = method.parameters;
  const builder: Chain = { root: { kind: 'builder' }, steps: [] };
  if (first !== undefined && (isScope || scope.variables.get(first.name)?.chain.root.kind === 'builder'))
    setVariable(scope, first.name, builder);
  readBody(scope, method.body);
  const end = first === undefined ? undefined : scope.variables.get(first.name)?.chain;
  const own = [...scope.returns, ...(end === undefined ? [] : [end])].filter(({ root }) => root === builder.root);
  const longestChain = own.reduce<Chain>((a, b) => (b.steps.length > a.steps.length ? b : a), builder);
  const returns = scope.returns.filter(({ root, steps }) => root.kind !== 'builder' && steps.length > 0);
  if (owner.className !== undefined && (returns.length > 0 || longestChain.steps.length > 0 || isScope))
    reading.facts.push({
      fact: 'method',
      className: owner.className,
      name: method.name,
      place: reading.placeOf(method.range),
      returns,
      scope: longestChain.steps,
      isScope,
    });
}
