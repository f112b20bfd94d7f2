import { usualQuoting, type Quoting } from './quoting';

/** A piece of a statement's text. White space and plain comments are left out. */
export interface Token {
  /**
   * `open` and `close` are the ends of a version comment: "/*!50001" and its end. A double-quoted piece is a `string`.
   */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'open' | 'close';
  /** Words in upper case, names and strings without their quotes, everything else as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Two dashes are a comment before white space, a control character or the end.
const space = /(?:[ \t\n\v\f\r]+|#[^\n]*|--(?![!-~\x80-\uffff])[^\n]*)+/y;
const opening = /\/\*M?!\d{0,6}/y;
const word = /[\w$\x80-\uffff]+/y;

/**
 * Cuts a statement's text into tokens. Works on decoded text as on one character a byte.
 * @param most tokens that are wanted
 * @returns undefined when a quote or comment is left open
 */
export function tokenize(text: string, most = Infinity, quoting = usualQuoting): Token[] | undefined {
  const { tokens, open } = cutTokens(text, most, quoting);
  return open ? undefined : tokens;
}

/** The tokens before the first quote or comment that is left open: for the beginning of a statement. */
export const tokenizeHead = (text: string, most: number, quoting: Quoting): Token[] =>
  cutTokens(text, most, quoting).tokens;

function cutTokens(text: string, most: number, quoting: Quoting): { tokens: Token[]; open: boolean } {
  const tokens: Token[] = [];
  let at = skip(space, text, 0);
  while (at < text.length && tokens.length < most) {
    const kind = kindAt(text, at, quoting);
    const end = endOf(kind, text, at, quoting);
    if (end < 0) return { tokens, open: true };
    if (kind !== 'comment')
      tokens.push({
        kind: kindOf(kind, text, at, end),
        text: textOf(kind, text.slice(at, end), quoting),
        start: at,
        end,
      });
    at = skip(space, text, end);
  }
  return { tokens, open: false };
}

/** Position behind what the sticky pattern matches at `at`. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

type Piece = Exclude<Token['kind'], 'number'> | 'comment';

function kindAt(text: string, at: number, { ansiQuotes }: Quoting): Piece {
  const character = text.charAt(at);
  if (character === '`') return 'name';
  if (character === '"') return ansiQuotes ? 'name' : 'string';
  if (character === "'") return 'string';
  if (character === '*' && text[at + 1] === '/') return 'close';
  if (character === '/' && text[at + 1] === '*') return skip(opening, text, at) > at ? 'open' : 'comment';
  return skip(word, text, at) > at ? 'word' : 'symbol';
}

const kindOf = (kind: Exclude<Piece, 'comment'>, text: string, at: number, end: number): Token['kind'] =>
  kind === 'word' && /^\d+$/.test(text.slice(at, end)) ? 'number' : kind;

/** Position behind the piece; -1: it is left open. */
function endOf(kind: Piece, text: string, at: number, { backslash }: Quoting): number {
  switch (kind) {
    case 'word':
      return skip(word, text, at);
    case 'open':
      return skip(opening, text, at);
    case 'close':
      return at + 2;
    case 'symbol':
      return at + 1;
    case 'comment': {
      const end = text.indexOf('*/', at + 2);
      return end < 0 ? -1 : end + 2;
    }
    default:
      return quotedEnd(text, at, backslash && kind === 'string');
  }
}

/** By hand: a pattern would need memory for each character of a string of megabytes. */
function quotedEnd(text: string, at: number, backslash: boolean): number {
  const quote = text.charAt(at);
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index];
    if (character === '\\' && backslash) index++;
    else if (character === quote) {
      if (text[index + 1] !== quote) return index + 1;
      index++;
    }
  }
  return -1;
}

function textOf(kind: Piece, written: string, { backslash }: Quoting): string {
  if (kind === 'word') return written.toUpperCase();
  if (kind !== 'name' && kind !== 'string') return written;
  const quote = written.charAt(0);
  const inside = written.slice(1, -1);
  return kind === 'string' && backslash ? unescaped(inside, quote) : inside.replaceAll(quote + quote, quote);
}

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

/** What a string literal means. */
function unescaped(inside: string, quote: string): string {
  return inside.replace(/\\([^])|''|""/g, (all: string, escaped: string | undefined) =>
    escaped === undefined ? (all.startsWith(quote) ? quote : all) : (escapes[escaped] ?? escaped),
  );
}

/** One character a byte, so that nothing is lost on the way there and back. */
export function toBinaryText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** The bytes of a text with one character a byte. */
export function fromBinaryText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** A name that was read with one character a byte, as people know it; kept as it is when it is not UTF-8. */
export function decodeName(name: string): string {
  return decodeText(fromBinaryText(name)) ?? name;
}

/** The bytes as text; undefined when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    // The only thing that decoding can say.
    return undefined;
  }
}

/** UTF-8. */
export const encodeText = (text: string): Uint8Array => encoder.encode(text);
