import type { Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { type Chain, chainOf, isScheduleFromContainer, scheduleClass } from './chain';
import { mayLeave } from './leaving';
import { type Found, lineOf, type Scope } from './scope';
import { walkChain } from './walkChain';
import { wordsOf } from './words';

/** Methods whose closures the framework calls once, unconditionally. */
const registering = new Set(['withschedule', 'callafterresolving', 'afterresolving', 'resolving', 'booted', 'booting']);

const longestLoop = 50;

/** Goes through statements in the order in which PHP runs them, as far as that is certain. */
export function walkStatements(statements: readonly Statement[], scope: Scope, found: Found): void {
  let current = scope;
  for (const statement of statements) {
    if (found.left-- <= 0) {
      if (found.left === -1) found.gaps.push(`${scope.file.relative} schedules in code that is too long to follow.`);
      return;
    }
    walkStatement(statement, current, found);
    if (!current.conditional && mayLeave(statement)) current = { ...current, conditional: true };
  }
}

function walkStatement(statement: Statement, scope: Scope, found: Found): void {
  const inBranch = (list: readonly Statement[]): void => walkBranch(list, scope, found);
  switch (statement.kind) {
    case 'expression':
      return walkExpression(statement.expression, scope, found);
    case 'return':
      return statement.value === undefined ? undefined : walkExpression(statement.value, scope, found);
    case 'if':
      walkExpression(statement.test, scope, found);
      inBranch(statement.consequent);
      return inBranch(statement.alternate);
    case 'foreach':
      return walkForeach(statement, scope, found);
    case 'for':
    case 'while':
    case 'doWhile':
      return inBranch(statement.body);
    case 'switch':
      for (const each of statement.cases) inBranch(each.body);
      return;
    case 'try':
      walkStatements(statement.body, scope, found);
      for (const each of statement.catches) inBranch(each.body);
      return walkStatements(statement.always, scope, found);
    case 'block':
      return walkStatements(statement.body, scope, found);
    default:
  }
}

/** Statements that may not run, or run several times: behind them, what they assigned is not certain. */
function walkBranch(statements: readonly Statement[], scope: Scope, found: Found): void {
  const texts = new Map(scope.texts);
  walkStatements(statements, { ...scope, texts, conditional: true, branch: scope.branch + 1 }, found);
  for (const [name, words] of texts) if (scope.texts.get(name) !== words) scope.texts.set(name, { head: '' });
}

/** A list that is written out is followed item by item. */
function walkForeach(loop: Extract<Statement, { kind: 'foreach' }>, scope: Scope, found: Found): void {
  const { subject, key, value, body } = loop;
  const names = [key, value].map((each) =>
    each?.kind === 'variable' && typeof each.name === 'string' ? each.name : '',
  );
  const [keyName = '', valueName = ''] = names;
  if (subject.kind !== 'array' || valueName === '' || subject.items.length > longestLoop) {
    for (const name of names) scope.texts.delete(name);
    return walkBranch(body, scope, found);
  }
  for (const item of subject.items) {
    scope.texts.set(valueName, wordsOf(item.value, scope.file.path, scope.texts));
    if (keyName !== '') {
      scope.texts.set(keyName, item.key === undefined ? { head: '' } : wordsOf(item.key, scope.file.path, scope.texts));
    }
    walkStatements(body, item.spread ? { ...scope, conditional: true } : scope, found);
  }
}

/** Looks for tasks in an expression and in what is inside it. */
export function walkExpression(expression: Expression, scope: Scope, found: Found): void {
  if (expression.kind === 'assign') return walkAssignment(expression, scope, found);
  const chain = chainOf(expression);
  if (chain !== undefined && walkChain(chain, scope, found, walkStatements)) return;
  if (expression.kind === 'include' && scope.schedules.size > 0) {
    found.gaps.push(`${lineOf(scope, expression.range.start)} loads another file that may schedule more.`);
  }
  if (expression.kind === 'closure') return walkClosure(expression.declaration, scope, found, true);
  const inside = isChoice(expression) ? { ...scope, conditional: true, branch: scope.branch + 1 } : scope;
  for (const inner of childrenOf(expression)) {
    if (inner.kind !== 'closure') walkExpression(inner, inside, found);
    else walkClosure(inner.declaration, inside, found, !registers(chain));
  }
}

/** Not all of its parts are run. */
function isChoice(expression: Expression): boolean {
  if (expression.kind === 'binary') return /^(?:&&|\|\||\?\?|and|or)$/.test(expression.operator);
  return expression.kind === 'ternary' || expression.kind === 'match';
}

function registers(chain: Chain | undefined): boolean {
  const last = chain?.links.at(-1)?.method;
  return typeof last === 'string' && registering.has(last.toLowerCase());
}

function walkAssignment(expression: Extract<Expression, { kind: 'assign' }>, scope: Scope, found: Found): void {
  const { target, value } = expression;
  const name = target.kind === 'variable' && typeof target.name === 'string' ? target.name : undefined;
  const before = found.tasks.length;
  if (isScheduleFromContainer(value) && name !== undefined) {
    scope.schedules.add(name);
    return;
  }
  walkExpression(value, scope, found);
  if (name === undefined) return;
  scope.held.delete(name);
  if (found.tasks.length === before + 1) scope.held.set(name, { index: before, branch: scope.branch });
  const words = expression.operator === '=' ? wordsOf(value, scope.file.path, scope.texts) : { head: '' };
  scope.texts.set(name, words);
}

function walkClosure(declaration: FunctionLike, scope: Scope, found: Found, conditional: boolean): void {
  const schedules = new Set(scope.schedules);
  for (const [index, { name, type }] of declaration.parameters.entries()) {
    schedules.delete(name);
    if (type === scheduleClass || (index === 0 && type === undefined && name === 'schedule')) schedules.add(name);
  }
  const texts = new Map(scope.texts);
  for (const { name } of declaration.parameters) texts.delete(name);
  const inside = {
    ...scope,
    schedules,
    texts,
    held: new Map(),
    conditional: scope.conditional || conditional,
    branch: 0,
  };
  walkStatements(declaration.body, inside, found);
}

function childrenOf(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isExpression(value)) found.push(value);
    else if (typeof value === 'object' && value !== null && 'value' in value) look(value.value);
  };
  for (const [field, value] of Object.entries(expression)) if (field !== 'declaration') look(value);
  return found;
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value && 'range' in value;
}
