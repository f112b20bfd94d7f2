import { lineLimit } from '../../core/security/logLine';
import type { Needle } from '../../core/security/logs/needle';
import {
  createRecordGroups,
  type RecordGroup,
  type RecordGroups,
  recordReach,
} from '../../core/security/logs/recordGroups';
import { createLineBytes, type LineBytes } from '../lineBytes';
import type { LogText } from './logText';

/** Finds the groups of a file that hold a text, in blocks that follow each other. Decodes lines around a hit only. */
export interface GroupFinder {
  push(block: Uint8Array, signal: AbortSignal): Promise<readonly RecordGroup[]>;
  /** The groups that hold it when the file is over. */
  end(): readonly RecordGroup[];
}

/** Lines are read on to the next hit when it is so near; otherwise everything up to it is skipped. */
const nearBytes = 8 * 1024;
/** First try, then four times that: how far before a hit reading begins to learn what it belongs to. */
const contextBytes = 4 * 1024;
/** A line that begins further away shows nothing of this place. */
const contextLimit = 2 * recordReach + 2 * lineLimit;

const lineFeed = 0x0a;
const bracket = 0x5b;
const brace = 0x7b;

interface Reading {
  readonly lines: LineBytes;
  readonly groups: RecordGroups;
  /** Bytes of the file that it was given. */
  position: number;
  /** Where the text was found; undefined when nothing is looked for any more. */
  hit: number;
  /** Where the text stands next in the line that the last block did not end; undefined for nowhere. */
  ahead: number | undefined;
}

/** The native search, which looks at many bytes at once, where there is only one case. */
function finding(needle: Needle): Needle['find'] {
  const { exact } = needle;
  if (exact === undefined) return (bytes, from, to) => needle.find(bytes, from, to);
  return (bytes, from, to) => Buffer.from(bytes.buffer, bytes.byteOffset, to).indexOf(exact, from);
}

/** @param inside it begins somewhere in a file, maybe in the middle of a line; else where a group starts */
function readingFrom(position: number, hit: number, inside: boolean): Reading {
  const lines = createLineBytes(position, inside);
  const groups = createRecordGroups(inside ? { inside: position } : position);
  return { lines, groups, position, hit, ahead: undefined };
}

/** @param text the file, for what stands before a block */
export function createGroupFinder(text: LogText, needle: Needle): GroupFinder {
  let reading: Reading | undefined;
  let base = 0; // bytes before the block
  let searchFrom = 0;
  let tail = new Uint8Array(0); // end of the block before: a hit may stand across
  let inLongLine = false;
  const find = finding(needle);

  /** Where the text stands next, at or after `searchFrom`, in the block or across its beginning; -1 for nowhere. */
  const nextHit = (block: Uint8Array): number => {
    if (inLongLine) {
      const end = block.indexOf(lineFeed, Math.max(0, searchFrom - base));
      if (end < 0) return -1;
      inLongLine = false;
      searchFrom = base + end + 1;
    }
    const across = base - tail.length;
    if (searchFrom < base && tail.length > 0) {
      const seam = new Uint8Array(tail.length + Math.min(block.length, needle.length - 1));
      seam.set(tail);
      seam.set(block.subarray(0, seam.length - tail.length), tail.length);
      const at = find(seam, Math.max(0, searchFrom - across), seam.length);
      if (at >= 0) return across + at;
    }
    const at = find(block, Math.max(0, searchFrom - base), block.length);
    return at < 0 ? -1 : base + at;
  };

  /**
   * Begins to read at the nearest record before a hit that starts wherever it stands, when one begins near by: what stands
   * before it does not matter.
   */
  const readFromStart = (hit: number, block: Uint8Array): Reading | undefined => {
    const nearest = Math.max(searchFrom - base, hit - base - contextBytes, 0);
    for (let end = hit - base; end >= nearest; ) {
      const feedBefore = end === 0 ? -1 : block.lastIndexOf(lineFeed, end - 1);
      // Of the first line of a block the beginning may stand in the block before.
      if (feedBefore < 0 && base > 0) return undefined;
      const start = feedBefore + 1;
      if (start < nearest) return undefined;
      if (block[start] === bracket || block[start] === brace) {
        const lineEnd = block.indexOf(lineFeed, start);
        if (lineEnd < 0) return undefined;
        const reading = readingFrom(base + start, hit, false);
        const groups = createRecordGroups({ inside: base + start });
        groups.push(createLineBytes(base + start, false).push(block.subarray(start, lineEnd + 1)));
        if (groups.openSince() !== undefined) return reading;
      }
      end = feedBefore;
    }
    return undefined;
  };

  /** Begins to read lines so far before a hit that it is certain what it belongs to; undefined when nothing can be seen of it. */
  const readAround = async (hit: number, block: Uint8Array, signal: AbortSignal): Promise<Reading | undefined> => {
    for (let span = contextBytes; ; span *= 4) {
      const from = Math.max(0, hit - span);
      const started = readingFrom(from, hit, from > 0);
      const earlier = from < base ? await text.read(from, Math.min(base, hit) - from, signal) : new Uint8Array(0);
      const here = block.subarray(Math.max(0, from - base), Math.max(0, hit - base));
      feed(started, earlier);
      feed(started, here);
      if (from === 0 || started.groups.openSince() !== undefined) return started;
      if (span <= contextLimit) continue;
      const inHere = here.lastIndexOf(lineFeed);
      const before = inHere < 0 ? here.length + earlier.length - earlier.lastIndexOf(lineFeed) : here.length - inHere;
      return before <= recordReach ? started : undefined;
    }
  };

  const feed = (into: Reading, bytes: Uint8Array): readonly RecordGroup[] => {
    into.position += bytes.length;
    return into.groups.push(into.lines.push(bytes));
  };

  return {
    async push(block, signal) {
      const found: RecordGroup[] = [];
      for (;;) {
        if (reading === undefined) {
          const hit = nextHit(block);
          if (hit < 0) break;
          reading = readFromStart(hit, block) ?? (await readAround(hit, block, signal));
          if (reading === undefined) {
            inLongLine = true;
            searchFrom = hit;
            continue;
          }
        }
        // Line by line, as the next hit may be far behind the end of this group.
        const at = reading.position - base;
        if (at >= block.length) break;
        const lineEnd = at < 0 ? -1 : block.indexOf(lineFeed, at);
        const bytes =
          at < 0
            ? await text.read(reading.position, -at, signal)
            : block.subarray(at, lineEnd < 0 ? block.length : lineEnd + 1);
        const closed = feed(reading, bytes).findLast(({ offset }) => offset <= (reading?.hit ?? 0));
        const since = reading.groups.openSince() ?? 0;
        if (since <= reading.hit) continue;
        if (closed !== undefined) found.push(closed);
        searchFrom = since;
        const { ahead } = reading;
        const hit = ahead !== undefined && ahead >= since ? ahead : nextHit(block);
        reading.ahead = undefined;
        if (hit >= 0 && hit - reading.position < nearBytes) reading.hit = hit;
        else reading = undefined;
      }
      if (reading !== undefined && reading.ahead === undefined) {
        const at = find(block, Math.max(block.lastIndexOf(lineFeed) + 1, reading.hit + 1 - base), block.length);
        if (at >= 0) reading.ahead = base + at;
      }
      const end = block.length < needle.length ? Buffer.concat([tail, block]) : block;
      tail = new Uint8Array(end.subarray(Math.max(0, end.length - needle.length + 1)));
      base += block.length;
      return found;
    },
    end() {
      if (reading === undefined) return [];
      const { groups, lines, hit, ahead = hit } = reading;
      reading = undefined;
      const rest = [...groups.push(lines.end()), ...groups.end()];
      const holding = [hit, ahead].map((place) => rest.findLast(({ offset }) => offset <= place));
      return rest.filter((group) => holding.includes(group));
    },
  };
}
