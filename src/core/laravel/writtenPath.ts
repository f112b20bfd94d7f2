import { joinPath } from '../base/path';
import type { Expression } from './php/syntax';

type Call = Extract<Expression, { kind: 'call' }>;
type Method = Extract<Expression, { kind: 'methodCall' }>;

/** A path written as text; what follows a condition on the method's own `$path` parameter is left out. */
export function pathText(expression: Expression, root: string, folder: string): string | undefined {
  const text = joined(expression, root, folder);
  return text === undefined ? undefined : joinPath(text.replaceAll('\\', '/'));
}

function joined(expression: Expression, root: string, folder: string): string | undefined {
  const inner = (each: Expression): string | undefined => joined(each, root, folder);
  const { kind } = expression;
  if (kind === 'literal') return typeof expression.value === 'string' ? expression.value : undefined;
  if (kind === 'magic') return expression.name === '__DIR__' ? folder : undefined;
  if (kind === 'constant') return expression.name === 'DIRECTORY_SEPARATOR' ? '/' : undefined;
  if (kind === 'variable') return isPath(expression) ? '' : undefined;
  if (kind === 'ternary') return inner(expression.alternate) === '' ? '' : undefined;
  if (kind === 'property') return expression.name === 'basePath' ? root : undefined;
  if (kind === 'methodCall') return fromBasePath(expression, root, inner);
  if (kind === 'call') return fromFunction(expression, root, inner);
  if (kind !== 'binary' || expression.operator !== '.') return undefined;
  const [left, right] = [inner(expression.left), inner(expression.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

function fromFunction(call: Call, root: string, inner: (each: Expression) => string | undefined): string | undefined {
  const [argument, levels] = call.arguments;
  if (call.callee === 'base_path') return argument === undefined ? root : under(root, inner(argument.value));
  if (call.callee === 'realpath' && argument !== undefined) return inner(argument.value);
  if (call.callee !== 'dirname' || argument === undefined) return undefined;
  const path = inner(argument.value);
  const count = levels?.value.kind === 'literal' ? Number(levels.value.value) : 1;
  if (path === undefined || !(count >= 1 && count < 50)) return undefined;
  return joinPath(path, ...Array.from({ length: count }, () => '..'));
}

function isPath(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'path';
}

function fromBasePath(call: Method, root: string, inner: (each: Expression) => string | undefined): string | undefined {
  const [first, second] = call.arguments;
  if (call.method === 'basePath') return first === undefined ? root : under(root, inner(first.value));
  if (call.method !== 'joinPaths' || first === undefined) return undefined;
  const base = inner(first.value);
  return base === undefined || second === undefined ? undefined : under(base, inner(second.value));
}

function under(base: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : joinPath(base, path);
}
