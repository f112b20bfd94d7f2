import type { LogPage, LogPosition, LogReader, PlacedRecord } from '../logs/logReader';
import type { StreamEntry } from './entry';

/** One log that is paged through. */
export interface HistorySource {
  readonly id: string;
  readonly reader: LogReader;
  readonly toEntry: (placed: PlacedRecord) => StreamEntry;
  /** Records before this are not in the window. */
  readonly before: LogPosition | 'end';
  /** Where the first record after the window stands; absent when nothing is known to follow. */
  readonly after?: LogPosition;
}

export interface HistoryOptions {
  readonly sources: readonly HistorySource[];
  /** What is in the window at first, in the order of time. */
  readonly shown: readonly StreamEntry[];
  readonly matches: (entry: StreamEntry) => boolean;
  /** Milliseconds since 1970: nothing older is looked for. */
  readonly from?: number;
}

/** A window over everything that the files of one or several logs hold, moved page by page. */
export interface History {
  /** Oldest first. */
  entries(): readonly StreamEntry[];
  /** Reads what stands before the window. Settles after a page of matches, or when enough was looked at. */
  older(signal: AbortSignal): Promise<Looked>;
  newer(signal: AbortSignal): Promise<Looked>;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** What one step did. */
export interface Looked {
  readonly records: number;
  readonly added: number;
}

/** Entries of a page, entries of the window, records read at once, and most records read in one step. */
export const historyLimits = { page: 200, window: 500, read: 500, looked: 20_000 } as const;

interface Side {
  readonly source: HistorySource;
  before: LogPosition | 'end';
  after: LogPosition | undefined;
  started: boolean; // nothing older is left
  ended: boolean; // nothing newer is left
}

type Found = { readonly entry: StreamEntry; readonly time: number };

/**
 * Opens a window. Several logs are merged by time: each is read in its own order, and a record without a moment counts as
 * of the moment of its neighbour, so that a forged moment can misplace a record but never hide one.
 */
export function createHistory({ sources, shown, matches, from }: HistoryOptions): History {
  let window: StreamEntry[] = [...shown];
  const sides: Side[] = sources.map((source) => ({
    source,
    before: source.before,
    after: source.after,
    started: false,
    ended: source.after === undefined,
  }));

  async function look(back: boolean, signal: AbortSignal): Promise<Looked> {
    const known = new Set(window.map(({ id }) => id));
    const waiting = new Map<Side, Found[]>();
    const taken: StreamEntry[] = [];
    let records = 0;
    const bound = (back ? window[0] : window.at(-1))?.event.time;
    while (taken.length < historyLimits.page && records < historyLimits.looked) {
      for (const side of sides) {
        while (
          (waiting.get(side)?.length ?? 0) === 0 &&
          !(back ? side.started : side.ended) &&
          records < historyLimits.looked
        ) {
          const page = await readSide(side, back, signal);
          records += page.records.length;
          const found = foundIn(side, page, back, bound).filter(({ entry }) => !known.has(entry.id));
          waiting.set(side, found);
          if (found.length === 0) pass(side, page, back);
        }
      }
      const next = nextOf(waiting, back);
      if (next === undefined) break;
      const [side, list] = next;
      const one = back ? list.pop() : list.shift();
      if (one === undefined) break;
      known.add(one.entry.id);
      taken.push(one.entry);
      moveTo(side, one.entry.position, back);
    }
    if (back) window = [...taken.reverse(), ...window];
    else window = [...window, ...taken];
    trim(back);
    return { records, added: taken.length };
  }

  function foundIn(side: Side, page: LogPage, back: boolean, bound: number | undefined): Found[] {
    const found: Found[] = [];
    let time = bound ?? (back ? Infinity : -Infinity);
    const ordered = back ? page.records.toReversed() : page.records;
    for (const placed of ordered) {
      const entry = side.source.toEntry(placed);
      time = entry.event.time ?? time;
      if (back && from !== undefined && entry.event.time !== undefined && entry.event.time < from) {
        side.started = true;
        break;
      }
      if (matches(entry)) found.push({ entry, time });
    }
    return back ? found.reverse() : found;
  }

  /** The window keeps its size: what leaves it at the other end is read again when it is wanted. */
  function trim(back: boolean): void {
    while (window.length > historyLimits.window) {
      const gone = back ? window.pop() : window.shift();
      if (gone === undefined) return;
      const side = sides.find(({ source }) => source.id === gone.event.source);
      if (side === undefined) continue;
      if (back) {
        side.after = gone.position;
        side.ended = false;
        continue;
      }
      const left = window.find(({ event }) => event.source === side.source.id);
      side.before = left?.position ?? side.after ?? 'end';
      side.started = false;
    }
  }

  return {
    entries: () => window,
    older: (signal) => look(true, signal),
    newer: (signal) => look(false, signal),
    get atStart() {
      return sides.every(({ started }) => started);
    },
    get atEnd() {
      return sides.every(({ ended }) => ended);
    },
  };
}

async function readSide(side: Side, back: boolean, signal: AbortSignal): Promise<LogPage> {
  const { reader } = side.source;
  if (back) {
    const page = await reader.before(side.before, historyLimits.read, signal);
    if (page.records.length === 0) side.started = true;
    return page;
  }
  const page = await reader.from(side.after ?? 'start', historyLimits.read, signal);
  if (page.records.length === 0) side.ended = true;
  return page;
}

/** Nothing of a page is wanted: the side stands beyond it. */
function pass(side: Side, page: LogPage, back: boolean): void {
  const end = back ? page.records[0] : page.records.at(-1);
  if (end === undefined) return;
  const stuck = !back && page.records.length === 1 && samePlace(side.after, end.position);
  moveTo(side, end.position, back);
  if (back && page.atStart) side.started = true;
  // `from` gives the record of its position again: alone, it is the last.
  if (!back && (page.atEnd || stuck)) side.ended = true;
}

function moveTo(side: Side, position: LogPosition, back: boolean): void {
  if (back) side.before = position;
  else side.after = position;
}

function samePlace(one: LogPosition | undefined, other: LogPosition): boolean {
  return one !== undefined && one.file === other.file && one.offset === other.offset;
}

/** The log whose next record is the newest (going back) or the oldest. */
function nextOf(waiting: ReadonlyMap<Side, Found[]>, back: boolean): [Side, Found[]] | undefined {
  let best: [Side, Found[]] | undefined;
  let bestTime = 0;
  for (const [side, list] of waiting) {
    const time = (back ? list.at(-1) : list[0])?.time;
    if (time === undefined || (best !== undefined && (back ? time <= bestTime : time >= bestTime))) continue;
    best = [side, list];
    bestTime = time;
  }
  return best;
}
