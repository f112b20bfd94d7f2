import { logLevels } from '../level';

/** What is told of a header: `at` is as written, cut out of the bytes; `level` is an index of `logLevels`. */
export type HeaderHears = (newline: number, bytes: Uint8Array, at: number, atLength: number, level: number) => void;

/** Longest header that is recognised, with the line break before it: a moment of 64 and a channel of 100 characters. */
export const headerBytes = 256;

/**
 * Positions of a line break and "[2026-11-22 20:42:" behind it, as sets of bytes: what Laravel's and Monolog's own date formats
 * begin with. Nineteen positions are a long pattern for Horspool's search (1980): most bytes are never looked at.
 */
const digits = '0123456789';
const pattern = [
  '\n',
  '[',
  digits,
  digits,
  digits,
  digits,
  '-',
  digits,
  digits,
  '-',
  digits,
  digits,
  ' T',
  digits,
  digits,
  ':',
  digits,
  digits,
  ':',
];
const last = pattern.length - 1;
const colon = 0x3a;

const shifts = new Uint8Array(256).fill(pattern.length);
for (const [index, chars] of pattern.slice(0, last).entries())
  for (const char of chars) shifts[char.charCodeAt(0)] = last - index;

const accepted = pattern.map((chars) => {
  const set = new Uint8Array(256);
  for (const char of chars) set[char.charCodeAt(0)] = 1;
  return set;
});
const levelNames = logLevels.map((level) => new TextEncoder().encode(level.toUpperCase()));

/**
 * Finds headers of Monolog's line format with a year-first date, on bytes: what `readLineHeader` finds in decoded lines.
 *
 * @param to headers whose line break stands before it are told; the bytes should reach `headerBytes` further
 * @returns how many
 */
export function scanHeaders(bytes: Uint8Array, from: number, to: number, hears: HeaderHears): number {
  let count = 0;
  const end = Math.min(bytes.length, to + last);
  for (let at = from + last; at < end; ) {
    const byte = bytes[at] ?? 0;
    if (byte === colon && isHeader(bytes, at - last)) {
      const newline = at - last;
      const closing = closingOf(bytes, newline + 2);
      const level = closing < 0 ? -1 : levelAfter(bytes, closing + 2);
      if (level >= 0) {
        count++;
        hears(newline, bytes, newline + 2, closing - newline - 2, level);
        at = closing + last;
        continue;
      }
    }
    at += shifts[byte] ?? 1;
  }
  return count;
}

function isHeader(bytes: Uint8Array, start: number): boolean {
  // The rarest first.
  if (bytes[start] !== 0x0a || bytes[start + 1] !== 0x5b) return false;
  for (let index = 2; index < last; index++) if (accepted[index]?.[bytes[start + index] ?? 0] !== 1) return false;
  return true;
}

/** Index of the "]" after a moment of at most 64 bytes, when a space follows it. */
function closingOf(bytes: Uint8Array, moment: number): number {
  for (let at = moment + last - 2; at <= moment + 64; at++) {
    if (bytes[at] === 0x5d) return bytes[at + 1] === 0x20 ? at : -1;
    if (bytes[at] === 0x0a) return -1;
  }
  return -1;
}

/** The level of "channel.LEVEL: ", or -1. */
function levelAfter(bytes: Uint8Array, channel: number): number {
  let dot = -1;
  for (let at = channel; at <= channel + 111; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e) dot = at;
    else if (byte === colon && bytes[at + 1] === 0x20)
      return dot <= channel || dot - channel > 100 ? -1 : levelOf(bytes, dot + 1, at);
    else if (
      byte <= 0x20 ||
      byte === 0x5b ||
      byte === 0x5d ||
      byte === 0x7b ||
      byte === 0x7d ||
      byte === 0x22 ||
      byte === 0x27
    )
      return -1;
  }
  return -1;
}

function levelOf(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from];
  for (let index = 0; index < levelNames.length; index++) {
    const name = levelNames[index];
    if (name === undefined || name[0] !== first || name.length !== to - from) continue;
    let same = 1;
    while (same < name.length && name[same] === bytes[from + same]) same++;
    if (same === name.length) return index;
  }
  return -1;
}
