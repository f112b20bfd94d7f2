import type { Dialect } from '../sql/dialect';
import { Lexer, tokensOf } from '../sql/lexer';
import type { Token } from '../sql/token';

const words = new Set(['NULL', 'TRUE', 'FALSE']);

/**
 * The literals that a real call has where a statement has placeholders, as written; undefined when the two are not the same statement.
 * Names are compared without their quotes, words without regard to case.
 */
export function literalsOf(statement: string, sample: string, dialect: Dialect = {}): readonly string[] | undefined {
  const wanted = tokensOf(new Lexer(statement, dialect)).filter(isPart);
  const real = tokensOf(new Lexer(sample, dialect)).filter(isPart);
  const literals: string[] = [];
  let at = 0;
  for (const token of wanted) {
    const found = real[at];
    if (found === undefined) return undefined;
    if (token.kind !== 'placeholder') {
      if (!same(token, found)) return undefined;
      at++;
      continue;
    }
    const signed = found.key === '-' || found.key === '+';
    const value = signed ? real[at + 1] : found;
    if (value === undefined || !isLiteral(value) || (signed && value.kind !== 'number')) return undefined;
    literals.push(sample.slice(found.start, value.end));
    at += signed ? 2 : 1;
  }
  return at === real.length ? literals : undefined;
}

const isPart = ({ kind, key }: Token): boolean => kind !== 'end' && key !== ';';

const isLiteral = ({ kind, key }: Token): boolean =>
  kind === 'string' || kind === 'number' || kind === 'binary' || words.has(key);

function same(one: Token, two: Token): boolean {
  if (one.kind === 'open' || two.kind === 'open') return false;
  const names = (one.kind === 'word' || one.kind === 'name') && (two.kind === 'word' || two.kind === 'name');
  if (names) return one.text.toLowerCase() === two.text.toLowerCase();
  return one.kind === two.kind && one.key === two.key && one.text === two.text;
}
