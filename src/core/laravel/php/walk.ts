import type { Expression, Program, Statement } from './syntax';

/** Every expression of a file, outermost first. */
export function* expressionsIn(program: Program | readonly Statement[] | undefined): Generator<Expression> {
  const pending: unknown[] = [program];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (isExpression(value)) yield value;
    for (const inner of Object.values(value).toReversed()) if (typeof inner === 'object') pending.push(inner);
  }
}

const statementKinds = new Set([
  'if',
  'return',
  'foreach',
  'for',
  'while',
  'block',
  'function',
  'class',
  'switch',
  'try',
]);

function isExpression(value: object): value is Expression {
  return 'kind' in value && 'range' in value && typeof value.kind === 'string' && !statementKinds.has(value.kind);
}
