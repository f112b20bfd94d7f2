import type { Expression, Program, Statement } from './syntax';

const inProgram = new WeakMap<Program, readonly Expression[]>();

/** Every expression of a file, outermost first. A whole file is walked once, however many ask for its expressions. */
export function expressionsIn(program: Program | readonly Statement[] | undefined): Iterable<Expression> {
  if (program === undefined) return [];
  if (!('body' in program)) return collected(program);
  const before = inProgram.get(program);
  if (before !== undefined) return before;
  const found = collected(program);
  inProgram.set(program, found);
  return found;
}

function collected(root: object): readonly Expression[] {
  const found: Expression[] = [];
  // Not recursive: a tree may be as deep as the parser lets it be.
  const pending: object[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (isExpression(value)) found.push(value);
    const first = pending.length;
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) pending.push(inner);
    for (let low = first, high = pending.length - 1; low < high; low++, high--) {
      const swapped = pending[low];
      pending[low] = pending[high] ?? root;
      pending[high] = swapped ?? root;
    }
  }
  return found;
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
