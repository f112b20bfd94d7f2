import type { Expression } from './syntax';

/** An expression for people: "readVersion()", "$host", "PHP_VERSION_ID". */
export function describe(expression: Expression): string {
  const { kind } = expression;
  if (kind === 'call')
    return typeof expression.callee === 'string' ? `${expression.callee}()` : 'a function in a variable';
  if (kind === 'staticCall') {
    return `${nameOr(expression.className, 'a class')}::${nameOr(expression.method, 'a method')}()`;
  }
  if (kind === 'methodCall') return `->${nameOr(expression.method, 'a method')}()`;
  if (kind === 'new') return `new ${nameOr(expression.className, 'a class')}`;
  if (kind === 'variable') return typeof expression.name === 'string' ? `$${expression.name}` : 'a variable variable';
  if (kind === 'constant') return expression.name;
  if (kind === 'classConstant') {
    return `${nameOr(expression.className, 'a class')}::${nameOr(expression.name, 'a constant')}`;
  }
  if (kind === 'unary' || kind === 'cast' || kind === 'silence' || kind === 'empty')
    return describe(expression.operand);
  if (kind === 'index' || kind === 'property') return describe(expression.target);
  if (kind === 'binary') return describe(expression.left.kind === 'literal' ? expression.right : expression.left);
  return 'an expression';
}

function nameOr(name: string | Expression | undefined, otherwise: string): string {
  return typeof name === 'string' ? name.slice(name.lastIndexOf('\\') + 1) : otherwise;
}
