import { classOf, digit, inName, letter, quotedEnd, space, unquoted } from './characters';
import { runsVersionedComment, type Dialect } from './dialect';
import type { Asides, Token, TokenKind } from './token';

const symbols3 = new Set(['<=>', '->>']);
const symbols2 = new Set(['<=', '>=', '<>', '!=', '&&', '||', '<<', '>>', '->', ':=']);
/** What symbols of several characters begin with: < > ! & | - : */
const longer = new Set([0x3c, 0x3e, 0x21, 0x26, 0x7c, 0x2d, 0x3a]);

function symbolAt(sql: string, start: number, code: number): string {
  if (!longer.has(code)) return sql.charAt(start);
  const three = sql.slice(start, start + 3);
  const two = three.slice(0, 2);
  return symbols3.has(three) ? three : symbols2.has(two) ? two : three.charAt(0);
}

/**
 * Cuts a statement into tokens, one at a time, each character looked at a bounded number of times. Never throws.
 *
 * It differs from `readings` of core/connections/sqlTokens.ts, which is made for safety: one reading is followed here, the
 * one of `dialect`, texts and positions are kept, and what is left open is a token and no refusal. And from the dump's
 * tokenizer: that one reads bytes of megabytes and what dump programs write.
 *
 * After the last token it gives `end` for ever.
 */
export class Lexer {
  readonly asides: Asides = { hints: [], versioned: false };
  private at = 0;
  /** In a versioned comment that is run. */
  private inside = false;
  private previous: Token | undefined;
  private readonly backslash: boolean;

  constructor(
    readonly sql: string,
    private readonly dialect: Dialect = {},
  ) {
    this.backslash = dialect.noBackslashEscapes !== true;
  }

  next(): Token {
    const open = this.skipAsides();
    const token = open ?? this.read(this.at);
    this.at = token.end;
    this.previous = token;
    return token;
  }

  /** White space and comments; a comment that is left open is a token. */
  private skipAsides(): Token | undefined {
    const { sql } = this;
    for (;;) {
      const code = sql.charCodeAt(this.at);
      if (code < 128 && classOf(code) === space) this.at++;
      else if (code === 0x23 || (code === 0x2d && this.isDashComment())) this.at = lineEnd(sql, this.at);
      else if (code === 0x2f && sql.charCodeAt(this.at + 1) === 0x2a) {
        if (!this.skipComment()) return this.token('open', '', '', this.at, sql.length);
      } else if (this.inside && code === 0x2a && sql.charCodeAt(this.at + 1) === 0x2f) {
        this.inside = false;
        this.at += 2;
      } else return undefined;
    }
  }

  /** "--" begins a comment before white space, a control character or the end only. */
  private isDashComment(): boolean {
    if (this.sql.charCodeAt(this.at + 1) !== 0x2d) return false;
    const next = this.sql.charCodeAt(this.at + 2);
    return Number.isNaN(next) || next <= 0x20 || next === 0x7f;
  }

  private skipComment(): boolean {
    const { sql, at } = this;
    const third = sql.charAt(at + 2);
    const mariadbOnly = third === 'M' && sql.charAt(at + 3) === '!';
    if (third === '!' || mariadbOnly) {
      this.asides.versioned = true;
      const from = at + (mariadbOnly ? 4 : 3);
      let behind = from;
      while (behind < from + 6 && classOf(sql.charCodeAt(behind)) === digit) behind++;
      if (runsVersionedComment(this.dialect, Number(sql.slice(from, behind)), mariadbOnly)) {
        this.inside = true;
        this.at = behind;
        return true;
      }
      const end = skippedEnd(sql, behind);
      if (end > sql.length) return false;
      this.at = end;
      return true;
    }
    const end = sql.indexOf('*/', at + 2);
    if (end < 0) return false;
    if (third === '+') this.asides.hints.push(sql.slice(at + 3, end).trim());
    this.at = end + 2;
    return true;
  }

  private token(kind: TokenKind, key: string, text: string, start: number, end: number): Token {
    return { kind, key, text, start, end };
  }

  private read(start: number): Token {
    const { sql } = this;
    if (start >= sql.length) return this.token(this.inside ? 'open' : 'end', '', '', sql.length, sql.length);
    const code = sql.charCodeAt(start);
    const kind = classOf(code);
    if (kind === digit) return this.afterDot(start) ? this.word(start) : this.number(start);
    if (kind === letter) return this.word(start);
    if (code === 0x27 || code === 0x22 || code === 0x60) return this.quoted(start, start, code);
    if (code === 0x40) return this.variable(start);
    if (code === 0x3f) return this.token('placeholder', '', '', start, start + 1);
    if (code === 0x2e) {
      if (sql.startsWith('...', start)) return this.token('more', '', '', start, start + 3);
      if (classOf(sql.charCodeAt(start + 1)) === digit && !this.endsName(start)) return this.number(start);
    }
    if (code === 0x3a && classOf(sql.charCodeAt(start + 1)) === letter) {
      const end = wordEnd(sql, start + 1);
      return this.token('placeholder', '', sql.slice(start + 1, end), start, end);
    }
    const symbol = symbolAt(sql, start, code);
    return this.token('symbol', symbol, symbol, start, start + symbol.length);
  }

  /** A name stands directly before: "a.5" is its column "5". */
  private endsName(start: number): boolean {
    const { previous } = this;
    return previous !== undefined && previous.end === start && (previous.kind === 'word' || previous.kind === 'name');
  }

  private afterDot(start: number): boolean {
    return this.previous?.key === '.' && this.previous.end === start;
  }

  /** A word, or what begins like one: x'41', b'01', N'text'. */
  private word(start: number): Token {
    const { sql } = this;
    const end = wordEnd(sql, start);
    const text = sql.slice(start, end);
    if (end === start + 1 && sql.charCodeAt(end) === 0x27) {
      if (/[nN]/.test(text)) return this.quoted(start, end, 0x27);
      if (/[xXbB]/.test(text)) {
        const behind = quotedEnd(sql, end, false);
        if (behind < 0) return this.token('open', '', '', start, sql.length);
        return this.token('binary', '', sql.slice(start, behind), start, behind);
      }
    }
    return this.token('word', text.toUpperCase(), text, start, end);
  }

  /** "1.", "1e5" and "0x41"; digits that letters follow are a word. */
  private number(start: number): Token {
    const { sql } = this;
    const end = wordEnd(sql, start);
    const text = sql.slice(start, end);
    if (/^0(?:x[\da-fA-F]+|b[01]+)$/.test(text)) return this.token('binary', '', text, start, end);
    const match = numberPattern(sql, start);
    if (match > start && (match >= end || sql.slice(start, match).includes('.') || /e/i.test(sql.slice(start, match))))
      return this.token('number', '', sql.slice(start, match), start, match);
    return this.token('word', text.toUpperCase(), text, start, end);
  }

  private quoted(start: number, opens: number, code: number): Token {
    const { sql } = this;
    const isName = code === 0x60 || (code === 0x22 && this.dialect.ansiQuotes === true);
    const end = quotedEnd(sql, opens, this.backslash && !isName);
    if (end < 0) return this.token('open', '', '', start, sql.length);
    const text = unquoted(sql.slice(opens + 1, end - 1), sql.charAt(opens), this.backslash && !isName);
    return this.token(isName ? 'name' : 'string', '', text, start, end);
  }

  /** `@x`, `@@x`, `@'x y'`, and "@?" as digests write it. */
  private variable(start: number): Token {
    const { sql } = this;
    const name = sql.charCodeAt(start + 1) === 0x40 ? start + 2 : start + 1;
    const code = sql.charCodeAt(name);
    let end = name;
    if (code === 0x27 || code === 0x22 || code === 0x60) end = quotedEnd(sql, name, false);
    else if (code === 0x3f) end = name + 1;
    else while (end < sql.length && (inName(sql.charCodeAt(end)) || sql.charCodeAt(end) === 0x2e)) end++;
    if (end < 0) return this.token('open', '', '', start, sql.length);
    return this.token('variable', '', sql.slice(start, end), start, end);
  }
}

/** All tokens of a statement, `end` or `open` last. */
export function tokensOf(lexer: Lexer): Token[] {
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    tokens.push(token);
    if (token.kind === 'end' || token.kind === 'open') return tokens;
  }
}

function wordEnd(sql: string, start: number): number {
  let end = start;
  while (end < sql.length && inName(sql.charCodeAt(end))) end++;
  return end;
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf('\n', at);
  return end < 0 ? sql.length : end + 1;
}

/** Position behind a number with its fraction and exponent. */
function numberPattern(sql: string, start: number): number {
  let at = start;
  const digits = (): void => {
    while (classOf(sql.charCodeAt(at)) === digit) at++;
  };
  digits();
  if (sql.charCodeAt(at) === 0x2e) {
    at++;
    digits();
  }
  if ((sql.charCodeAt(at) | 0x20) === 0x65) {
    const sign = sql.charCodeAt(at + 1);
    const first = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
    if (classOf(sql.charCodeAt(first)) === digit) {
      at = first;
      digits();
    }
  }
  return at;
}

/** Behind a versioned comment that is skipped; comments in it count. Beyond the text: it is left open. */
function skippedEnd(sql: string, from: number): number {
  let depth = 1;
  for (let at = from; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (code === 0x2a && sql.charCodeAt(at + 1) === 0x2f) {
      at++;
      if (--depth === 0) return at + 1;
    } else if (code === 0x2f && sql.charCodeAt(at + 1) === 0x2a) {
      at++;
      depth++;
    }
  }
  return sql.length + 1;
}
