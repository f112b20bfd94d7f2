import { quotingOf } from '../quoting';
import { fromBinaryText, toBinaryText, tokenize, type Token } from '../sqlText';
import type { DumpStatement } from '../statement';

/** A piece of a statement's text that is written differently. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement that is short enough to be read word by word: anything but rows. */
export interface ReadStatement {
  readonly statement: DumpStatement;
  /** One character a byte. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Undefined when its quotes or comments cannot be told apart. */
export function readStatement(statement: DumpStatement): ReadStatement | undefined {
  const text = toBinaryText(statement.bytes);
  const tokens = tokenize(text, Infinity, quotingOf(statement.session?.sqlMode));
  return tokens === undefined ? undefined : { statement, text, tokens };
}

/** The statement with all edits made. */
export function edited({ statement, text }: ReadStatement, edits: readonly Edit[]): DumpStatement {
  if (edits.length === 0) return statement;
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return { ...statement, bytes: fromBinaryText(result + text.slice(at)) };
}
