/**
 * A piece of a statement.
 *
 * `word`: a keyword or an unquoted name · `name`: a quoted one · `binary`: 0x41, x'41', b'01' · `placeholder`: ?, :name ·
 * `variable`: @x, @@x, the "@?" of digests · `more`: the "..." of digests · `open`: a quote or comment without its end ·
 * `end`: nothing comes any more.
 */
export type TokenKind =
  | 'word'
  | 'name'
  | 'string'
  | 'number'
  | 'binary'
  | 'placeholder'
  | 'variable'
  | 'symbol'
  | 'more'
  | 'open'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** What it is compared by: a word in upper case, a symbol; "" for everything else. */
  readonly key: string;
  /** Words and numbers as written, names and strings without their quotes and escapes. */
  readonly text: string;
  /** Offsets in the statement's text, UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** What stood in a statement between its tokens. */
export interface Asides {
  /** Texts of optimizer hints, without the comment's ends. */
  readonly hints: string[];
  /** Something stood in a comment that only some servers run. */
  versioned: boolean;
}
