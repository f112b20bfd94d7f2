import { byte, isSpace } from './byteClasses';

/** What stands between statements. `end` is behind what was decided about. */
export type Gap =
  | { readonly kind: 'statement'; readonly verb: number }
  /** More bytes are needed to tell. */
  | { readonly kind: 'more' }
  | { readonly kind: 'delimiter'; readonly delimiter: Uint8Array; readonly end: number }
  /** A byte order mark, or a line that the dumping program meant for the screen. */
  | { readonly kind: 'text'; readonly end: number }
  | { readonly kind: 'sandbox'; readonly end: number }
  | { readonly kind: 'line'; readonly end: number }
  | { readonly kind: 'block'; readonly end: number };

/** First words that the cutter treats in a way of their own. */
export const verbs = { other: 0, insert: 1, create: 2 } as const;

/** Bytes that are enough to tell what begins here, lines aside. */
export const gapLookahead = 24;

/** A line that is longer is none of ours. */
const longestLine = 1024;

/** Programs that write to the same file when somebody redirected their messages too. */
const messages = ['mysqldump: ', 'mariadb-dump: ', 'mysqlpump: ', 'mydumper: ', 'Warning: ', 'mysqldump.exe: '];

/**
 * Tells what begins at a byte that is not white space.
 * @param first whether it is the first byte of the dump
 * @param last whether no bytes follow these
 */
export function findGap(bytes: Uint8Array, at: number, first: boolean, last: boolean): Gap {
  const code = bytes[at] ?? 0;
  const next = bytes[at + 1];
  if (first && code === 0xef && next === 0xbb && bytes[at + 2] === 0xbf) return { kind: 'text', end: at + 3 };
  // No statement begins with two dashes, so white space behind them is not asked for here; nor does the client.
  if (code === byte.dash && next === byte.dash) return { kind: 'line', end: at + 2 };
  if (code === byte.hash) return { kind: 'line', end: at + 1 };
  if (code === byte.slash && next === byte.asterisk) return commentGap(bytes, at, last);
  switch (code | 32) {
    case 100: // d
      if (isWord(bytes, at, 'delimiter')) return delimiterGap(bytes, at, last);
      break;
    case 105: // i
      if (isWord(bytes, at, 'insert')) return { kind: 'statement', verb: verbs.insert };
      if (startsWithText(bytes, at, 'In order to ensure a ')) return messageGap(bytes, at, last);
      break;
    case 114: // r
      if (isWord(bytes, at, 'replace')) return { kind: 'statement', verb: verbs.insert };
      break;
    case 99: // c
      if (isWord(bytes, at, 'create')) return { kind: 'statement', verb: verbs.create };
      break;
    case 109: // m
    case 119: // w
      if (messages.some((text) => startsWithText(bytes, at, text))) return messageGap(bytes, at, last);
      break;
  }
  return { kind: 'statement', verb: verbs.other };
}

function messageGap(bytes: Uint8Array, at: number, last: boolean): Gap {
  const end = lineEnd(bytes, at, last);
  return end < 0 ? { kind: 'more' } : { kind: 'text', end };
}

function commentGap(bytes: Uint8Array, at: number, last: boolean): Gap {
  if (!isVersionComment(bytes, at)) return { kind: 'block', end: at + 2 };
  // https://mariadb.org/mariadb-dump-file-compatibility-change: a comment that the client understands, without delimiter.
  const text = at + (bytes[at + 2] === byte.exclamation ? 3 : 4);
  if (!startsWithText(bytes, text, '999999\\-')) return { kind: 'statement', verb: verbs.other };
  for (let end = text; end < bytes.length && end - at < longestLine; end++)
    if (bytes[end] === byte.asterisk && bytes[end + 1] === byte.slash) return { kind: 'sandbox', end: end + 2 };
  return last || bytes.length - at >= longestLine ? { kind: 'statement', verb: verbs.other } : { kind: 'more' };
}

function delimiterGap(bytes: Uint8Array, at: number, last: boolean): Gap {
  const end = lineEnd(bytes, at, last);
  if (end < 0) return { kind: 'more' };
  let from = at + 'delimiter'.length;
  while (from < end && isSpace(bytes[from] ?? 0)) from++;
  let to = from;
  while (to < end && !isSpace(bytes[to] ?? 0)) to++;
  return { kind: 'delimiter', delimiter: bytes.slice(from, to), end };
}

/** Position of the line's end; -1 when it is not there yet. */
function lineEnd(bytes: Uint8Array, at: number, last: boolean): number {
  const found = bytes.indexOf(byte.lineFeed, at);
  if (found >= 0) return found;
  return last || bytes.length - at >= longestLine ? bytes.length : -1;
}

/** True for the beginning of a comment whose text MySQL or MariaDB runs. */
export function isVersionComment(bytes: Uint8Array, at: number): boolean {
  const third = bytes[at + 2];
  return third === byte.exclamation || (third === byte.upperM && bytes[at + 3] === byte.exclamation);
}

/** True when `prefix` stands at `at`. */
export function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  if (at + prefix.length > bytes.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}

function startsWithText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** A word of lower-case letters in whatever case, with white space or the end behind it. */
function isWord(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++)
    if (((bytes[at + index] ?? 0) | 32) !== word.charCodeAt(index)) return false;
  const next = bytes[at + word.length];
  return next === undefined || isSpace(next) || next === byte.slash || next === byte.backtick;
}
