import type { TextRange } from '../base/text';
import { trimEnd, trimStart } from './envLines';

export type LexedEnvValue =
  | {
      readonly kind: 'value';
      /** Without quotes, escapes and comment; variables not yet replaced. */
      readonly chars: string;
      /** Indexes into `chars` of each "$" that may start a variable, ascending. */
      readonly variables: readonly number[];
      readonly valueRange: TextRange;
      readonly quote: 'none' | 'single' | 'double';
      readonly commentRange?: TextRange;
    }
  | {
      readonly kind: 'error';
      readonly code: 'unexpectedWhitespace' | 'textAfterQuote' | 'unknownEscape' | 'unclosedQuote';
      /** Offset of the character that cannot be read; of the opening quote for `unclosedQuote`. */
      readonly at: number;
      /** The value as meant: all that is written, without a comment after white space when it is not quoted. */
      readonly start: number;
      readonly end: number;
    };

type State = 'initial' | 'unquoted' | 'single' | 'double' | 'escape' | 'after';

/** ctype_space() and the lexer's \s in the C locale. */
const isSpace = (char: string): boolean => char !== '' && ' \t\n\v\f\r'.includes(char);

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['$', '$'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** The longest run that phpdotenv's lexer takes as one token. */
const tokenLength = 1000;

/**
 * phpdotenv's `EntryParser::parseValue`: the state machine that strips quotes and comments of what stands between "="
 * and the end of the (joined) line. Line breaks inside a value become "\n", as joining the lines makes them.
 */
export function lexEnvValue(text: string, from: number, to: number): LexedEnvValue {
  const start = trimStart(text, from, to);
  const end = trimEnd(text, start, to);
  const quote = text[start] === '"' ? 'double' : text[start] === "'" ? 'single' : 'none';
  const variables: number[] = [];
  let chars = '';
  let state: State = 'initial';
  let valueEnd = end;

  const done = (comment?: number): LexedEnvValue => {
    const empty = start >= valueEnd;
    return {
      kind: 'value',
      chars,
      variables,
      valueRange: empty ? { start: from, end: from } : { start, end: valueEnd },
      quote: empty ? 'none' : quote,
      ...(comment === undefined ? {} : { commentRange: { start: comment, end } }),
    };
  };

  for (let at = start; at < end; at++) {
    let char = text.charAt(at);
    if (char === '\r') {
      char = '\n';
      if (text[at + 1] === '\n') at++;
    }
    switch (state) {
      case 'initial':
      case 'unquoted':
        if (state === 'initial' && char === quoteChar[quote]) {
          state = quote === 'single' ? 'single' : 'double';
        } else if (char === '#') {
          valueEnd = at;
          return done(at);
        } else if (isSpace(char) && state === 'unquoted') {
          valueEnd = at;
          state = 'after';
        } else {
          if (char === '$') variables.push(chars.length);
          if (isSpace(char)) {
            // Only a form feed survives trim(): the first token, white space and all, is taken as text.
            const run = leadingSpace(text, at, end);
            chars += text.slice(at, run);
            at = run - 1;
          } else chars += char;
          state = 'unquoted';
        }
        break;
      case 'single':
        if (char === "'") {
          valueEnd = at + 1;
          state = 'after';
        } else chars += char;
        break;
      case 'double':
        if (char === '"') {
          valueEnd = at + 1;
          state = 'after';
        } else if (char === '\\') state = 'escape';
        else {
          if (char === '$') variables.push(chars.length);
          chars += char;
        }
        break;
      case 'escape': {
        const escaped = escapes.get(char);
        if (escaped === undefined) return { kind: 'error', code: 'unknownEscape', at: at - 1, start, end };
        chars += escaped;
        state = 'double';
        break;
      }
      case 'after':
        if (char === '#') return done(at);
        if (isSpace(char)) break;
        return quote === 'none'
          ? { kind: 'error', code: 'unexpectedWhitespace', at, start, end: meantEnd(text, start, end) }
          : { kind: 'error', code: 'textAfterQuote', at, start, end };
    }
  }
  if (state === 'single' || state === 'double' || state === 'escape') {
    return { kind: 'error', code: 'unclosedQuote', at: start, start, end };
  }
  return done();
}

const quoteChar = { none: undefined, single: "'", double: '"' } as const;

function leadingSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < tokenLength && ' \t\v\f'.includes(text.charAt(at))) at++;
  return at;
}

/** An unquoted value with spaces, up to the comment that a space introduces: what its author meant. */
function meantEnd(text: string, start: number, end: number): number {
  const comment = text.slice(start, end).search(/[ \t]#/);
  return comment < 0 ? end : trimEnd(text, start, start + comment);
}
