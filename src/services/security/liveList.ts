import type { StreamEntry } from '../../core/security/stream/entry';
import { createRing } from '../../core/security/stream/ring';

/** What arrived of one or several logs, and what of it matches. */
export interface LiveList {
  /** Entries that arrived while paused and are not shown */
  readonly skipped: number;
  readonly paused: boolean;
  /** So many arrive that the list rolls away faster than it can be read. */
  readonly crowded: boolean;
  add(entries: readonly StreamEntry[]): void;
  /** Oldest first; of several logs in the order of time. While paused: as they were then. */
  matching(): readonly StreamEntry[];
  /** Everything that is kept, matching or not. */
  all(): readonly StreamEntry[];
  setFilter(matches: (entry: StreamEntry) => boolean): void;
  pause(): void;
  resume(): void;
  clear(): void;
}

/** Entries within a second with which a list is crowded. */
const crowd = 2000;

/** @param merged true when entries of several logs arrive: they are put in the order of time */
export function createLiveList(merged: () => boolean): LiveList {
  const all = createRing();
  const matching = createRing();
  let matches: (entry: StreamEntry) => boolean = () => true;
  let frozen: readonly StreamEntry[] | undefined;
  let frozenMatching: readonly StreamEntry[] | undefined;
  let shown: { readonly of: readonly StreamEntry[]; readonly list: readonly StreamEntry[] } | undefined;
  let skipped = 0;
  let second = 0;
  let arrivals = 0;
  let before = 0;

  function ordered(list: readonly StreamEntry[]): readonly StreamEntry[] {
    if (shown?.of !== list) shown = { of: list, list: merged() ? byTime(list) : list };
    return shown.list;
  }

  return {
    get skipped() {
      return skipped;
    },
    get paused() {
      return frozen !== undefined;
    },
    get crowded() {
      return Math.floor(performance.now() / 1000) - second <= 1 && Math.max(arrivals, before) > crowd;
    },
    add(entries) {
      const now = Math.floor(performance.now() / 1000);
      if (now !== second) {
        before = now - second === 1 ? arrivals : 0;
        arrivals = 0;
        second = now;
      }
      arrivals += entries.length;
      all.add(entries);
      matching.add(entries.filter(matches));
      if (frozen !== undefined) skipped += entries.length;
    },
    matching: () => ordered(frozen === undefined ? matching.all() : (frozenMatching ??= frozen.filter(matches))),
    all: () => frozen ?? all.all(),
    setFilter(next) {
      matches = next;
      frozenMatching = undefined;
      matching.clear();
      matching.add(all.all().filter(next));
    },
    pause() {
      frozen ??= all.all();
    },
    resume() {
      frozen = undefined;
      frozenMatching = undefined;
      skipped = 0;
    },
    clear() {
      all.clear();
      matching.clear();
      skipped = 0;
      frozenMatching = undefined;
      if (frozen !== undefined) frozen = [];
    },
  };
}

/** Stable; an entry without a moment stays behind the one that it followed. */
function byTime(list: readonly StreamEntry[]): readonly StreamEntry[] {
  const last = new Map<string, number>();
  return list
    .map((entry) => {
      const time = entry.event.time ?? last.get(entry.event.source) ?? -Infinity;
      last.set(entry.event.source, time);
      return { entry, time };
    })
    .sort((a, b) => (a.time === b.time ? 0 : a.time - b.time))
    .map(({ entry }) => entry);
}
