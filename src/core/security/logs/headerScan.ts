import { logLevels } from '../level';

/** Records that follow each other and were written in the same minute (or each alone, where that is not certain). */
export interface HeaderRun {
  /** Index of the line break before the first one. */
  readonly newline: number;
  /** Where its moment stands, as written. */
  readonly at: number;
  readonly atLength: number;
  /** How many there are, by index in `logLevels`; the same memory for every run. */
  readonly counts: Uint32Array;
}

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
/** "2026-11-22 20:42" */
const minuteLength = 16;
/** "2026-11-22 20:42:43" */
const secondLength = 19;

const shifts = new Uint8Array(256).fill(pattern.length);
for (const [index, chars] of pattern.slice(0, last).entries())
  for (const char of chars) shifts[char.charCodeAt(0)] = last - index;

const accepted = pattern.map((chars) => {
  const set = new Uint8Array(256);
  for (const char of chars) set[char.charCodeAt(0)] = 1;
  return set;
});
const levelNames = logLevels.map((level) => new TextEncoder().encode(level.toUpperCase()));
/** First four letters of each level, as one number: no two are the same. */
const levelStarts = Int32Array.from(levelNames, ({ buffer }) => new DataView(buffer).getInt32(0, true));

/**
 * Finds headers of Monolog's line format with a year-first date, on bytes: what `readLineHeader` finds in decoded lines.
 * Nothing is called or allocated for each of millions of records: a run is told when the minute changes and at the end. A
 * record of the same minute and channel as the one before is recognised by comparing four bytes at a time with it.
 *
 * @param to headers whose line break stands before it are told; the bytes should reach `headerBytes` further
 * @returns how many headers
 */
export function scanHeaders(bytes: Uint8Array, from: number, to: number, hears: (run: HeaderRun) => void): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = new Uint32Array(levelNames.length);
  let count = 0;
  let told = 0;
  let newline = -1; // of the run
  let atLength = 0;
  let channel = 0; // where the last channel begins, and how far it reaches with its dot
  let channelLength = 0;
  let quick = false; // whether the next one may be compared with it
  const end = Math.min(bytes.length, to + last);
  const quickEnd = bytes.length - headerBytes;
  for (let at = from + last; at < end; ) {
    const byte = bytes[at] ?? 0;
    if (byte !== colon || bytes[at - last] !== 0x0a || bytes[at - last + 1] !== 0x5b) {
      at += shifts[byte] ?? 1;
      continue;
    }
    if (
      quick &&
      at < quickEnd &&
      isSame(view, at - minuteLength, newline + 2, minuteLength) &&
      isDigit(bytes[at + 1]) &&
      isDigit(bytes[at + 2]) &&
      bytes[at + 3] === 0x5d &&
      bytes[at + 4] === 0x20 &&
      isSame(view, at + 5, channel, channelLength)
    ) {
      const level = levelAt(bytes, view, at + 5 + channelLength);
      if (level >= 0) {
        count++;
        counts[level] = (counts[level] ?? 0) + 1;
        at += 5 + channelLength + last;
        continue;
      }
    }
    const closing = isHeader(bytes, at - last) ? closingOf(bytes, at - minuteLength) : -1;
    const dot = closing < 0 ? -1 : dotOf(bytes, closing + 2);
    const level = dot < 0 ? -1 : levelAfter(bytes, dot + 1);
    if (level < 0) {
      at += shifts[byte] ?? 1;
      continue;
    }
    // Arguments, not a closure: variables that a closure changes are read from memory for every byte.
    if (count > told) tell(hears, newline, atLength, counts);
    told = count++;
    counts[level] = 1;
    newline = at - last;
    atLength = closing - newline - 2;
    channel = closing + 2;
    channelLength = dot + 1 - channel;
    quick = atLength === secondLength && channelLength >= 4;
    at = dot + last;
  }
  if (count > told) tell(hears, newline, atLength, counts);
  return count;
}

function tell(hears: (run: HeaderRun) => void, newline: number, atLength: number, counts: Uint32Array): void {
  hears({ newline, at: newline + 2, atLength, counts });
  counts.fill(0);
}

/** Compares at least four bytes, at places that lie within them. */
function isSame(view: DataView, one: number, other: number, length: number): boolean {
  const rest = length - 4;
  for (let index = 0; index < rest; index += 4)
    if (view.getInt32(one + index, true) !== view.getInt32(other + index, true)) return false;
  return view.getInt32(one + rest, true) === view.getInt32(other + rest, true);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHeader(bytes: Uint8Array, start: number): boolean {
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

/** The last dot before the ": " that ends "channel.LEVEL: ", or -1. */
function dotOf(bytes: Uint8Array, channel: number): number {
  let dot = -1;
  for (let at = channel; at <= channel + 111; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e) dot = at;
    else if (byte === colon && bytes[at + 1] === 0x20) return dot <= channel || dot - channel > 100 ? -1 : dot;
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

/** The level whose name and ": " stand at a place, or -1. */
function levelAt(bytes: Uint8Array, view: DataView, from: number): number {
  const start = view.getInt32(from, true);
  for (let index = 0; index < levelStarts.length; index++)
    if (levelStarts[index] === start) return isLevel(bytes, from, index) ? index : -1;
  return -1;
}

/** The same where the bytes may end. */
function levelAfter(bytes: Uint8Array, from: number): number {
  for (let index = 0; index < levelNames.length; index++) if (isLevel(bytes, from, index)) return index;
  return -1;
}

function isLevel(bytes: Uint8Array, from: number, level: number): boolean {
  const name = levelNames[level];
  if (name === undefined) return false;
  let same = 0;
  while (same < name.length && name[same] === bytes[from + same]) same++;
  return same === name.length && bytes[from + same] === colon && bytes[from + same + 1] === 0x20;
}
