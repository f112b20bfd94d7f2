import type { Dialect } from './dialect';
import { Lexer } from './lexer';
import { callableWords, writtenName, Writer } from './render';
import type { Token } from './token';
import { reserved } from './words';

/** A kind of statement, whatever its values are. */
export interface Fingerprint {
  /** 14 hexadecimal digits; the same for the same text without regard to case. No secret: texts with one id can be made. */
  readonly id: string;
  /** One line without literals and comments. Can be parsed again, like a digest. */
  readonly text: string;
}

/** Longest text that is read, UTF-16 units; what follows is left out, and the text ends with "...". */
const longest = 200_000;

/**
 * The text that calls of one kind share, made of a statement or of a server's digest text of it: both come to the same.
 *
 * Words of the language are in lower case, names as they are written but without backticks where they need none, literals are "?" and with their sign one, lists of literals
 * "(...)" behind IN and VALUES and where there are several, "?, ..." elsewhere; rows of literals are one; ASC is left out. That groups as
 * pt-fingerprint does (Percona Toolkit 3, QueryRewriter), but LIMIT keeps its form, and IS NULL its NULL.
 */
export function fingerprint(sql: string, dialect: Dialect = {}): Fingerprint {
  const cut = sql.length > longest;
  const lexer = new Lexer(cut ? sql.slice(0, longest) : sql, dialect);
  const pieces = collapsed(lexer);
  const writer = new Writer();
  for (const { text, callable } of pieces) writer.write(text, callable);
  const text = cut && !writer.text.endsWith('...') ? `${writer.text} ...` : writer.text;
  return { id: hash(text.toLowerCase()), text };
}

interface Piece {
  readonly text: string;
  readonly callable?: boolean;
}

const literal: Piece = { text: '?' };
const opening: Piece = { text: '(' };
const more: Piece = { text: '...' };

/** Words for which the servers' digests write another: what they become here. */
const words = new Map([
  ['DISTINCTROW', 'distinct'],
  ['<>', '!='],
  ['RLIKE', 'regexp'],
  ['SOME', 'any'],
  ['SCHEMA', 'database'],
  ['SYSTEM_USER', 'user'],
  ['CHARACTER', 'char'],
  ['VARCHARACTER', 'varchar'],
  ['INTEGER', 'int'],
  ['FIELDS', 'columns'],
]);

/** The pieces of the text, lists of literals already one. */
function collapsed(lexer: Lexer): Piece[] {
  const pieces: Piece[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    // What is left open is a literal that was cut, or a comment.
    const piece = token.kind === 'open' ? openPiece(lexer.sql, token) : pieceOf(token, pieces);
    if (piece === undefined) continue;
    if (piece === literal) addLiteral(pieces);
    else if (piece.text === ')') closeList(pieces);
    else pieces.push(piece);
    if (token.kind === 'open') break;
  }
  while (pieces.at(-1)?.text === ';') pieces.pop();
  return pieces;
}

const openPiece = (sql: string, { start }: Token): Piece | undefined =>
  sql.startsWith('/*', start) || sql.charAt(start) === '`' ? undefined : literal;

function pieceOf(token: Token, pieces: readonly Piece[]): Piece | undefined {
  const { kind, key, text } = token;
  switch (kind) {
    case 'string':
    case 'number':
    case 'binary':
    case 'placeholder':
      return literal;
    case 'more':
      return more;
    case 'name':
      return { text: writtenName(text), callable: true };
    case 'variable':
      return { text: text.startsWith('@@') ? token.text.toLowerCase() : '@?' };
    case 'word': {
      const isName = pieces.at(-1)?.text === '.';
      if (key === 'NULL' && !isName && !/^(?:is|not)$/.test(pieces.at(-1)?.text ?? '')) return literal;
      if (key === 'ASC' && !isName) return undefined;
      if (isName) return { text: writtenName(text), callable: true };
      const isReserved = reserved.has(key);
      const written = words.get(key) ?? (isReserved ? key.toLowerCase() : text.replace(/^SQL_TSI_/, ''));
      return { text: written, callable: !isReserved || callableWords.has(key) };
    }
    default:
      return { text: words.get(key) ?? key };
  }
}

/** "?" behind "?" and a comma becomes "?, ..."; a sign that belongs to it goes; strings side by side are one. */
function addLiteral(pieces: Piece[]): void {
  while (/^[-+]$/.test(pieces.at(-1)?.text ?? '') && isBeforeOperand(pieces.at(-2))) pieces.pop();
  const last = pieces.at(-1);
  if (last === literal) return;
  if (last?.text === ',' && pieces.at(-2) === literal) pieces.push(more);
  else if (last?.text === ',' && pieces.at(-2) === more && pieces.at(-4) === literal) pieces.pop();
  else pieces.push(literal);
}

/** True where a "-" is a sign: behind an operator, a comma, an opening parenthesis or a word of the language. */
function isBeforeOperand(piece: Piece | undefined): boolean {
  if (piece === undefined || piece === literal || piece === more) return piece === undefined;
  return /^[^\w`)?]/.test(piece.text) || (piece.callable === false && piece.text !== 'null' && piece.text !== 'end');
}

/** Closes a parenthesis: a list of nothing but literals becomes "(...)", and rows of them one row. */
function closeList(pieces: Piece[]): void {
  const from = openedAt(pieces);
  pieces.push({ text: ')' });
  if (from === undefined) return;
  const before = pieces[from - 1]?.text;
  const isList = before === 'in' || before === 'values' || before === 'value';
  if (pieces.length - from > 3 || isList || before === ',' || before === '(')
    pieces.splice(from, pieces.length, opening, more, { text: ')' });
  // "(...), (...)": the second goes. Its comma stands before it.
  if (
    pieces[from - 1]?.text === ',' &&
    pieces[from - 2]?.text === ')' &&
    pieces[from - 3] === more &&
    pieces[from - 4] === opening
  )
    pieces.splice(from - 1);
}

/** Where the parenthesis that is being closed was opened, when only literals stand in it: at most "?, ...". */
function openedAt(pieces: readonly Piece[]): number | undefined {
  for (let at = pieces.length - 1; at >= pieces.length - 4 && at >= 0; at--) {
    const piece = pieces[at];
    if (piece?.text === '(') return at === pieces.length - 1 ? undefined : at;
    if (piece !== literal && piece !== more && piece?.text !== ',') return undefined;
  }
  return undefined;
}

/** cyrb53 by bryc (public domain): 53 bits, spread well enough for the statements of an application. */
function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return ((low >>> 0) * 0x20_0000 + (high >>> 11)).toString(16).padStart(14, '0').slice(-14);
}
