import type { StreamEntry } from './entry';

export interface RingLimits {
  readonly entries: number;
  /** UTF-16 units of all raw texts together. */
  readonly characters: number;
}

/** The newest entries of a stream. */
export interface Ring {
  add(entries: readonly StreamEntry[]): void;
  /** Oldest first; a new array each time something was added. */
  all(): readonly StreamEntry[];
  clear(): void;
}

/** What is kept of a stream: 5,000 records or 16 million characters, whichever is less. */
const ringLimits: RingLimits = { entries: 5000, characters: 16_000_000 };

/** Makes an empty ring. */
export function createRing(limits: RingLimits = ringLimits): Ring {
  let kept: StreamEntry[] = [];
  let first = 0; // index of the oldest that counts; the array is compacted now and then
  let characters = 0;
  let given: readonly StreamEntry[] | undefined;
  return {
    add(entries) {
      for (const entry of entries) {
        kept.push(entry);
        characters += entry.record.raw.length;
        while (first < kept.length && (kept.length - first > limits.entries || characters > limits.characters)) {
          characters -= kept[first]?.record.raw.length ?? 0;
          first++;
        }
        if (first > limits.entries) {
          kept = kept.slice(first);
          first = 0;
        }
      }
      if (entries.length > 0) given = undefined;
    },
    all: () => (given ??= kept.slice(first)),
    clear() {
      kept = [];
      first = 0;
      characters = 0;
      given = undefined;
    },
  };
}
