import { timeOf } from '../moment';

/** Milliseconds since 1970 of moments that stand among bytes. */
export interface MinuteTimes {
  /** Of the minute of a moment of `length` bytes, or of the moment; undefined when it is not understood. */
  read(bytes: Uint8Array, at: number, length: number): number | undefined;
}

/** "2026-11-22", "2026-11-22 20:42", "2026-11-22 20:42:43", and what an offset from UTC takes at the end: "+00:00". */
const dateLength = 10;
const minuteLength = 16;
const secondLength = 19;
const offsetLength = 6;

/**
 * What `timeOf` gives, without decoding where it can do without: a moment of the minute of the one before, or one in UTC
 * without fraction and offset on the day of the one before.
 *
 * @param zone what moments without an offset are in
 */
export function createMinuteTimes(zone: string): MinuteTimes {
  let before = new Uint8Array(0);
  let time: number | undefined;

  const same = (bytes: Uint8Array, at: number, from: number, to: number): boolean => {
    for (let index = from; index < to; index++) if (bytes[at + index] !== before[index]) return false;
    return true;
  };

  return {
    read(bytes, at, length) {
      const alike = time !== undefined && length === before.length;
      if (
        alike &&
        same(bytes, at, 0, minuteLength) &&
        same(bytes, at, Math.max(secondLength, length - offsetLength), length)
      )
        return time;
      const isPlain = zone === 'UTC' && length === secondLength;
      const isSameDay = alike && isPlain && same(bytes, at, 0, dateLength);
      const ofDay = isSameDay ? minuteOfDay(bytes, at) : undefined;
      if (ofDay === undefined) time = timeOf(asciiOf(bytes, at, length), zone);
      else time = Math.floor((time ?? 0) / dayMs) * dayMs + ofDay * 60_000;
      before = bytes.slice(at, at + length);
      return time;
    },
  };
}

const dayMs = 86_400_000;

/** Bytes as text, each a character. */
export function asciiOf(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

/** Undefined for what no clock shows, and for a second that is leapt. */
function minuteOfDay(bytes: Uint8Array, at: number): number | undefined {
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  return hour < 24 && minute < 60 && twoDigits(bytes, at + 17) < 60 ? hour * 60 + minute : undefined;
}

/** NaN, which is not less than anything, when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
