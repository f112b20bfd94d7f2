import type { Value } from '../../value';
import { byteLength, isAscii, toText } from '../scalars';
import { ArrayBuilder, known, listOf } from '../values';
import { formatText } from './format';
import { type PureFunctions, integerAt, onTexts, scalarsAt, textAt } from './pure';
import { maximumSize } from '../machine';
import { slug } from './str';
import { upperWords } from './words';

// PHP manual, "String Functions".

const whitespace = ' \t\n\r\0\v';

/** The characters of a trim() mask: "a..z" is a range. */
function mask(written: string): Set<string> {
  const characters = new Set<string>();
  for (let index = 0; index < written.length; index++) {
    const first = written.charCodeAt(index);
    const last = written.charCodeAt(index + 3);
    if (written.slice(index + 1, index + 3) === '..' && last >= first && last < 256) {
      for (let code = first; code <= last; code++) characters.add(String.fromCharCode(code));
      index += 3;
    } else {
      characters.add(written.charAt(index));
    }
  }
  return characters;
}

function trimText(text: string, written: string, left: boolean, right: boolean): string {
  const characters = mask(written);
  let start = 0;
  let end = text.length;
  if (left) while (start < end && characters.has(text.charAt(start))) start++;
  if (right) while (end > start && characters.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** ASCII alone, as PHP 8 does. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function upper(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function cut(text: string, start: number, length: number | undefined): string {
  const from = start < 0 ? Math.max(0, text.length + start) : Math.min(start, text.length);
  if (length === undefined) return text.slice(from);
  return text.slice(from, length < 0 ? Math.max(from, text.length + length) : from + length);
}

function substring(args: readonly Value[], bytes: boolean): Value | undefined {
  const text = textAt(args, 0);
  const start = integerAt(args, 1);
  const length = args[2] === undefined || isNull(args[2]) ? undefined : integerAt(args, 2);
  if (text === undefined || start === undefined || (bytes && !isAscii(text))) return undefined;
  if (args[2] !== undefined && !isNull(args[2]) && length === undefined) return undefined;
  if (bytes) return known(cut(text, start, length));
  const characters = Array.from(text);
  const from = start < 0 ? Math.max(0, characters.length + start) : start;
  const to = length === undefined ? undefined : length < 0 ? characters.length + length : from + length;
  return known(characters.slice(from, to).join(''));
}

function isNull(value: Value): boolean {
  return value.kind === 'known' && value.value === null;
}

function position(text: string, part: string, last: boolean): number | false | undefined {
  if (!isAscii(text)) return undefined;
  const found = last ? text.lastIndexOf(part) : text.indexOf(part);
  return found === -1 ? false : found;
}

function explode(args: readonly Value[]): Value | undefined {
  const separator = textAt(args, 0);
  const text = textAt(args, 1);
  const limit = integerAt(args, 2, Number.MAX_SAFE_INTEGER);
  if (separator === undefined || separator === '' || text === undefined || limit === undefined) return undefined;
  const parts = text.split(separator);
  if (parts.length > maximumSize / 8) return undefined;
  if (limit < 0) return listOf(parts.slice(0, limit).map((part) => known(part)));
  const most = Math.max(1, limit);
  const kept = parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
  return listOf(kept.map((part) => known(part)));
}

function implode(args: readonly Value[]): Value | undefined {
  const [first, second] = args;
  const listIndex = first?.kind === 'array' ? 0 : 1;
  const glue = listIndex === 0 ? (second === undefined ? '' : textAt(args, 1)) : textAt(args, 0);
  const scalars = scalarsAt(args, listIndex);
  if (glue === undefined || scalars === undefined) return undefined;
  return known(scalars.map(({ value, float }) => toText(value, float)).join(glue));
}

function replace(args: readonly Value[]): Value | undefined {
  const search = args[0]?.kind === 'array' ? scalarsAt(args, 0)?.map(({ value }) => toText(value)) : [textAt(args, 0)];
  const listed = args[1]?.kind === 'array' ? scalarsAt(args, 1)?.map(({ value }) => toText(value)) : undefined;
  const single = textAt(args, 1);
  if (search === undefined || (listed === undefined && single === undefined)) return undefined;
  if (listed !== undefined && args[0]?.kind !== 'array') return undefined;
  const apply = (subject: string): string | undefined => {
    let result = subject;
    for (const [index, part] of search.entries()) {
      if (part === undefined) return undefined;
      if (part !== '') result = result.split(part).join(listed === undefined ? single : (listed[index] ?? ''));
      if (result.length > maximumSize) return undefined;
    }
    return result;
  };
  if (args[2]?.kind !== 'array') {
    const subject = textAt(args, 2);
    const result = subject === undefined ? undefined : apply(subject);
    return result === undefined ? undefined : known(result);
  }
  const results = new ArrayBuilder();
  for (const { key, value } of args[2].entries.values()) {
    const result = value.kind === 'known' ? apply(toText(value.value, value.float)) : undefined;
    if (result === undefined) return undefined;
    results.set(key, known(result));
  }
  return results.build();
}

function pad(args: readonly Value[]): Value | undefined {
  const text = textAt(args, 0);
  const length = integerAt(args, 1);
  const filler = textAt(args, 2, ' ');
  const side = integerAt(args, 3, 1);
  if (text === undefined || length === undefined || filler === undefined || filler === '') return undefined;
  if (!isAscii(text) || length > maximumSize || (side !== 0 && side !== 1)) return undefined;
  return known(side === 0 ? text.padStart(length, filler) : text.padEnd(length, filler));
}

function repeat(args: readonly Value[]): Value | undefined {
  const text = textAt(args, 0);
  const times = integerAt(args, 1);
  if (text === undefined || times === undefined || times < 0 || text.length * times > maximumSize) return undefined;
  return known(text.repeat(times));
}

export const stringFunctions: PureFunctions = {
  trim: onTexts(1, (text, characters = whitespace) => trimText(text, characters, true, true)),
  ltrim: onTexts(1, (text, characters = whitespace) => trimText(text, characters, true, false)),
  rtrim: onTexts(1, (text, characters = whitespace) => trimText(text, characters, false, true)),
  chop: onTexts(1, (text, characters = whitespace) => trimText(text, characters, false, true)),
  strtolower: onTexts(1, lower),
  strtoupper: onTexts(1, upper),
  mb_strtolower: onTexts(1, (text) => text.toLowerCase()),
  mb_strtoupper: onTexts(1, (text) => text.toUpperCase()),
  ucfirst: onTexts(1, (text) => upper(text.slice(0, 1)) + text.slice(1)),
  lcfirst: onTexts(1, (text) => lower(text.slice(0, 1)) + text.slice(1)),
  ucwords: onTexts(1, (text, delimiters) => (delimiters === undefined ? upperWords(text) : undefined)),
  strlen: onTexts(1, byteLength),
  mb_strlen: onTexts(1, (text) => Array.from(text).length),
  strrev: onTexts(1, (text) => (isAscii(text) ? Array.from(text).toReversed().join('') : undefined)),
  substr: (args) => substring(args, true),
  mb_substr: (args) => substring(args, false),
  strpos: onTexts(2, (text, part, offset) => (offset === undefined ? position(text, part, false) : undefined)),
  stripos: onTexts(2, (text, part, offset) =>
    offset === undefined ? position(lower(text), lower(part), false) : undefined,
  ),
  strrpos: onTexts(2, (text, part, offset) => (offset === undefined ? position(text, part, true) : undefined)),
  strstr: onTexts(2, (text, part, before) => {
    const at = text.indexOf(part);
    if (at === -1) return false;
    return before === '1' ? text.slice(0, at) : text.slice(at);
  }),
  str_contains: onTexts(2, (text, part) => text.includes(part)),
  str_starts_with: onTexts(2, (text, part) => text.startsWith(part)),
  str_ends_with: onTexts(2, (text, part) => text.endsWith(part)),
  strcmp: onTexts(2, (left, right) => (left === right ? 0 : left < right ? -1 : 1)),
  strcasecmp: onTexts(2, (left, right) => (lower(left) === lower(right) ? 0 : undefined)),
  nl2br: onTexts(1, (text) => text.replace(/\r\n|\n|\r/g, '<br />$&')),
  // A helper of Laravel up to 5.8, kept alive by laravel/helpers.
  str_slug: onTexts(1, slug),
  explode,
  implode,
  join: implode,
  str_replace: replace,
  str_repeat: repeat,
  str_pad: pad,
  sprintf: (args) => formatText(args),
  urlencode: onTexts(1, (text) => encoded(text, false)),
  rawurlencode: onTexts(1, (text) => encoded(text, true)),
  urldecode: onTexts(1, (text) => decoded(text.replace(/\+/g, ' '))),
  rawurldecode: onTexts(1, decoded),
};

function encoded(text: string, raw: boolean): string | undefined {
  if (/\p{Surrogate}/u.test(text)) return undefined; // half a character has no UTF-8
  const percent = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return raw ? percent : percent.replace(/%20/g, '+').replace(/~/g, '%7E');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-fA-F]{2})/g, '%25'));
  } catch {
    return undefined; // bytes that are no UTF-8 text
  }
}
