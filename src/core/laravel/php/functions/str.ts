import type { Value } from '../../value';
import { isAscii } from '../scalars';
import { known } from '../values';
import { type PureFunction, type PureFunctions, integerAt, onTexts, scalarsAt, textAt } from './pure';
import { upperWords } from './words';

// Illuminate\Support\Str, methods that configuration files use. Laravel transliterates to ASCII with a table of its own;
// here letters lose their accents, and text that is still not ASCII is not guessed.

/** Str::ascii() for letters that are a base letter with marks; undefined for all others. */
function ascii(text: string): string | undefined {
  const plain = text.normalize('NFD').replace(/\p{Mn}/gu, '');
  return isAscii(plain) ? plain : undefined;
}

/** Str::slug(): dashes to the separator, "@" spelled out, other symbols dropped, blanks and separators joined. */
export function slug(title: string, separator = '-'): string | undefined {
  const plain = ascii(title);
  if (plain === undefined || (separator !== '-' && separator !== '_' && separator !== '')) return undefined;
  const flip = separator === '-' ? '_' : '-';
  const kept = separator === '' ? '' : `\\${separator}`;
  return plain
    .replace(new RegExp(`\\${flip}+`, 'g'), separator)
    .replaceAll('@', `${separator}at${separator}`)
    .toLowerCase()
    .replace(new RegExp(`[^${kept}a-z0-9\\s]+`, 'g'), '')
    .replace(new RegExp(`[${kept}\\s]+`, 'g'), separator)
    .replace(separator === '' ? /^$/ : new RegExp(`^\\${separator}+|\\${separator}+$`, 'g'), '');
}

/** Str::snake(): capitals start a word, blanks go away. */
export function snake(value: string, delimiter = '_'): string | undefined {
  if (!isAscii(value)) return undefined;
  if (/^[a-z]+$/.test(value)) return value;
  return upperWords(value)
    .replace(/\s+/g, '')
    .replace(/(.)(?=[A-Z])/g, (_, before: string) => before + delimiter)
    .toLowerCase();
}

function studly(value: string): string | undefined {
  if (!isAscii(value)) return undefined;
  return value
    .replace(/[-_]/g, ' ')
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Methods that take one text or a list of them: any of them is enough. */
function anyOf(test: (text: string, needle: string) => boolean): PureFunction {
  return (args) => {
    const text = textAt(args, 0);
    const listed = args[1]?.kind === 'array' ? scalarsAt(args, 1)?.map(({ value }) => String(value)) : undefined;
    const single = textAt(args, 1);
    const needles = listed ?? (single === undefined ? undefined : [single]);
    if (text === undefined || needles === undefined || args.length > 2) return undefined;
    return known(needles.some((needle) => needle !== '' && test(text, needle)));
  };
}

const at = (text: string, part: string, last: boolean): number =>
  part === '' ? -1 : last ? text.lastIndexOf(part) : text.indexOf(part);

function beforePart(text: string, part: string, last: boolean): string {
  const found = at(text, part, last);
  return found === -1 ? text : text.slice(0, found);
}

function afterPart(text: string, part: string, last: boolean): string {
  const found = at(text, part, last);
  return found === -1 ? text : text.slice(found + part.length);
}

function substr(args: readonly Value[]): Value | undefined {
  const text = textAt(args, 0);
  const start = integerAt(args, 1);
  const length = args[2] === undefined ? undefined : integerAt(args, 2);
  if (text === undefined || start === undefined || (args[2] !== undefined && length === undefined)) return undefined;
  const characters = Array.from(text);
  const from = start < 0 ? Math.max(0, characters.length + start) : start;
  const to = length === undefined ? undefined : length < 0 ? characters.length + length : from + length;
  return known(characters.slice(from, to).join(''));
}

/** By lower-case method name. */
export const strMethods: PureFunctions = {
  slug: (args) => (args.length > 2 ? undefined : onTexts(1, slug)(args)),
  snake: onTexts(1, snake),
  kebab: onTexts(1, (text) => snake(text, '-')),
  studly: onTexts(1, studly),
  camel: onTexts(1, (text) => {
    const result = studly(text);
    return result === undefined ? undefined : result.charAt(0).toLowerCase() + result.slice(1);
  }),
  lower: onTexts(1, (text) => text.toLowerCase()),
  upper: onTexts(1, (text) => text.toUpperCase()),
  ucfirst: onTexts(1, (text) => text.charAt(0).toUpperCase() + text.slice(1)),
  lcfirst: onTexts(1, (text) => text.charAt(0).toLowerCase() + text.slice(1)),
  length: onTexts(1, (text) => Array.from(text).length),
  ascii: onTexts(1, ascii),
  startswith: anyOf((text, needle) => text.startsWith(needle)),
  endswith: anyOf((text, needle) => text.endsWith(needle)),
  contains: anyOf((text, needle) => text.includes(needle)),
  after: onTexts(2, (text, part) => afterPart(text, part, false)),
  afterlast: onTexts(2, (text, part) => afterPart(text, part, true)),
  before: onTexts(2, (text, part) => beforePart(text, part, false)),
  beforelast: onTexts(2, (text, part) => beforePart(text, part, true)),
  between: onTexts(3, (text, from, to) =>
    from === '' || to === '' ? text : beforePart(afterPart(text, from, false), to, true),
  ),
  finish: onTexts(2, (text, cap) => (cap === '' ? undefined : stripRepeats(text, cap, false) + cap)),
  start: onTexts(2, (text, prefix) => (prefix === '' ? undefined : prefix + stripRepeats(text, prefix, true))),
  replacefirst: onTexts(3, (search, replace, subject) => {
    const found = at(subject, search, false);
    return found === -1 ? subject : subject.slice(0, found) + replace + subject.slice(found + search.length);
  }),
  replacelast: onTexts(3, (search, replace, subject) => {
    const found = at(subject, search, true);
    return found === -1 ? subject : subject.slice(0, found) + replace + subject.slice(found + search.length);
  }),
  replace: onTexts(3, (search, replace, subject) => (search === '' ? subject : subject.split(search).join(replace))),
  trim: onTexts(1, (text, more) => (more === undefined && isAscii(text) ? text.trim() : undefined)),
  isempty: onTexts(1, (text) => text === ''),
  substr,
};

function stripRepeats(text: string, part: string, fromStart: boolean): string {
  let rest = text;
  while (fromStart ? rest.startsWith(part) : rest.endsWith(part)) {
    rest = fromStart ? rest.slice(part.length) : rest.slice(0, rest.length - part.length);
  }
  return rest;
}
