import { OpsError } from '../../base/errors';

/** A set of UTF-16 code units: ranges, both ends included. */
export interface CharSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

/** A pattern taken apart. Groups are only groups: nothing is captured. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly what: 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly least: number; readonly most: number };

const digits: CharSet['ranges'] = [[0x30, 0x39]];
/** Also what \b looks at. */
export const wordRanges: CharSet['ranges'] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** ECMA-262 WhiteSpace and LineTerminator. */
const spaces: CharSet['ranges'] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
/** ECMA-262 LineTerminator: what "." does not match and "^" and "$" stand beside. */
export const lineBreaks: CharSet['ranges'] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

const classes: Readonly<Record<string, CharSet>> = {
  d: { ranges: digits, negated: false },
  D: { ranges: digits, negated: true },
  w: { ranges: wordRanges, negated: false },
  W: { ranges: wordRanges, negated: true },
  s: { ranges: spaces, negated: false },
  S: { ranges: spaces, negated: true },
};

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

/** Groups in each other: reading them must not use up the stack. */
const deepest = 50;

/**
 * Takes a JavaScript regular expression (flags `i` and `m`) apart. What no automaton of bounded size can do (back
 * references, looking ahead or behind) is refused, and what means something else under the flag `u` too.
 *
 * @throws OpsError `badPattern`
 */
export function parsePattern(pattern: string): PatternNode {
  try {
    // The engine's own syntax check, which runs nothing. What it accepts and we do not understand is refused below.
    RegExp(pattern, 'im');
  } catch (error) {
    throw refused(
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : 'it is not valid',
    );
  }
  const reader = { text: pattern, at: 0, depth: 0 };
  const node = readChoice(reader);
  if (reader.at < pattern.length) throw refused(`it ends too early, at character ${reader.at + 1}`);
  return node;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

function readChoice(reader: Reader): PatternNode {
  const items = [readSequence(reader)];
  while (reader.text[reader.at] === '|') {
    reader.at++;
    items.push(readSequence(reader));
  }
  return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'choice', items };
}

function readSequence(reader: Reader): PatternNode {
  const items: PatternNode[] = [];
  while (reader.at < reader.text.length && reader.text[reader.at] !== '|' && reader.text[reader.at] !== ')')
    items.push(readRepeat(reader, readAtom(reader)));
  return { kind: 'sequence', items };
}

function readRepeat(reader: Reader, item: PatternNode): PatternNode {
  const rest = reader.text.slice(reader.at, reader.at + 20);
  const [written, plain, from, comma, to] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? [];
  if (written === undefined) return item;
  reader.at += written.length; // lazy or greedy: whether something matches is the same
  if (plain !== undefined)
    return { kind: 'repeat', item, least: plain === '+' ? 1 : 0, most: plain === '?' ? 1 : Infinity };
  const least = Number(from);
  return { kind: 'repeat', item, least, most: comma === '' ? least : to === '' ? Infinity : Number(to) };
}

function readAtom(reader: Reader): PatternNode {
  const char = reader.text[reader.at++] ?? '';
  switch (char) {
    case '^':
      return { kind: 'assert', what: 'lineStart' };
    case '$':
      return { kind: 'assert', what: 'lineEnd' };
    case '.':
      return { kind: 'set', set: { ranges: lineBreaks, negated: true } };
    case '[':
      return { kind: 'set', set: readClass(reader) };
    case '(':
      return readGroup(reader);
    case '\\':
      return readEscape(reader);
    default:
      return one(char.charCodeAt(0));
  }
}

function readGroup(reader: Reader): PatternNode {
  const open = /^\?(?::|<[A-Za-z_$][\w$]*>)/.exec(reader.text.slice(reader.at, reader.at + 80))?.[0];
  if (open === undefined && reader.text[reader.at] === '?')
    throw refused('looking ahead or behind "(?…" is not supported here');
  if (++reader.depth > deepest) throw refused(`groups are in each other more than ${deepest} times`);
  reader.at += open?.length ?? 0;
  const node = readChoice(reader);
  reader.depth--;
  reader.at++; // its ")": the syntax was checked
  return node;
}

function readEscape(reader: Reader): PatternNode {
  const char = reader.text[reader.at] ?? '';
  if (char === 'b' || char === 'B') {
    reader.at++;
    return { kind: 'assert', what: char === 'b' ? 'wordEdge' : 'noWordEdge' };
  }
  const found = readEscaped(reader);
  return typeof found === 'number' ? one(found) : { kind: 'set', set: found };
}

/** The character or class after a backslash. */
function readEscaped(reader: Reader): number | CharSet {
  const char = reader.text[reader.at++] ?? '';
  const known = Object.hasOwn(classes, char) ? classes[char] : undefined;
  if (known !== undefined) return known;
  const hex = /^(?:x([\da-f]{2})|u([\da-f]{4}))/i.exec(reader.text.slice(reader.at - 1, reader.at + 4));
  if (hex !== null) {
    reader.at += hex[0].length - 1;
    return Number.parseInt(hex[1] ?? hex[2] ?? '0', 16);
  }
  if (char === '0' && /\d/.test(reader.text[reader.at] ?? '')) throw refused('octal escapes are not supported here');
  const control = Object.hasOwn(controls, char) ? controls[char] : undefined;
  if (control !== undefined) return control;
  if (/[\dk]/.test(char)) throw refused(`the back reference "\\${char}" is not supported here`);
  if (/[A-Za-z]/.test(char)) throw refused(`"\\${char}" is not supported here`);
  return char.charCodeAt(0);
}

function readClass(reader: Reader): CharSet {
  const negated = reader.text[reader.at] === '^';
  if (negated) reader.at++;
  const ranges: (readonly [number, number])[] = [];
  const add = (part: number | CharSet): void => {
    if (typeof part === 'number') ranges.push([part, part]);
    else ranges.push(...(part.negated ? complement(part.ranges) : part.ranges));
  };
  while (reader.text[reader.at] !== ']') {
    const from = readClassPart(reader);
    const isRange = reader.text[reader.at] === '-' && reader.text[reader.at + 1] !== ']';
    if (!isRange) {
      add(from);
      continue;
    }
    reader.at++;
    const to = readClassPart(reader);
    if (typeof from === 'number' && typeof to === 'number') ranges.push([from, to]);
    else {
      // "[\w-.]": with a class at one end, the hyphen is one (ECMA-262, annex B).
      add(from);
      add(0x2d);
      add(to);
    }
  }
  reader.at++;
  return { ranges, negated };
}

function readClassPart(reader: Reader): number | CharSet {
  const char = reader.text[reader.at++] ?? '';
  if (char !== '\\') return char.charCodeAt(0);
  if (reader.text[reader.at] === 'b') {
    reader.at++;
    return 8;
  }
  return readEscaped(reader);
}

function complement(ranges: CharSet['ranges']): CharSet['ranges'] {
  const out: (readonly [number, number])[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) out.push([next, from - 1]);
    next = to + 1;
  }
  return [...out, [next, 0xffff]];
}

function one(code: number): PatternNode {
  return { kind: 'set', set: { ranges: [[code, code]], negated: false } };
}

/** What is said of a pattern that is not used. */
export function refused(why: string): OpsError {
  return new OpsError('badPattern', `This regular expression cannot be used: ${why}.`, {
    next: 'Change it, or turn regular expressions off.',
  });
}
