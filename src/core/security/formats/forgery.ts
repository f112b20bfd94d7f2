import { timeOf } from '../moment';
import { type OpenContext, openContext } from './openContext';
import type { RecordStart } from './recordFormat';

/**
 * Signs that a record was written by somebody who could put a line break into another record's message. Only Monolog's
 * line format lets line breaks through; a record is judged when one of that format stands before it in the file.
 *
 * 1. *Unfinished*: the record before has no end. Monolog writes two spaces, or a context or extra that closes, at the end of
 *    every record; a formatter of one's own may not. So it counts only where at least 10 records with the same channel and
 *    form of date had an end, at least four for each that had none, and not where PHP before 7.4 may have written the
 *    record before in pieces of 8,192 bytes with another process in between (nor does the next sign then).
 * 2. *Context inside*: a context of the record before is open inside a string, and closes as valid JSON exactly where this
 *    record ends: both are one record. Holds from the first record on.
 * 3. *A stranger from the past*: its moment is more than 10 seconds before the record's before it, and its channel or form
 *    of date has not occurred in at least 20 records. Either alone is ordinary: buffered handlers write late, clocks are
 *    set, an hour comes twice a year, processes interleave, channels share a file.
 *
 * A forger who ends the record before with two spaces, knows channel, form of date and time, leaves none of them.
 */
export interface Forgery {
  /** A record starts, `offset` bytes into its file. */
  starts(start: RecordStart, offset: number): void;
  /**
   * Its lines are over; or further lines, without a start of their own, are.
   *
   * @param read.hasContext a context was found in it
   * @returns true when the record that started last shows a sign
   */
  ends(raw: string, read: { readonly truncated: boolean; readonly hasContext: boolean }): boolean;
}

const endedNeeded = 10;
const seenNeeded = 20;
const backMs = 10_000;
const pieceBytes = 8192;
/** Channels and forms of date that are told apart: more is no log that can be judged. */
const kindLimit = 100;

/** How a record of Monolog's line format ends: LineFormatter's format is "… %message% %context% %extra%". */
export function hasEnd(raw: string): boolean {
  return /(?: {2}|[}\]] ?)$/.test(raw.slice(-3));
}

interface Previous {
  readonly start: RecordStart;
  readonly form: string;
  readonly offset: number;
  ended: boolean | undefined;
}

/** Looks for signs of forged records in one file, read in order. Remembers the record before and some counts. */
export function createForgery(): Forgery {
  const kinds = new Map<string, { ended: number; unended: number }>();
  const channels = new Set<string>();
  const forms = new Set<string>();
  let seen = 0;
  let previous: Previous | undefined;
  let context: OpenContext | undefined;
  let started = false;
  let verdict = false;

  const unfinished = ({ start, form, offset, ended }: Previous, next: number): boolean => {
    const kind = kinds.get(kindOf(start, form));
    if (ended === undefined || kind === undefined) return false;
    const learned = kind.ended >= endedNeeded && kind.unended * 4 <= kind.ended;
    kind[ended ? 'ended' : 'unended']++;
    return !ended && learned && !inPieces(offset, next);
  };
  const stranger = (start: RecordStart, form: string, before: RecordStart): boolean =>
    seen >= seenNeeded && (!channels.has(start.channel ?? '') || !forms.has(form)) && isBefore(start, before);
  const learn = (start: RecordStart, form: string): void => {
    seen++;
    if (channels.size < kindLimit) channels.add(start.channel ?? '');
    if (forms.size < kindLimit) forms.add(form);
    if (start.format !== 'line' || kinds.size >= kindLimit) return;
    const kind = kindOf(start, form);
    if (!kinds.has(kind)) kinds.set(kind, { ended: 0, unended: 0 });
  };

  return {
    starts(start, offset) {
      const before = previous;
      const judged = isMonolog(start);
      const form = judged ? formOf(start) : '';
      verdict = false;
      started = true;
      if (before?.start.format === 'line') {
        const open = unfinished(before, offset);
        verdict = judged && (open || stranger(start, form, before.start));
      }
      if (!judged || (before !== undefined && inPieces(before.offset, offset))) context = undefined;
      // What a forger writes teaches nothing.
      if (judged && !verdict) learn(start, form);
      previous = { start, form, offset, ended: undefined };
    },
    ends(raw, { truncated, hasContext }) {
      if (previous?.start.format === 'line') previous.ended = truncated ? undefined : hasEnd(raw);
      if (context !== undefined) {
        const state = context.goOn(raw);
        if (state === 'closed' && started) verdict = true;
        if (state !== 'open') context = undefined;
      }
      if (context === undefined && previous?.start.format === 'line' && !truncated && !hasContext && !verdict) {
        context = openContext(raw);
      }
      started = false;
      return verdict;
    },
  };
}

/** PHP before 7.4 wrote in pieces, and other processes in between. */
function inPieces(offset: number, next: number): boolean {
  return (next - offset) % pieceBytes === 0;
}

function isMonolog({ format }: RecordStart): boolean {
  return format === 'line' || format === 'json';
}

/** "2026-11-22 20:42:43" and "2027-01-01 00:00:00" have one form. */
function formOf({ format, at }: RecordStart): string {
  return `${format} ${(at ?? '').replace(/\d+/g, digits).replace(/[+-]00:?00$|Z$/, '+00:00')}`;
}

function digits(found: string): string {
  return '0'.repeat(found.length);
}

function kindOf(start: RecordStart, form: string): string {
  return `${start.channel ?? ''} ${form}`;
}

function isBefore(start: RecordStart, before: RecordStart): boolean {
  const [now, then] = [momentOf(start), momentOf(before)];
  return now !== undefined && then !== undefined && now < then - backMs;
}

/** Only moments that are comparable: with their offset from UTC, or without any and then of one zone. */
function momentOf({ at }: RecordStart): number | undefined {
  return at === undefined ? undefined : (timeOf(at) ?? timeOf(at, 'UTC'));
}
