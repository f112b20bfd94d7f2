import type { TextEdit, TextRange } from '../base/text';
import { type EnvEntry, type EnvFile, readEnv } from './env';

/** Special neither to phpdotenv nor to a shell that sources the file. */
const bare = /^[A-Za-z0-9_.:/@%+,~=-]*$/;

const escaped: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['$', '\\$'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\v', '\\v'],
]);

/**
 * Writes a value so that phpdotenv gives back exactly `value`: bare when nothing in it is special, else in double
 * quotes with `"`, `\`, `$` and line breaks escaped. `style` keeps the quotes a value had; single quotes are kept only
 * while the value needs no escape. What env() then makes of words such as "null" is not prevented.
 */
export function quoteEnvValue(value: string, style: EnvEntry['quote'] = 'none'): string {
  if (style === 'none' && bare.test(value)) return value;
  // A line break in single quotes would end the entry: phpdotenv joins the lines of `="` only.
  if (style === 'single' && /^[^'"\r\n]*$/.test(value)) return `'${value}'`;
  return `"${value.replace(/["\\$\n\r\t\f\v]/g, (char) => escaped.get(char) ?? char)}"`;
}

/**
 * Puts what stands without quotes into double quotes so that it reads the same: `${NAME}` is replaced in both forms and
 * stays as it is, everything else is taken as it is written.
 */
export function quoteWritten(written: string): string {
  return written.includes('${') ? `"${written.replace(/["\\]/g, '\\$&')}"` : quoteEnvValue(written, 'double');
}

/**
 * Edits that make `key` read `newValue`: in place where it stands (the last one counts), keeping quotes, comments, order
 * and line endings; otherwise a new line after the last key with the same prefix ("REDIS_"), or at the end of the file.
 * A line that Laravel cannot read ("KEY=a b") is mended the same way.
 */
export function setEnvValue(text: string, key: string, newValue: string): readonly TextEdit[] {
  const env = readEnv(text);
  const place = lastPlaceOf(env, key);
  if (place === undefined) return [insertion(text, env, `${key}=${quoteEnvValue(newValue)}`)];
  const written = quoteEnvValue(newValue, place.quote);
  return [{ range: place.range, newText: place.equals ? written : `=${written}` }];
}

interface Place {
  readonly range: TextRange;
  readonly quote: EnvEntry['quote'];
  /** False for a key that stands without "=". */
  readonly equals: boolean;
}

function lastPlaceOf(env: EnvFile, key: string): Place | undefined {
  const entry = env.get(key);
  const broken = env.problems.findLast((problem) => problem.key === key && problem.fatal);
  if (broken?.valueRange !== undefined && (entry === undefined || broken.range.start > entry.keyRange.start)) {
    return { range: broken.valueRange, quote: 'none', equals: true };
  }
  if (entry === undefined) return undefined;
  return { range: entry.valueRange, quote: entry.quote, equals: entry.value !== null };
}

function insertion(text: string, env: EnvFile, line: string): TextEdit {
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const prefix = /^[^_]*_/.exec(line.slice(0, line.indexOf('=')))?.[0];
  const sibling = prefix === undefined ? undefined : env.entries.findLast((entry) => entry.key.startsWith(prefix));
  if (sibling !== undefined) {
    const end = lineEnd(text, sibling.commentRange?.end ?? sibling.valueRange.end);
    return { range: { start: end, end }, newText: lineBreak + line };
  }
  // Below a quote that is never closed nothing would be read.
  const open = env.problems.find((problem) => problem.code === 'ignoredLines');
  if (open !== undefined) {
    const start = lineStart(text, open.range.start);
    return { range: { start, end: start }, newText: line + lineBreak };
  }
  const end = text.length;
  const separator = end === 0 || text === '\uFEFF' || /[\r\n]$/.test(text) ? '' : lineBreak;
  return { range: { start: end, end }, newText: separator + line + lineBreak };
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/);
  return found < 0 ? text.length : from + found;
}

function lineStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r' && text[at - 1] !== '\uFEFF') at--;
  return at;
}
