import type { TextRange } from '../base/text';
import { expandVariables, expansionLimit } from './envExpand';
import { type EnvBlock, type EnvDialect, envBlocks } from './envLines';
import { parseEnvName } from './envName';
import { lexEnvValue } from './envValue';

/** One assignment of an environment file. */
export interface EnvEntry {
  readonly key: string;
  /** The name alone: without "export" and without quotes around it. */
  readonly keyRange: TextRange;
  /** The value as phpdotenv gives it, interpolated; null for a key without "=". */
  readonly value: string | null;
  /** The value as written, quotes included; empty range after "=" when there is none, after the key when there is no "=". */
  readonly valueRange: TextRange;
  readonly quote: 'none' | 'single' | 'double';
  /** From "#" to the end of the line. It starts right at the value's end when it cuts an unquoted value ("abc#123"). */
  readonly commentRange?: TextRange;
}

export type EnvProblemCode =
  | 'unexpectedWhitespace' // A=a b
  | 'textAfterQuote' // A="a"b
  | 'unknownEscape' // A="\q"
  | 'unclosedQuote' // A='a
  | 'invalidName' // A-B=1
  | 'missingName' // =1
  | 'ignoredLines' // A="a, and no quote below closes it: the rest of the file is not read
  | 'commentSpills' // # A="a, closed by a quote some lines below
  | 'tooLarge'; // ${A} grows past what is followed

/** A place where phpdotenv stops with an exception, or leaves out lines without a word. */
export interface EnvProblem {
  readonly code: EnvProblemCode;
  readonly range: TextRange;
  /** What is there and what Laravel does about it, one sentence. Never shows the value. */
  readonly message: string;
  /** True when the application does not boot: Laravel reads no entry at all of such a file. */
  readonly fatal: boolean;
  /** The variable that was meant, where its name could be read. */
  readonly key?: string;
  /** What was meant as the value, on the key's own line and without a comment: what a fix puts in quotes. */
  readonly valueRange?: TextRange;
}

export interface EnvFile {
  /** In file order, duplicates included. Entries that could be read, also when another line is fatal. */
  readonly entries: readonly EnvEntry[];
  /** In file order. */
  readonly problems: readonly EnvProblem[];
  /** The entry that counts: the last one of that key. */
  get(key: string): EnvEntry | undefined;
}

const stops = 'and the application does not boot';
const messages = {
  unexpectedWhitespace: `Unquoted value with spaces: Laravel stops with "unexpected whitespace" ${stops}.`,
  textAfterQuote: `Text after the closing quote: Laravel stops with "unexpected whitespace" ${stops}.`,
  unknownEscape: `A backslash in double quotes that escapes nothing: Laravel stops with "an unexpected escape sequence" ${stops}.`,
  unclosedQuote: `The quote is not closed: Laravel stops with "a missing closing quote" ${stops}.`,
  invalidName: `Not a name for a variable: Laravel stops with "an invalid name" ${stops}.`,
  missingName: `There is no name before "=": Laravel stops with "an unexpected equals" ${stops}.`,
  tooLarge: `The variables in this value expand to more than ${expansionLimit} characters: shown as it is written.`,
} as const;

/**
 * Reads an environment file as vlucas/phpdotenv 5 does (Parser\Lines, Parser\EntryParser, Loader\Resolver), with
 * ranges in UTF-16 offsets of `text`. Variables of the real environment, which would win over the file, cannot be known
 * from here and are not consulted: `${X}` knows earlier entries only. Never throws; linear in the length of the text.
 */
export function readEnv(text: string, dialect: EnvDialect = '5.6'): EnvFile {
  const entries: EnvEntry[] = [];
  const problems: EnvProblem[] = [];
  const values = new Map<string, string>();
  const byKey = new Map<string, EnvEntry>();
  const budget = { left: expansionLimit };
  for (const block of envBlocks(text, dialect)) {
    const ignored = ignoredLines(text, block);
    if (ignored !== undefined) problems.push(ignored);
    if (block.kind !== 'entry') continue;
    const read = readEntry(text, block, dialect, values, budget);
    if (read.problem !== undefined) problems.push(read.problem);
    if (read.entry === undefined) continue;
    entries.push(read.entry);
    byKey.set(read.entry.key, read.entry);
    if (read.entry.value === null) values.delete(read.entry.key);
    else values.set(read.entry.key, read.entry.value);
  }
  return { entries, problems, get: (key) => byKey.get(key) };
}

interface ReadEntry {
  readonly entry?: EnvEntry;
  readonly problem?: EnvProblem;
}

function readEntry(
  text: string,
  block: EnvBlock,
  dialect: EnvDialect,
  values: ReadonlyMap<string, string>,
  budget: { left: number },
): ReadEntry {
  const name = parseEnvName(text, block, dialect);
  if (name.kind === 'missing') {
    return { problem: { code: 'missingName', range: name.range, message: messages.missingName, fatal: true } };
  }
  if (name.kind === 'invalid') {
    return { problem: { code: 'invalidName', range: name.range, message: messages.invalidName, fatal: true } };
  }
  const { key, keyRange, equals } = name;
  if (equals === undefined) {
    const valueRange = { start: block.end, end: block.end };
    return { entry: { key, keyRange, value: null, valueRange, quote: 'none' } };
  }
  const lexed = lexEnvValue(text, equals + 1, block.end);
  if (lexed.kind === 'error') {
    const valueRange = { start: lexed.start, end: Math.min(lexed.end, block.firstLineEnd) };
    const range =
      lexed.code === 'unknownEscape' ? { start: lexed.at, end: Math.min(lexed.at + 2, block.end) } : valueRange;
    return { problem: { code: lexed.code, range, message: messages[lexed.code], fatal: true, key, valueRange } };
  }
  const { valueRange, quote, commentRange } = lexed;
  const expanded = expandVariables(lexed.chars, lexed.variables, values, budget);
  return {
    entry: {
      key,
      keyRange,
      value: expanded ?? lexed.chars,
      valueRange,
      quote,
      ...(commentRange === undefined ? {} : { commentRange }),
    },
    ...(expanded === undefined
      ? { problem: { code: 'tooLarge', range: valueRange, message: messages.tooLarge, fatal: false, key } as const }
      : {}),
  };
}

/** What phpdotenv leaves out in silence: everything after an unclosed `="`, and the lines such a comment runs into. */
function ignoredLines(text: string, block: EnvBlock): EnvProblem | undefined {
  if (block.kind === 'entry') return undefined;
  const range = { start: text.indexOf('="', block.start) + 1, end: block.firstLineEnd };
  const below = block.lines === 2 ? 'the line below it' : `the ${block.lines - 1} lines below it`;
  if (block.kind === 'comment') {
    const message = `A double quote opens in this comment and is not closed on its line: Laravel takes ${below} for part of the comment.`;
    return { code: 'commentSpills', range, message, fatal: false };
  }
  const also = block.lines === 1 ? '' : ` and ${below}`;
  const message = `The double quote is not closed: Laravel ignores this line${also} without an error.`;
  return { code: 'ignoredLines', range, message, fatal: false };
}

const casts: ReadonlyMap<string, boolean | string | null> = new Map<string, boolean | string | null>([
  ['true', true],
  ['(true)', true],
  ['false', false],
  ['(false)', false],
  ['empty', ''],
  ['(empty)', ''],
  ['null', null],
  ['(null)', null],
]);

/**
 * What `env()` makes of a variable's text (Illuminate\Support\Env::get, the same from Laravel 8 to 13): the words true,
 * false, empty and null in any case, bare or in parentheses, and one pair of equal quotes around a one-line value.
 */
export function laravelEnvCast(value: string | null): string | boolean | null {
  if (value === null) return null;
  const cast = casts.get(value.toLowerCase());
  if (cast !== undefined) return cast;
  return /^(["'])([^\n]*)\1$/.exec(value)?.[2] ?? value;
}
