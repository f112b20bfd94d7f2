import type { Token } from './sqlText';

/** Reads tokens from left to right, version comments seen through. */
export interface TokenReader {
  /** The token that comes next. */
  peek(ahead?: number): Token | undefined;
  next(): Token | undefined;
  /** Takes the next token when it is one of these words or symbols. */
  take(...texts: readonly string[]): string | undefined;
  /** Takes all of these in this order, or none. */
  takeAll(...texts: readonly string[]): boolean;
  /** Takes a name, quoted or not. */
  name(): string | undefined;
  /** Takes `name` or `schema`.`name`. */
  qualified(): { readonly schema?: string; readonly name: string } | undefined;
}

/** True when the token is this word or symbol; never for strings and quoted names. */
export const isText = (token: Token | undefined, text: string): boolean =>
  token !== undefined && (token.kind === 'word' || token.kind === 'symbol') && token.text === text;

/**
 * @param tokens of `text`
 * @param text for names in the case in which they are written
 */
export function readTokens(tokens: readonly Token[], text: string): TokenReader {
  const seen = tokens.filter((token) => token.kind !== 'open' && token.kind !== 'close');
  let at = 0;
  const reader: TokenReader = {
    peek: (ahead = 0) => seen[at + ahead],
    next: () => seen[at++],
    take(...texts) {
      const found = texts.find((one) => isText(seen[at], one));
      if (found !== undefined) at++;
      return found;
    },
    takeAll(...texts) {
      if (!texts.every((one, index) => isText(seen[at + index], one))) return false;
      at += texts.length;
      return true;
    },
    name() {
      const token = seen[at];
      // A string is a name under ANSI_QUOTES.
      if (token === undefined || token.kind === 'symbol') return undefined;
      at++;
      return token.kind === 'word' ? text.slice(token.start, token.end) : token.text;
    },
    qualified() {
      const first = reader.name();
      if (first === undefined) return undefined;
      if (!isText(seen[at], '.')) return { name: first };
      at++;
      const second = reader.name();
      return second === undefined ? undefined : { schema: first, name: second };
    },
  };
  return reader;
}
