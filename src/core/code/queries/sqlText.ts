import type { Expression } from '../../laravel/php/syntax';
import type { Scope } from './scope';

/** Longest text that is put together. */
const longest = 100_000;
const beginning =
  /^[\s(]*(?:select\s|with\s+\w+\s+as\s*\(|insert\s+(?:ignore\s+)?into\s|update\s+[\w`.]+\s+set\s|delete\s+from\s|replace\s+into\s)/i;

/**
 * The text of a literal, or of one that is put together.
 *
 * @param filling "?" may stand for what is put in; otherwise such a text is undefined
 */
export function writtenText(expression: Expression, filling = false): string | undefined {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string'
        ? expression.value
        : filling && expression.value !== null
          ? String(expression.value)
          : undefined;
    case 'template':
      return filling ? joined(expression.parts) : undefined;
    case 'binary':
      if (expression.operator !== '.') return filling ? '?' : undefined;
      return joinedPair(writtenText(expression.left, filling), writtenText(expression.right, filling));
    default:
      return filling ? '?' : undefined;
  }
}

function joined(parts: readonly Expression[]): string | undefined {
  return parts.reduce<string | undefined>((text, part) => joinedPair(text, writtenText(part, true)), '');
}

function joinedPair(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined || left.length + right.length > longest) return undefined;
  return left + right;
}

/** Notes a string that is a whole statement. */
export function noteSql({ reading }: Scope, expression: Expression): boolean {
  if (expression.kind !== 'literal' && expression.kind !== 'template' && expression.kind !== 'binary') return false;
  if (expression.kind === 'binary' && expression.operator !== '.') return false;
  const plain = writtenText(expression);
  const text = plain ?? writtenText(expression, true);
  if (text === undefined || !beginning.test(text)) return false;
  reading.facts.push({ fact: 'sql', place: reading.placeOf(expression.range), text, filled: plain === undefined });
  return true;
}
