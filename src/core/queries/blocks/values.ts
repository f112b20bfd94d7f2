import type { Expression } from '../sql/ast';
import { renderPart } from '../sql/render';
import type { Value } from './block';
import type { Analysis } from './draft';

/** What an expression without columns is, as a value to compare with. */
export function valueOf(analysis: Analysis, expression: Expression): Value {
  switch (expression.kind) {
    case 'placeholder':
    case 'more':
      return { kind: 'placeholder' };
    case 'unary':
      // MariaDB's digests: "- ?".
      if (expression.operator === '-' && expression.operand.kind === 'placeholder') return { kind: 'placeholder' };
      break;
    case 'literal':
      if (expression.type === 'null') return { kind: 'null' };
      if (expression.type === 'number' || expression.type === 'boolean')
        return { kind: 'number', text: expression.text };
      if (expression.type === 'string' || expression.type === 'temporal')
        return { kind: 'string', text: expression.text };
      break;
    default:
  }
  return { kind: 'expression', text: writtenAs(analysis, expression) };
}

/** An expression as one line, without names of tables, with its literals. */
export const writtenAs = ({ statement, dialect }: Analysis, expression: Expression): string =>
  renderPart(statement.sql, expression, dialect, 'kept');

/** The same with "?" for its literals: for people. */
export const shownAs = ({ statement, dialect }: Analysis, expression: Expression): string =>
  renderPart(statement.sql, expression, dialect, 'hidden');

/**
 * The characters of a LIKE pattern before its first wildcard (MySQL 9.0 reference manual, 14.8.1).
 * @param escape one character; "" for none
 */
export function likePrefix(pattern: string, escape: string): string {
  let prefix = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === escape && at + 1 < pattern.length) prefix += pattern.charAt(++at);
    else if (character === '%' || character === '_') break;
    else prefix += character;
  }
  return prefix;
}
