import type { TextRange } from '../core/base/text';
import type { Finding, Location } from '../core/finding';

/** Where a place of an older text is in a newer one; undefined when it lies in what changed. */
export type Carry = (range: TextRange) => TextRange | undefined;

/**
 * While a PHP file is half-typed, its last good text is evaluated. One stretch of it was replaced (everything between
 * the common beginning and the common end): what lies before keeps its place, what lies behind moves along.
 */
export function carryBetween(older: string, newer: string): Carry {
  const shortest = Math.min(older.length, newer.length);
  let head = 0;
  while (head < shortest && older.charCodeAt(head) === newer.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shortest - head &&
    older.charCodeAt(older.length - 1 - tail) === newer.charCodeAt(newer.length - 1 - tail)
  ) {
    tail++;
  }
  const moved = newer.length - older.length;
  return ({ start, end }) => {
    if (end <= head) return { start, end };
    if (start >= older.length - tail) return { start: start + moved, end: end + moved };
    return undefined;
  };
}

/** The finding with all its places carried over; undefined when its own place is gone. Fixes that cannot be carried are dropped. */
export function carryFinding(finding: Finding, carryIn: (file: string) => Carry | undefined): Finding | undefined {
  const carried = ({ file, range }: Location): Location | undefined => {
    const carry = carryIn(file);
    if (carry === undefined) return { file, range };
    const moved = carry(range);
    return moved === undefined ? undefined : { file, range: moved };
  };
  const location = carried(finding.location);
  if (location === undefined) return undefined;
  return {
    ...finding,
    location,
    related: finding.related.flatMap(({ location: place, message }) => {
      const moved = carried(place);
      return moved === undefined ? [] : [{ location: moved, message }];
    }),
    fixes: finding.fixes.filter((fix) => fix.edits.every(({ file }) => carryIn(file) === undefined)),
  };
}
