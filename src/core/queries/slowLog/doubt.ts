import { closeEntry, type OpenEntry } from './openEntry';
import { createOpenText } from './openText';
import type { SlowEntry } from './slowEntry';

/**
 * A line that begins an entry stands where a statement seems to be inside a string. Either the statement holds lines of a
 * slow log as its text, or the server logged a statement whose string never closes (one with a syntax error, or written for
 * another SQL mode). Both readings are kept until it shows: a real string closes before its statement ends; one that never
 * was closed stays open past every balanced statement that follows.
 *
 * Whoever can send statements with more than `mostEntries` forged entries in one string can forge, as with every reader of
 * this format.
 */
export interface Doubt {
  feed(bytes: Uint8Array, from: number, to: number): void;
  /** An entry that was read behind the doubtful line. */
  add(entry: SlowEntry): void;
  /** What it was; undefined while it is open. To be asked where an entry may begin. */
  verdict(atEnd: boolean): 'oneStatement' | 'entries' | undefined;
  entries(verdict: 'oneStatement' | 'entries'): readonly SlowEntry[];
}

const mostEntries = 16;
const mostBytes = 256 * 1024;

/** @param schema known from lines before `first`, the statement in doubt */
export function createDoubt(first: OpenEntry, schema: string | undefined): Doubt {
  const short = closeEntry(first, true, schema);
  const inside = createOpenText();
  inside.feed(first.text.kept, 0, first.text.length);
  const lineFeed = Uint8Array.of(0x0a);
  const found: SlowEntry[] = [];
  let bytes = 0;
  return {
    feed(line, from, to) {
      // The statement's text goes on with the lines themselves, in case all of it is one.
      first.text.add(lineFeed, 0, 1);
      first.text.add(line, from, to);
      bytes += to - from + 1;
      inside.feed(lineFeed, 0, 1);
      inside.feed(line, from, to);
    },
    add(entry) {
      found.push(entry);
    },
    verdict(atEnd) {
      if (inside.inside() === 'nothing') return 'oneStatement';
      return atEnd || found.length >= mostEntries || bytes > mostBytes ? 'entries' : undefined;
    },
    entries(verdict) {
      if (verdict === 'entries') return short === undefined ? found : [short, ...found];
      const whole = closeEntry(first, true, schema);
      return whole === undefined ? [] : [whole];
    },
  };
}
