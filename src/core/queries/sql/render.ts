import { quoteName } from '../../connections/sqlNames';
import type { Dialect } from './dialect';
import { Lexer } from './lexer';
import type { Token } from './token';
import { reserved } from './words';

const plainName = /^[A-Za-z_][\w$]*$/;

/** A name as people write it: with backticks only where it needs them. */
export function writtenName(name: string): string {
  return plainName.test(name) && !reserved.has(name.toUpperCase()) ? name : quoteName(name);
}

/**
 * Puts pieces of SQL together with the spaces that people write: none inside parentheses, around dots and before commas,
 * `count(*)`, one between everything else.
 */
export class Writer {
  private readonly pieces: string[] = [];
  private tight = true;
  private callable = false;

  /** @param callable the piece is a name that a parenthesis makes a function */
  write(piece: string, callable = false): void {
    const glued =
      this.tight ||
      piece === ',' ||
      piece === ')' ||
      piece === '.' ||
      piece === ';' ||
      (piece === '(' && this.callable);
    if (!glued) this.pieces.push(' ');
    this.pieces.push(piece);
    this.tight = piece === '(' || piece === '.' || piece.startsWith('@@');
    this.callable = callable;
  }

  get text(): string {
    return this.pieces.join('');
  }
}

/** Longest piece of a statement that is shown, UTF-16 units. */
const longest = 400;

/**
 * A part of a statement as one line, without the names of tables before its columns. Literals stay, or are "?".
 * What is too long is cut.
 */
export function renderPart(
  sql: string,
  { start, end }: { readonly start: number; readonly end: number },
  dialect: Dialect,
  literals: 'kept' | 'hidden',
): string {
  const lexer = new Lexer(sql.slice(start, Math.min(end, start + longest)), dialect);
  const writer = new Writer();
  let name: Token | undefined;
  for (let token = lexer.next(); token.kind !== 'end' && token.kind !== 'open'; token = lexer.next()) {
    if (name !== undefined) {
      const held: Token = name;
      name = undefined;
      // "t." before a column is left out.
      if (token.key === '.') continue;
      writeName(writer, held);
    }
    if (token.kind === 'name' || token.kind === 'word') name = token;
    else if (/^(?:string|number|binary|placeholder)$/.test(token.kind))
      writer.write(literals === 'kept' ? lexer.sql.slice(token.start, token.end) : '?');
    else writer.write(lexer.sql.slice(token.start, token.end));
  }
  if (name !== undefined) writeName(writer, name);
  return end - start > longest ? `${writer.text} …` : writer.text;
}

function writeName(writer: Writer, { kind, key, text }: Token): void {
  if (kind === 'name') writer.write(writtenName(text));
  else writer.write(text, !reserved.has(key) || callableWords.has(key));
}

/** Reserved words that are written like functions. */
export const callableWords = new Set(
  'LEFT RIGHT REPLACE IF MOD REPEAT CONVERT CHAR CHARACTER DATABASE SCHEMA DECIMAL VARCHAR'.split(' '),
);
